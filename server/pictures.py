"""Pictures of things as nodes and edges, for drawing and for the table beside the drawing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from rdflib import URIRef

from asbuilt.names import Thing, describe
from asbuilt.server import addresses
from asbuilt.server.graph import store, view
from asbuilt.server.templating import level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from asbuilt.trace import Trace

_MAX_EDGES = 60
_MAX_ALIKE = 6


def of_workflow(iri: URIRef) -> dict[str, Any]:
    """Give the states of a workflow and the transitions between them."""
    rows = view("workflow-transitions", thing=iri).rows
    links = [
        (a, str(words or ""), b)
        for a, b, words in (row[:3] for row in rows)
        if isinstance(a, URIRef) and isinstance(b, URIRef)
    ]
    return _drawn([end for a, _, b in links for end in (a, b)], links)


def of_threads(iri: URIRef, traces: Iterable[Trace]) -> dict[str, Any]:
    """Give the threads around a thing; at most six of a kind, and no samples."""
    alike: Counter[tuple[URIRef, str]] = Counter()
    links = []
    for link in (link for trace in traces for link in trace.links):
        alike[link.source, link.phrase] += 1
        # A system holds dozens of permissions: some of a kind show what the page's lists tell.
        if alike[link.source, link.phrase] <= _MAX_ALIKE and "sample" not in link.phrase:
            links.append((link.source, link.phrase, link.target))
    del links[_MAX_EDGES:]
    return _drawn([iri, *(end for a, _, b in links for end in (a, b))], links)


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
            if held.get(focus) != "violation":
                held[focus] = level(str(row["severity"]))
    return held
