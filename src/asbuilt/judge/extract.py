"""What is judged of all that a store holds: the facts of the sources and the analyses."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox
from rdflib import RDF

from asbuilt.store.embedded import EmbeddedStore
from asbuilt.terms import to_quad
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rdflib import URIRef

    from asbuilt.identity import Minter
    from asbuilt.store import Store

_Node: TypeAlias = "ox.NamedNode | ox.BlankNode | ox.Triple"
_JUDGED = ("graph/source/", "graph/derived/", "graph/inspection")


def _name(iri: URIRef) -> ox.NamedNode:
    return ox.NamedNode(str(iri))


_TYPE, _MAPPING, _REFERENCE = _name(RDF.type), _name(AB.Mapping), _name(AB.Reference)
_REFERS_TO, _REFERENCE_KIND = _name(AB.refersTo), _name(AB.referenceKind)


class Extract:
    """Tells which triples of a store are judged.

    Left out are findings and history; mappings that an analysis only proposes, as long as no source
    states them; and mentions that were resolved, since what is said of them is said of the things.
    """

    def __init__(self, store: Store, minter: Minter) -> None:
        """Look at a store; what a server holds is copied into memory first."""
        self._prefixes = tuple(minter.base + part for part in _JUDGED)
        self._derived = str(minter.derived_graph(""))
        self._held = store.inner if isinstance(store, EmbeddedStore) else self._copy(store)

    @property
    def followed(self) -> tuple[str, ...]:
        """Beginnings of the names of the graphs whose facts are judged."""
        return self._prefixes

    def everything(self) -> Iterator[ox.Triple]:
        """Give all triples that are judged, some of them more than once."""
        graphs = [
            name
            for name in self._held.named_graphs()
            if isinstance(name, ox.NamedNode) and name.value.startswith(self._prefixes)
        ]
        proposed = {name: self._proposals(name) for name in graphs}
        resolved = {
            quad.subject
            for name in graphs
            for quad in self._held.quads_for_pattern(None, _REFERS_TO, None, name)
            if quad.subject not in proposed[name]
        }
        for name in graphs:
            left_out = proposed[name] | resolved
            for quad in self._held.quads_for_pattern(None, None, None, name):
                if quad.subject in left_out or quad.object in resolved:
                    continue
                if quad.object == _REFERENCE and not self._is_open(quad.triple):
                    continue
                yield quad.triple

    def is_judged(self, triple: ox.Triple) -> bool:
        """Tell whether one triple is judged."""
        subject, _, value = triple
        return (
            self._is_stated(triple)
            and not self._is_resolved(subject)
            and not (isinstance(value, ox.NamedNode | ox.BlankNode) and self._is_resolved(value))
            and (value != _REFERENCE or self._is_open(triple))
        )

    def around(self, touched: Iterable[ox.Triple]) -> set[ox.Triple]:
        """Give the triples of which it may have changed whether they are judged.

        `touched` are those that came or went; what is said of a thing depends on whether it is a
        proposal or a resolved mention, which one triple tells.
        """
        found: set[ox.Triple] = set()
        for triple in touched:
            found.add(triple)
            subject, predicate, value = triple
            if predicate == _REFERS_TO:
                found.update(self._with_mention(subject))
            elif predicate in {_TYPE, _REFERENCE_KIND}:
                found.add(ox.Triple(subject, _TYPE, _REFERENCE))
                if value == _MAPPING:
                    found.update(self._about(subject))
                    if any(self._held.quads_for_pattern(subject, _REFERS_TO, None)):
                        found.update(self._with_mention(subject))
        return found

    def _copy(self, store: Store) -> ox.Store:
        copy = ox.Store()
        for name in store.graph_names():
            if str(name).startswith(self._prefixes):
                graph = ox.NamedNode(str(name))
                copy.bulk_extend(to_quad(triple, graph) for triple in store.triples(name))
        return copy

    def _proposals(self, graph: ox.NamedNode) -> set[object]:
        if not graph.value.startswith(self._derived):
            return set()
        return {q.subject for q in self._held.quads_for_pattern(None, _TYPE, _MAPPING, graph)}

    def _is_stated(self, triple: ox.Triple) -> bool:
        """Tell whether a source states it, or an analysis that does not propose its subject."""
        return any(map(self._counts, self._held.quads_for_pattern(*triple)))

    def _counts(self, quad: ox.Quad) -> bool:
        graph = quad.graph_name
        return (
            isinstance(graph, ox.NamedNode)
            and graph.value.startswith(self._prefixes)
            and not (
                graph.value.startswith(self._derived)
                and ox.Quad(quad.subject, _TYPE, _MAPPING, graph) in self._held
            )
        )

    def _is_resolved(self, node: _Node) -> bool:
        return any(map(self._counts, self._held.quads_for_pattern(node, _REFERS_TO, None)))

    def _is_open(self, triple: ox.Triple) -> bool:
        """Tell whether a mention still stands for something: nothing else says what it is."""
        subject, predicate, _ = triple
        if predicate != _TYPE or not isinstance(subject, ox.NamedNode):
            return True
        kinds = {
            quad.object
            for quad in self._held.quads_for_pattern(subject, _TYPE, None)
            if quad.object != _REFERENCE
            and self._counts(quad)
            and not self._is_resolved(quad.object)  # type: ignore[arg-type]
        }
        if not kinds:
            return True
        told = self._held.quads_for_pattern(subject, _REFERENCE_KIND, None)
        return any(
            self._counts(quad)
            and not (
                isinstance(quad.object, ox.NamedNode | ox.BlankNode)
                and self._is_resolved(quad.object)
            )
            for quad in told
        )

    def _with_mention(self, mention: _Node) -> Iterator[ox.Triple]:
        yield from self._about(mention)
        for quad in self._held.quads_for_pattern(None, None, mention):
            yield quad.triple
            yield ox.Triple(quad.subject, _TYPE, _REFERENCE)

    def _about(self, subject: _Node) -> Iterator[ox.Triple]:
        for quad in self._held.quads_for_pattern(subject, None, None):
            yield quad.triple
