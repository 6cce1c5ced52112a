"""One table of a file, its columns understood and judged as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from rdflib import URIRef
from rdflib.term import Literal

from asbuilt.facts import Tally
from asbuilt.identity import fold, key
from asbuilt.loaders.registers import dates, values
from asbuilt.loaders.registers.vocabulary import words_of
from asbuilt.loaders.registers.ways import tell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from asbuilt.facts import Problem, Source
    from asbuilt.loaders.registers.headings import Column, Guess
    from asbuilt.loaders.registers.layout import Block
    from asbuilt.loaders.registers.options import Options
    from asbuilt.loaders.registers.vocabulary import Table
    from asbuilt.reading.tables import Value


@dataclass
class Register:
    """One table of a file and how it is understood."""

    source: Source
    options: Options
    guess: Guess
    block: Block
    orders: dict[str, dates.Order] = field(default_factory=dict)
    marks: dict[str, values.Marks] = field(default_factory=dict)
    texts: dict[str, frozenset[str]] = field(default_factory=dict)
    literals: dict[tuple[str, type, Value], Literal] = field(default_factory=dict)
    """Literals by field and cell; most cells of a register are in it several times."""

    @property
    def table(self) -> Table:
        """What the table is about."""
        return self.guess.table

    @cached_property
    def columns(self) -> list[tuple[int, URIRef, Tally | None, Literal]]:
        """The property, tally and label under which the cells of each column are kept.

        There is no tally where a field stands for the column.
        """
        fields = self.table.fields
        meant = {c.index for name, c in self.guess.columns.items() if not fields[name].column}
        meant |= set(self.guess.roles)
        found = []
        for index, heading in enumerate(self.block.headings):
            name = heading or f"column {index + 1}"
            own = URIRef(f"{self.source.minter.base}column/{key(name)}")
            tally = None if index in meant else Tally(f"column “{name}”", "kept")
            found.append((index, own, tally, Literal(name)))
        return found

    def prepare(self) -> Iterator[Problem]:
        """Judge each column of days and numbers as a whole; tell of those that no cell decides."""
        for name, column in self.guess.columns.items():
            kind = self.table.fields[name].kind
            if kind in ("number", "integer"):
                self.marks[name] = marks = self._marks(column)
                yield from self._told(column, marks)
            elif kind in ("date", "datetime", "period"):
                self.orders[name] = order = self._order(column)
                yield from self._told(column, order)

    def _marks(self, column: Column) -> values.Marks:
        said = _said(self.options.comma, column.heading)
        if said is not None:
            return values.Marks(said, told=True)
        return values.marks_of(self._written(column))

    def _order(self, column: Column) -> dates.Order:
        said = _said(self.options.day_first, column.heading)
        if said is not None:
            return dates.Order(said, told=True)
        return dates.order_of(self._written(column))

    def _written(self, column: Column) -> list[str]:
        """Give the texts of a column, without what a workbook holds as number or day."""
        found = (row.value(column.index) for row in self.block.rows)
        return [value for value in found if isinstance(value, str)]

    def _told(self, column: Column, way: dates.Order | values.Marks) -> Iterator[Problem]:
        return tell(column.heading, way, self.block.sheet.place(self.block.heading, column.index))

    def block_texts(self, name: str) -> frozenset[str]:
        """Give the folded texts that a field has in any row."""
        if name not in self.texts:
            column = self.guess.columns[name].index
            self.texts[name] = frozenset(fold(row.text(column)) for row in self.block.rows)
        return self.texts[name]


def _said(settings: Mapping[str, bool], heading: str) -> bool | None:
    """Give what the workspace says for a column, or else for all."""
    return settings.get(words_of(heading), settings.get(""))
