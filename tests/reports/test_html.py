"""The report for reading and printing, in a real browser: whole, safe, accessible, well cut."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from lxml import html

from asbuilt import reports
from asbuilt.reports.charts import Bar, bars

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import AccessibilityCheck, PageFactory
    from playwright.sync_api import Page

    from asbuilt.judge import Report
    from asbuilt.reports import Background


def _render(report: Report, known: Background) -> str:
    return str(reports.render(report, "html", known))


def test_it_stands_alone(any_report: tuple[Report, Background]) -> None:
    """One file without scripts, that fetches nothing, and whose links all lead somewhere in it."""
    report, known = any_report
    root = html.fromstring(_render(report, known))
    assert not root.xpath("//script | //img | //link | //iframe | //object | //@onclick")
    (policy,) = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'")
    assert "url(" not in root.xpath("string(//style)")
    targets = root.xpath("//a/@href")
    names = root.xpath("//@id")
    assert len(names) == len(set(names))
    assert {target.removeprefix("#") for target in targets} <= set(names)
    assert all(target.startswith("#") for target in targets)


def test_it_tells_everything(report: Report, known: Background) -> None:
    """Each finding with its fix and place, what was waived and fixed, and how to repeat it."""
    root = html.fromstring(_render(report, known))
    said = " ".join(root.text_content().split())
    for finding in report.findings:
        assert finding.message in said
    assert said.count("Fix: Mend it; 100 % of it.") == 3
    for told in (
        "3 open findings as of 2026-11-15, judged by 4 rules",
        "a b/flow.json:12",
        "(Sheet1!B5)",
        "The shop had no owner.",
        "until the shop moves",
        "Monthly count",
        "due 2026-11-29",
        "overdue since 2026-10-31",
        "asbuilt check --as-of 2026-11-15 --engine reference",
        "c" * 40,
        "with changes that are not committed",
        "ab" * 32,
    ):
        assert told in said
    drawn = root.xpath("//figcaption/text()")
    assert drawn == [
        "By class of breakdown", "Over the inspections", "By owner", "By process", "By severity",
    ]  # fmt: skip
    described = root.xpath("string(//*[@id='by-process-told'])")
    assert described == "Sell: 1 violation; no process: 1 warning, 1 info"


def test_names_that_files_bring_are_only_text(report: Report, known: Background) -> None:
    """A label is written by whoever can edit a source, and the report is opened by an auditor."""
    hostile = "<script>alert(1)</script>\"'><svg onload=alert(2)>"
    first = replace(report.findings[0], label=hostile, message=hostile, owner=hostile, file=hostile)
    written = _render(replace(report, findings=(first,), title=hostile), known)
    root = html.fromstring(written)
    assert not root.xpath("//script | //@onload")
    assert root.xpath("string(//h4)") == hostile
    assert hostile in root.xpath("string(//h1)")


def test_many_findings_stay_readable(report: Report, known: Background) -> None:
    """Numbers and charts count all; what is told in full ends somewhere, and says so."""
    first = replace(report.findings[0], file=None, line=None)
    many = [
        replace(first, focus=f"{first.focus}{number // 60}", fingerprint=f"{number:016x}")
        for number in range(25_000)
    ]
    written = _render(replace(report, findings=tuple(many)), known)
    assert "25,000 open findings" in written
    assert "20 more findings of this cause" in written
    assert "117 slighter causes are not told here" in written
    assert len(written) < 12_000_000


def test_a_chart_of_nothing_can_be_drawn() -> None:
    """Zero is a number; and what a chart says, it says in words, too."""
    drawn = bars([Bar("None <b>", {})], "Nothing", "none")
    assert "None &lt;b&gt;: none" in drawn
    assert "<b>" not in drawn


@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True])
def test_it_is_accessible_in_light_and_dark(
    report_file: Path, page_factory: PageFactory, axe: AccessibilityCheck, *, dark: bool
) -> None:
    """Contrast, headings, tables and pictures, by axe-core; and it fits a phone."""
    page = page_factory(report_file.as_uri(), dark=dark)
    axe(page)
    phone = page_factory(report_file.as_uri(), dark=dark, phone=True)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.browser
def test_it_prints_on_a4_without_cut_rows(report_file: Path, page_factory: PageFactory) -> None:
    """Headings of tables come again on every page; rows and findings stay whole; black on white."""
    page = page_factory(report_file.as_uri(), dark=True)
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(23, 34, 45)"
    assert _styles(page, "thead", "display") == {"table-header-group"}
    for kept in ("tr", ".finding", "figure"):
        assert _styles(page, kept, "breakInside") == {"avoid"}
    printed = page.pdf(prefer_css_page_size=True, print_background=True, tagged=True)
    boxes = set(re.findall(rb"/MediaBox\s*\[([^\]]+)\]", printed))
    assert len(boxes) == 1
    width, height = (float(number) for number in boxes.pop().split()[2:])
    assert (round(width), round(height)) == (595, 842)
    pages = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert 10 < pages < 40


@pytest.fixture
def report_file(example: Callable[[], tuple[Report, Background]], tmp_path: Path) -> Path:
    """Write the example's report to a file."""
    path = tmp_path / "report.html"
    path.write_text(_render(*example()), encoding="utf-8")
    return path


def _styles(page: Page, selector: str, name: str) -> set[str]:
    found: list[str] = page.evaluate(
        "([s, n]) => [...document.querySelectorAll(s)].map(e => getComputedStyle(e)[n])",
        [selector, name],
    )
    assert found
    return set(found)
