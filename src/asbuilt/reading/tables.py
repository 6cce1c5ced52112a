"""Tables of CSV files and workbooks in one shape: sheets of rows of typed cells with their places.

CSV follows RFC 4180 with the liberties that exports take (delimiter, encoding, ragged rows);
places are counted as RFC 7111 counts them. Nothing in a cell is ever executed or fetched.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeAlias

from asbuilt.facts import Place, Problem
from asbuilt.reading import Refusal, decode, read_bytes, read_head
from asbuilt.reading.code_pages import CODE_PAGES as _CODE_PAGES
from asbuilt.reading.code_pages import code_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

Value: TypeAlias = str | int | float | bool | datetime | date | time | timedelta | None
"""What a cell holds; CSV cells are always text, and what is empty is None or blank text."""

DELIMITERS = (",", ";", "\t", "|")
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm")
_SNIFFED_LINES = 200
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
_QUOTED_THEN = re.compile(r'"([,;\t|])(?=")')


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet; `values` is as long as the file makes it."""

    number: int
    """Number of the row in its sheet, from 1, headings and blank rows included."""
    values: tuple[Value, ...]
    line: int | None = None
    """Line of a text file on which the row begins."""

    def value(self, column: int) -> Value:
        """Give the value in a column, from 0; None beyond the row's end."""
        return self.values[column] if column < len(self.values) else None

    def text(self, column: int) -> str:
        """Give the text in a column, from 0, without spaces around it; empty beyond the end."""
        value = self.values[column] if column < len(self.values) else None
        return value.strip() if isinstance(value, str) else text_of(value)

    @property
    def blank(self) -> bool:
        """Whether no cell of the row holds anything."""
        return not any(
            value.strip() if isinstance(value, str) else value is not None for value in self.values
        )


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook, or the whole of a CSV file, whose name is then None."""

    name: str | None
    rows: tuple[Row, ...]
    hidden: bool = False
    spans: tuple[tuple[int, int, int, int], ...] = ()
    """Merged cells as first row, first column, last row, last column, all from 1."""
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    """Columns that are hidden, from 1."""
    lines_only: bool = False
    """Whether places are lines of a text that has no rows and columns."""

    def place(self, row: Row, column: int | None = None) -> Place:
        """Give the place of a row, or of its cell in a column from 0."""
        if self.lines_only:
            return Place(line=row.line)
        number = None if column is None else column + 1
        return Place(line=row.line, row=row.number, column=number, sheet=self.name)


@dataclass(slots=True)
class Tables:
    """What a file of tables holds, and what its reader has to be told about it."""

    sheets: list[Sheet]
    version: str
    problems: list[Problem] = field(default_factory=list)
    unread: Counter[str] = field(default_factory=Counter)
    """What of the file is in no cell, by kind."""


def read(path: Path, encoding: str = "", delimiter: str = "") -> Tables:
    """Read a CSV file or a workbook; by its ending and its first bytes it is the one or the other.

    `encoding` and `delimiter` are those of a CSV file where they are known. Raises `Refusal` where
    it is neither, or is too large, broken or protected by a password.
    """
    head = read_head(path)
    if head.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1] == b"<":
        from asbuilt.reading import records  # noqa: PLC0415 - it makes tables, too

        if records.is_records(head):
            return records.read(path)
    if is_workbook(path, head):
        from asbuilt.reading import workbook  # noqa: PLC0415 - slow to import, and CSV needs it not

        return workbook.read(path)
    return read_csv(path, encoding, delimiter)


def holds_records(path: Path, head: bytes) -> bool:
    """Say whether a file ends in ``.xml`` and begins as records that are read as tables."""
    from asbuilt.reading import records  # noqa: PLC0415 - it makes tables, too

    return path.name.lower().removesuffix(".gz").endswith(".xml") and records.is_records(head)


def is_workbook(path: Path, head: bytes) -> bool:
    """Say whether a file is to be read as a workbook, by its ending and its first bytes."""
    return path.suffix.lower() in (*WORKBOOK_SUFFIXES, ".xls") or head.startswith((ZIP, OLE))


def read_csv(path: Path, encoding: str = "", delimiter: str = "") -> Tables:
    """Read a CSV file, whatever its delimiter and encoding; guesses are told as problems."""
    data = read_bytes(path)
    if not data.strip():
        raise Refusal("the file is empty", "export it again")
    tables = Tables([], "CSV (RFC 4180)")
    if encoding:
        text = _told(data, encoding)
    else:
        text, guessed = _text(data)
        if guessed:
            tables.problems.append(
                Problem(
                    "info",
                    f"the file is not UTF-8; it was read as {guessed}",
                    "look whether umlauts and accents came out right; if not, save the file as"
                    ' UTF-8, or say in asbuilt.toml what it is: encoding = "cp1252"',
                )
            )
    delimiter = delimiter or _delimiter(text, "\t" if ".tsv" in path.suffixes else ",")
    rows = tuple(_rows(text, delimiter, tables.problems))
    tables.sheets.append(Sheet(None, rows))
    return tables


def read_delimiter(text: str, name: str) -> str:
    """Give the delimiter by which a file of this name and text is read."""
    return _delimiter(text, "\t" if ".tsv" in name else ",")


def text_of(value: Value) -> str:
    """Give what a cell holds as text; whole numbers without a point, days as year-month-day."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        midnight = value.time() == time() and value.tzinfo is None
        return value.date().isoformat() if midnight else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _text(data: bytes) -> tuple[str, str]:
    """Give the text and, where its encoding had to be guessed, the encoding's name."""
    marked = data[:3] == b"\xef\xbb\xbf" or data[:2] in (b"\xff\xfe", b"\xfe\xff")
    if not marked and b"\0" in data[:4096]:
        for offset, name in ((1, "utf-16-le"), (0, "utf-16-be")):
            if data[offset:2000:2].count(0) > len(data[:2000]) // 4 and len(data) % 2 == 0:
                return data.decode(name, errors="replace"), name.upper()
        raise Refusal(
            "the file holds binary data and is no table of text",
            "export the table as CSV (UTF-8) or as .xlsx",
        )
    if marked:
        return decode(data), ""
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        pass
    encoding = code_page(data)
    return data.decode(encoding), _CODE_PAGES[encoding]


def _told(data: bytes, encoding: str) -> str:
    try:
        return data.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
    except UnicodeDecodeError as error:
        raise Refusal(
            f"byte {error.start} is not valid {encoding}, which asbuilt.toml names",
            "correct encoding in asbuilt.toml",
            Place(line=data.count(b"\n", 0, error.start) + 1),
        ) from None


def _delimiter(text: str, usual: str) -> str:
    """Give the delimiter that cuts the first lines most evenly into most columns."""
    hint = _SEPARATOR_LINE.match(text)
    if hint:
        return hint.group(1)
    sample = _first_lines(text)
    between_quotes = _QUOTED_THEN.findall(sample)
    scores = []
    for delimiter in DELIMITERS:
        rows = _cut(sample, delimiter)
        widths = [len(row) for row in [row for row in rows if any(row)] or rows]
        wide = [width for width in widths if width > 1]
        if not wide:
            continue
        most_frequent = max(set(wide), key=lambda width: (wide.count(width), width))
        evenness = wide.count(most_frequent) / len(widths)
        bonus = 1 if between_quotes.count(delimiter) * 2 > len(between_quotes) > 0 else 0
        scores.append((bonus, evenness * min(most_frequent, 8), delimiter == usual, delimiter))
    return max(scores)[3] if scores else usual


def _first_lines(text: str) -> str:
    lines = io.StringIO(text, newline="")
    return "".join(line for _, line in zip(range(_SNIFFED_LINES), lines, strict=False))


def _cut(sample: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter))
    except csv.Error:
        return []


def _rows(text: str, delimiter: str, problems: list[Problem]) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number, line = 0, 1
    try:
        for values in reader:
            number += 1
            if not (number == 1 and _SEPARATOR_LINE.fullmatch(text[: len("sep=;")])):
                yield Row(number, tuple(values), line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise Refusal(
            f"the table breaks off: {error}",
            "look for a quotation mark that is opened and never closed",
            Place(line=line, row=number + 1),
        ) from None
    _tell_open_quote(text, delimiter, problems)


def _tell_open_quote(text: str, delimiter: str, problems: list[Problem]) -> None:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    line = 1
    try:
        for _ in reader:
            number += 1
            line = reader.line_num + 1
    except csv.Error as error:
        problems.append(
            Problem(
                "warning",
                f"a quotation mark is out of place: {error}",
                "write a quotation mark inside a cell twice, and close each cell that opens one",
                Place(line=line, row=number + 1),
            )
        )


def widest(rows: Sequence[Row]) -> int:
    """Give the number of columns up to the last one that holds anything in any of the rows."""
    width = 0
    for row in rows:
        for column in range(len(row.values) - 1, width - 1, -1):
            if row.text(column):
                width = column + 1
                break
    return width
