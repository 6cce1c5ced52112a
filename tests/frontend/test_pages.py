"""The style sheet and the small scripts of every page, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import AccessibilityCheck, PageFactory

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_every_building_block_is_accessible(
    page_factory: PageFactory, axe: AccessibilityCheck, site: str, *, dark: bool, phone: bool
) -> None:
    """Contrast, names and structure hold for all classes, in both themes, wide and narrow."""
    page = page_factory(f"{site}/components.html", dark=dark, phone=phone)
    axe(page)
    wider = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wider, "the page scrolls sideways"


def test_the_navigation_unfolds_without_a_script_on_a_phone(
    page_factory: PageFactory, site: str
) -> None:
    """On a phone the links hide behind a menu that opens although JavaScript is off."""
    page = page_factory(f"{site}/components.html", phone=True, script=False)
    link = page.get_by_role("link", name="SPARQL")
    expect(link).to_be_hidden()
    page.get_by_text("Menu").click()
    expect(link).to_be_visible()
    expect(page.locator("#plain")).to_be_visible()


def test_the_navigation_is_open_on_a_wide_screen(page_factory: PageFactory, site: str) -> None:
    """On a wide screen all links show at once and the menu button is gone."""
    page = page_factory(f"{site}/components.html", script=False)
    expect(page.get_by_role("link", name="SPARQL")).to_be_visible()
    expect(page.get_by_text("Menu", exact=True)).to_be_hidden()


def test_the_theme_follows_the_system_until_somebody_chooses(
    page_factory: PageFactory, site: str
) -> None:
    """The button switches, the choice outlives the page, and switching back follows again."""
    page = page_factory(f"{site}/components.html", dark=True)
    paper = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(paper)
    page.get_by_role("button", name="Switch to the light theme").click()
    light = page.evaluate(paper)
    assert light != dark
    page.reload()
    assert page.evaluate(paper) == light
    page.get_by_role("button", name="Switch to the dark theme").click()
    page.emulate_media(color_scheme="light")
    assert page.evaluate(paper) == light


def test_a_table_is_sorted_by_a_click_on_its_header(page_factory: PageFactory, site: str) -> None:
    """Text sorts as text, numbers as numbers, and the header says which way."""
    page = page_factory(f"{site}/components.html")
    first = page.locator("#systems tbody tr:first-child td:first-child")
    page.get_by_role("button", name="System", exact=True).click()
    expect(first).to_have_text("Archive")
    page.get_by_role("button", name="Steps", exact=True).click()
    expect(first).to_have_text("ERP")
    page.get_by_role("button", name="Steps", exact=True).click()
    expect(first).to_have_text("Archive")
    expect(page.locator("#systems th").nth(2)).to_have_attribute("aria-sort", "descending")


def test_a_filter_is_sent_as_soon_as_a_choice_changes(page_factory: PageFactory, site: str) -> None:
    """Choosing a level loads the filtered page, and empty fields stay out of the address."""
    page = page_factory(f"{site}/components.html")
    expect(page.get_by_role("button", name="Filter")).to_be_hidden()
    page.get_by_label("Level").select_option("violation")
    page.wait_for_url("**/components.html?level=violation")


def test_a_slash_goes_to_the_search(page_factory: PageFactory, site: str) -> None:
    """The key focuses the search, and is an ordinary letter in a field."""
    page = page_factory(f"{site}/components.html")
    page.keyboard.press("/")
    search = page.get_by_role("searchbox", name="Search")
    expect(search).to_be_focused()
    page.keyboard.type("a/b")
    expect(search).to_have_value("a/b")


def test_a_copy_button_copies_what_it_names(page_factory: PageFactory, site: str) -> None:
    """The text lands in the clipboard and the button says so."""
    page = page_factory(f"{site}/components.html")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "process/p2p.bpmn#line=12"
