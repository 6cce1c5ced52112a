"""Every kind of page for everybody: light, dark, narrow, and without scripts."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from fetching import fetch

if TYPE_CHECKING:
    from conftest import AccessibilityCheck, PageFactory
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PAGES = [
    "/", "/findings", "/findings/{finding}", "/processes", "/processes/Process_PurchaseToPay",
    "/controls", "/exceptions", "/things/data/suppliers",
    "/questions", "/questions/which-policies", "/matrices",
    "/matrices/controls-by-evidence", "/rules", "/rules/WF005", "/sources",
    "/sources/erp/order-approval.asl.json", "/search?q=approval", "/things",
    "/things/control/c-04", "/things/metric/m-08", "/evidence/calendar",
    "/things/erp/order-approval.asl.json%23order-approval", "/nothing",
    "/workbench?name=what-evidence", "/workbench?query=SELECT+%7B",
]  # fmt: skip

_NARROW = (
    "/",
    "/exceptions",
    "/suppliers",
    "/findings",
    "/Process_PurchaseToPay",
    "/c-04",
    "what-evidence",
    "/workbench",
)
"""Ends of the addresses whose narrow layout differs most from the wide one."""


@pytest.fixture(scope="module")
def addresses(site: str) -> list[str]:
    """Give the addresses of every kind of page."""
    findings = fetch(f"{site}/findings?rule=WF005&format=json").data["findings"]
    return [site + path.format(finding=findings[0]["fingerprint"]) for path in PAGES]


def _in_order(page: Page) -> None:
    """Hold that headings step down one level at a time from a single first one."""
    levels = [
        int(name[1])
        for name in page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(h => h.tagName)")
    ]
    assert levels.count(1) == 1, page.url
    assert levels[0] == 1, page.url
    assert all(after - before <= 1 for before, after in pairwise(levels)), (
        page.url,
        levels,
    )


@pytest.mark.parametrize("dark", [False, True])
def test_no_page_has_a_fault_that_axe_can_find(
    page_factory: PageFactory, axe: AccessibilityCheck, addresses: list[str], *, dark: bool
) -> None:
    """By WCAG 2.2 A and AA, in light and dark, with titles that differ and headings in order."""
    page = page_factory(dark=dark)
    titles = set()
    for address in addresses:
        page.goto(address)
        if page.locator("[data-bpmn]").count():
            page.locator("[data-bpmn][data-ready]").wait_for()
        axe(page)
        _in_order(page)
        titles.add(page.title())
    assert len(titles) == len(addresses)


def test_every_page_fits_a_narrow_phone(
    page_factory: PageFactory, axe: AccessibilityCheck, addresses: list[str]
) -> None:
    """At 360 pixels nothing scrolls sideways but tables in their frames, and axe finds nothing."""
    page = page_factory(phone=True)
    page.set_viewport_size({"width": 360, "height": 740})
    for address in addresses:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
        if address.endswith(_NARROW):
            axe(page)


def test_without_scripts_every_page_says_the_same(
    page_factory: PageFactory, addresses: list[str]
) -> None:
    """Whoever turns JavaScript off reads the same headings and rows."""
    scripted, plain = page_factory(), page_factory(script=False)
    for address in addresses:
        texts = []
        for page in (scripted, plain):
            page.goto(address)
            texts.append(
                [
                    re.sub(r"\s+", " ", text).strip()
                    for text in page.locator(
                        "main :is(h1, h2:not(#my-queries), h3, td, dd)"
                    ).all_text_contents()
                ]
            )
        assert texts[0] == texts[1], address
        assert texts[1], address


def test_without_scripts_the_workbench_answers(page_factory: PageFactory, site: str) -> None:
    """The form alone runs a query, and shows its answer and its errors."""
    page = page_factory(f"{site}/workbench", script=False)
    page.get_by_label("Query").fill(
        "SELECT DISTINCT ?system { ?system a <https://w3id.org/asbuilt/ns#System> }"
    )
    page.get_by_role("button", name="Run").click()
    answer = page.get_by_role("region", name="Answer", exact=True)
    assert answer.get_by_role("link", name="Meridian ERP").count() == 1
    page.get_by_label("Query").fill("SELECT")
    page.get_by_role("button", name="Run").click()
    assert "cannot be parsed" in page.get_by_role("alert").inner_text()
    assert page.get_by_text("My queries").is_hidden()
