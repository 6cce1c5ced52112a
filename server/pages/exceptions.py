"""The page of exceptions: who deals with each, what sees it, how often it occurs, and the trend."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint
from rdflib import Literal, URIRef

from asbuilt.server.graph import catalogue, view
from asbuilt.server.negotiation import respond
from asbuilt.server.pages.registers import LISTS
from asbuilt.server.sparkline import Series, series
from asbuilt.server.tables import TableView
from asbuilt.server.templating import Names

if TYPE_CHECKING:
    from flask import Response

    from asbuilt.facts import Term

blueprint = Blueprint("exceptions", __name__)

_BESIDE: Final = ("exception-catches", "informal-work", "exception-deviations")
_MOST: Final = 500
"""Most exceptions that the page shows; CSV, JSON and the query give all."""
_SEVERAL: Final = ("step", "process", "handler", "channel", "likely", "seer")


@dataclass(slots=True)
class Row:
    """An exception with all that is stated about it."""

    exception: URIRef
    said: dict[str, list[Term]] = field(default_factory=lambda: {key: [] for key in _SEVERAL})
    volume: Term | None = None
    counted: list[Series] = field(default_factory=list)

    @property
    def is_rising(self) -> bool:
        """Whether one of its series grew five times in a row."""
        return any(one.is_rising for one in self.counted)


@blueprint.get("/exceptions")
def page() -> Response:
    """List exceptions, what workflows catch, work outside the systems, and deviations in logs."""
    rows = _rows()
    shown: list[Term] = []
    for row in rows:
        shown += [row.exception, *(one.by for one in row.counted)]
        shown += [term for terms in row.said.values() for term in terms]
    names = Names(shown)
    rows.sort(key=lambda row: (not row.is_rising, names[row.exception].label.casefold()))
    beside = [TableView.of(catalogue()[name], view(name)) for name in _BESIDE]
    return respond(
        "exceptions.html",
        {
            "rows": rows[:_MOST],
            "total": len(rows),
            "names": names,
            "beside": [table for table in beside if table.rows],
            "shown": _MOST,
            "lists": LISTS,
            "query": catalogue()["exceptions-register"],
        },
        data=lambda: {
            "exceptions": [_plain(row, names) for row in rows],
            **{name: table.for_json() for name, table in zip(_BESIDE, beside, strict=True)},
        },
        rows=lambda: TableView.of(
            catalogue()["exceptions-register"], view("exceptions-register")
        ).for_csv(),
    )


def _rows() -> list[Row]:
    found: dict[URIRef, Row] = {}
    for answer in view("exceptions-register").dicts():
        exception = answer["exception"]
        if not isinstance(exception, URIRef):
            continue
        row = found.setdefault(exception, Row(exception))
        for key in _SEVERAL:
            term = answer.get(key)
            if term is not None and term not in row.said[key]:
                row.said[key].append(term)
        row.volume = row.volume or answer.get("volume")
    for exception, counted in series(view("exception-samples")).items():
        if exception in found:
            found[exception].counted = counted
    return list(found.values())


def _plain(row: Row, names: Names) -> dict[str, Any]:
    return {
        "iri": str(row.exception),
        "label": names[row.exception].label,
        **{
            key: [
                str(term) if isinstance(term, Literal) else names[term].label  # type: ignore[index]
                for term in terms
            ]
            for key, terms in row.said.items()
        },
        "volume": None if row.volume is None else str(row.volume),
        "trend": [
            {"by": names[one.by].label, "words": one.words, "values": list(one.values)}
            for one in row.counted
        ],
    }
