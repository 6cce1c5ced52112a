"""The whole graph, written in a standard format."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, cast

import pyoxigraph as ox
from lxml import etree
from rdflib import RDF, RDFS, Literal, URIRef

from asbuilt.names import curie, telling
from asbuilt.terms import to_quad
from asbuilt.vocabulary import PREFIXES

if TYPE_CHECKING:
    from asbuilt.facts import Subject
    from asbuilt.store import Store

FORMATS = ("trig", "nq", "jsonld", "graphml")
_OXIGRAPH = {
    "trig": ox.RdfFormat.TRIG,
    "nq": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
}
_GRAPHML = "http://graphml.graphdrawing.org/xmlns"


def write(store: Store, form: str, file: IO[bytes]) -> None:
    """Write all named graphs, or for GraphML all things and the relations between them."""
    if form == "graphml":
        _write_graphml(store, file)
        return
    quads = (
        to_quad(triple, ox.NamedNode(str(name)))
        for name in sorted(store.graphs())
        for triple in sorted(store.triples(name))
    )
    prefixes = {prefix: str(namespace) for prefix, namespace in PREFIXES.items()}
    ox.serialize(quads, file, format=_OXIGRAPH[form], prefixes=prefixes)


def _write_graphml(store: Store, file: IO[bytes]) -> None:
    root = etree.Element(f"{{{_GRAPHML}}}graphml", nsmap=cast("dict[str, str]", {None: _GRAPHML}))
    for key, domain in (("label", "node"), ("kind", "node"), ("relation", "edge")):
        etree.SubElement(
            root,
            f"{{{_GRAPHML}}}key",
            {"id": key, "for": domain, "attr.name": key, "attr.type": "string"},
        )
    graph = etree.SubElement(root, f"{{{_GRAPHML}}}graph", edgedefault="directed")
    triples = list(store.triples())
    labels = {s: str(o) for s, p, o in triples if p == RDFS.label}
    classes: dict[Subject, set[str]] = {}
    for subject, predicate, value in triples:
        if predicate == RDF.type:
            classes.setdefault(subject, set()).add(curie(str(value)).removeprefix("ab:"))
    kinds = {thing: telling(said) for thing, said in classes.items()}
    things = sorted(kinds, key=str)
    for thing in things:
        node = etree.SubElement(graph, f"{{{_GRAPHML}}}node", id=str(thing))
        _data(node, "label", labels.get(thing, str(thing)))
        _data(node, "kind", kinds[thing])
    for subject, predicate, value in sorted(triples, key=str):
        if isinstance(value, Literal) or predicate == RDF.type or value not in kinds:
            continue
        if subject in kinds and isinstance(predicate, URIRef):
            edge = etree.SubElement(
                graph, f"{{{_GRAPHML}}}edge", source=str(subject), target=str(value)
            )
            _data(edge, "relation", curie(str(predicate)))
    file.write(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _data(parent: etree._Element, key: str, text: str) -> None:
    item = etree.SubElement(parent, f"{{{_GRAPHML}}}data", key=key)
    item.text = "".join(ch for ch in text if ch in "\t\n\r" or ch >= " ")
