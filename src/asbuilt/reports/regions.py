"""Where in a text file a finding stands, by lines and columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from asbuilt.reading import Refusal, decode, read_bytes, tables

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_MAX_BYTES = 16 * 1024 * 1024
_MAX_SNIPPET = 400
_ROWED = (".csv", ".tsv")
_NO_TEXT = (".xlsx", ".xlsm", ".gz", ".zip", ".parquet")


@dataclass(frozen=True, slots=True)
class Region:
    """Lines and columns from 1; the end column is the one after the last character."""

    start_line: int
    start_column: int
    end_line: int
    end_column: int
    text: str = ""
    """What stands there; empty where it is too long to be shown."""


@dataclass(slots=True)
class Texts:
    """The texts of a workspace's files, read when they are asked for."""

    paths: Mapping[str, Path] = field(default_factory=dict)
    """Path of each file by its name, relative to the workspace."""
    _lines: dict[str, list[str] | None] = field(default_factory=dict, repr=False)
    _rows: dict[str, dict[int, tuple[int, int]]] = field(default_factory=dict, repr=False)

    def region(self, file: str | None, line: int | None, locator: str | None) -> Region | None:
        """Give the region of a place; None where the file is no text, or is not there any more.

        A row of a table may take several lines of its file.
        """
        if file is None or line is None or "!" in (locator or ""):
            return None
        lines = self._read(file)
        if lines is None:
            return None
        first, last = line, line
        if file.lower().endswith(_ROWED):
            first, last = self._rows_of(file).get(line, (line, line))
        if not 1 <= first <= last <= len(lines):
            return None
        start, end = lines[first - 1], lines[last - 1].rstrip()
        indent = len(start) - len(start.lstrip()) if start.strip() else 0
        text = "\n".join([*lines[first - 1 : last - 1], end])[indent:]
        return Region(
            first, indent + 1, last, len(end) + 1, text if len(text) <= _MAX_SNIPPET else ""
        )

    def _read(self, file: str) -> list[str] | None:
        if file not in self._lines:
            self._lines[file] = _lines_of(self.paths.get(file))
        return self._lines[file]

    def _rows_of(self, file: str) -> dict[int, tuple[int, int]]:
        """Give first and last line of each row of a table by the row's number."""
        if file not in self._rows:
            try:
                rows = tables.read_csv(self.paths[file]).sheets[0].rows
            except (Refusal, OSError, IndexError):
                rows = ()
            begins = [row.line or row.number for row in rows]
            ends = [*(line - 1 for line in begins[1:]), len(self._read(file) or ())]
            self._rows[file] = (
                {
                    row.number: (begin, end)
                    for row, begin, end in zip(rows, begins, ends, strict=True)
                }
                if rows
                else {}
            )
        return self._rows[file]


def _lines_of(path: Path | None) -> list[str] | None:
    if path is None or path.suffix.lower() in _NO_TEXT:
        return None
    try:
        data = read_bytes(path, _MAX_BYTES)
    except (Refusal, OSError):
        return None
    for encoding in ("utf-8", "cp1252"):
        try:
            return _cut(decode(data, encoding))
        except Refusal:
            continue
    return None


def _cut(text: str) -> list[str] | None:
    """Cut a text at the line breaks that editors know; None for what is no text."""
    if "\0" in text:
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
