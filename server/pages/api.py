"""The API under ``/api/v1/``: named queries, things and terms, described by OpenAPI."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify, request
from rdflib import OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, URIRef

from asbuilt import __version__
from asbuilt.errors import UserError
from asbuilt.names import find
from asbuilt.resources import ONTOLOGY
from asbuilt.server.dry_run_operation import SUMMARY, described
from asbuilt.server.graph import catalogue, store, view, workspace
from asbuilt.server.negotiation import wants, write_csv
from asbuilt.server.tables import TableView
from asbuilt.vocabulary import AB, PREFIXES

if TYPE_CHECKING:
    from asbuilt.catalogue import Parameter, Query
    from asbuilt.facts import Term

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

_KINDS = {OWL.Class: "class", OWL.ObjectProperty: "property", OWL.DatatypeProperty: "property"}
_COMMON = (
    ("rdf:type", "type", "property", "relates a thing to its class"),
    ("rdfs:label", "label", "property", "gives the name of a thing"),
    ("dcterms:identifier", "identifier", "property", "gives the id that a thing has in its source"),
    ("dcterms:description", "description", "property", "describes a thing in words"),
    ("prov:hadPrimarySource", "place", "property", "relates a thing to its place in a file"),
    ("sh:focusNode", "focus", "property", "relates a finding to the thing that it is about"),
    ("sh:resultMessage", "message", "property", "says what a finding found"),
    ("sh:resultSeverity", "severity", "property", "says how grave a finding is"),
)


@blueprint.get("/queries")
def queries() -> Response:
    """List the named queries with their parameters and columns."""
    return jsonify([_described(query) for query in catalogue().values()])


@blueprint.get("/queries/<name>")
def query(name: str) -> Response:
    """Answer a named query; each of its parameters may be given in the address."""
    known = catalogue()
    if name not in known:
        raise UserError.unknown_name("query", name, list(known))
    asked = known[name]
    terms = {
        parameter.name: _term(parameter, request.args[parameter.name])
        for parameter in asked.parameters
        if request.args.get(parameter.name)
    }
    table = TableView.of(asked, view(name, **terms))
    if wants("json", "csv") == "csv":
        response = Response(write_csv(*table.for_csv()), mimetype="text/csv")
    else:
        response = jsonify({"columns": list(table.columns), "rows": table.for_json()})
    response.vary.add("Accept")
    return response


@blueprint.get("/terms")
def terms() -> Response:
    """Give the terms of the ontology, for completing what somebody types."""
    response = jsonify(_terms())
    response.cache_control.max_age = 3600
    return response


@cache
def _terms() -> list[dict[str, str]]:
    graph = Graph().parse(ONTOLOGY / "asbuilt.ttl")
    found = []
    for kind, word in _KINDS.items():
        for term in sorted(graph.subjects(RDF.type, kind), key=str):
            if isinstance(term, URIRef) and term.startswith(str(AB)):
                local = term[len(str(AB)) :]
                label, comment = graph.value(term, RDFS.label), graph.value(term, SKOS.definition)
                found.append(_entry(f"ab:{local}", str(label), word, str(comment)))
    return found + [_entry(*entry) for entry in _COMMON]


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """Describe the API by OpenAPI 3.1."""
    return jsonify(
        {
            "openapi": "3.1.0",
            "info": {
                "title": f"Asbuilt: {workspace().title}",
                "version": __version__,
                "description": "What is meant, what is enforced, and where the two part.",
            },
            "paths": _paths(),
            "components": {"schemas": {"Problem": _PROBLEM}},
        }
    )


_PROBLEM = {
    "type": "object",
    "description": "A problem document by RFC 9457.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "where": {"type": "string"},
    },
}
_FILTERS = ("breakdown", "severity", "rule", "status", "owner", "file", "focus", "q")
_PAGES = (
    ("/findings", "The findings", _FILTERS),
    ("/processes", "The processes", ()),
    ("/roles", "The roles", ()),
    ("/systems", "The systems", ()),
    ("/controls", "The controls", ()),
    ("/evidence", "The evidence", ()),
    ("/rules", "The rules", ()),
    ("/sources", "The sources and their ledgers", ()),
    ("/search", "Things by a part of their name", ("q",)),
)  # fmt: skip


def _paths() -> dict[str, Any]:
    paths: dict[str, Any] = {
        "/api/v1/queries": {"get": _operation("List the named queries", ())},
        "/api/v1/terms": {"get": _operation("The terms of the ontology", ())},
    }
    paths["/api/v1/dry-run"] = {"post": described(_operation(SUMMARY, ()))}
    for address, summary, parameters in _PAGES:
        paths[address] = {"get": _operation(summary, parameters)}
    for one in catalogue().values():
        operation = _operation(one.title, ())
        operation["description"] = one.summary
        operation["operationId"] = one.name
        operation["parameters"] = [
            {
                "name": parameter.name,
                "in": "query",
                "required": parameter.required,
                "description": parameter.summary,
                "schema": {"type": "string"},
            }
            for parameter in one.parameters
        ]
        paths[f"/api/v1/queries/{one.name}"] = {"get": operation}
    return paths


def _operation(summary: str, parameters: tuple[str, ...]) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "summary": summary,
        "parameters": [
            {"name": name, "in": "query", "required": False, "schema": {"type": "string"}}
            for name in parameters
        ],
        "responses": {
            "200": {
                "description": "The answer",
                "content": {
                    "application/json": {"schema": {}},
                    "text/csv": {"schema": {"type": "string"}},
                },
            },
            "400": {"description": "The request makes no sense", "content": problem},
            "404": {"description": "There is no such thing", "content": problem},
        },
    }


def _described(one: Query) -> dict[str, Any]:
    return {
        "name": one.name,
        "folder": one.folder,
        "title": one.title,
        "summary": one.summary,
        "parameters": [
            {"name": p.name, "summary": p.summary, "kind": p.kind, "required": p.required}
            for p in one.parameters
        ],
        "columns": one.columns,
        "text": one.text,
    }


def _term(parameter: Parameter, text: str) -> Term:
    if parameter.kind == "number":
        return Literal(text, datatype=XSD.decimal)
    if parameter.kind == "date":
        return Literal(text, datatype=XSD.date)
    return find(store(), text) if parameter.kind == "thing" else Literal(text)


def _entry(curie: str, label: str, kind: str, comment: str) -> dict[str, str]:
    prefix = curie.split(":", maxsplit=1)[0]
    return {
        "curie": curie,
        "label": label,
        "kind": kind,
        "comment": comment,
        "prefix": prefix,
        "ns": PREFIXES[prefix],
    }
