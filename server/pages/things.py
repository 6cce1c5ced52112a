"""The page of any thing: what it is, where it stands, its threads up and down, its findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, jsonify, redirect, request, url_for

from asbuilt.names import describe, telling
from asbuilt.server import addresses, charts, pictures
from asbuilt.server.calendar import calendar
from asbuilt.server.deviations import chart
from asbuilt.server.drawing import drawing
from asbuilt.server.findings import findings, split_place
from asbuilt.server.graph import catalogue, store, view
from asbuilt.server.lineage import lineage
from asbuilt.server.lineage_drawing import draw
from asbuilt.server.negotiation import respond
from asbuilt.server.pages.registers import LISTS
from asbuilt.server.portrait import Portrait
from asbuilt.server.source_lines import excerpt
from asbuilt.server.tables import TableView
from asbuilt.server.ways import chosen, labels, lines, ways
from asbuilt.trace import trace
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from flask import Response
    from rdflib import URIRef
    from werkzeug.wrappers import Response as AnyResponse

    from asbuilt.store import Triple

blueprint = Blueprint("things", __name__)

DEPTH = 3
"""How far the threads on a thing's page reach."""

_WITH_WAYS = frozenset({"Control", "Workflow"})
"""Kinds of thing whose page tells the ways around controls."""


@blueprint.get("/things")
def listing() -> AnyResponse:
    """Lead to the thing of ``?iri=``, or list the kinds of things there are."""
    iri = request.args.get("iri")
    if iri:
        return foreign()
    query = catalogue()["kinds"]
    table = TableView.of(query, view("kinds"))
    return respond(
        "things.html", {"table": table, "lists": LISTS}, data=table.for_json, rows=table.for_csv
    )


@blueprint.get("/thing")
def foreign() -> AnyResponse:
    """Show a thing by its IRI; one of the workspace's own has a readable address."""
    iri = request.args.get("iri", "")
    if not iri:
        return redirect(url_for("things.listing"))
    thing = addresses.checked(iri)
    address = addresses.of_thing(iri, _kind(thing))
    if not address.startswith(f"{request.path}?"):
        return redirect(address)
    return page_of(thing)


@blueprint.get("/things/<path:local>")
def page(local: str) -> AnyResponse:
    """Show a thing by the part of its IRI after the workspace's base."""
    iri = addresses.to_iri(local)
    if _kind(iri) == "Process":
        return redirect(addresses.of_thing(str(iri), "Process"))
    return page_of(iri)


@blueprint.get("/thing/graph.json")
def graph_of() -> Response:
    """Give the picture of the thing of ``?iri=``: a workflow's states, else the threads around."""
    iri = addresses.checked(request.args.get("iri", ""))
    if _kind(iri) == "Workflow":
        return jsonify(pictures.of_workflow(iri))
    threads = (trace(store(), iri, "up", DEPTH), trace(store(), iri, "down", DEPTH))
    return jsonify(pictures.of_threads(iri, threads))


def page_of(iri: URIRef) -> Response:
    """Give the page of a thing. Answers 404 where the graph says nothing of it."""
    portrait = Portrait.of(iri)
    if portrait is None:
        abort(404)
    thing = describe(store(), [iri])[iri]
    origins = lineage(iri, portrait.kinds)
    sources = [
        excerpt(file, line, place) for file, place, line in map(split_place, portrait.places)
    ]
    threads = (trace(store(), iri, "up", DEPTH), trace(store(), iri, "down", DEPTH))
    is_workflow = thing.kind == "Workflow"
    proved = lines(iri) if is_workflow else []
    context = {
        "thing": thing,
        "portrait": portrait,
        "lineage": origins,
        "lineage_picture": draw(origins) if origins is not None else None,
        "sources": [source for source in sources if source is not None],
        "found": findings(focus=iri),
        "up": threads[0],
        "down": threads[1],
        "sections": sections(iri, portrait.kinds),
        "picture": pictures.of_workflow(iri) if is_workflow else pictures.of_threads(iri, threads),
        "drawing": drawing(iri, proved) if is_workflow else None,
        "lines": proved,
        "labels": labels(proved),
        "line_of": {line.finding.fingerprint: line.key for line in proved if line.finding},
        "ways": ways(iri) if thing.kind in _WITH_WAYS else [],
        "shown": chosen(proved, request.args.get("way", "")),
        "calendar": calendar(control=iri) if "Control" in portrait.kinds else None,
        "chart": charts.of_metric(iri) if "Metric" in portrait.kinds else None,
        "deviating": chart(iri) if "EventLog" in portrait.kinds else None,
        "here": addresses.of_thing(str(iri), thing.kind),
        "graph_address": url_for("things.graph_of", iri=str(iri)),
    }
    return respond(
        "thing.html",
        context,
        data=lambda: _plain(context),
        rows=lambda: (
            ("property", "value"),
            [(prop, value) for prop, values in portrait.facts for value in values],
        ),
        graph=lambda: linked_data(iri),
    )


def sections(iri: URIRef, kinds: set[str]) -> list[TableView]:
    """Give the tables that belong on the page of a thing of these kinds, those with rows only."""
    tables = []
    for query in sorted(catalogue().values(), key=lambda one: (one.order, one.name)):
        if kinds & set(query.sections):
            table = TableView.of(query, view(query.name, thing=iri))
            if table.rows:
                tables.append(table)
    return tables


def linked_data(iri: URIRef) -> list[Triple]:
    """Give the triples that have a thing as subject or object."""
    this = iri.n3()
    text = (
        "CONSTRUCT { ?s ?p ?o } WHERE { "
        f"{{ VALUES ?s {{ {this} }} ?s ?p ?o }} UNION {{ VALUES ?o {{ {this} }} ?s ?p ?o }} }}"
    )
    return list(store().construct(text))


def _kind(iri: URIRef) -> str:
    rows = view("labels", thing=iri).rows
    return telling({str(row[2])[len(str(AB)) :] for row in rows if str(row[2]).startswith(str(AB))})


def _plain(context: dict[str, Any]) -> dict[str, Any]:
    thing, portrait = context["thing"], context["portrait"]
    return {
        "iri": str(thing.iri),
        "label": thing.label,
        "kind": thing.kind,
        "identifier": portrait.identifier or None,
        "facts": [
            {"property": str(prop), "value": str(value)}
            for prop, values in portrait.facts
            for value in values
        ],
        "trail": [
            {"iri": str(stop.thing.iri), "label": stop.thing.label} for stop in portrait.trail
        ],
        "places": [
            {"file": source.file, "locator": source.locator} for source in context["sources"]
        ],
        "up": context["up"].root.as_dict(),
        "down": context["down"].root.as_dict(),
        "sections": [
            {"title": section.title, "rows": section.for_json()} for section in context["sections"]
        ],
        "ways": [way.as_dict() for way in context["ways"]],
        "lineage": context["lineage"].as_dict() if context["lineage"] else None,
        "findings": [finding.as_dict() for finding in context["found"]],
    }
