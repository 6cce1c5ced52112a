"""The traceability matrices: steps, controls and decisions set against what holds them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, request
from rdflib import URIRef

from asbuilt.server.calendar import LOOKS as VERDICTS
from asbuilt.server.graph import catalogue, view
from asbuilt.server.negotiation import respond
from asbuilt.server.tables import TableView, in_order
from asbuilt.server.templating import Names
from asbuilt.server.verdicts import BY_WORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flask import Response

    from asbuilt.catalogue import Query
    from asbuilt.facts import Term
    from asbuilt.server.verdicts import Verdict

blueprint = Blueprint("matrices", __name__)

_LOOKS = {
    "enforced": "ok", "sufficient": "ok", "holds": "ok", "A": "ok",
    "supported": "partial", "manual": "partial", "R": "none", "mapped": "partial",
    "C": "none", "I": "none",
    "bypassable": "gap",
    "unmapped": "gap", **VERDICTS,
}  # fmt: skip
"""Word in a cell to the look of the cell; the word is always printed, colour never stands alone."""


@dataclass(slots=True)
class Matrix:
    """A matrix made of an answer with the columns row, column and cell.

    It may say the ``group`` of a row, the ``fact`` that gives a word, and that in words (``said``).
    """

    query: Query
    rows: list[Term] = field(default_factory=list)
    columns: list[Term] = field(default_factory=list)
    groups: dict[Term, Term | None] = field(default_factory=dict)
    cells: dict[tuple[Term, Term], list[str]] = field(default_factory=dict)
    facts: dict[tuple[Term, Term, str], tuple[Term | None, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, query: Query, answer: Iterable[dict[str, Term | None]]) -> Matrix:
        """Make the matrix of a query's answer; a row without a column is a row of gaps."""
        matrix = cls(query)
        columns: dict[Term, None] = {}
        for said in answer:
            row, column, cell = said["row"], said.get("column"), said.get("cell")
            assert row is not None
            if row not in matrix.groups:
                matrix.rows.append(row)
                matrix.groups[row] = said.get("group")
            if column is not None:
                columns.setdefault(column)
                words = matrix.cells.setdefault((row, column), [])
                if str(cell) not in words:
                    words.append(str(cell))
                if said.get("fact") is not None:
                    known = (said.get("fact"), str(said.get("said") or ""))
                    matrix.facts.setdefault((row, column, str(cell)), known)
        matrix.columns = list(columns)
        matrix.put_in_order()
        return matrix

    def put_in_order(self) -> None:
        """Put groups and columns in order by name, rows within a group in the order of the work."""
        names = self.names
        self.rows.sort(
            key=lambda row: (
                self.groups[row] is None,
                in_order(self.groups[row], names),
                in_order(row, names),
            )
        )
        self.columns.sort(key=lambda column: (_name(column, names).casefold(), str(column)))

    @property
    def legend(self) -> list[tuple[Verdict, int]]:
        """The verdicts that stand in its cells, with how many; none for other words."""
        used = Counter(word for words in self.cells.values() for word in words)
        return [(verdict, used[word]) for word, verdict in BY_WORD.items() if word in used]

    def disagreements(self) -> Matrix:
        """Give what of it tells that right, permission and deed disagree: such rows and columns."""
        told = {
            place: words
            for place, words in self.cells.items()
            if any(word in BY_WORD and BY_WORD[word].is_wrong for word in words)
        }
        rows, columns = ({place[end] for place in told} for end in (0, 1))
        kept = [row for row in self.rows if row in rows]
        return Matrix(
            self.query,
            kept,
            [column for column in self.columns if column in columns],
            {row: self.groups[row] for row in kept},
            {(r, c): words for (r, c), words in self.cells.items() if r in rows and c in columns},
            self.facts,
        )

    @property
    def names(self) -> Names:
        """Names of the things in the heads of rows and columns."""
        return Names([*self.rows, *self.columns, *self.groups.values()])

    def look(self, row: Term, column: Term) -> str:
        """Give the look of a cell: ok, partial, gap or none."""
        looks = {_LOOKS.get(word, "partial") for word in self.cells.get((row, column), ())}
        return next((look for look in ("gap", "partial", "ok") if look in looks), "none")

    def for_csv(self) -> tuple[Sequence[str], Iterable[Sequence[object]]]:
        """Give the matrix with names for its heads."""
        names = self.names
        heads = [_name(column, names) for column in self.columns]
        rows = [
            [_name(row, names), *("; ".join(self.cells.get((row, c), ())) for c in self.columns)]
            for row in self.rows
        ]
        return ["", *heads], rows


@blueprint.get("/matrices")
def listing() -> Response:
    """List the matrices there are."""
    queries = _queries()
    return respond(
        "matrices.html",
        {"queries": queries},
        data=lambda: [{"name": _short(query), "title": query.title} for query in queries],
        rows=lambda: (("name", "title"), [(_short(query), query.title) for query in queries]),
    )


@blueprint.get("/matrices/<name>")
def one(name: str) -> Response:
    """Show a matrix."""
    query = next((query for query in _queries() if _short(query) == name), None)
    if query is None:
        abort(404)
    whole = Matrix.of(query, view(query.name).dicts())
    wrong = whole.disagreements()
    narrow = request.args.get("show") == "disagreements"
    matrix = wrong if narrow else whole
    return respond(
        "matrix.html",
        {
            "matrix": matrix,
            "whole": whole,
            "wrong": wrong,
            "narrow": narrow,
            "names": matrix.names,
            "query": query,
            "queries": _queries(),
            "name": name,
            "verdicts": BY_WORD,
            "beneath": _beneath(name),
        },
        data=lambda: _plain(matrix),
        rows=matrix.for_csv,
    )


def _queries() -> list[Query]:
    found = [query for query in catalogue().values() if query.name.startswith("matrix-")]
    return sorted(found, key=lambda query: query.order)


def _beneath(name: str) -> TableView | None:
    """Give the table that tells in words what a matrix shows, where there is one with rows."""
    query = catalogue().get(f"beneath-{name}")
    table = TableView.of(query, view(query.name)) if query else None
    return table if table and table.rows else None


def _short(query: Query) -> str:
    return query.name.removeprefix("matrix-")


def _plain(matrix: Matrix) -> dict[str, Any]:
    names = matrix.names
    return {
        "title": matrix.query.title,
        "columns": [_name(column, names) for column in matrix.columns],
        "rows": [
            {
                "row": _name(row, names),
                "cells": {
                    _name(column, names): matrix.cells[row, column]
                    for column in matrix.columns
                    if (row, column) in matrix.cells
                },
            }
            for row in matrix.rows
        ],
    }


def _name(term: Term, names: Names) -> str:
    return names[term].label if isinstance(term, URIRef) else str(term)
