"""The workbook, read back by openpyxl, and by what its parts say."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_from_string

from asbuilt import reports

if TYPE_CHECKING:
    from openpyxl import Workbook

    from asbuilt.judge import Report
    from asbuilt.reports import Background

HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "#N/A", '=HYPERLINK("https://example.org")')


def _bytes(report: Report, known: Background) -> bytes:
    content = reports.render(report, "xlsx", known)
    assert isinstance(content, bytes)
    return content


def _book(report: Report, known: Background) -> Workbook:
    return load_workbook(io.BytesIO(_bytes(report, known)))


def test_every_sheet_says_its_part(any_report: tuple[Report, Background]) -> None:
    """A row each for findings, rules, waivers and files; owners and processes add up."""
    report, known = any_report
    book = _book(report, known)
    assert book.sheetnames == [
        "Summary", "Findings", "By owner", "By process", "Waivers", "Rules", "Sources",
    ]  # fmt: skip
    open_ones = [finding for finding in report.findings if finding.is_open]
    assert book["Findings"].max_row == 1 + len(report.findings)
    assert book["Rules"].max_row == 1 + len(report.rules)
    assert book["Waivers"].max_row == 1 + len(report.waivers)
    assert book["Sources"].max_row == 1 + len(known.sources)
    owned = [row[4] for row in book["By owner"].iter_rows(min_row=2, values_only=True)]
    assert sum(int(str(number)) for number in owned) == len(open_ones)
    facts = {row[0]: row[1] for row in book["Summary"].iter_rows(values_only=True)}
    assert facts["Inspection"] == report.inspection.identifier
    assert facts["Open findings"] == len(open_ones)


def test_tables_can_be_filtered_and_keep_their_heading(report: Report, known: Background) -> None:
    """On the screen and on paper."""
    book = _book(report, known)
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.print_title_rows == "$1:$1"
        assert sheet["A1"].font.bold


def test_rules_and_waivers_are_a_click_away(report: Report, known: Background) -> None:
    """Links lead to the row that they name."""
    book = _book(report, known)
    seen = 0
    for row in book["Findings"].iter_rows(min_row=2):
        link = row[0].hyperlink
        assert link is not None
        sheet, _, cell = str(link.location).partition("!")
        assert book[sheet.strip("'")][cell].value == row[0].value
        if row[15].value:
            location = str(row[15].hyperlink.location)
            _, number = coordinate_from_string(location.partition("!")[2])
            assert book["Waivers"].cell(number, 3).value == row[15].value
            seen += 1
    assert seen == 1


def test_no_text_becomes_a_formula(report: Report, known: Background) -> None:
    """Whoever can edit a source file must not make an auditor's spreadsheet compute."""
    findings = tuple(
        replace(report.findings[0], label=text, message=text, owner=text, fingerprint=f"{n:016x}")
        for n, text in enumerate(HOSTILE)
    )
    content = _bytes(replace(report, findings=findings, title="=1"), known)
    book = load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n", "d"}
    rows = list(book["Findings"].iter_rows(min_row=2))
    assert [row[7].value for row in rows] == list(HOSTILE)
    assert [row[7].quotePrefix for row in rows] == [True] * 5 + [False, True]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            assert b"<f>" not in parts.read(name)


def test_what_a_cell_cannot_hold_is_left_out(report: Report, known: Background) -> None:
    """Control characters are no part of XML; a cell ends at 32,767 characters."""
    odd = replace(report.findings[0], message="a\x00b\x0bc" + "x" * 40_000)
    value = _book(replace(report, findings=(odd,)), known)["Findings"]["I2"].value
    assert str(value).startswith("abcxxx")
    assert len(str(value)) == 32_767


def test_times_in_it_are_the_inspections(report: Report, known: Background) -> None:
    """Neither the clock nor the zip's own dates make two reports differ."""
    with zipfile.ZipFile(io.BytesIO(_bytes(report, known))) as parts:
        core = parts.read("docProps/core.xml").decode()
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert re.findall(r"2\d{3}-\d\d-\d\dT[\d:]+Z", core) == ["2026-11-15T12:00:00Z"] * 2
