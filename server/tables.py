"""The answer of a query as a table on a page, as rows for CSV and as data for JSON."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rdflib import Literal, URIRef

from asbuilt.server.ordering import ranks
from asbuilt.server.templating import Names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from asbuilt.catalogue import Query
    from asbuilt.facts import Term
    from asbuilt.store import Table


@dataclass(frozen=True, slots=True)
class TableView:
    """A table with the headings that its query's header gives, and the names of its things."""

    title: str
    summary: str
    columns: tuple[str, ...]
    headings: tuple[str, ...]
    rows: list[tuple[Term | None, ...]]
    names: Names

    @classmethod
    def of(cls, query: Query, table: Table) -> TableView:
        """Make the view of a query's answer.

        Rows that begin with a thing are put in order by names, steps in the order of the work;
        an answer that begins with a date or a number keeps the order that its query gives it.
        """
        names = Names(cell for row in table.rows for cell in row)
        rows = table.rows
        if rows and all(isinstance(row[0], URIRef) for row in rows):
            rows = sorted(rows, key=lambda row: [in_order(cell, names) for cell in row])
        headings = tuple(query.columns.get(column, column) for column in table.columns)
        return cls(query.title, query.summary, table.columns, headings, rows, names)

    def is_number(self, column: int) -> bool:
        """Say whether a column holds nothing but numbers."""
        cells = [row[column] for row in self.rows if row[column] is not None]
        return bool(cells) and all(_is_number(cell) for cell in cells)

    def head(self, rows: int) -> TableView:
        """Give the view of the first rows only."""
        return replace(self, rows=self.rows[:rows])

    def for_csv(self) -> tuple[Sequence[str], Iterable[Sequence[object]]]:
        """Give headings and rows, things by their IRIs."""
        return self.headings, self.rows

    def for_json(self) -> list[dict[str, Any]]:
        """Give the rows as dictionaries; a thing has its IRI and its label."""
        return [
            {column: self._plain(cell) for column, cell in zip(self.columns, row, strict=True)}
            for row in self.rows
        ]

    def _plain(self, cell: Term | None) -> object:
        if isinstance(cell, URIRef):
            thing = self.names[cell]
            return {"iri": str(cell), "label": thing.label, "kind": thing.kind}
        if isinstance(cell, Literal) and _is_number(cell):
            value = cell.toPython()
            return value if isinstance(value, int) else float(str(value))
        return None if cell is None else str(cell)


def in_order(term: Term | None, names: Names) -> tuple[int, int, str]:
    """Give by what a thing is put in order: steps by the flow, others by name, values not at all.

    A process is told by its name, so that its steps stay together.
    """
    if not isinstance(term, URIRef):
        return 0, 0, ""
    rank = ranks().get(term)
    if rank is not None:
        return 1, rank, ""
    return 2, 0, names[term].label.casefold()


def _is_number(cell: Term | None) -> bool:
    return (
        isinstance(cell, Literal)
        and cell.datatype is not None
        and cell.datatype.rsplit("#", 1)[-1] in ("integer", "decimal", "double", "float", "int")
    )
