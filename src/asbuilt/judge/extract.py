"""What is judged: the facts of the sources and the analyses, as one graph in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import RDF, Graph, URIRef

from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from asbuilt.identity import Minter
    from asbuilt.store import Store

_JUDGED = ("graph/source/", "graph/derived/", "graph/inspection")


def facts(store: Store, minter: Minter) -> Graph:
    """Give what all sources and analyses state, as one graph.

    Left out are findings and history; mappings that an analysis only proposes, as long as no source
    states them; and mentions that were resolved, since what is said of them is said of the things.
    """
    graph = Graph()
    derived = str(minter.derived_graph(""))
    prefixes = tuple(minter.base + part for part in _JUDGED)
    for name in store.graphs():
        if not str(name).startswith(prefixes):
            continue
        triples = list(store.triples(name))
        proposed = set()
        if str(name).startswith(derived):
            proposed = {s for s, p, o in triples if p == RDF.type and o == AB.Mapping}
        for triple in triples:
            if triple[0] not in proposed:
                graph.add(triple)
    _drop_resolved(graph)
    return graph


def _drop_resolved(graph: Graph) -> None:
    resolved = set(graph.subjects(AB.refersTo, None))
    for reference in resolved:
        graph.remove((reference, None, None))
        graph.remove((None, None, reference))
    for thing in list(graph.subjects(RDF.type, AB.Reference)):
        others = [kind for kind in graph.objects(thing, RDF.type) if kind != AB.Reference]
        if others and isinstance(thing, URIRef) and (thing, AB.referenceKind, None) not in graph:
            graph.remove((thing, RDF.type, AB.Reference))
