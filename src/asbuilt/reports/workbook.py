"""Tables as an Excel workbook: headings that stay in sight, texts that stay texts, links inside."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Value: TypeAlias = "str | int | date | Link | None"

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LONGEST = 32_767
"""Characters that a cell holds."""
_HEAD = PatternFill("solid", fgColor="FFE4EAF1")
BOLD = Font(bold=True)
_LINK = Font(color="FF0A5AA8", underline="single")
_COLOURS = {
    "violation": Font(color="FFAB1F17", bold=True),
    "warning": Font(color="FF8A5A00", bold=True),
    "info": Font(color="FF0A5AA8", bold=True),
}
_WRAP = Alignment(wrap_text=True, vertical="top")
_TOP = Alignment(vertical="top")
_FIXED = (1980, 1, 1, 0, 0, 0)
"""The time that parts of the workbook bear, so that the same report gives the same bytes."""
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to a cell of another sheet."""

    text: str
    target: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading, its width in characters, and whether long texts are broken."""

    heading: str
    width: int
    wraps: bool = False


def add_table(
    book: Workbook, name: str, columns: Sequence[Column], rows: Iterable[list[Value]]
) -> None:
    """Write a table whose heading stays in sight and can be filtered by."""
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    add_heading(sheet, [column.heading for column in columns])
    count = 1
    for row in rows:
        cells = [
            make_cell(sheet, value, _WRAP if column.wraps else _TOP)
            for column, value in zip(columns, row, strict=True)
        ]
        for cell in cells:
            if isinstance(cell.value, str) and cell.value in _COLOURS:
                cell.font = _COLOURS[cell.value]
        sheet.append(cells)
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def add_heading(sheet: WriteOnlyWorksheet, headings: Sequence[str]) -> None:
    """Write a row of headings."""
    sheet.append([make_cell(sheet, text, font=BOLD, fill=_HEAD) for text in headings])


def make_cell(
    sheet: WriteOnlyWorksheet,
    value: Value,
    alignment: Alignment = _TOP,
    *,
    font: Font | None = None,
    fill: PatternFill | None = None,
) -> Cell:
    """Give a cell; a text is written as a text whatever it begins with."""
    text: Any = value.text if isinstance(value, Link) else value
    if isinstance(text, str):
        text = clean(text)
    cell: Cell = WriteOnlyCell(sheet, text or None if isinstance(text, str) else text)
    if isinstance(text, str):
        cell.data_type = "s"  # neither a formula nor an error, whatever it looks like
        cell.quotePrefix = text.startswith(_FORMULA)
    if isinstance(text, date):
        cell.number_format = "yyyy-mm-dd"
    cell.alignment = alignment
    if isinstance(value, Link) and text:
        cell.hyperlink = Hyperlink(ref="", location=value.target)
        font = font or _LINK
    if font:
        cell.font = font
    if fill:
        cell.fill = fill
    return cell


def clean(text: str) -> str:
    """Give what a cell can hold of a text."""
    return _UNFIT.sub("", text)[:_LONGEST]


def settled(book: Workbook, ended: datetime) -> bytes:
    """Give the workbook's bytes with the inspection's time in place of the clock's."""
    written, out = io.BytesIO(), io.BytesIO()
    book.save(written)
    stamp = ended.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(written) as given, zipfile.ZipFile(out, "w") as taken:
        for name in given.namelist():
            data = given.read(name)
            if name == "docProps/core.xml":
                data = _MODIFIED.sub(rb"\g<1>" + stamp, data)
            part = zipfile.ZipInfo(name, _FIXED)
            taken.writestr(part, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
