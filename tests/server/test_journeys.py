"""What people come for, done in a real browser from the first page on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import AccessibilityCheck, PageFactory
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser


def heading(page: Page) -> Locator:
    """Give the page's heading."""
    return page.get_by_role("heading", level=1)


def test_from_what_to_fix_first_to_the_policy_behind_it(
    page_factory: PageFactory, site: str
) -> None:
    """A process owner follows the gravest finding down to the step and up to the policy."""
    page = page_factory(f"{site}/")
    first = page.get_by_role("region", name="What to fix first").get_by_role("listitem")
    item = first.filter(has_text="WF006").or_(first.filter(has_text="DE002")).first
    item.get_by_role("heading").get_by_role("link").click()
    expect(page.get_by_text("Why it matters")).to_be_visible()
    stands = page.get_by_role("region", name="Where it stands").locator(".source").first
    expect(stands.locator(".line.is-marked")).to_be_visible()
    page.locator("dd").get_by_role("link", name="Approve order").first.click()
    expect(heading(page)).to_have_text("Approve order")
    table = page.get_by_role("region", name="What guards it")
    table.get_by_role("link", name="Order approval").click()
    expect(heading(page)).to_have_text("Order approval")
    records = page.get_by_role("region", name="Records of the control")
    expect(records.get_by_role("link", name=re.compile("Evidence for C-01")).first).to_be_visible()
    records.get_by_role("link", name=re.compile("Evidence for C-01")).first.click()
    use = page.get_by_role("region", name="What it is evidence for")
    use.get_by_role("link", name="Purchasing policy").first.click()
    expect(heading(page)).to_have_text("Purchasing policy")
    practice = page.get_by_role("region", name="How it is put into practice")
    expect(practice.get_by_role("link", name="Order approval").first).to_be_visible()


def test_the_diagram_marks_the_steps_with_findings_and_the_ways_around(
    page_factory: PageFactory, site: str
) -> None:
    """The process page draws the model, its badges lead to the steps, ways around are toggles."""
    page = page_factory(f"{site}/processes/Process_PurchaseToPay")
    expect(page.locator("[data-bpmn]")).to_have_attribute("data-ready", "true")
    ways = page.get_by_role("group", name="Paths through the diagram").get_by_role("button")
    assert ways.count() >= 2
    expect(ways.first).to_have_attribute("aria-pressed", "true")
    lit = page.locator(".djs-element.path-violation")
    assert lit.count() >= 2
    ways.first.click()
    expect(ways.first).to_have_attribute("aria-pressed", "false")
    expect(lit).to_have_count(0)
    section = page.get_by_role("region", name="Ways around controls considered")
    meant = section.get_by_role("listitem").filter(has_text="exactly for the cases").first
    meant.get_by_role("link", name=re.compile("can be reached without")).press("Enter")
    expect(page.locator(".djs-connection.path-ok")).not_to_have_count(0)
    expect(page.locator(".badge-missed")).to_have_count(1)
    page.get_by_role("link", name=re.compile("^Release order: ")).click()
    expect(heading(page)).to_have_text("Release order")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_workflow_is_drawn_with_the_line_of_the_way_around(
    page_factory: PageFactory, axe: AccessibilityCheck, site: str, *, dark: bool
) -> None:
    """Its picture is SVG with links; a way that is chosen shows its line and what it misses."""
    page = page_factory(f"{site}/processes/Process_PurchaseToPay", dark=dark)
    page.get_by_role("link", name="workflow order-approval").first.click()
    lines = page.locator(".drawing-line.is-shown")
    expect(lines).to_have_count(1)
    expect(lines).to_have_class(re.compile("level-violation"))
    expect(page.locator(".drawing-missed.is-shown")).to_contain_text("missed")
    section = page.get_by_role("region", name="Ways around controls considered")
    meant = section.get_by_role("listitem").filter(has_text="exactly for the cases").first
    meant.get_by_role("link", name=re.compile("can be reached without")).press("Enter")
    expect(lines).to_have_class(re.compile("level-ok"))
    axe(page)
    page.locator(".drawing").get_by_role("link", name="Release purchase order").click()
    expect(heading(page)).to_have_text("Release purchase order")


def test_without_a_script_the_line_that_an_address_names_is_drawn(
    page_factory: PageFactory, site: str
) -> None:
    """The workflow's picture needs no JavaScript; a link to a way shows it."""
    page = page_factory(f"{site}/processes/Process_PurchaseToPay", script=False)
    page.get_by_role("link", name="workflow order-approval").first.click()
    section = page.get_by_role("region", name="Ways around controls considered")
    ways = section.get_by_role("link", name=re.compile("can be reached without"))
    assert ways.count() >= 3
    ways.nth(1).click()
    expect(page.locator(".drawing-line.is-shown")).to_have_count(1)
    expect(ways.nth(1)).to_have_attribute("aria-current", "true")


def test_steps_stand_in_the_order_of_the_work(page_factory: PageFactory, site: str) -> None:
    """The table of steps begins with the start, ends with the payment, and links what it names."""
    page = page_factory(f"{site}/processes/Process_PurchaseToPay")
    rows = page.get_by_role("region", name="Steps", exact=True).locator("tbody tr")
    names = [text.strip() for text in rows.locator("td:first-child bdi").all_inner_texts()]
    wanted = [
        "Raise requisition",
        "Approve order",
        "Release order",
        "Match invoice",
        "Pay supplier",
    ]
    assert [name for name in names if name in wanted] == wanted
    assert names[0] == "Need identified"
    approve = rows.filter(has=page.get_by_role("link", name="approval Approve order"))
    approve.get_by_role("link", name="Cost Centre Manager").first.click()
    expect(heading(page)).to_have_text("Cost Centre Manager")
    part = page.get_by_role("region", name="What the role does and decides")
    expect(part.get_by_role("link", name="Approve order").first).to_be_visible()


def test_a_way_around_a_control_is_shown_stop_by_stop(page_factory: PageFactory, site: str) -> None:
    """The finding of a bypass shows the path that leads around the control, each stop a link."""
    page = page_factory(f"{site}/findings?rule=WF005")
    page.locator(".finding-title a").first.click()  # two ways around have one cause
    page.wait_for_url("**cause=**")
    page.locator(".finding-title a").first.click()
    trail = page.get_by_role("list", name="Path")
    stops = trail.get_by_role("link")
    assert stops.count() >= 4
    expect(stops.last).to_contain_text("Release purchase order")
    stops.last.click()
    expect(heading(page)).to_have_text("Release purchase order")
    carried = page.get_by_role("region", name="Which steps it carries")
    expect(carried.get_by_role("link", name="Release order", exact=True)).to_be_visible()


def test_findings_are_narrowed_by_filters_and_facets(page_factory: PageFactory, site: str) -> None:
    """Choosing a class filters at once; a facet narrows further; the address can be shared."""
    page = page_factory(f"{site}/findings")
    everything = page.locator(".finding").count()
    page.get_by_label("Class").select_option(label="Governance shortfall")
    page.wait_for_url("**breakdown=GV**")
    governance = page.locator(".finding").count()
    assert 0 < governance < everything
    facets = page.get_by_role("complementary", name="Filters")
    facets.get_by_role("link", name=re.compile("^GV007")).click()
    page.wait_for_url("**rule=GV007**")
    assert 0 < page.locator(".finding").count() < governance
    address = page.url
    again = page_factory(address)
    assert again.locator(".finding").count() == page.locator(".finding").count()
    page.get_by_role("link", name="clear").click()
    assert page.locator(".finding").count() == everything


def test_a_saved_query_is_run_changed_and_taken_away(page_factory: PageFactory, site: str) -> None:
    """An architect opens a question in the workbench, changes it and downloads the answer."""
    page = page_factory(f"{site}/questions")
    page.get_by_role("link", name=re.compile("What evidence must")).click()
    page.get_by_role("link", name="SPARQL", exact=True).last.click()
    result = page.get_by_role("region", name="Answer", exact=True)
    expect(result).to_contain_text("Payment approval list")
    editor = page.get_by_role("textbox", name="Query")
    editor.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(
        "PREFIX ab: <https://w3id.org/asbuilt/ns#>\nSELECT DISTINCT ?role WHERE { ?role a ab:Role }"
    )
    page.get_by_role("button", name="Run").click()
    result = page.get_by_role("region", name="Answer", exact=True)
    expect(result.get_by_role("link", name="Buyer")).to_be_visible()
    assert "query=" in page.url
    with page.expect_download() as held:
        page.get_by_role("button", name="CSV").click()
    lines = held.value.path().read_text(encoding="utf-8").splitlines()
    assert lines[0] == "role"
    assert len(lines) == 18


def test_a_broken_query_is_shown_with_its_line_marked(page_factory: PageFactory, site: str) -> None:
    """Somebody who mistypes sees the line lit and what is wrong with it."""
    page = page_factory(f"{site}/workbench")
    page.get_by_role("textbox", name="Query").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text("SELECT ?s WHERE {\n  ?s ?p ]\n}")
    page.keyboard.press("ControlOrMeta+Enter")
    expect(page.get_by_role("alert")).to_contain_text("Line 2")
    lit = page.locator(".code-editor .cm-error-line")
    expect(lit).to_have_text("  ?s ?p ]", use_inner_text=True)


def test_terms_of_the_ontology_are_offered_while_typing(
    page_factory: PageFactory, site: str
) -> None:
    """After ``ab:Ev`` the editor offers the classes that begin so."""
    page = page_factory(f"{site}/workbench")
    page.get_by_role("textbox", name="Query").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("PREFIX ab: <https://w3id.org/asbuilt/ns#> SELECT * WHERE { ?x a ab:Evid")
    offered = page.get_by_role("option").filter(has_text="ab:EvidenceRequirement")
    expect(offered).to_be_visible()


def test_own_queries_are_kept_in_the_browser(page_factory: PageFactory, site: str) -> None:
    """A query saved by name is there after a reload, runs from its link and can be deleted."""
    page = page_factory(f"{site}/workbench")
    mine = page.get_by_role("region", name="My queries")
    mine.get_by_label("Name").fill("All <processes>")
    mine.get_by_role("button", name="Save").click()
    page.reload()
    mine.get_by_role("link", name="All <processes>").click()
    result = page.get_by_role("region", name="Answer", exact=True)
    expect(result.get_by_role("link", name="Purchase to pay")).to_be_visible()
    mine.get_by_role("button", name="Delete All <processes>").click()
    expect(mine.get_by_text("None yet")).to_be_visible()


def test_the_menu_unfolds_on_a_phone(page_factory: PageFactory, site: str) -> None:
    """On a phone the navigation hides behind a button, and nothing scrolls sideways."""
    page = page_factory(f"{site}/", phone=True)
    link = page.get_by_role("navigation", name="Main").get_by_role("link", name="Controls")
    expect(link).to_be_hidden()
    page.get_by_text("Menu").tap()
    link.tap()
    expect(heading(page)).to_contain_text("Controls")
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0


def test_the_colours_are_switched_and_stay(page_factory: PageFactory, site: str) -> None:
    """The button turns the page dark, and the next page is dark from the start."""
    page = page_factory(f"{site}/")
    bright = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator("[data-theme-toggle]").click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != bright
    page.get_by_role("link", name="Findings", exact=True).click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark


def test_everything_on_the_way_can_be_done_by_keyboard(
    page_factory: PageFactory, site: str
) -> None:
    """Skip link, search, a list and a thing: without a mouse."""
    page = page_factory(f"{site}/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type("payment approval")
    page.keyboard.press("Enter")
    expect(heading(page)).to_contain_text("payment approval")
    page.get_by_role("link", name="Payment approval", exact=True).first.focus()
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("Payment approval")


def test_a_source_shows_its_ledger_and_the_very_line(page_factory: PageFactory, site: str) -> None:
    """From a finding's place to the line in the file, which is lit."""
    page = page_factory(f"{site}/findings?rule=WF005")
    page.locator(".finding-title a").first.click()  # two ways around have one cause
    page.wait_for_url("**cause=**")
    page.get_by_role("link", name=re.compile(r"order-approval\.asl\.json:\d+")).first.click()
    line = page.locator(".source-lines .line:target")
    expect(line).to_be_in_viewport()
    expect(line).to_contain_text("Release purchase order")
    expect(page.get_by_text("Facts", exact=True)).to_be_visible()
