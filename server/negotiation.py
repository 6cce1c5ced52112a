"""Content negotiation: the same address as a page, as JSON or CSV, or as linked data."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from flask import Response, jsonify, render_template, request
from rdflib import Graph

from asbuilt.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from asbuilt.store import Triple

MEDIA_TYPES = {
    "html": "text/html",
    "json": "application/json",
    "csv": "text/csv",
    "turtle": "text/turtle",
    "jsonld": "application/ld+json",
}
_RDFLIB = {"turtle": "turtle", "jsonld": "json-ld"}
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def wants(*offered: str) -> str:
    """Give which of the offered forms the request prefers; ``?format=`` wins over Accept."""
    asked = request.args.get("format")
    if asked in offered:
        return asked
    types = [MEDIA_TYPES[form] for form in offered]
    best = request.accept_mimetypes.best_match(types, default=types[0])
    return offered[types.index(best)]


def respond(
    template: str,
    context: dict[str, Any],
    *,
    data: Callable[[], Any],
    rows: Callable[[], tuple[Sequence[str], Iterable[Sequence[object]]]] | None = None,
    graph: Callable[[], Iterable[Triple]] | None = None,
) -> Response:
    """Answer with a page, or with the same content in the form that the request prefers.

    `data` gives what JSON shows, `rows` headings and rows for CSV, `graph` triples for linked data.
    """
    offered = ["html", "json", *(["csv"] if rows else []), *(["turtle", "jsonld"] if graph else [])]
    form = wants(*offered)
    if form == "json":
        response = jsonify(data())
    elif form == "csv" and rows is not None:
        response = Response(write_csv(*rows()), mimetype="text/csv")
    elif graph is not None and form in _RDFLIB:
        response = Response(write_graph(graph(), form), mimetype=MEDIA_TYPES[form])
    else:
        response = Response(render_template(template, **context), mimetype="text/html")
    response.vary.add("Accept")
    return response


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write rows as CSV; a text that a spreadsheet would run as a formula is quoted with '."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings)
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    return out.getvalue()


def write_graph(triples: Iterable[Triple], form: str) -> str:
    """Write triples as Turtle or JSON-LD with the usual prefixes."""
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    for triple in triples:
        graph.add(triple)
    return graph.serialize(format=_RDFLIB[form])


def _harmless(cell: object) -> object:
    text = "" if cell is None else str(cell)
    is_number = text.lstrip("-").replace(".", "", 1).isdigit()
    return f"'{text}" if text.startswith(_RISKY) and not is_number else text
