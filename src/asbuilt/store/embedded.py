"""The embedded store: Oxigraph on disk under the workspace, or in memory."""

from __future__ import annotations

import os
from itertools import chain
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib import XSD, URIRef

from asbuilt.errors import UserError
from asbuilt.store import Table
from asbuilt.store.canonical import name_blank_nodes
from asbuilt.store.filling import UNION_AGAIN, fill, finish
from asbuilt.store.journal import Journal
from asbuilt.store.ordering import in_order
from asbuilt.store.snapshot import opened
from asbuilt.terms import from_ox, from_triple, to_quad

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from asbuilt.facts import Lines
    from asbuilt.store import Triple


_STRING = str(XSD.string)
_MANY = 20_000
"""Quads above which writing them in bulk is quicker."""
_JOURNAL = "asbuilt-journal.nt"
"""Name of the journal's file; it lies with the store, so that it goes when the store goes."""


class EmbeddedStore:
    """Oxigraph in this process; the default. One process writes, any number read a snapshot.

    The default graph holds the union of all named graphs as a set: Oxigraph's own union would give
    a triple once for each graph that states it (docs/decisions/0007-union.md).
    """

    def __init__(
        self,
        inner: ox.Store,
        journal: Journal | None = None,
        *,
        writable: bool = True,
        folder: Path | None = None,
    ) -> None:
        """Wrap an open Oxigraph store; use `in_memory`, `open` or `open_read_only` instead."""
        self.inner = inner
        self.journal = journal
        self._writable = writable
        self._folder = folder
        self._written = 0

    @classmethod
    def in_memory(cls) -> EmbeddedStore:
        """Give an empty store that lives only as long as the process."""
        return cls(ox.Store())

    @classmethod
    def open(cls, folder: Path) -> EmbeddedStore:
        """Open the store in a folder for writing, made where there is none.

        Raises `UserError` where another process has it open for writing.
        """
        folder.mkdir(parents=True, exist_ok=True)
        try:
            inner = ox.Store(str(folder))
        except OSError as error:
            if "lock" in str(error).lower():
                raise UserError.store_busy(str(folder)) from None
            raise
        finish(inner, folder)
        return cls(inner, Journal(folder / _JOURNAL), folder=folder)

    @classmethod
    def open_read_only(cls, folder: Path) -> EmbeddedStore:
        """Open a snapshot of the store in a folder; later writes are not seen."""
        return cls(opened(str(folder)), writable=False)

    def select(self, query: str) -> Table:
        """Answer a SELECT query over the union of all graphs."""
        answer = self._query(query)
        if not isinstance(answer, ox.QuerySolutions):
            raise UserError.bad_query("a SELECT query is needed here")
        columns = tuple(variable.value for variable in answer.variables)
        indexes = range(len(columns))
        rows = []
        try:
            for row in answer:
                cells = [row[i] for i in indexes]
                rows.append(tuple(None if cell is None else from_ox(cell) for cell in cells))
        finally:
            del (
                answer
            )  # Oxigraph's solutions must not outlive the thread, as an error might let them
        return Table(columns, rows)

    def texts(self, query: str) -> Iterator[tuple[str, ...]]:
        """Answer a SELECT query with the text of each term, empty where there is none."""
        answer = self._query(query)
        if not isinstance(answer, ox.QuerySolutions):
            raise UserError.bad_query("a SELECT query is needed here")
        indexes = range(len(answer.variables))
        for row in answer:
            cells = [row[index] for index in indexes]
            yield tuple(["" if cell is None else cell.value for cell in cells])

    def ask(self, query: str) -> bool:
        """Answer an ASK query over the union of all graphs."""
        answer = self._query(query)
        if not isinstance(answer, ox.QueryBoolean):
            raise UserError.bad_query("an ASK query is needed here")
        return bool(answer)

    def construct(self, query: str) -> Iterator[Triple]:
        """Answer a CONSTRUCT or DESCRIBE query over the union of all graphs."""
        answer = self._query(query)
        if not isinstance(answer, ox.QueryTriples):
            raise UserError.bad_query("a CONSTRUCT or DESCRIBE query is needed here")
        for triple in answer:
            yield from_triple(triple)

    def update(self, request: str) -> None:
        """Carry out a SPARQL update in one transaction."""
        self._written += _MANY + 1  # nobody can tell how much it writes
        if self.journal:
            self.journal.forget()
        try:
            self.inner.update(f"{request.rstrip().rstrip(';')}\n;\n{UNION_AGAIN}")
        except SyntaxError as error:
            raise UserError.bad_query(str(error)) from None

    def replace(self, graph: URIRef, triples: Iterable[Triple]) -> int:
        """Make a named graph hold exactly these triples, by the difference, in one transaction."""
        name = ox.NamedNode(str(graph))
        wanted = kept_quads(name, triples)
        present = set(self.inner.quads_for_pattern(None, None, None, name))
        return self._change(name, present - wanted, wanted - present)

    def add(self, graph: URIRef, triples: Iterable[Triple], lines: Sequence[Lines] = ()) -> int:
        """Add to a named graph what it does not hold, and give how many triples it then holds."""
        name = ox.NamedNode(str(graph))
        if lines:
            if self.journal:
                self.journal.note(name, _quads(name, lines))
            self._written += sum(one.count for one in lines)
            fill(self.inner, name, lines, self._folder)
        self._change(name, set(), kept_quads(name, triples))
        query = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {name} {{ ?s ?p ?o }} }}"
        return int(next(self.texts(query))[0])

    def restate(
        self,
        graph: URIRef,
        subjects: Iterable[URIRef],
        triples: Iterable[Triple],
        predicate: URIRef | None = None,
    ) -> int:
        """Make a named graph say exactly these triples of these subjects, in one transaction."""
        name = ox.NamedNode(str(graph))
        wanted = _as_kept({to_quad(triple, name) for triple in triples})
        about = None if predicate is None else ox.NamedNode(str(predicate))
        present = {
            quad
            for subject in subjects
            for quad in self.inner.quads_for_pattern(ox.NamedNode(subject), about, None, name)
        }
        return self._change(name, present - wanted, wanted - present)

    def drop(self, graph: URIRef) -> None:
        """Remove a named graph."""
        self.replace(graph, ())

    def graphs(self) -> dict[URIRef, int]:
        """Give the names of the graphs that hold something, with their numbers of triples."""
        table = self.select(
            "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
        )
        return {URIRef(str(graph)): int(str(count)) for graph, count in table.rows}

    def holds(self, graph: URIRef) -> bool:
        """Say whether a graph holds something."""
        name = ox.NamedNode(str(graph))
        return any(True for _ in self.inner.quads_for_pattern(None, None, None, name))

    def graph_names(self) -> list[URIRef]:
        """Give the names of the graphs that hold something, sorted."""
        return sorted(URIRef(name.value) for name in self._named())

    def triples(self, graph: URIRef | None = None) -> Iterator[Triple]:
        """Give the triples of one graph, or of all graphs with repetitions left out."""
        if graph is not None:
            for quad in self.inner.quads_for_pattern(None, None, None, ox.NamedNode(str(graph))):
                yield from_triple(quad)
            return
        for quad in self.inner.quads_for_pattern(None, None, None, ox.DefaultGraph()):
            yield from_triple(quad)

    def close(self) -> None:
        """Write out what is pending and let go of the folder.

        A small change stays in the log of writes, which readers read, too: each flush makes files
        that RocksDB has to merge with all others before long, at a cost of what the store holds.
        """
        if self._writable and (self._written > _MANY or self._folder is None):
            self.inner.flush()
        del self.inner
        if self._writable and self._written and self._folder is not None:
            _sync(self._folder)

    def _named(self) -> Iterator[ox.NamedNode]:
        for name in self.inner.named_graphs():
            if isinstance(name, ox.NamedNode) and self.holds(URIRef(name.value)):
                yield name

    def _query(self, query: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        try:
            return in_order(self.inner.query, query)
        except SyntaxError as error:
            raise UserError.bad_query(str(error)) from None

    def _change(self, graph: ox.NamedNode, gone: set[ox.Quad], new: set[ox.Quad]) -> int:
        if self.journal:
            self.journal.note(graph, gone, new)
        self._written += len(gone) + len(new)
        if gone:
            self.inner.update(_difference(graph, gone, self._only_in(graph, gone), new))
        elif new:
            added = chain(new, (ox.Quad(q.subject, q.predicate, q.object) for q in new))
            # Many go in as sorted files: also whole or not at all, in a sixth of the time.
            (self.inner.bulk_extend if len(new) > _MANY else self.inner.extend)(added)
        return len(gone) + len(new)

    def _only_in(self, graph: ox.NamedNode, quads: set[ox.Quad]) -> set[ox.Quad]:
        """Give those of a graph's quads that no other named graph states."""
        home = {graph, ox.DefaultGraph()}
        return {
            quad
            for quad in quads
            if all(
                other.graph_name in home
                for other in self.inner.quads_for_pattern(
                    quad.subject, quad.predicate, quad.object, None
                )
            )
        }


def _sync(folder: Path) -> None:
    """Have the log of writes on disk before anybody is told of them, should the power fail."""
    for path in folder.glob("*.log"):
        with path.open("r+b") as file:
            os.fsync(file.fileno())


def kept_quads(graph: ox.NamedNode, triples: Iterable[Triple]) -> set[ox.Quad]:
    """Give triples as quads of a graph the way a store keeps them, so that both can be compared."""
    return _as_kept({to_quad(triple, graph) for triple in name_blank_nodes(triples)})


def _quads(graph: ox.NamedNode, lines: Iterable[Lines]) -> Iterator[ox.Quad]:
    """Give the quads of lines the way a store keeps them."""
    for one in lines:
        triples = ox.parse(one.text, format=ox.RdfFormat.N_TRIPLES)
        yield from _as_kept({ox.Quad(q.subject, q.predicate, q.object, graph) for q in triples})


def _as_kept(quads: set[ox.Quad]) -> set[ox.Quad]:
    """Give quads as the store will give them back: it spells numbers, dates and truths its own way.

    Compared as they came, ``1.50`` would go and come again on every load.
    """
    typed = {
        quad for quad in quads if isinstance(quad.object, ox.Literal) and _is_typed(quad.object)
    }
    if not typed:
        return quads
    kept = ox.Store()
    kept.extend(typed)
    return (quads - typed) | set(kept)


def _is_typed(literal: ox.Literal) -> bool:
    return literal.language is None and literal.datatype.value != _STRING


def _difference(
    graph: ox.NamedNode, gone: set[ox.Quad], nowhere: set[ox.Quad], new: set[ox.Quad]
) -> str:
    """Write an update that removes and adds quads of one graph and of the union in one transaction.

    Of what is gone, `nowhere` is what no other graph states. Blank nodes have no place in DELETE
    DATA; `name_blank_nodes` has made IRIs of them.
    """
    parts = []
    for verb, here, union in (("DELETE", gone, nowhere), ("INSERT", new, new)):
        if here:
            parts.append(f"{verb} DATA {{ {_lines(union)} GRAPH {graph} {{ {_lines(here)} }} }}")
    return " ;\n".join(parts)


def _lines(quads: set[ox.Quad]) -> str:
    return "\n".join(f"{quad.triple} ." for quad in quads)
