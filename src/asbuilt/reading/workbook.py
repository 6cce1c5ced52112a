"""Reading of Excel workbooks (ECMA-376) as tables, after their archive was found harmless."""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, cast
from xml.etree.ElementTree import ParseError

import openpyxl
from lxml import etree
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from asbuilt.facts import Place, Problem
from asbuilt.reading import Refusal
from asbuilt.reading.archive import BROKEN
from asbuilt.reading.tables import Row, Sheet, Tables, Value, widest
from asbuilt.reading.workbook_archive import refuse_other_formats, refuse_traps

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook.workbook import Workbook

MAX_COLUMNS = 16_384
"""Number of columns that a sheet of Excel can have."""
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z0-9:]+)"')
_COLUMN = re.compile(rb"<(?:\w+:)?col\s([^>]*)>")
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\s([^>]*hidden=[^>]*)>")
_ATTRIBUTE = re.compile(rb"(\w+)=\"([^\"]*)\"")
_PLAIN = (int, float)
_TRUE = (b"1", b"true")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BROKEN = (
    *BROKEN,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    NotImplementedError,
    ParseError,
    etree.XMLSyntaxError,
    InvalidFileException,
)


def read(path: Path) -> Tables:
    """Read the values of a workbook, not its formulas; hidden sheets, too.

    Raises `Refusal` for what is no workbook, an old `.xls`, a protected one or an archive that is a
    trap.
    """
    refuse_other_formats(path)
    try:
        with zipfile.ZipFile(path) as archive:
            refuse_traps(path, archive)
            parts = _sheet_parts(archive)
            details = {name: _details(archive, part) for name, part in parts.items()}
        values = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
        try:
            return _tables(path, values, details)
        finally:
            values.close()
    except _BROKEN as error:
        raise Refusal(
            f"the workbook is broken: {type(error).__name__}: {error}",
            "open it in Excel or LibreOffice, let it be repaired, and save it again",
        ) from None


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Give the part of the archive in which each sheet stands."""
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    book = _book_part(archive)
    folder, name = posixpath.split(book)
    links = etree.fromstring(archive.read(f"{folder}/_rels/{name}.rels"), parser)
    targets = {str(link.get("Id")): str(link.get("Target")) for link in links}
    root = etree.fromstring(archive.read(book), parser)
    found = {}
    for sheet in root.iter(f"{_MAIN}sheet"):
        target = targets.get(str(sheet.get(_LINK)), "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        found[str(sheet.get("name"))] = posixpath.normpath(part)
    return found


def _book_part(archive: zipfile.ZipFile) -> str:
    names = archive.namelist()
    usual = "xl/workbook.xml"
    return usual if usual in names else next(n for n in names if n.endswith("/workbook.xml"))


@dataclass(frozen=True, slots=True)
class _Details:
    """What the values of a sheet's cells do not tell."""

    spans: tuple[tuple[int, int, int, int], ...] = ()
    formulas: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


def _details(archive: zipfile.ZipFile, part: str) -> _Details:
    """Give a sheet's merged cells, its hidden rows and columns, and whether it holds formulas."""
    if part not in archive.namelist():
        return _Details()
    data = archive.read(part)
    spans = []
    for reference in _MERGED.findall(data):
        first_column, first_row, last_column, last_row = range_boundaries(reference.decode())
        if None not in (first_column, first_row, last_column, last_row):
            spans.append(
                (
                    int(first_row or 1),
                    int(first_column or 1),
                    int(last_row or 1),
                    int(last_column or 1),
                )
            )
    columns: set[int] = set()
    for tag in _COLUMN.findall(data):
        said = dict(_ATTRIBUTE.findall(tag))
        if said.get(b"hidden") in _TRUE:
            first, last = int(said.get(b"min", b"1")), int(said.get(b"max", b"0"))
            columns |= set(range(first, min(last, MAX_COLUMNS) + 1))
    rows = {
        int(said[b"r"])
        for said in (dict(_ATTRIBUTE.findall(tag)) for tag in _HIDDEN_ROW.findall(data))
        if said.get(b"hidden") in _TRUE and said.get(b"r", b"").isdigit()
    }
    return _Details(tuple(spans), bool(_FORMULA.search(data)), frozenset(rows), frozenset(columns))


def _tables(
    path: Path,
    values: Workbook,
    details: dict[str, _Details],
) -> Tables:
    tables = Tables([], "Office Open XML workbook (ECMA-376)")
    for sheet in values.worksheets:
        detail = details.get(sheet.title, _Details())
        sheet.reset_dimensions()
        rows = []
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            found: list[Value] = []
            for column, cell in enumerate(cells, start=1):
                value = cast("Value", cell.value)
                if value.__class__ in _PLAIN and "%" in (cell.number_format or ""):
                    value = _percent(cast("float", value))
                if cell.data_type == "e":
                    place = Place(row=number, column=column, sheet=sheet.title)
                    tables.problems.append(_error_cell(str(value), place))
                    value = None
                found.append(value)
            rows.append(Row(number, tuple(found)))
        whole = _filled(rows, detail.spans)
        hidden = sheet.sheet_state != "visible"
        tables.sheets.append(
            Sheet(
                sheet.title,
                whole,
                hidden,
                detail.spans,
                detail.hidden_rows & {row.number for row in whole if not row.blank},
                detail.hidden_columns & set(range(1, widest(whole) + 1)),
            )
        )
        if hidden:
            tables.problems.append(
                Problem(
                    "info",
                    f"the sheet “{sheet.title}” is hidden; it was read all the same",
                    "show the sheet, or name in asbuilt.toml the sheet that is meant",
                    Place(row=1, column=1, sheet=sheet.title),
                )
            )
        tables.problems += _hidden(tables.sheets[-1])
        if detail.formulas:
            tables.problems += _uncalculated(path, sheet.title, whole)
    return tables


def _percent(value: float) -> str:
    """Give a number that is shown as a percentage as people see it: 0.25 as 25%."""
    return f"{(Decimal(str(value)) * 100).normalize():f}%"


def _hidden(sheet: Sheet) -> list[Problem]:
    """Tell the rows and columns of a sheet that people do not see."""
    found = []
    for what, numbers in (
        ("row", [str(one) for one in sorted(sheet.hidden_rows)]),
        ("column", [get_column_letter(one) for one in sorted(sheet.hidden_columns)]),
    ):
        if numbers:
            named = ", ".join(numbers[:8]) + (" …" if len(numbers) > 8 else "")
            found.append(
                Problem(
                    "info",
                    f"hidden {what}{'s' if len(numbers) > 1 else ''} {named}, read all the same",
                    "show them and look whether they are meant; a filter hides rows, too",
                    Place(row=1, column=1, sheet=sheet.name),
                )
            )
    return found


def _error_cell(text: str, place: Place) -> Problem:
    return Problem(
        "warning",
        f"the cell holds the error {text}; it counts as empty",
        "mend the formula, or write the value into the cell",
        place,
    )


def _filled(rows: list[Row], spans: tuple[tuple[int, int, int, int], ...]) -> tuple[Row, ...]:
    """Give the rows with the value of cells that are merged downwards in each row they span."""
    for first_row, column, last_row, last_column in spans:
        if column != last_column or first_row > len(rows):
            continue
        value = rows[first_row - 1].value(column - 1)
        for index in range(first_row, min(last_row, len(rows))):
            row = rows[index]
            padded = [*row.values, *[None] * (column - len(row.values))]
            padded[column - 1] = value
            rows[index] = Row(row.number, tuple(padded), row.line)
    return tuple(rows)


def _uncalculated(path: Path, name: str, rows: tuple[Row, ...]) -> list[Problem]:
    """Tell the formulas of a sheet that were never calculated, and so have no value to read."""
    workbook = openpyxl.load_workbook(path, read_only=True, keep_links=False)
    try:
        sheet = workbook[name]
        sheet.reset_dimensions()
        found = []
        for row, cells in zip(rows, sheet.iter_rows(), strict=False):
            for column, cell in enumerate(cells):
                if cell.data_type == "f" and row.value(column) is None:
                    place = Place(row=row.number, column=column + 1, sheet=name)
                    found.append((f"{get_column_letter(column + 1)}{row.number}", place))
    finally:
        workbook.close()
    if not found:
        return []
    cells_named = ", ".join(reference for reference, _ in found[:5])
    return [
        Problem(
            "warning",
            f"{len(found)} formulas were never calculated and count as empty ({cells_named})",
            "open the workbook in Excel or LibreOffice and save it, so that values are stored",
            found[0][1],
        )
    ]
