"""Diagrams and graphs, in a real browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import AccessibilityCheck, PageFactory
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture
def diagram(page_factory: PageFactory, site: str) -> Page:
    """Open the page with diagrams and wait until each is drawn or has said why not."""
    page = page_factory(f"{site}/diagram.html")
    expect(page.locator("[data-bpmn][data-ready]")).to_have_count(7)
    return page


def test_what_was_found_is_marked_by_colour_sign_and_number(diagram: Page) -> None:
    """An element with findings has a badge that leads to them and a line of its own."""
    badge = diagram.locator("#drawn").get_by_role("link", name="Approve order: 2 violations")
    expect(badge).to_have_text("✕ 2")
    marked = diagram.locator("#drawn [data-element-id=Approve] .djs-visual > :first-child")
    expect(marked).to_have_css("stroke", "rgb(171, 31, 23)")
    badge.click()
    diagram.wait_for_url("**/components.html")


def test_a_path_around_a_control_is_drawn_and_can_be_hidden(diagram: Page) -> None:
    """The flows of the path stand out, and what it misses is named, until its button is pressed."""
    line = diagram.locator("#drawn [data-element-id=F2] .djs-visual > path")
    expect(line).to_have_css("stroke-width", "4px")
    missed = diagram.locator("#drawn .badge-missed")
    expect(missed).to_have_text("missed")
    expect(diagram.locator("#drawn [data-element-id=Approve]")).to_have_class(
        re.compile(r"\bway-missed\b")
    )
    button = diagram.get_by_role("button", name="Release without approval")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(line).not_to_have_css("stroke-width", "4px")
    expect(missed).to_have_count(0)
    expect(button).to_have_attribute("aria-pressed", "false")


def test_enter_on_a_link_to_a_path_shows_its_line_and_no_other(diagram: Page) -> None:
    """Where no flow leads from a step to the next one, a bow does; the address remembers it."""
    line = diagram.locator("#drawn [data-element-id=F2] .djs-visual > path")
    expect(line).to_have_css("stroke-width", "4px")
    link = diagram.get_by_role("link", name="Show the fast lane")
    link.focus()
    diagram.keyboard.press("Enter")
    expect(diagram.locator("#drawn .way-jump.way-ok")).to_have_count(1)
    expect(line).not_to_have_css("stroke-width", "4px")
    expect(link).to_have_attribute("aria-current", "true")
    pressed = diagram.get_by_role("button", name="Fast lane in the system")
    expect(pressed).to_have_attribute("aria-pressed", "true")
    assert "way=fast" in diagram.url
    pressed.click()
    expect(diagram.locator("#drawn .way-jump")).to_have_count(0)
    expect(link).not_to_have_attribute("aria-current", "true")


def test_a_diagram_can_be_zoomed_by_keyboard_and_by_button(diagram: Page) -> None:
    """Plus, minus and 0 work on the focused diagram; the buttons do the same."""
    view = diagram.locator("#drawn .viewport")
    fitted = view.get_attribute("transform")
    diagram.locator("#drawn .canvas-stage").focus()
    diagram.keyboard.press("+")
    expect(view).not_to_have_attribute("transform", fitted or "")
    diagram.keyboard.press("0")
    expect(view).to_have_attribute("transform", fitted or "")
    diagram.locator("#drawn").get_by_role("button", name="Zoom in").click()
    expect(view).not_to_have_attribute("transform", fitted or "")


def test_a_process_without_a_drawing_is_laid_out(diagram: Page) -> None:
    """One process gets an automatic layout and says so; a collaboration points to the table."""
    expect(diagram.locator("#laid-out [data-element-id=Approve]")).to_be_visible()
    expect(diagram.locator("#laid-out .djs-connection")).to_have_count(6)
    expect(diagram.locator("#laid-out")).to_contain_text("this layout was made automatically")
    expect(diagram.locator("#collaboration")).to_contain_text("no drawing of this collaboration")
    expect(diagram.locator("#missing")).to_contain_text("could not be drawn")


def test_of_a_file_with_several_processes_the_one_that_is_asked_for_is_drawn(diagram: Page) -> None:
    """Laid out or as drawn: not that which stands first, such as one that calls it."""
    for place in ("#called", "#second"):
        expect(diagram.locator(f"{place} [data-element-id=Decide]")).to_be_visible()
        expect(diagram.locator(f"{place} [data-element-id=Call]")).to_have_count(0)


def test_a_diagram_is_read_in_the_encoding_that_it_declares(diagram: Page) -> None:
    """A file in Latin-1 shows its umlauts."""
    expect(diagram.locator("#latin [data-element-id=Approve] text")).to_contain_text("prüfen")


def test_the_makers_of_the_diagram_viewer_are_named(diagram: Page) -> None:
    """The licence of bpmn-js asks that its mark stays in sight."""
    expect(diagram.locator("#drawn .bjs-powered-by")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["diagram", "graph"])
def test_pictures_are_accessible(
    page_factory: PageFactory, axe: AccessibilityCheck, site: str, name: str, *, dark: bool
) -> None:
    """Pictures have names, their badges and buttons have contrast, and the policy holds."""
    page = page_factory(f"{site}/{name}.html", dark=dark)
    expect(page.locator(".canvas").first).to_have_attribute("data-ready", "true")
    axe(page)


def test_a_click_on_a_thing_in_the_graph_opens_it(page_factory: PageFactory, site: str) -> None:
    """The thing on the left edge of the layered graph leads to its page."""
    page = page_factory(f"{site}/graph.html")
    stage = page.locator("#graph[data-ready=true] .canvas-stage")
    expect(stage).to_be_visible()
    box = stage.bounding_box()
    assert box is not None
    opened = False
    for part in range(1, 40):
        page.mouse.move(box["x"] + box["width"] * part / 40, box["y"] + box["height"] / 2)
        if "is-pointing" in (stage.get_attribute("class") or ""):
            page.mouse.down()
            page.mouse.up()
            opened = True
            break
    assert opened, "no thing lies on the middle line of the graph"
    page.wait_for_url("**/components.html")


def test_without_a_script_a_picture_says_where_the_same_stands(
    page_factory: PageFactory, site: str
) -> None:
    """With JavaScript off the place of the picture points to the table."""
    page = page_factory(f"{site}/graph.html", script=False)
    said = page.locator("#graph").evaluate("place => getComputedStyle(place, '::after').content")
    assert "The table lists every link" in said
