"""Edits of workbooks with openpyxl: cells are set, everything that it can read is kept."""

from __future__ import annotations

import io
import re
import zipfile
from copy import copy
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
from openpyxl.utils import get_column_letter

from asbuilt.errors import UserError
from asbuilt.judge.patches.model import AddColumn, AddRow, RemoveRow, SetCell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from asbuilt.judge.patches.model import Edit

_LOST = (
    "xl/charts/",
    "xl/drawings/",
    "xl/pivotTables/",
    "xl/slicers/",
    "customXml/",
    "xl/ctrlProps/",
)
"""Parts of a workbook that writing it anew would lose or change."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def edited(data: bytes, edits: Sequence[Edit], name: str) -> bytes:
    """Give the bytes of a workbook after edits.

    Raises `UserError` where the workbook holds what openpyxl would lose, and where a sheet or row
    is not there any more.
    """
    _refuse_loss(data, name, edits)
    workbook = openpyxl.load_workbook(io.BytesIO(data), keep_vba=name.endswith(".xlsm"))
    for edit in sorted(edits, key=lambda one: -getattr(one, "row", getattr(one, "after", 0))):
        sheet = _sheet(workbook, edit, name)
        if isinstance(edit, SetCell | AddColumn):
            cell = sheet.cell(edit.row, edit.column + 1)
            cell.value = _value(edit.text, cell.value)
        elif isinstance(edit, AddRow):
            _add_row(sheet, edit)
        elif isinstance(edit, RemoveRow):
            sheet.delete_rows(edit.row)
    sink = io.BytesIO()
    workbook.save(sink)
    return sink.getvalue()


def _refuse_loss(data: bytes, name: str, edits: Sequence[Edit]) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        lost = sorted(
            {part for part in _LOST for one in archive.namelist() if one.startswith(part)}
        )
    if lost:
        raise UserError(
            f"the workbook holds parts that writing it would lose: {', '.join(lost)}",
            name,
            "make the change in your spreadsheet program:\n"
            + "\n".join(f"    {described(edit)}" for edit in edits),
        )


def described(edit: Edit) -> str:
    """Say an edit of a workbook in words that somebody can follow by hand."""
    title = getattr(edit, "sheet", None)
    where = f"sheet “{title}”" if title else "the sheet"
    if isinstance(edit, SetCell):
        head = f" (column “{edit.heading}”)" if edit.heading else ""
        return f"{where}, {_column(edit.column)}{edit.row}{head}: write {edit.text!r}"
    if isinstance(edit, AddColumn):
        return f"{where}, {_column(edit.column)}{edit.row}: new column headed {edit.text!r}"
    if isinstance(edit, AddRow):
        cells = "; ".join(f"{_column(at)}: {text!r}" for at, text in enumerate(edit.texts) if text)
        return f"{where}, new row below row {edit.after}: {cells}"
    if isinstance(edit, RemoveRow):
        return f"{where}: delete row {edit.row}"
    return edit.text


def _sheet(workbook: openpyxl.Workbook, edit: Edit, name: str) -> Worksheet:
    title = getattr(edit, "sheet", None)
    if title is None or title not in workbook.sheetnames:
        raise UserError(
            f"the workbook has no sheet {title!r} any more",
            name,
            "run `asbuilt load` and `asbuilt check` again",
        )
    sheet: Worksheet = workbook[title]
    return sheet


def _add_row(sheet: Worksheet, edit: AddRow) -> None:
    below = edit.after + 1
    if any(cell.value is not None for cell in sheet[below]):
        sheet.insert_rows(below)
    for at, text in enumerate(edit.texts):
        if text:
            above = sheet.cell(edit.after, at + 1)
            cell = sheet.cell(below, at + 1)
            cell.value = _value(text, above.value)
            cell.number_format = above.number_format
            for part in ("font", "fill", "border", "alignment"):
                setattr(cell, part, copy(getattr(above, part)))


def _value(text: str, kin: object) -> str | float | int | date:
    """Give a text as the kind of value that its column holds; nothing becomes a formula."""
    if _DAY.fullmatch(text) and not isinstance(kin, str):
        return date.fromisoformat(text)
    if _NUMBER.fullmatch(text) and not isinstance(kin, str):
        return float(text) if "." in text else int(text)
    return f"'{text}" if text.startswith("=") else text


def _column(index: int) -> str:
    return get_column_letter(index + 1)
