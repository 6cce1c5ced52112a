"""The registers of a workspace, and edits of their rows by what their columns state."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import RDF, URIRef

from asbuilt.ingest.loaders import choose, named
from asbuilt.judge.patches.model import AddColumn, AddRow, Edit, SetCell
from asbuilt.reading import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from asbuilt.facts import Source, Term
    from asbuilt.judge.explanation.judged import JudgedFacts
    from asbuilt.reading.columns import Line, Meaning, Understood
    from asbuilt.workspace import SourceSpec, Workspace

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Register:
    """One table of one source."""

    spec: SourceSpec
    table: Understood

    @property
    def file(self) -> str:
        """The file's path in the workspace."""
        return self.spec.source.name

    @property
    def title(self) -> str:
        """The table as people call it: its file, and its sheet where it has one."""
        return f"{self.file}, sheet {self.table.sheet}" if self.table.sheet else self.file

    def set(self, line: Line, field: Meaning, text: str) -> tuple[Edit, ...]:
        """Write a field of a row; a column is added where the table has none for it."""
        column, edits = self._column(field)
        return (
            *edits,
            SetCell(self.file, self.table.sheet, line.number, column, text, field.heading),
        )

    def add(self, texts: Mapping[str, str]) -> tuple[Edit, ...]:
        """Add a row with these texts by field; columns are added where the table has none."""
        edits: list[Edit] = []
        cells = [""] * len(self.table.headings)
        for name, text in texts.items():
            field = self.table.field(name)
            if field is None or not text:
                continue
            column = field.index
            if column is None:
                column = len(cells)
                cells.append("")
                edits.append(
                    AddColumn(
                        self.file, self.table.sheet, self.table.heading_row, column, field.heading
                    )
                )
            cells[column] = text
        return (*edits, AddRow(self.file, self.table.sheet, self.table.last_row, tuple(cells)))

    def _column(self, field: Meaning) -> tuple[int, tuple[Edit, ...]]:
        if field.index is not None:
            return field.index, ()
        column = len(self.table.headings)
        return column, (
            AddColumn(self.file, self.table.sheet, self.table.heading_row, column, field.heading),
        )


class Registers:
    """All tables of a workspace whose columns are understood."""

    def __init__(self, workspace: Workspace, facts: JudgedFacts) -> None:
        """Read the headings and rows of a workspace's registers."""
        self._facts = facts
        self.all = list(_registers(workspace))

    def of_kind(self, *tables: str) -> list[Register]:
        """Give the registers of these kinds of table, such as ``controls``."""
        return [one for one in self.all if one.table.table in tables]

    def of_classes(self, thing: Term) -> list[Register]:
        """Give the registers whose rows are about things of the classes that a thing has."""
        kinds = {edge.object for edge in self._facts.objects(thing, RDF.type)}
        return [one for one in self.all if kinds & set(one.table.classes)]

    def rows_of(self, thing: Term) -> list[tuple[Register, Line]]:
        """Give the rows that speak of a thing, by its own name or by a mention of it."""
        names = {thing, *self._facts.mentions(thing)}
        return [
            (one, line) for one in self.all for line in one.table.lines if line.subject in names
        ]

    def row_at(self, file: str, sheet: str | None, row: int) -> tuple[Register, Line] | None:
        """Give the register and row of a place."""
        for one in self.all:
            if one.file == file and one.table.sheet in (sheet, None):
                for line in one.table.lines:
                    if line.number == row:
                        return one, line
        return None


def stating(register: Register, predicate: URIRef) -> Meaning | None:
    """Give the field of a register that states a property of the row's thing."""
    return _best(one for one in register.table.fields if one.states == predicate)


def naming(register: Register, predicate: URIRef) -> Meaning | None:
    """Give the field whose cells name things that have the row's thing as a property's value."""
    return _best(one for one in register.table.fields if one.inverse == predicate)


def _best(fields: Iterator[Meaning]) -> Meaning | None:
    found = list(fields)
    return next((one for one in found if one.index is not None), next(iter(found), None))


def _registers(workspace: Workspace) -> Iterator[Register]:
    for spec in workspace.sources:
        try:
            loader = named(spec.format) if spec.format else choose(spec.source.path)
            understand = getattr(loader, "understand", None)
            if understand is None or spec.source.name.endswith(".gz"):
                continue
            for table in _tables(spec, understand):
                yield Register(spec, table)
        except (Refusal, OSError) as error:
            _log.debug("no rows of %s can be proposed: %s", spec.key, error)


_KNOWN: dict[tuple[str, int, int, str], list[Understood]] = {}
"""What was understood of files, by their state; a server asks for the same ones again."""
_MOST_KNOWN = 256


def _tables(spec: SourceSpec, understand: Callable[[Source], list[Understood]]) -> list[Understood]:
    state = spec.source.path.stat()
    mark = (str(spec.source.path), state.st_mtime_ns, state.st_size, spec.settings_digest)
    if mark not in _KNOWN:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[mark] = understand(spec.source)
    return _KNOWN[mark]
