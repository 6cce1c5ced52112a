"""The page of a source: what was read and what not, and each problem with its very line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import openpyxl
import pytest
from fetching import fetch
from playwright.sync_api import expect
from serving import fill, serving

from asbuilt.resources import EXAMPLE
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import AccessibilityCheck, PageFactory

ODD = "Risk,Name,Owner\nR-01,Late,Ann\nR-02,<script>alert(1)</script>,Bob\nR-02,Twice,Cy\n"
FILES = ("model.bpmn", "broken.bpmn", "odd.csv", "book.xlsx", "nothing.bin")


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Give a workspace of files with problems of every kind, loaded."""
    folder = tmp_path_factory.mktemp("odd")
    model = (EXAMPLE / "process/purchase-to-pay.bpmn").read_text("utf-8")
    (folder / "model.bpmn").write_text(model, "utf-8")
    (folder / "broken.bpmn").write_text(model[:6000], "utf-8")
    (folder / "odd.csv").write_text(ODD, "utf-8")
    (folder / "nothing.bin").write_bytes(b"<html>\x00<script>alert(1)</script>")
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Risks"
    for row in (("Risk", "Name", "Owner"), ("R-1", "Late", "Ann"), ("R-2", "#DIV/0!", "Bob")):
        sheet.append(row)
    sheet["B3"].data_type = "e"
    book.save(folder / "book.xlsx")
    tables = "".join(f'[[source]]\npath = "{name}"\n' for name in FILES)
    (folder / "asbuilt.toml").write_text(
        f'[workspace]\nbase = "https://example.org/odd/"\n{tables}', "utf-8"
    )
    workspace = Workspace.open(folder)
    fill(workspace, check=False)
    return workspace


@pytest.fixture(scope="module")
def odd_site(odd: Workspace) -> Iterator[str]:
    """Serve it."""
    with serving(odd) as address:
        yield address


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
def test_a_problem_is_shown_with_the_very_line(
    page_factory: PageFactory, odd_site: str, *, script: bool
) -> None:
    """The line that cannot be read is marked, numbered, and among the three before it."""
    page = page_factory(f"{odd_site}/sources/broken.bpmn", script=script)
    problem = page.get_by_role("region", name="Problems and notes").get_by_role("listitem").first
    expect(problem.get_by_role("heading")).to_contain_text("not well-formed XML")
    marked = problem.locator(".line.is-marked")
    number = fetch(f"{odd_site}/sources/broken.bpmn?format=json").data[0]["problems"][0]["line"]
    expect(marked).to_have_attribute("data-line", str(number))
    assert problem.locator(".line").count() >= 4
    problem.get_by_role("link", name=f"line {number}").click()
    expect(page.locator(f"#L{number}")).to_be_in_viewport()


@pytest.mark.browser
def test_a_problem_of_a_workbook_is_shown_with_its_cell(
    page_factory: PageFactory, odd_site: str
) -> None:
    """Below the letters of its columns, the cell marked."""
    page = page_factory(f"{odd_site}/sources/book.xlsx")
    problem = page.locator(".finding", has_text="#DIV/0!")
    expect(problem.locator("td.is-marked")).to_have_count(1)
    expect(problem.locator("tr.is-marked th")).to_have_text("3")
    expect(problem.get_by_role("columnheader")).to_have_text(["A", "B", "C"])


@pytest.mark.browser
def test_what_was_read_leads_to_the_things_and_their_lines(
    page_factory: PageFactory, odd_site: str
) -> None:
    """Kinds are counted with their bars; a kind lists its things, each a link."""
    page = page_factory(f"{odd_site}/sources/model.bpmn")
    table = page.get_by_role("region", name="Kinds")
    row = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name="userTask"))
    expect(row.get_by_role("cell").first).to_have_text("7")
    assert row.locator("svg rect.part-read").count() == 1
    section = page.get_by_role("region", name="Read from it")
    section.get_by_role("link", name=re.compile(r"^task \d+$")).click()
    assert "kind=Task" in page.url
    expect(section.locator("a[aria-current]")).to_have_text(re.compile("task"))
    section.get_by_role("link", name="Approve order").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Approve order")


def test_no_line_of_a_binary_file_is_shown_and_nothing_of_it_runs(odd_site: str) -> None:
    """It is said so; what looks like a page is text, sent as what it is."""
    reply = fetch(f"{odd_site}/sources/nothing.bin", accept="text/html")
    assert "It is about the file as a whole." in reply.text
    assert "lines are not shown" in reply.text
    for name in ("nothing.bin", "odd.csv"):
        shown = fetch(f"{odd_site}/sources/{name}", accept="text/html")
        assert "<script>alert" not in shown.text
        assert shown.headers["X-Content-Type-Options"] == "nosniff"
        assert "script-src 'self'" in shown.headers["Content-Security-Policy"]


def test_a_file_that_is_no_longer_what_was_loaded_is_told(odd: Workspace, odd_site: str) -> None:
    """Its lines are those of now."""
    path = odd.folder / "odd.csv"
    path.write_text(f"{ODD}R-04,More,Di\n", "utf-8")
    try:
        page = fetch(f"{odd_site}/sources/odd.csv", accept="text/html").text
        assert "no longer what was loaded" in page
        assert "R-04,More,Di" in page
    finally:
        path.write_text(ODD, "utf-8")
    page = fetch(f"{odd_site}/sources/odd.csv", accept="text/html").text
    assert "no longer what was loaded" not in page


def test_programs_get_the_lines_too(odd_site: str) -> None:
    """Format, time, digest, counts and problems with what stands there."""
    (reading,) = fetch(f"{odd_site}/sources/broken.bpmn?format=json").data
    assert reading["refused"]
    assert reading["format"] == "bpmn"
    assert len(reading["sha256"]) == 64
    assert reading["loaded"].endswith("+00:00")
    (problem,) = reading["problems"]
    (marked,) = [line for line in problem["shown"]["lines"] if line["marked"]]
    assert marked["number"] == problem["line"]


@pytest.mark.browser
@pytest.mark.parametrize("name", FILES)
def test_the_page_is_for_everybody(
    name: str, page_factory: PageFactory, axe: AccessibilityCheck, odd_site: str
) -> None:
    """Axe finds nothing in light and dark, and a narrow phone needs no scrolling sideways."""
    for dark in (False, True):
        axe(page_factory(f"{odd_site}/sources/{name}", dark=dark))
    page = page_factory(phone=True)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{odd_site}/sources/{name}")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    axe(page)
