"""Registers as rows under headings, and how they become CSV and XLSX files."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

if TYPE_CHECKING:
    from collections.abc import Sequence

Cell = str | int | float | date | None

_SAVED = datetime(2026, 11, 13, 16, 30)  # noqa: DTZ001 - workbooks state local time


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a register; a sheet's name where it belongs to a workbook."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sheet: str = ""

    def row_of(self, *cells: Cell) -> int:
        """Give the number of the first row, the heading being 1, that has these cells.

        Raises `KeyError` if no row has them all.
        """
        for number, row in enumerate(self.rows, start=2):
            if all(cell in row for cell in cells):
                return number
        raise KeyError(cells)


def write_csv(
    table: Table, *, delimiter: str = ",", encoding: str = "utf-8", decimal: str = "."
) -> bytes:
    """Give a register as a CSV file with the line ends of RFC 4180."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(table.headings)
    for row in table.rows:
        writer.writerow([_text(cell, decimal) for cell in row])
    return text.getvalue().encode(encoding)


def write_workbook(tables: Sequence[Table], title: str) -> bytes:
    """Give registers as the sheets of one workbook, the same bytes on every run."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        sheet = book.create_sheet(table.sheet)
        sheet.append(list(table.headings))
        for row in table.rows:
            sheet.append(list(row))
        for cell in sheet[1]:
            cell.font = Font(bold=True, color="FFFFFF")
            cell.fill = PatternFill("solid", fgColor="1F4E5F")
        sheet.freeze_panes = "B2"
        for number, heading in enumerate(table.headings, start=1):
            cells = [heading, *(row[number - 1] for row in table.rows)]
            width = max(len(_text(cell, ".")) for cell in cells)
            sheet.column_dimensions[get_column_letter(number)].width = min(48, 3 + width)
    book.properties.title = title
    book.properties.creator = "Halden Pumpworks"
    book.properties.created = _SAVED
    raw = io.BytesIO()
    book.save(raw)
    return _with_fixed_times(raw.getvalue())


def _text(cell: Cell, decimal: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:g}".replace(".", decimal)
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _with_fixed_times(workbook: bytes) -> bytes:
    """Write the parts of a workbook anew with the day of the story as their time."""
    saved = _SAVED.isoformat(timespec="seconds").encode() + b"Z"
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(result, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", saved, part)
            entry = zipfile.ZipInfo(name, _SAVED.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, part)
    return result.getvalue()
