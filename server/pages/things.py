"""The page of any thing: what it is, where it stands, its threads up and down, its findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, jsonify, redirect, request
from rdflib import DCTERMS, PROV, RDF, RDFS, URIRef

from asbuilt.names import Thing, describe, telling
from asbuilt.server import addresses
from asbuilt.server.findings import findings, split_place
from asbuilt.server.graph import catalogue, store, view
from asbuilt.server.negotiation import respond
from asbuilt.server.pages.registers import LISTS
from asbuilt.server.source_lines import excerpt
from asbuilt.server.tables import TableView
from asbuilt.server.templating import Names, level
from asbuilt.trace import trace
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as AnyResponse

    from asbuilt.facts import Term
    from asbuilt.store import Triple

blueprint = Blueprint("things", __name__)

DEPTH = 3
"""How far the threads on a thing's page reach."""
_HEADER = {str(RDF.type), str(RDFS.label), str(DCTERMS.identifier), str(PROV.hadPrimarySource)}
_MAX_GRAPH = 120


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
    address = addresses.of_thing(iri, _kind(URIRef(iri))) if iri else ""
    if address and not address.startswith(request.path + "?"):
        return redirect(address)
    return page_of(URIRef(iri))


@blueprint.get("/things/<path:local>")
def page(local: str) -> AnyResponse:
    """Show a thing by the part of its IRI after the workspace's base."""
    iri = addresses.to_iri(local)
    if _kind(iri) == "Process":
        return redirect(addresses.of_thing(str(iri), "Process"))
    return page_of(iri)


@blueprint.get("/things/<path:local>/graph.json")
def graph(local: str) -> Response:
    """Give the picture of a thing: a workflow's states, else the threads around it."""
    iri = addresses.to_iri(local)
    return jsonify(picture(iri, _kind(iri)))


def page_of(iri: URIRef) -> Response:
    """Give the page of a thing. Answers 404 where the graph says nothing of it."""
    stated = view("thing-facts", thing=iri)
    mentions = view("thing-mentions", thing=iri)
    if not stated.rows and not mentions.rows:
        abort(404)
    thing = describe(store(), [iri])[iri]
    names = Names(cell for table in (stated, mentions) for row in table.rows for cell in row)
    places = sorted(str(row[1]) for row in stated.rows if str(row[0]) == str(PROV.hadPrimarySource))
    sources = [excerpt(file, line, locator) for file, locator, line in map(split_place, places)]
    kinds = {str(row[1]).rsplit("#", 1)[-1] for row in stated.rows if str(row[0]) == str(RDF.type)}
    context = {
        "thing": thing,
        "identifier": _value(stated.rows, DCTERMS.identifier),
        "description": _value(stated.rows, DCTERMS.description),
        "kinds": sorted(kinds),
        "facts": [row for row in stated.rows if str(row[0]) not in _HEADER],
        "mentions": mentions.rows,
        "names": names,
        "sources": [source for source in sources if source is not None],
        "found": findings(focus=iri),
        "up": trace(store(), iri, "up", DEPTH),
        "down": trace(store(), iri, "down", DEPTH),
        "sections": sections(thing.iri, kinds),
        "picture": picture(iri, thing.kind),
    }
    return respond(
        "thing.html",
        context,
        data=lambda: _plain(context),
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


def picture(iri: URIRef, kind: str) -> dict[str, Any]:
    """Give nodes and edges of a thing's picture, for drawing and for the table beside it."""
    if kind == "Workflow":
        return _workflow_picture(iri)
    links = [
        (link.source, link.phrase, link.target)
        for way in ("up", "down")
        for link in trace(store(), iri, way, DEPTH).links  # type: ignore[arg-type]
    ][:_MAX_GRAPH]
    return _drawn([iri, *(end for a, _, b in links for end in (a, b))], links)


def linked_data(iri: URIRef) -> list[Triple]:
    """Give the triples that have a thing as subject or object."""
    text = (
        "CONSTRUCT { ?s ?p ?o } WHERE { "
        f"{{ BIND(<{iri}> AS ?s) ?s ?p ?o }} UNION {{ BIND(<{iri}> AS ?o) ?s ?p ?o }} }}"
    )
    return list(store().construct(text))


def _workflow_picture(iri: URIRef) -> dict[str, Any]:
    rows = view("workflow-transitions", thing=iri).rows
    links = [
        (a, str(words or ""), b)
        for a, b, words in (row[:3] for row in rows)
        if isinstance(a, URIRef) and isinstance(b, URIRef)
    ]
    return _drawn([end for a, _, b in links for end in (a, b)], links)


def _drawn(iris: list[URIRef], links: list[tuple[URIRef, str, URIRef]]) -> dict[str, Any]:
    things = describe(store(), iris)
    levels = _levels(things)
    return {
        "nodes": [
            {
                "id": str(thing.iri),
                "label": thing.label,
                "kind": thing.kind,
                "href": addresses.address(thing),
                **({"level": levels[thing.iri]} if thing.iri in levels else {}),
            }
            for thing in things.values()
        ],
        "edges": [
            {"source": str(a), "target": str(b), "label": phrase}
            for a, phrase, b in dict.fromkeys(links)
        ],
    }


def _levels(things: dict[URIRef, Thing]) -> dict[URIRef, str]:
    held: dict[URIRef, str] = {}
    if things:
        for row in view("finding-levels", thing=list(things)).dicts():
            focus = row["thing"]
            assert isinstance(focus, URIRef)
            found = level(str(row["severity"]))
            if held.get(focus) != "violation":
                held[focus] = found
    return held


def _kind(iri: URIRef) -> str:
    rows = view("labels", thing=iri).rows
    return telling({str(row[2])[len(str(AB)) :] for row in rows if str(row[2]).startswith(str(AB))})


def _value(rows: list[tuple[Term | None, ...]], predicate: URIRef) -> str:
    return next((str(row[1]) for row in rows if str(row[0]) == str(predicate)), "")


def _plain(context: dict[str, Any]) -> dict[str, Any]:
    thing = context["thing"]
    return {
        "iri": str(thing.iri),
        "label": thing.label,
        "kind": thing.kind,
        "identifier": context["identifier"] or None,
        "facts": [{"property": str(row[0]), "value": str(row[1])} for row in context["facts"]],
        "places": [
            {"file": source.file, "locator": source.locator} for source in context["sources"]
        ],
        "up": context["up"].root.as_dict(),
        "down": context["down"].root.as_dict(),
        "findings": [finding.as_dict() for finding in context["found"]],
    }
