"""The facts that are judged, asked for edge by edge, each with the graphs that state it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from rdflib import RDF, RDFS, BNode, Literal, URIRef

from asbuilt.judge.explanation.model import Edge
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from asbuilt.facts import Subject, Term
    from asbuilt.identity import Minter
    from asbuilt.store import Store, Triple

JUDGED = ("graph/source/", "graph/derived/", "graph/inspection")
"""Beginnings of the names, below the base, of the graphs whose facts are judged."""


class JudgedFacts:
    """The same facts as `asbuilt.judge.extract.Extract` gives, without taking all of them in.

    Left out are findings and history, mappings that are only proposed by an analysis, and mentions
    that were resolved.
    """

    def __init__(self, store: Store, minter: Minter) -> None:
        """Read from a store; every answer is remembered, so the store must not change."""
        self.store = store
        self.minter = minter
        self._outgoing: dict[Subject, tuple[Edge, ...]] = {}
        self._all: dict[Subject, tuple[Edge, ...]] = {}
        self._incoming: dict[tuple[URIRef, Term], tuple[Edge, ...]] = {}
        self._resolved: dict[Term, bool] = {}

    def outgoing(self, subject: Term) -> tuple[Edge, ...]:
        """Give all edges from a thing; none from a literal."""
        if not isinstance(subject, URIRef):
            return ()
        if subject not in self._outgoing:
            edges = () if self._is_left_out(subject) else self._stated(subject)
            self._outgoing[subject] = tuple(
                edge
                for edge in edges
                if not self._is_resolved(edge.object) and not self._is_idle_mention(edge, edges)
            )
        return self._outgoing[subject]

    def objects(self, subject: Term, predicate: URIRef) -> list[Edge]:
        """Give the edges from a thing by a property."""
        return [edge for edge in self.outgoing(subject) if edge.predicate == predicate]

    def subjects(self, predicate: URIRef, value: Term) -> list[Edge]:
        """Give the edges by a property to a thing or value."""
        key = (predicate, value)
        if key not in self._incoming:
            self._incoming[key] = () if self._is_resolved(value) else self._pointing(*key)
        return list(self._incoming[key])

    def named(self, kind: URIRef, name: URIRef = RDFS.label) -> Iterator[tuple[str, URIRef]]:
        """Yield the things of a class with their names or another text, in the texts' order.

        Only what is taken is asked about, so that the first few of many cost little.
        """
        rows = self.store.texts(
            f"SELECT DISTINCT ?name ?x WHERE {{ ?x a {kind.n3()} ; {name.n3()} ?name }}"
        )
        for text, iri in sorted(rows):
            thing = URIRef(iri)
            if any(edge.object == kind for edge in self.objects(thing, RDF.type)):
                yield text, thing

    def value(self, subject: Term, predicate: URIRef) -> Term | None:
        """Give the first value of a property by its text, or None."""
        return min(
            (edge.object for edge in self.objects(subject, predicate)), key=str, default=None
        )

    def mentions(self, thing: Term) -> list[URIRef]:
        """Give the mentions in sources that were resolved to a thing."""
        if not isinstance(thing, URIRef):
            return []
        rows = self.store.select(
            f"SELECT DISTINCT ?m WHERE {{ ?m <{AB.refersTo}> <{thing}> }} ORDER BY ?m"
        ).rows
        return [row[0] for row in rows if isinstance(row[0], URIRef)]

    def in_sources(self, triple: Triple) -> Edge | None:
        """Give a triple as sources state it, mentions included; None where none does."""
        subject, predicate, value = triple
        if isinstance(subject, BNode) or isinstance(value, BNode):
            return None
        rows = self.store.select(
            f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g "
            f"{{ {subject.n3()} {predicate.n3()} {_n3(value)} }} }} ORDER BY ?g"
        ).rows
        sources = tuple(
            cast("URIRef", row[0])
            for row in rows
            if str(row[0]).startswith(f"{self.minter.base}graph/source/")
        )
        return Edge(subject, predicate, value, sources) if sources else None

    def joining(self, one: Term, other: Term) -> list[URIRef]:
        """Give the records of sources that name two things, such as a holder and a role."""
        if not (isinstance(one, URIRef) and isinstance(other, URIRef)):
            return []
        ends = [" ".join(t.n3() for t in (end, *self.mentions(end))) for end in (one, other)]
        rows = self.store.select(
            f"SELECT DISTINCT ?x WHERE {{ VALUES ?a {{ {ends[0]} }} VALUES ?b {{ {ends[1]} }} "
            f"GRAPH ?g {{ ?x ?p ?a . ?x ?q ?b }} "
            f"FILTER(STRSTARTS(STR(?g), {Literal(self.minter.base + 'graph/source/').n3()})) }} "
            f"ORDER BY ?x LIMIT 5"
        ).rows
        return [row[0] for row in rows if isinstance(row[0], URIRef)]

    def everything_about(self, subject: URIRef) -> tuple[Edge, ...]:
        """Give all that is stated of a thing, a resolved mention included."""
        return self._stated(subject)

    def _stated(self, subject: Subject) -> tuple[Edge, ...]:
        if subject not in self._all:
            rows = self.store.select(
                f"SELECT ?g ?p ?o WHERE {{ GRAPH ?g {{ {subject.n3()} ?p ?o }} }}"
            ).rows
            self._all[subject] = tuple(
                _merged(self._judged((subject, p, o, g) for g, p, o in rows))
            )
        return self._all[subject]

    def _pointing(self, predicate: URIRef, value: Term) -> tuple[Edge, ...]:
        if isinstance(value, BNode):
            return ()
        rows = self.store.select(
            f"SELECT ?g ?s WHERE {{ GRAPH ?g {{ ?s {predicate.n3()} {_n3(value)} }} }}"
        ).rows
        edges = _merged(self._judged((s, predicate, value, g) for g, s in rows))
        return tuple(
            edge
            for edge in edges
            if not self._is_left_out(edge.subject)
            and not self._is_idle_mention(edge, self._stated(edge.subject))
        )

    def _judged(self, quads: Iterable[tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
        prefixes = tuple(self.minter.base + part for part in JUDGED)
        for quad in quads:
            if str(quad[3]).startswith(prefixes) and isinstance(quad[0], URIRef):
                yield quad

    def _is_left_out(self, subject: Subject) -> bool:
        """Say whether a thing is a resolved mention, or a mapping that nothing but a guess says."""
        if self._is_resolved(subject):
            return True
        prefix = str(self.minter.derived_graph(""))
        typed = [e for e in self._stated(subject) if e.predicate == RDF.type]
        return any(
            edge.object == AB.Mapping and all(str(g).startswith(prefix) for g in edge.graphs)
            for edge in typed
        )

    def _is_resolved(self, term: Term) -> bool:
        if not isinstance(term, URIRef):
            return False
        if term not in self._resolved:
            self._resolved[term] = any(e.predicate == AB.refersTo for e in self._stated(term))
        return self._resolved[term]

    @staticmethod
    def _is_idle_mention(edge: Edge, beside: tuple[Edge, ...]) -> bool:
        """Say whether an edge calls something a mention that is defined after all."""
        if edge.predicate != RDF.type or edge.object != AB.Reference:
            return False
        defined = any(e.predicate == RDF.type and e.object != AB.Reference for e in beside)
        return defined and not any(e.predicate == AB.referenceKind for e in beside)


def _merged(quads: Iterable[tuple[object, ...]]) -> Iterator[Edge]:
    graphs: dict[Triple, set[URIRef]] = {}
    for subject, predicate, value, graph in quads:
        triple = cast("Triple", (subject, predicate, value))
        graphs.setdefault(triple, set()).add(cast("URIRef", graph))
    for triple in sorted(graphs, key=lambda one: (str(one[1]), str(one[2]), str(one[0]))):
        yield Edge(*triple, tuple(sorted(graphs[triple], key=_sources_first)))


def _sources_first(graph: URIRef) -> tuple[bool, str]:
    return "graph/source/" not in graph, str(graph)


def _n3(value: Term) -> str:
    """Give a term as SPARQL writes it; a literal keeps its lexical form."""
    if not isinstance(value, Literal):
        return value.n3()
    text = Literal(str(value)).n3()
    if value.language:
        return f"{text}@{value.language}"
    return f"{text}^^<{value.datatype}>" if value.datatype else text
