"""Edits of CSV and TSV files that leave every other byte as it is (RFC 4180)."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asbuilt.errors import UserError
from asbuilt.judge.patches.model import AddColumn, AddRow, RemoveRow, SetCell
from asbuilt.reading.tables import read_delimiter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asbuilt.judge.patches.model import Edit

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?\d[\d.,]*")


@dataclass(slots=True)
class Text:
    """A file of text, cut into records, with what it takes to write it back as it was."""

    records: list[str]
    """Each with its line end, so that they join to the whole."""
    delimiter: str
    encoding: str
    newline: str


def edited(data: bytes, edits: Sequence[Edit], name: str) -> bytes:
    """Give the bytes of a file after edits. Raises `UserError` where they do not fit it."""
    text = _cut(data, name)
    kept = {edit for edit in edits if isinstance(edit, AddColumn)}
    for edit in sorted(edits, key=_from_below):
        if isinstance(edit, SetCell | AddColumn):
            _set_cell(text, edit, name)
        elif isinstance(edit, AddRow):
            _add_row(text, edit, len(kept))
        elif isinstance(edit, RemoveRow):
            if not 1 <= edit.row <= len(text.records):
                raise _gone(name, edit.row)
            del text.records[edit.row - 1]
    whole = "".join(text.records)
    try:
        return whole.encode(text.encoding)
    except UnicodeEncodeError as error:
        raise UserError(
            f"{whole[error.start]!r} cannot be written in the file's encoding, {text.encoding}",
            name,
            "save the file as UTF-8 first, or choose another word",
        ) from None


def _from_below(edit: Edit) -> tuple[int, bool]:
    """Order edits so that none moves the rows of one that is still to come."""
    row = edit.after if isinstance(edit, AddRow) else getattr(edit, "row", 0)
    return -row, not isinstance(edit, AddRow)


def _cut(data: bytes, name: str) -> Text:
    text, encoding = _decoded(data)
    lines = list(io.StringIO(text, newline=""))
    head = 0
    if ".sssom." in name:
        head = next((at for at, one in enumerate(lines) if not one.startswith("#")), len(lines))
        delimiter = "\t" if "\t" in "".join(lines[head : head + 1]) else ","
    else:
        delimiter = read_delimiter(text, name)
    reader = csv.reader(io.StringIO("".join(lines[head:]), newline=""), delimiter=delimiter)
    records, before = lines[:head], 0
    for _ in reader:
        records.append("".join(lines[head + before : head + reader.line_num]))
        before = reader.line_num
    newline = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    return Text(records, delimiter, encoding, newline)


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding), encoding
    for encoding in ("utf-8", "cp1252"):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1"), "latin-1"


def _set_cell(text: Text, edit: SetCell | AddColumn, name: str) -> None:
    if not 1 <= edit.row <= len(text.records):
        raise _gone(name, edit.row)
    record = text.records[edit.row - 1]
    bare = record.rstrip("\r\n")
    cells = _raw_cells(bare, text.delimiter)
    cells += [""] * (edit.column + 1 - len(cells))
    quoted = len(cells[edit.column]) > 1 and cells[edit.column].startswith('"')
    quoted = quoted or all(cell.startswith('"') for cell in cells if cell)
    cells[edit.column] = _cell(edit.text, text.delimiter, quoted=quoted)
    text.records[edit.row - 1] = text.delimiter.join(cells) + record[len(bare) :]


def _add_row(text: Text, edit: AddRow, more: int) -> None:
    at = min(edit.after, len(text.records))
    above = text.records[at - 1] if at else ""
    if above and not above.endswith(("\n", "\r")):
        text.records[at - 1] = above + text.newline
    raw = _raw_cells(above.rstrip("\r\n"), text.delimiter) if above else []
    quoted = bool(raw) and all(cell.startswith('"') for cell in raw if cell)
    width = max(len(raw), len(edit.texts)) + (more if len(edit.texts) <= len(raw) else 0)
    texts = [*edit.texts, *[""] * (width - len(edit.texts) - more)]
    cells = [_cell(one, text.delimiter, quoted=quoted and bool(one)) for one in texts]
    text.records.insert(at, text.delimiter.join(cells) + text.newline)


def _raw_cells(record: str, delimiter: str) -> list[str]:
    """Give the cells of a record as they are written, quotation marks included."""
    cells, start, quoted = [], 0, False
    for at, letter in enumerate(record):
        if letter == '"' and (quoted or at == start):
            quoted = not quoted
        elif letter == '"' and not quoted and at and record[at - 1] == '"':
            quoted = True
        elif letter == delimiter and not quoted:
            cells.append(record[start:at])
            start = at + 1
    return [*cells, record[start:]]


def _cell(text: str, delimiter: str, *, quoted: bool) -> str:
    """Write a cell in one line; none that a spreadsheet would take for a formula."""
    flat = " ".join(text.split())
    if flat.startswith(_FORMULA) and not _NUMBER.fullmatch(flat):
        flat = f"'{flat}"
    if quoted or delimiter in flat or '"' in flat:
        return '"' + flat.replace('"', '""') + '"'
    return flat


def _gone(name: str, row: int) -> UserError:
    return UserError(
        f"the file has no row {row} any more", name, "run `asbuilt load` and `asbuilt check` again"
    )
