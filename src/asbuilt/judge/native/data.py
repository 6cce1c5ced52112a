"""What is judged, as the engine sees it: something that answers SELECT with Oxigraph's terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol, TypeAlias, cast

import pyoxigraph as ox
from rdflib import XSD, Graph, Literal, URIRef

from asbuilt.errors import UserError
from asbuilt.judge.native.guarded import Guard
from asbuilt.judge.native.problems import ShapeError
from asbuilt.judge.native.spellings import Spellings
from asbuilt.judge.preferences import SECONDS
from asbuilt.terms import OxTerm, from_ox, from_triple, to_ox, to_quad

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from asbuilt.facts import Term
    from asbuilt.store import Triple
    from asbuilt.store.endpoint import EndpointStore

_SHAPES: Final = URIRef("urn:asbuilt:shapes")

Row: TypeAlias = "tuple[OxTerm | None, ...]"


class Data(Protocol):
    """A graph that answers SELECT queries."""

    spellings: Spellings
    """How literals were written that the store writes in another way."""
    is_spelling_known: bool
    """Whether all that is written in another way is in `spellings`, or nothing is."""

    @property
    def seconds(self) -> float:
        """How long what may run away may take."""

    def rows(self, query: str, *, may_run_away: bool = False, share: float = 1.0) -> Iterator[Row]:
        """Answer a SELECT query; one that may run away is limited in time and memory.

        `share` is the part of the time that it gets.

        Raises `SyntaxError` where it is malformed, and `ShapeError` where it takes too much.
        """

    def shared(self) -> AbstractContextManager[None] | None:
        """Let two threads ask, one of them all that may run away; None where that is no use."""

    def hold(self, shapes: Graph) -> URIRef | None:
        """Hold the shapes in a named graph of their own and give its name; None where not possible.

        The graph that is judged stays as it is.
        """

    def graph(self) -> Graph:
        """Give a copy for the reference engine, blank nodes under their own names."""


class LocalData:
    """An Oxigraph store in this process, in memory or on disk: its default graph, or others."""

    def __init__(
        self,
        store: ox.Store,
        graphs: Sequence[ox.NamedNode] = (),
        spellings: Spellings | None = None,
        folder: Path | None = None,
        seconds: float = SECONDS,
    ) -> None:
        """Judge the default graph of a store, or the union of some of its named graphs.

        `folder` is where the store is on disk, if it is; `seconds` is what a query may take that
        may run away.
        """
        self.store = store
        self.guarded = Guard(store, folder, seconds)
        self.spellings = spellings or Spellings()
        self.is_spelling_known = spellings is not None
        self._graphs: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = list(graphs)
        self._is_own = False

    @property
    def seconds(self) -> float:
        """How long what may run away may take."""
        return self.guarded.seconds

    @classmethod
    def of_quads(cls, quads: Iterable[ox.Quad]) -> LocalData:
        """Give a copy of quads in memory, all in one graph; blank nodes keep their names."""
        listed = [ox.Quad(*quad.triple) for quad in quads]
        store = ox.Store()
        store.bulk_extend(listed)
        found = cls(store, (), Spellings.of(listed))
        found._is_own = True
        return found

    @classmethod
    def of_graph(cls, graph: Graph) -> LocalData:
        """Give a copy of an rdflib graph in memory; blank nodes keep their names."""
        return cls.of_quads(
            ox.Quad(
                to_ox(cast("Term", s)),  # type: ignore[arg-type]
                ox.NamedNode(str(p)),
                to_ox(cast("Term", o)),
            )
            for s, p, o in graph
        )

    def rows(self, query: str, *, may_run_away: bool = False, share: float = 1.0) -> Iterator[Row]:
        """Answer a SELECT query, in a process that can be stopped if it may run away.

        All rows are read at once: Oxigraph's solutions must not outlive the thread that asks.
        """
        if may_run_away:
            named = [one.value for one in self._graphs if isinstance(one, ox.NamedNode)]
            answer = self.guarded.rows(query, named, share)
        elif self._graphs:
            answer = cast("ox.QuerySolutions", self.store.query(query, default_graph=self._graphs))
        else:
            answer = cast("ox.QuerySolutions", self.store.query(query))
        found: list[Row] = []
        try:
            for row in answer:
                found.append(tuple(row))  # noqa: PERF401 - a comprehension's frame would keep it
        finally:
            del (
                answer
            )  # an error is kept with what stands in its frames, and may go with any thread
        return iter(found)

    def shared(self) -> AbstractContextManager[None]:
        """Have a worker at hand for the thread that asks what may run away."""
        return self.guarded.shared()

    def close(self) -> None:
        """Let go of the store, so that its folder may be opened anew.

        What a parser remembers of its errors may hold on to all that was at hand, this too.
        """
        self.guarded.stop()
        del self.store

    def hold(self, shapes: Graph) -> URIRef | None:
        """Hold the shapes beside the data, if the store is a copy in memory."""
        if not self._is_own:
            return None
        self.guarded.stop()
        name = ox.NamedNode(str(_SHAPES))
        self.store.extend(to_quad(cast("Triple", triple), name) for triple in shapes)
        return _SHAPES

    def graph(self) -> Graph:
        """Give a copy as an rdflib graph, literals as they were written."""
        found = Graph()
        for name in self._graphs or [ox.DefaultGraph()]:
            for quad in self.store.quads_for_pattern(None, None, None, name):
                subject, predicate, _ = from_triple(quad)
                written = self.spellings.at(
                    quad.subject,  # type: ignore[arg-type]
                    quad.predicate.value,
                    quad.object,  # type: ignore[arg-type]
                )
                for value in written or (quad.object,):
                    found.add((subject, predicate, from_ox(value)))  # type: ignore[arg-type]
        return found


class RemoteData:
    """A SPARQL server; queries are answered there."""

    def __init__(self, store: EndpointStore) -> None:
        """Judge the union of the graphs of a server."""
        self._store = store
        self.spellings = Spellings()
        self.is_spelling_known = self._keeps_types()

    @property
    def seconds(self) -> float:
        """How long what may run away may take here; the server has its own limit."""
        return self._store.timeout

    def rows(
        self,
        query: str,
        *,
        may_run_away: bool = False,  # noqa: ARG002
        share: float = 1.0,  # noqa: ARG002
    ) -> Iterator[Row]:
        """Answer a SELECT query; each question to a server has a limit of its own.

        Raises `ShapeError` where the server gives none, or one that is cut short.
        """
        try:
            table = self._store.select(query)
        except UserError as error:
            raise ShapeError(f"the server does not answer its query: {error.title}") from None
        for row in table.rows:
            yield tuple(None if term is None else to_ox(term) for term in row)

    def shared(self) -> None:
        """Give None: a server is asked one question after the other."""

    def hold(self, shapes: Graph) -> URIRef | None:  # noqa: ARG002 - nothing is written there
        """Give None: a server is only read."""
        return None

    def graph(self) -> Graph:
        """Give a copy of all that the server holds."""
        found = Graph()
        for triple in self._store.triples():
            found.add(triple)
        return found

    def _keeps_types(self) -> bool:
        """Ask whether the server keeps types that are derived from xsd:integer apart."""
        byte = to_ox(Literal("1", datatype=XSD.byte))
        found = self._store.select(f"SELECT (DATATYPE({byte}) AS ?type) WHERE {{}}")
        return any(row[0] == XSD.byte for row in found.rows)
