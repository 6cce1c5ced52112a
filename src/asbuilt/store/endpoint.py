"""The store on any SPARQL 1.1 server: named graphs are made to hold what they should."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox
from rdflib import BNode, URIRef

from asbuilt.errors import UserError
from asbuilt.store.canonical import name_blank_nodes
from asbuilt.store.difference import updates, value_key
from asbuilt.store.server import OWN_GRAPHS, TIMEOUT, Server
from asbuilt.store.transport import Credentials
from asbuilt.terms import to_quad

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from asbuilt.store import Table, Triple

_SUBJECTS: Final = 500
"""Subjects that one query asks about."""


class EndpointStore:
    """A SPARQL server as a store; a query's default graph is the union of its named graphs."""

    def __init__(self, server: Server) -> None:
        """Take a server; nothing is sent yet."""
        self._server = server

    @property
    def timeout(self) -> float:
        """How many seconds an answer is waited for."""
        return self._server.timeout

    @classmethod
    def from_settings(cls, table: dict[str, Any]) -> EndpointStore:
        """Make the store that ``[store]`` of an ``asbuilt.toml`` describes.

        Of an Oxigraph server the query address is enough. Raises `UserError` on senseless settings.
        """
        query, profile = str(table["endpoint"]), str(table.get("profile", "generic"))
        update, graph_store = table.get("update"), table.get("graph-store")
        if profile == "oxigraph" and query.endswith("/query"):
            base = query.removesuffix("query")
            update, graph_store = update or f"{base}update", graph_store or f"{base}store"
        timeout = table.get("timeout", TIMEOUT)
        if not isinstance(timeout, int | float) or isinstance(timeout, bool) or timeout <= 0:
            raise UserError.bad_setting(
                "[store] timeout", f"{timeout!r} is no number of seconds", "write one above 0"
            )
        credentials = Credentials.from_settings(table)
        return cls(
            Server(query, update, graph_store, profile, float(timeout), credentials=credentials)
        )

    def select(self, query: str) -> Table:
        """Answer a SELECT query over the union of all graphs.

        Raises `UserError` where the answer was cut short, by a row limit of the server too.
        """
        return self._server.select(query)

    def texts(self, query: str) -> Iterator[tuple[str, ...]]:
        """Answer a SELECT query with the text of each term, empty where there is none."""
        for row in self.select(query).rows:
            yield tuple("" if term is None else str(term) for term in row)

    def ask(self, query: str) -> bool:
        """Answer an ASK query over the union of all graphs."""
        return self._server.ask(query)

    def construct(self, query: str) -> Iterator[Triple]:
        """Answer a CONSTRUCT or DESCRIBE query over the union of all graphs."""
        return self._server.construct(query)

    def update(self, request: str) -> None:
        """Carry out a SPARQL update; in one transaction where the server has them."""
        self._server.update(request)

    def replace(self, graph: URIRef, triples: Iterable[Triple]) -> int:
        """Make a named graph hold exactly these triples.

        A small difference goes as one update, a large one as a whole new graph; either way the
        number of triples is compared afterwards. Raises `UserError` where it is another one.
        """
        name = ox.NamedNode(str(graph))
        wanted = {value_key(t): (t, to_quad(t, name)) for t in name_blank_nodes(triples)}
        held = {value_key(t): (t, to_quad(t, name)) for t in self.triples(graph)}
        gone = [held[key] for key in held.keys() - wanted.keys()]
        new = [wanted[key] for key in wanted.keys() - held.keys()]
        if not gone and not new:
            return 0
        has_blank = any(isinstance(term, BNode) for triple, _ in gone for term in triple)
        requests = updates(name, [q for _, q in gone], [q for _, q in new])
        if self._server.takes_graphs and (has_blank or len(requests) > 1):
            self._server.put(graph, [quad for _, quad in wanted.values()])
        else:
            if has_blank:
                self.update(f"CLEAR SILENT GRAPH {name}")
                requests = updates(name, [], [quad for _, quad in wanted.values()])
            for request in requests:
                self.update(request)
        self._check_count(graph, len(wanted))
        return len(gone) + len(new)

    def restate(
        self,
        graph: URIRef,
        subjects: Iterable[URIRef],
        triples: Iterable[Triple],
        predicate: URIRef | None = None,
    ) -> int:
        """Make a named graph say exactly these triples of these subjects.

        It is one update, and so one transaction, as long as that is not larger than servers take.
        """
        name = ox.NamedNode(str(graph))
        wanted = {value_key(t): to_quad(t, name) for t in triples}
        held = {value_key(t): to_quad(t, name) for t in self._said_of(name, subjects, predicate)}
        gone = [held[key] for key in held.keys() - wanted.keys()]
        new = [wanted[key] for key in wanted.keys() - held.keys()]
        for request in updates(name, gone, new):
            self.update(request)
        return len(gone) + len(new)

    def drop(self, graph: URIRef) -> None:
        """Remove a named graph."""
        self.update(f"DROP SILENT GRAPH {ox.NamedNode(str(graph))}")

    def graphs(self) -> dict[URIRef, int]:
        """Give the names of the graphs that hold something, with their numbers of triples."""
        table = self._server.select(
            "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
            plain=True,
        )
        found = {URIRef(str(graph)): int(str(count)) for graph, count in table.rows if graph}
        return {name: count for name, count in found.items() if str(name) not in OWN_GRAPHS}

    def holds(self, graph: URIRef) -> bool:
        """Say whether a graph holds something."""
        query = f"ASK {{ GRAPH {ox.NamedNode(str(graph))} {{ ?s ?p ?o }} }}"
        return self._server.ask(query, plain=True)

    def graph_names(self) -> list[URIRef]:
        """Give the names of the graphs that hold something, sorted."""
        return self._server.graph_names()

    def triples(self, graph: URIRef | None = None) -> Iterator[Triple]:
        """Give the triples of one graph, or of all graphs with repetitions left out."""
        name = "?g" if graph is None else str(ox.NamedNode(str(graph)))
        query = f"SELECT DISTINCT ?s ?p ?o WHERE {{ GRAPH {name} {{ ?s ?p ?o }} }}"
        for subject, predicate, value in self._server.select(query, plain=True).rows:
            assert isinstance(subject, URIRef | BNode)
            assert isinstance(predicate, URIRef)
            assert value is not None
            yield subject, predicate, value

    def _said_of(
        self, graph: ox.NamedNode, subjects: Iterable[URIRef], predicate: URIRef | None
    ) -> Iterator[Triple]:
        about = "" if predicate is None else f"VALUES ?p {{ {ox.NamedNode(str(predicate))} }}"
        named = [str(ox.NamedNode(subject)) for subject in subjects]
        for start in range(0, len(named), _SUBJECTS):
            listed = " ".join(named[start : start + _SUBJECTS])
            wanted = f"VALUES ?s {{ {listed} }} {about}"
            query = f"SELECT ?s ?p ?o {{ GRAPH {graph} {{ {wanted} ?s ?p ?o }} }}"
            for subject, said, value in self._server.select(query, plain=True).rows:
                assert isinstance(subject, URIRef)
                assert isinstance(said, URIRef)
                assert value is not None
                yield subject, said, value

    def close(self) -> None:
        """Let go of the server; nothing is pending."""

    def _check_count(self, graph: URIRef, expected: int) -> None:
        name = ox.NamedNode(str(graph))
        table = self._server.select(
            f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {name} {{ ?s ?p ?o }} }}", plain=True
        )
        found = int(str(table.rows[0][0])) if table.rows else 0
        if found != expected:
            raise UserError(
                f"the graph server holds {found:,} triples of {graph} after {expected:,} were sent",
                self._server.address,
                "somebody else may be writing to it, or it has lost some; load again",
            )
