"""Tests of reading CSV files and workbooks as tables."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from asbuilt.reading import Refusal, tables
from asbuilt.reading.workbook_archive import MAX_RATIO

CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
TABLES = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=6)
)
DELIMITERS = st.sampled_from(tables.DELIMITERS)


def cells(path: Path) -> list[list[str]]:
    """Give the cells of the first sheet of a file as text."""
    sheet = tables.read(path).sheets[0]
    return [[tables.text_of(value) for value in row.values] for row in sheet.rows]


@given(rows=TABLES, delimiter=DELIMITERS)
@example(rows=[["", ""]], delimiter=";")
def test_any_table_of_text_is_read_back_cell_for_cell(
    rows: list[list[str]], delimiter: str
) -> None:
    """Whatever stands in quoted cells, line ends and delimiters included, comes back unchanged."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "any.csv"
        path.write_bytes(text.getvalue().encode())
        assert cells(path) == rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_the_encoding_is_found_out(encoding: str, tmp_path: Path) -> None:
    """Umlauts come out right from what Excel and others write, with a mark or without."""
    path = tmp_path / "table.csv"
    path.write_bytes("Prüfer;Maß\r\nJörg Böhm;5 €\r\n".encode(encoding))
    assert cells(path) == [["Prüfer", "Maß"], ["Jörg Böhm", "5 €"]]
    told = [problem.message for problem in tables.read(path).problems]
    assert bool(told) == (encoding in ("cp1252", "utf-16-le"))


@pytest.mark.parametrize("delimiter", tables.DELIMITERS)
def test_the_delimiter_is_found_out(delimiter: str, tmp_path: Path) -> None:
    """The delimiter that cuts all lines into as many cells is taken, other marks are text."""
    lines = [["Step", "Limit, EUR", "Note; a | b"], ["Approve", "1,000", "x"], ["Pay", "5,5", ""]]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(lines)
    path = tmp_path / "table.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    assert cells(path) == lines


def test_the_line_by_which_excel_names_its_delimiter_is_obeyed(tmp_path: Path) -> None:
    """The line is no row of the table, but rows are counted with it, as an editor would."""
    path = tmp_path / "table.csv"
    path.write_text("sep=|\nA,B|C\n1,2|3\n", encoding="utf-8")
    rows = tables.read(path).sheets[0].rows
    assert [row.values for row in rows] == [("A,B", "C"), ("1,2", "3")]
    assert [row.number for row in rows] == [2, 3]


def test_rows_and_lines_are_both_counted(tmp_path: Path) -> None:
    """A cell may run over several lines; the row after it knows the line on which it begins."""
    path = tmp_path / "table.csv"
    path.write_text('A,B\n"one\ntwo",3\nx,y\n', encoding="utf-8")
    sheet = tables.read(path).sheets[0]
    assert [(row.number, row.line) for row in sheet.rows] == [(1, 1), (2, 2), (3, 4)]
    assert sheet.place(sheet.rows[2], 1).fragment == "cell=3,2"


def test_ragged_rows_are_read_as_far_as_they_go(tmp_path: Path) -> None:
    """A short row has blank cells at its end, a long one keeps what is too much."""
    path = tmp_path / "table.csv"
    path.write_text("A,B\n1\n1,2,3\n", encoding="utf-8")
    rows = tables.read(path).sheets[0].rows
    assert rows[1].text(1) == ""
    assert rows[2].text(2) == "3"


def test_a_quotation_mark_that_is_never_closed_is_told_with_its_row(tmp_path: Path) -> None:
    """Everything after the mark falls into one cell, so somebody has to look."""
    path = tmp_path / "table.csv"
    path.write_text('A,B\n1,"open\n2,x\n', encoding="utf-8")
    (problem,) = tables.read(path).problems
    assert problem.severity == "warning"
    assert problem.place.row == 2


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("empty.csv", b" \n", "empty"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0", "binary"),
        ("long.csv", b'a,b\n"' + b"x" * 200_000 + b"\n", "breaks off"),
        ("text.xlsx", b"a,b\n1,2\n", "no Excel workbook"),
        ("empty.xlsx", b"", "empty"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xls"),
        (
            "locked.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
        ("cut.xlsx", b"PK\x03\x04" + b"\0" * 40, "broken"),
    ],
)
def test_what_is_no_table_is_refused_with_the_cause(
    name: str, content: bytes, part: str, tmp_path: Path
) -> None:
    """Each file is refused with one message that says what is wrong and what to do."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Refusal, match=part) as refusal:
        tables.read(path)
    assert refusal.value.problem.fix


def workbook(path: Path) -> Path:
    """Write a workbook with days, numbers, an error, formulas, merged cells and a hidden sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "RACI"
    sheet.append(["Process", "Step", "Since", "Limit", "Sum"])
    sheet.append(["Purchase", "Order", date(2026, 3, 31), 1000, "=SUM(D2:D3)"])
    sheet.append([None, "Pay", datetime(2026, 4, 1, 8, 30), 2.5, None])  # noqa: DTZ001 - as in Excel
    sheet["E3"] = "#REF!"
    sheet.merge_cells("A2:A3")
    hidden = book.create_sheet("Old")
    hidden.append(["Step"])
    hidden.sheet_state = "hidden"
    book.save(path)
    return path


def test_a_workbook_gives_typed_values_and_tells_what_is_odd(tmp_path: Path) -> None:
    """Days are days, merged cells count in each row, errors and stale formulas are named."""
    found = tables.read(workbook(tmp_path / "book.xlsx"))
    raci, old = found.sheets
    assert raci.rows[1].values[2:4] == (datetime(2026, 3, 31), 1000)  # noqa: DTZ001 - as in Excel
    assert [raci.rows[2].text(column) for column in range(4)] == [
        "Purchase", "Pay", "2026-04-01T08:30:00", "2.5",
    ]  # fmt: skip
    assert (old.name, old.hidden) == ("Old", True)
    told = {problem.place.fragment: problem.message for problem in found.problems}
    assert "#REF!" in told["RACI!E3"]
    assert "never calculated" in told["RACI!E2"]
    assert "hidden" in told["Old!A1"]


def packed(path: Path, parts: dict[str, bytes]) -> Path:
    """Write an archive with these parts beside those of an ordinary workbook."""
    workbook(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("part", "content", "cause"),
    [
        ("xl/bomb.xml", b" " * (MAX_RATIO * 200_000), "times its size"),
        ("../../slip.txt", b"x", "leads out"),
        ("xl/entity.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "entities"),
    ],
)
def test_archives_that_are_traps_are_refused(
    part: str, content: bytes, cause: str, tmp_path: Path
) -> None:
    """Zip bombs, paths that lead out of the archive and declared entities are never unpacked."""
    with pytest.raises(Refusal, match=cause):
        tables.read(packed(tmp_path / "trap.xlsx", {part: content}))


def test_a_macro_workbook_is_only_a_workbook(tmp_path: Path) -> None:
    """An .xlsm is read for its values; what its macros are, nobody looks at."""
    path = packed(tmp_path / "book.xlsm", {"xl/vbaProject.bin": b"Sub Auto_Open()"})
    assert tables.read(path).sheets[0].rows[0].text(0) == "Process"


def test_formulas_in_text_are_only_text(tmp_path: Path) -> None:
    """Cells that begin like formulas are read as they stand."""
    path = tmp_path / "table.csv"
    path.write_text("Step,Note\n=1+1,@SUM(A1)\n-x,+y\n", encoding="utf-8")
    assert cells(path)[1:] == [["=1+1", "@SUM(A1)"], ["-x", "+y"]]
