"""The page of a finding: what made it, what would mend it, and what a patch would change."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest
from fetching import fetch
from playwright.sync_api import expect
from rdflib import Graph

if TYPE_CHECKING:
    from conftest import AccessibilityCheck, PageFactory
    from playwright.sync_api import Page

    from asbuilt.workspace import Workspace


def address(site: str, code: str, number: int = 0) -> str:
    """Give the address of a finding of a rule."""
    found = fetch(f"{site}/findings?rule={code}&format=json").data["findings"]
    return f"{site}/findings/{found[number]['fingerprint']}"


def opened(page_factory: PageFactory, where: str, *, script: bool = True, **look: bool) -> Page:
    """Open a page that reads every register when it is first asked for, which may take a while."""
    page = page_factory(script=script, **look)
    page.set_default_timeout(120_000)
    page.goto(where)
    return page


def told(site: str, code: str, query: str = "") -> dict[str, Any]:
    """Give what the page of a finding tells a program."""
    reply = fetch(f"{address(site, code)}{query}", accept="application/json")
    return dict(reply.data)


@pytest.mark.browser
def test_the_page_tells_facts_with_links_to_the_very_lines(
    page_factory: PageFactory, site: str
) -> None:
    """A fact's place leads to the file's page, at the row that states it."""
    page = opened(page_factory, address(site, "DE002"))
    made = page.get_by_role("region", name="What made it")
    fact = made.get_by_role("listitem").filter(has_text="granted to")
    expect(fact).to_contain_text("ERP-PURCHASING-EXPRESS")
    fact.get_by_role("link", name="access/entitlements.csv, row 41, column 2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("access/entitlements.csv")
    expect(page.locator("#L41")).to_contain_text("ERP-PURCHASING-EXPRESS")
    expect(page.locator("#L41")).to_be_in_viewport()


@pytest.mark.browser
def test_a_patch_is_previewed_without_a_script_and_by_keyboard(
    page_factory: PageFactory, site: str, example_workspace: Workspace
) -> None:
    """Fill in the owner, press Enter: the finding would vanish; the file is as it was."""
    path = example_workspace.folder / "registers/processes.csv"
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    page = opened(page_factory, address(site, "GV001"), script=False)
    first = page.get_by_role("article").first
    field = first.get_by_label("Owner of “Invoice exception handling”.")
    expect(first).to_contain_text("Joan Mercer")
    field.fill("Joan Mercer")
    field.press("Enter")
    outcome = page.get_by_role("status", name="If patch 1 were applied")
    expect(outcome).to_contain_text("Would vanish 1")
    expect(outcome).to_contain_text("Process “Invoice exception handling” has no owner.")
    expect(outcome).to_contain_text("Would appear 0")
    expect(outcome).to_contain_text("nothing was changed")
    expect(page.locator("#patch-1 .is-added")).to_contain_text("Invoice exception handling,Joan")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


@pytest.mark.browser
def test_a_diff_is_copied_with_one_button(page_factory: PageFactory, site: str) -> None:
    """What is copied is the diff as a tool that applies diffs takes it."""
    page = opened(page_factory, address(site, "GV001"))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy patch 1").click()
    expect(page.get_by_role("button", name="Copy patch 1")).to_have_text("Copied")
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("--- a/registers/processes.csv\n+++ b/registers/processes.csv\n@@ ")
    assert "\n-Invoice exception handling,,p2p-2026,2025-04-02\n" in text


@pytest.mark.browser
@pytest.mark.parametrize("look", [{}, {"dark": True}, {"phone": True}])
@pytest.mark.parametrize("code", ["GV001", "WF005", "DX009"])
def test_the_page_can_be_used_by_everybody(
    page_factory: PageFactory, axe: AccessibilityCheck, site: str, code: str, look: dict[str, bool]
) -> None:
    """Axe finds no fault, and nothing is wider than the window, light, dark and on a phone."""
    page = opened(page_factory, address(site, code), **look)
    for summary in page.locator("main details > summary").all():
        summary.click()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_program_is_told_the_same(site: str) -> None:
    """Facts, what is missing, remedies and patches, beside what the check's report says."""
    said = told(site, "GV001")
    assert said["rule"] == "GV001"
    assert said["explanation"]["reasons"]
    assert said["explanation"]["missing"][0]["places"][0]["file"]
    first = said["patches"][0]
    assert first["files"] == ["registers/processes.csv"]
    assert first["needs"][0]["name"] == "owner"
    assert {"value", "reason"} == set(first["needs"][0]["candidates"][0])
    outcome = told(site, "GV001", "/preview?patch=1&set-owner=Joan+Mercer")["outcome"]
    assert [one["rule"] for one in outcome["vanish"]] == ["GV001"]
    assert outcome["appear"] == []


def test_the_facts_are_there_as_linked_data(site: str) -> None:
    """Turtle of a finding's address holds the triples behind it."""
    page = address(site, "DE002")
    graph = Graph().parse(data=fetch(page, accept="text/turtle").text, format="turtle")
    assert len(graph) == len(told(site, "DE002")["explanation"]["facts"])


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("patch=1", "needs a value for: owner"),
        ("patch=99", "there is no such patch"),
        ("patch=2&set-expires=tomorrow", "cannot be the expires"),
    ],
)
def test_a_preview_that_cannot_be_made_says_why(site: str, query: str, said: str) -> None:
    """The page is there all the same, with the reason above it."""
    reply = fetch(f"{address(site, 'GV001')}/preview?{query}")
    assert reply.status == 422
    assert said in reply.text
    assert "What made it" in reply.text


def test_values_in_the_address_are_shown_as_text(site: str) -> None:
    """A value that looks like markup stays a value."""
    page = address(site, "GV001")
    reply = fetch(f"{page}/preview?patch=2&set-reason=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in reply.text
    assert "&lt;script&gt;alert" in reply.text


def test_a_finding_that_is_not_there_is_no_page(site: str) -> None:
    """Nothing can be previewed of nothing."""
    assert fetch(f"{site}/findings/0123456789abcdef/preview").status == 404
