"""Answers of a SPARQL server as terms and tables, read to their end and refused where cut short.

Tables follow the SPARQL 1.1 Query Results JSON Format.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from rdflib import XSD, BNode, Literal, URIRef

from asbuilt.store import Table
from asbuilt.terms import from_triple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Term
    from asbuilt.store import Row, Triple

TABLE = "application/sparql-results+json"
TRIPLES = "application/n-triples"
_FORMATS = {
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/plain": ox.RdfFormat.N_TRIPLES,
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/x-turtle": ox.RdfFormat.TURTLE,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "text/n3": ox.RdfFormat.N3,
}


class CutShortError(Exception):
    """The answer ends before it is complete."""


def document(data: bytes) -> dict[str, Any] | None:
    """Read a JSON answer; None where it is none. Raises `CutShortError` where it ends early."""
    if not data.lstrip().startswith(b"{"):
        return None
    try:
        found = json.loads(data)
    except ValueError as error:
        raise CutShortError(str(error)) from None
    return found if isinstance(found, dict) else None


def table(answer: dict[str, Any]) -> Table:
    """Give the table of an answer that has one."""
    columns = tuple(str(name) for name in answer["head"].get("vars", ()))
    rows: list[Row] = [
        tuple(_term(binding[name]) if name in binding else None for name in columns)
        for binding in answer["results"]["bindings"]
    ]
    return Table(columns, rows)


def triples(data: bytes, content_type: str) -> Iterator[Triple] | None:
    """Give the triples of an answer; None where it is in no RDF format that is known.

    Raises `CutShortError` where it cannot be read to its end.
    """
    form = _FORMATS.get(content_type.split(";", maxsplit=1)[0].strip().lower())
    if form is None:
        return None
    try:
        return iter([from_triple(quad) for quad in ox.parse(data, format=form)])
    except (SyntaxError, ValueError) as error:
        raise CutShortError(str(error)) from None


def _term(value: dict[str, str]) -> Term:
    text = value["value"]
    match value["type"]:
        case "uri":
            return URIRef(text)
        case "bnode":
            return BNode(text)
        case _:
            if language := value.get("xml:lang"):
                return Literal(text, lang=language)
            datatype = value.get("datatype")
            if datatype is None or datatype == str(XSD.string):
                return Literal(text)
            return Literal(text, datatype=URIRef(datatype), normalize=False)
