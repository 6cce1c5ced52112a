"""The table of a mapping set, and the metadata above it or in the YAML file beside it."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from asbuilt.facts import Place
from asbuilt.reading import Refusal, decode, read_bytes
from asbuilt.reading import yaml as yaml_reading

if TYPE_CHECKING:
    from pathlib import Path

    from asbuilt.reading.tree import Node

REQUIRED: Final = ("subject_id", "predicate_id", "object_id")
"""The slots that every mapping has."""

_LINES: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_GUARDED: Final = re.compile(r"'+[=+@]")
"""A cell before which stands a sign that keeps spreadsheets from taking it for a formula."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a mapping set by slot, and the metadata above or beside them."""

    metadata: Node | None
    headings: tuple[str, ...]
    rows: list[tuple[Place, dict[str, str]]]
    heading_row: int = 1
    """Row of the slots' names, from 1, the metadata above it included; 0 where there is none."""

    @classmethod
    def read(cls, path: Path) -> Table:
        """Read a file, and for lack of metadata in it the YAML file of its name beside it."""
        text = decode(read_bytes(path))
        if not text.strip():
            raise Refusal("the file is empty", "export it again")
        lines = _LINES.findall(text)
        begin = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
        heading = lines[begin] if begin < len(lines) else ""
        delimiter = "\t" if "\t" in heading else ","
        # A spreadsheet that wrote the file fills lines up with what parts its columns.
        filling = "\r\n\t" + ("," if delimiter == "," else "")
        comment = "".join(line.rstrip(filling)[1:] + "\n" for line in lines[:begin])
        metadata = yaml_reading.parse_text(comment) if comment.strip() else _beside(path)
        reader = csv.reader(io.StringIO("".join(lines[begin:]), newline=""), delimiter=delimiter)
        try:
            records = list(enumerate(reader, start=begin + 1))
        except csv.Error as error:
            raise Refusal(
                f"the table cannot be read: {error}",
                "close each quotation mark, and export the table again",
                Place(row=begin + reader.line_num),
            ) from None
        headings = tuple(cell.strip() for cell in records[0][1]) if records else ()
        _refuse_headings(headings, Place(row=begin + 1))
        rows = [
            (
                Place(row=number),
                {
                    slot: _unguarded(cell.strip())
                    for slot, cell in zip(headings, cells, strict=False)
                    if slot and cell.strip()
                },
            )
            for number, cells in records[1:]
            if any(cell.strip() for cell in cells)
        ]
        return cls(metadata, headings, rows, begin + 1)


def _unguarded(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell


def _beside(path: Path) -> Node | None:
    """Give the metadata of external mode: the YAML file that has the table's name."""
    stem = path.name.rsplit(".", 1)[0]
    bare = stem.removesuffix(".sssom")
    for candidate in (
        f"{stem}.yml", f"{stem}.yaml", f"{bare}.sssom.yml", f"{bare}.sssom.yaml", f"{bare}.yml",
        f"{bare}.yaml",
    ):  # fmt: skip
        file = path.with_name(candidate)
        if file.is_file():
            try:
                return yaml_reading.parse(file)
            except Refusal as refusal:
                line = refusal.problem.place.line
                where = f"{candidate}:{line}" if line else candidate
                raise Refusal(
                    f"the metadata beside the table cannot be read ({where}):"
                    f" {refusal.problem.message}",
                    refusal.problem.fix,
                ) from None
    return None


def _refuse_headings(headings: tuple[str, ...], place: Place) -> None:
    """Refuse a table that lacks a column; an end without one may be a text of its own."""
    absent = [
        slot
        for slot in REQUIRED
        if slot not in headings and slot.replace("_id", "_label") not in headings
    ]
    if absent:
        raise Refusal(
            f"the table has no column {', '.join(absent)}",
            "a mapping set has at least the columns " + ", ".join(REQUIRED),
            place,
        )
    twice = next((slot for slot in headings if slot and headings.count(slot) > 1), None)
    if twice:
        raise Refusal(f"the column {twice} is there twice", "keep one of the two", place)
