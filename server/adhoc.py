"""Answers to queries that somebody typed: bounded in time and memory, wherever the graph lives."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from flask import current_app
from rdflib import Literal, URIRef

from asbuilt.answers import ask, render
from asbuilt.errors import UserError
from asbuilt.server.graph import snapshots, store, workspace
from asbuilt.server.tables import TableView
from asbuilt.server.templating import Names
from asbuilt.store import bounded

if TYPE_CHECKING:
    from asbuilt.facts import Term
    from asbuilt.store.bounded import Request

TIMEOUT = 30.0
"""How many seconds a query may take, unless QUERY_TIMEOUT in the application says otherwise."""


def answer(request: Request) -> bytes:
    """Give the answer of a query in the form that it asks for.

    Raises `asbuilt.errors.UserError` where the query is wrong or goes beyond its bounds.
    """
    if not snapshots().is_loaded:
        raise UserError.not_loaded(str(workspace().folder.name))
    if snapshots().is_remote:
        # A server of its own bounds its queries itself.
        return render(ask(store(), request.query), request.form).encode()
    folder = workspace().state / "store"
    return bounded.run(folder, request, float(current_app.config.get("QUERY_TIMEOUT", TIMEOUT)))


def as_table(body: bytes) -> TableView:
    """Make a table for people of an answer in SPARQL JSON; ASK gives one cell."""
    said = json.loads(body)
    if "boolean" in said:
        rows: list[tuple[Term | None, ...]] = [(Literal(said["boolean"]),)]
        return TableView("Answer", "", ("answer",), ("answer",), rows, Names([]))
    columns = tuple(said["head"]["vars"])
    rows = [
        tuple(_term(binding.get(column)) for column in columns)
        for binding in said["results"]["bindings"]
    ]
    names = Names(cell for row in rows[:2000] for cell in row)
    return TableView("Answer", "", columns, columns, rows, names)


def _term(said: dict[str, Any] | None) -> Term | None:
    if said is None:
        return None
    if said["type"] == "uri":
        return URIRef(said["value"])
    if said["type"] == "bnode":
        return Literal(f"_:{said['value']}")
    datatype = said.get("datatype")
    return Literal(
        said["value"],
        lang=said.get("xml:lang"),
        datatype=URIRef(datatype) if datatype else None,
        normalize=False,
    )
