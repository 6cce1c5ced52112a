"""What is shown of a file beside a problem: its very lines, rows or cells, as plain text."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import openpyxl
import pytest

from asbuilt.facts import NOWHERE, Place, Problem
from asbuilt.ingest import Ledger
from asbuilt.ingest.excerpts import Excerpts, lines_of, told

if TYPE_CHECKING:
    from pathlib import Path


def test_a_line_is_shown_with_three_around_it(tmp_path: Path) -> None:
    """Numbered, the line itself marked; fewer at the ends of the file."""
    path = tmp_path / "a.xml"
    path.write_text("".join(f"line {number}\n" for number in range(1, 21)), "utf-8")
    shown = Excerpts(path).of(Place(line=10)).lines
    assert [line.number for line in shown] == [7, 8, 9, 10, 11, 12, 13]
    assert [line.text for line in shown if line.marked] == ["line 10"]
    assert [line.number for line in Excerpts(path).of(Place(line=20)).lines] == [17, 18, 19, 20]
    assert "no longer" in Excerpts(path).of(Place(line=21)).why_not


@pytest.mark.parametrize(
    "data",
    [
        b"eins\r\nzwei\rdrei\n", "eins\nzwei\ndrei".encode("utf-16"),
        "eins\nzwei\ndr\u00e4i".encode("cp1252"), gzip.compress(b"eins\nzwei\ndrei\n", mtime=0),
        b"\xef\xbb\xbfeins\nzwei\ndrei\n", b"eins\nzwei\ndrei\x0bvier\x0c\n",
    ],
)  # fmt: skip
def test_lines_are_counted_as_editors_count_them(data: bytes, tmp_path: Path) -> None:
    """Whatever the encoding and the ends of lines; other separators separate none."""
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    lines = lines_of(path)
    assert lines
    assert len(lines) == 3
    assert lines[:2] == ["eins", "zwei"]


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04abc", b"SQLite format 3\x00", b"%PDF-1.4\n", b"\x00\x01\nabc\n"]
)
def test_no_line_of_a_binary_file_is_shown(data: bytes, tmp_path: Path) -> None:
    """That is said instead."""
    path = tmp_path / "a.json"
    path.write_bytes(data)
    assert "binary" in Excerpts(path).of(Place(line=1)).why_not
    assert "as a whole" in Excerpts(path).of(NOWHERE).why_not


def test_characters_that_steer_are_written_out_and_long_lines_cut(tmp_path: Path) -> None:
    """What is seen is what the file holds."""
    path = tmp_path / "a.txt"
    path.write_text(f"a\u202eb\x1b[31m\n{'x' * 9000}\n", "utf-8")
    first, second = Excerpts(path).of(Place(line=1)).lines
    assert first.text == "a⟨U+202E⟩b⟨U+001B⟩[31m"
    assert second.text.endswith("… (9,000 characters)")
    assert len(second.text) < 500


def test_a_row_of_a_table_is_shown_below_its_headings(tmp_path: Path) -> None:
    """With the rows around it, and the cell marked where the place names one."""
    path = tmp_path / "a.csv"
    rows = "".join(f"R-{number},N {number}\n" for number in range(2, 30))
    path.write_text(f"Risk,Name\n{rows}", "utf-8")
    shown = Excerpts(path).of(Place(line=20, row=20, column=2))
    assert shown.headings == ("A", "B")
    assert [row.number for row in shown.rows] == [1, 17, 18, 19, 20, 21, 22, 23]
    assert shown.rows[0].texts == ("Risk", "Name")
    assert [(row.texts, row.marked) for row in shown.rows if row.marked is not None] == [
        (("R-20", "N 20"), 1)
    ]
    whole = Excerpts(path).of(Place(line=20, row=20))
    assert [row.marked for row in whole.rows if row.number == 20] == [-1]


def test_a_cell_of_a_workbook_is_shown_with_its_letter(tmp_path: Path) -> None:
    """Of wide tables only the columns around it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Risks"
    for number in range(1, 10):
        sheet.append([f"{number}/{column}" for column in range(1, 31)])
    path = tmp_path / "a.xlsx"
    book.save(path)
    shown = Excerpts(path).of(Place(row=5, column=28, sheet="Risks"))
    (marked,) = [row for row in shown.rows if row.marked is not None]
    assert marked.marked is not None
    assert (shown.headings[marked.marked], marked.texts[marked.marked]) == ("AB", "5/28")
    assert len(shown.headings) == 8
    assert "no cell" in Excerpts(path).of(Place(row=5, column=1, sheet="Gone")).why_not
    assert "row" in Excerpts(path).of(Place(row=500, column=1, sheet="Risks")).why_not


def test_errors_come_first_and_the_lines_of_the_first_problems_are_shown(tmp_path: Path) -> None:
    """A file with thousands of problems is not quoted as a whole."""
    path = tmp_path / "a.txt"
    path.write_text("a\n" * 200, "utf-8")
    notes = [Problem("warning", f"no. {number}", "", Place(line=number)) for number in range(1, 99)]
    ledger = Ledger("a.txt", problems=[*notes, Problem("error", "worst", "", Place(line=99))])
    problems = told(ledger, path)["problems"]
    assert problems[0]["message"] == "worst"
    assert len(problems) == 99
    assert sum(problem["shown"] is not None for problem in problems) == 50
