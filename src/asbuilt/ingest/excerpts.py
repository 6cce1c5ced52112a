"""The very lines, rows or cells of a file that a problem is about, to be shown beside it.

Nothing of a file is interpreted for it but its lines and its cells; characters that a page or
terminal would obey are written out.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from openpyxl.utils import get_column_letter

from asbuilt.reading import Refusal, decode, read_bytes, tables

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from asbuilt.facts import Place
    from asbuilt.ingest.ledger import Ledger
    from asbuilt.reading.tables import Row, Sheet, Tables

AROUND: Final = 3
"""Lines or rows of context on either side."""
MAX_BYTES: Final = 32 * 1024 * 1024
"""Size, decompressed, above which no line of a file is shown."""
_WIDEST: Final = 400
"""Characters of a line or cell that are shown."""
_COLUMNS: Final = 8
"""Columns of a table that are shown."""
_SHOWN: Final = 50
"""Problems of a file whose lines are shown."""
_RANKS: Final = ("error", "warning", "info")
_BREAK: Final = re.compile(r"\r\n|\r|\n")
_OBEYED: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_BINARY: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"SQLite format 3\x00", b"%PDF-", b"PAR1")
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text, by its number from 1."""

    number: int
    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Cells:
    """A row of a table; `marked` is the index of the cell that matters, -1 for the row, or None."""

    number: int
    texts: tuple[str, ...]
    marked: int | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a file for one place in it: lines, or rows, or why there are none."""

    lines: tuple[Line, ...] = ()
    headings: tuple[str, ...] = ()
    rows: tuple[Cells, ...] = ()
    why_not: str = ""


class Excerpts:
    """Shows places of one file, which is read once, and only if a place asks for it."""

    def __init__(self, path: Path) -> None:
        """Show places of the file at a path."""
        self._path = path
        self._lines: list[str] | str | None = ""
        self._tables: Tables | str | None = ""

    def of(self, place: Place) -> Shown:
        """Give what stands at a place, with its surroundings."""
        if place.sheet is not None:
            return self._cells(place)
        if place.row is not None and (shown := self._cells(place)).rows:
            return shown
        if place.line is None:
            return Shown(why_not="It is about the file as a whole.")
        lines = self._text()
        if lines is None:
            return Shown(why_not="The file is binary or too large, so no line of it can be shown.")
        if place.line > len(lines):
            return Shown(why_not="The file no longer has this line.")
        return Shown(lines=around(lines, place.line))

    def _cells(self, place: Place) -> Shown:
        held = self._table()
        sheet = held and next((one for one in held.sheets if one.name == place.sheet), None)
        if not sheet or place.row is None:
            return Shown(why_not="The file cannot be opened as a table, so no cell can be shown.")
        return _rows(sheet, place.row, place.column)

    def _text(self) -> list[str] | None:
        if isinstance(self._lines, str):
            self._lines = lines_of(self._path)
        return self._lines

    def _table(self) -> Tables | None:
        if isinstance(self._tables, str):
            try:
                self._tables = tables.read(self._path)
            except (Refusal, OSError):
                self._tables = None
        return self._tables


def told(ledger: Ledger, path: Path) -> dict[str, Any]:
    """Give a ledger as plain data, its first problems with what stands in the file where they are.

    `path` is the file's; those of severity ``error`` come first.
    """
    excerpts = Excerpts(path)
    data = ledger.as_dict()
    ranked = sorted(
        zip(data["problems"], ledger.problems, strict=True),
        key=lambda pair: _RANKS.index(pair[1].severity),
    )
    data["problems"] = [
        plain | {"shown": asdict(excerpts.of(problem.place)) if number < _SHOWN else None}
        for number, (plain, problem) in enumerate(ranked)
    ]
    return data | {"refused": ledger.refused}


def lines_of(path: Path, limit: int = MAX_BYTES) -> list[str] | None:
    """Give the lines of a text; None for a file that is none, that is too large or not there."""
    try:
        data = read_bytes(path, limit)
    except (Refusal, OSError):
        return None
    if data.startswith(_BINARY) or (b"\x00" in data[:65536] and not data.startswith(_WIDE)):
        return None
    for encoding in ("utf-8", "cp1252"):
        try:
            text = decode(data, encoding)
        except (Refusal, LookupError):
            continue
        lines = _BREAK.split(text)
        return lines[:-1] if lines[-1] == "" else lines
    return None


def around(lines: list[str], line: int, context: int = AROUND) -> tuple[Line, ...]:
    """Give a line, counted from 1, with those around it."""
    first, last = max(1, line - context), min(len(lines), line + context)
    return tuple(Line(n, visible(lines[n - 1]), n == line) for n in range(first, last + 1))


def visible(text: str) -> str:
    """Give a text as it can be shown: not too wide, characters that steer written out."""
    shown = text if len(text) <= _WIDEST else f"{text[:_WIDEST]} … ({len(text):,} characters)"
    return _OBEYED.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", shown)


def _rows(sheet: Sheet, number: int, column: int | None) -> Shown:
    near = [row for row in sheet.rows if abs(row.number - number) <= AROUND]
    if not any(row.number == number for row in near):
        return Shown(why_not="The file no longer has this row.")
    widest = max(len(row.values) for row in near)
    start = 0 if column is None else max(0, min(column - _COLUMNS // 2, widest - _COLUMNS))
    columns = range(start, max(min(widest, start + _COLUMNS), column or 0))
    head = next((row for row in sheet.rows if not row.blank), None)
    shown = [head, *near] if head and head not in near else near
    return Shown(
        headings=tuple(get_column_letter(index + 1) for index in columns),
        rows=tuple(_shown(row, columns, number, column) for row in shown if row),
    )


def _shown(row: Row, columns: Iterable[int], number: int, column: int | None) -> Cells:
    at = list(columns)
    texts = tuple(visible(row.text(index)) for index in at)
    if row.number != number:
        return Cells(row.number, texts)
    return Cells(row.number, texts, at.index(column - 1) if column else -1)
