"""The SPARQL editor, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import AccessibilityCheck, PageFactory

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_editor_is_accessible(
    page_factory: PageFactory, axe: AccessibilityCheck, site: str, *, dark: bool
) -> None:
    """It has a name, its colours have contrast, and the content policy holds."""
    page = page_factory(f"{site}/editor.html", dark=dark)
    expect(page.get_by_role("textbox", name="Query")).to_be_visible()
    axe(page)


def test_a_term_is_proposed_and_brings_its_prefix(page_factory: PageFactory, site: str) -> None:
    """Taking a proposal writes the term and the PREFIX line that it needs."""
    page = page_factory(f"{site}/editor.html")
    editor = page.get_by_role("textbox", name="Query")
    editor.click()
    page.keyboard.press("Control+End")
    page.keyboard.type("ab:perf")
    page.get_by_role("option", name="ab:performedBy").click()
    expect(editor).to_contain_text("PREFIX ab: <https://w3id.org/asbuilt/ns#>")
    value = page.locator("#query").input_value()
    assert value.startswith("PREFIX ab: <https://w3id.org/asbuilt/ns#>\nSELECT")
    assert value.endswith("ab:performedBy")


def test_the_keyboard_runs_the_query(page_factory: PageFactory, site: str) -> None:
    """Ctrl+Enter submits the form with what stands in the editor."""
    page = page_factory(f"{site}/editor.html")
    page.get_by_role("textbox", name="Query").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("ASK")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/editor.html?query=ASK")


def test_the_keyboard_gets_out_of_the_editor(page_factory: PageFactory, site: str) -> None:
    """Tab indents; after Esc it goes on to the next thing on the page, as the hint says."""
    page = page_factory(f"{site}/editor.html")
    expect(page.get_by_text("Esc and then Tab leaves the editor")).to_be_visible()
    editor = page.get_by_role("textbox", name="Query")
    editor.click()
    page.keyboard.press("Tab")
    expect(editor).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Run the query")).to_be_focused()


def test_without_a_script_the_query_is_an_ordinary_field(
    page_factory: PageFactory, site: str
) -> None:
    """With JavaScript off one types the query into the field and presses the button."""
    page = page_factory(f"{site}/editor.html", script=False)
    page.get_by_label("Query").fill("ASK {}")
    page.get_by_role("button", name="Run the query").click()
    page.wait_for_url("**/editor.html?query=ASK**")
