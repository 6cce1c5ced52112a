"""The store on any SPARQL 1.1 server: query, update and graph store by their W3C protocols."""

from __future__ import annotations

import re
import time
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox
from rdflib import BNode, URIRef
from SPARQLWrapper import CONSTRUCT, JSON, POST, SELECT, URLENCODED, SPARQLWrapper

from asbuilt.errors import UserError
from asbuilt.store import results
from asbuilt.store.canonical import name_blank_nodes
from asbuilt.store.difference import updates, value_key
from asbuilt.store.transport import Credentials, Response, Transport, check_address, cut_short
from asbuilt.terms import to_quad

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from asbuilt.store import Table, Triple

PROFILES: Final = ("generic", "oxigraph", "virtuoso", "jena")
"""Kinds of server whose ways are known; ``generic`` finds out what it must know by asking."""
TIMEOUT: Final = 60.0
"""Seconds after which a silent server is given up."""

_SUBJECTS: Final = 500
"""Subjects that one query asks about."""
_SAMPLE: Final = 5
_REMEMBERED: Final = 5.0
"""Seconds for which the names of a server's graphs are remembered; others may write to it."""
_OWN_GRAPHS: Final = frozenset(
    {
        "http://www.openlinksw.com/schemas/virtrdf#",
        "http://www.w3.org/2002/07/owl#",
        "http://www.w3.org/ns/ldp#",
        "urn:activitystreams-owl:map",
        "urn:core:services:sparql",
    }
)
"""Graphs that Virtuoso keeps for itself."""
_PROLOGUE: Final = re.compile(
    r"(?:\s|#[^\n]*(?:\n|$)|PREFIX\s+[^\s:]*:\s*<[^>]*>|BASE\s+<[^>]*>)*", re.IGNORECASE
)


class EndpointStore:
    """A SPARQL server as a store; a query's default graph is the union of its named graphs."""

    def __init__(  # noqa: PLR0913 - each is an address or habit of the server
        self,
        query: str,
        update: str | None = None,
        graph_store: str | None = None,
        profile: str = "generic",
        timeout: float = TIMEOUT,
        *,
        credentials: Credentials | None = None,
    ) -> None:
        """Prepare to talk to a server; nothing is sent yet.

        `query`, `update` and `graph_store` are addresses; without the last two the store can only
        be read. `timeout` is in seconds. Raises `UserError` where an address or profile is none.
        """
        if profile not in PROFILES:
            raise UserError.unknown_name("profile of a graph server", profile, list(PROFILES))
        self._query_address = check_address("endpoint", query)
        self._update_address = update and check_address("update", update)
        self._graph_store = graph_store and check_address("graph-store", graph_store)
        self._profile = profile
        self.timeout = timeout
        self._transport = Transport(query, credentials, timeout)
        self._is_union: bool | None = None if profile == "generic" else True
        self._names: tuple[list[str], float | None] = ([], None)

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
        return cls(
            query,
            update,
            graph_store,
            profile,
            float(timeout),
            credentials=Credentials.from_settings(table),
        )

    def select(self, query: str) -> Table:
        """Answer a SELECT query over the union of all graphs.

        Raises `UserError` where the answer was cut short, by a row limit of the server too.
        """
        table, response = self._table(query)
        self._refuse_partial(query, table, response)
        return table

    def texts(self, query: str) -> Iterator[tuple[str, ...]]:
        """Answer a SELECT query with the text of each term, empty where there is none."""
        for row in self.select(query).rows:
            yield tuple("" if term is None else str(term) for term in row)

    def ask(self, query: str) -> bool:
        """Answer an ASK query over the union of all graphs."""
        answer = self._document(self._ask_server(query, SELECT))
        if answer is None or "boolean" not in answer:
            raise UserError.bad_query("an ASK query is needed here")
        return bool(answer["boolean"])

    def construct(self, query: str) -> Iterator[Triple]:
        """Answer a CONSTRUCT or DESCRIBE query over the union of all graphs."""
        response = self._ask_server(query, CONSTRUCT)
        try:
            found = results.triples(response.body, response.content_type)
        except results.CutShortError as error:
            raise cut_short(self._query_address, str(error)) from None
        if found is None:
            raise UserError.bad_query("a CONSTRUCT or DESCRIBE query is needed here")
        yield from found

    def update(self, request: str) -> None:
        """Carry out a SPARQL update; in one transaction where the server has them."""
        if not self._update_address:
            raise UserError(
                "this workspace's graph server can only be read",
                self._query_address,
                "name its update address in [store] of asbuilt.toml",
                'update = "http://localhost:7878/update"',
            )
        wrapper = self._wrapper(self._update_address)
        wrapper.queryString, wrapper.queryType = request, "INSERT"
        wrapper.send()
        self._names = ([], None)

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
        if self._graph_store and (has_blank or len(requests) > 1):
            self._put(graph, [quad for _, quad in wanted.values()])
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
        table, _ = self._table(
            "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
            plain=True,
        )
        found = {URIRef(str(graph)): int(str(count)) for graph, count in table.rows if graph}
        return {name: count for name, count in found.items() if str(name) not in _OWN_GRAPHS}

    def holds(self, graph: URIRef) -> bool:
        """Say whether a graph holds something."""
        query = f"ASK {{ GRAPH {ox.NamedNode(str(graph))} {{ ?s ?p ?o }} }}"
        answer = self._document(self._ask_server(query, SELECT, plain=True))
        return bool((answer or {}).get("boolean"))

    def graph_names(self) -> list[URIRef]:
        """Give the names of the graphs that hold something, sorted."""
        query = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
        names = [str(name) for (name,) in self._table(query, plain=True)[0].rows]
        return sorted(URIRef(name) for name in names if name not in _OWN_GRAPHS)

    def triples(self, graph: URIRef | None = None) -> Iterator[Triple]:
        """Give the triples of one graph, or of all graphs with repetitions left out."""
        name = "?g" if graph is None else str(ox.NamedNode(str(graph)))
        query = f"SELECT DISTINCT ?s ?p ?o WHERE {{ GRAPH {name} {{ ?s ?p ?o }} }}"
        table, response = self._table(query, plain=True)
        self._refuse_partial(query, table, response)
        for subject, predicate, value in table.rows:
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
            table, response = self._table(query, plain=True)
            self._refuse_partial(query, table, response)
            for subject, said, value in table.rows:
                assert isinstance(subject, URIRef)
                assert isinstance(said, URIRef)
                assert value is not None
                yield subject, said, value

    def close(self) -> None:
        """Let go of the server; nothing is pending."""

    def _table(self, query: str, *, plain: bool = False) -> tuple[Table, Response]:
        """Answer a query; `plain` asks only within GRAPH, where no default graph is needed."""
        response = self._ask_server(query, SELECT, plain=plain)
        answer = self._document(response)
        if answer is None or "results" not in answer:
            raise UserError.bad_query("a SELECT query is needed here")
        return results.table(answer), response

    def _document(self, response: Response) -> dict[str, Any] | None:
        try:
            return results.document(response.body)
        except results.CutShortError as error:
            raise cut_short(self._query_address, str(error)) from None

    def _ask_server(self, query: str, form: str, *, plain: bool = False) -> Response:
        wrapper = self._wrapper(self._query_address)
        wrapper.queryString, wrapper.queryType = query, SELECT
        first, second = (
            (results.TABLE, results.TRIPLES) if form == SELECT else (results.TRIPLES, results.TABLE)
        )
        wrapper.addCustomHttpHeader("Accept", f"{first}, {second};q=0.1")
        if self._profile == "oxigraph":
            wrapper.addParameter("union-default-graph", "true")
        elif not plain and not self._default_is_union():
            for name in self._graph_names():
                wrapper.addParameter("default-graph-uri", name)
                wrapper.addParameter("named-graph-uri", name)
        return wrapper.send()

    def _default_is_union(self) -> bool:
        """Ask a server of unknown ways, once it holds anything, whether its default graph is all.

        That is so if it answers for triples of named graphs without being told a graph.
        """
        if self._is_union is None:
            table, _ = self._table(
                "SELECT ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o }"
                f" FILTER(isIRI(?s) && isIRI(?o)) }} LIMIT {_SAMPLE}",
                plain=True,
            )
            if not table.rows:
                return False
            pattern = " . ".join(" ".join(t.n3() for t in row if t) for row in table.rows)
            response = self._ask_server(f"ASK {{ {pattern} }}", SELECT, plain=True)
            self._is_union = bool((self._document(response) or {}).get("boolean"))
        return self._is_union

    def _graph_names(self) -> list[str]:
        known, read_at = self._names
        if read_at is None or time.monotonic() - read_at > _REMEMBERED:
            known = list(map(str, self.graph_names()))
            self._names = (known, time.monotonic())
        return known

    def _refuse_partial(self, query: str, table: Table, response: Response) -> None:
        """Refuse an answer that the server has cut at its limit of rows or time.

        Virtuoso says so in a header. Of others, a number of rows that is a power of ten is checked.
        """
        limit = response.headers.get("X-SPARQL-MaxRows", "")
        rows = len(table.rows)
        if response.headers.get("X-SQL-State") or (limit.isdigit() and rows >= int(limit)):
            raise cut_short(self._query_address, f"it gives only the first {rows:,} rows")
        if self._profile == "oxigraph" or rows < 1000 or str(rows).strip("0") != "1":
            return
        prologue = _PROLOGUE.match(query)
        head = prologue.group() if prologue else ""
        body = query[len(head) :]
        counted, _ = self._table(
            f"{head} SELECT (COUNT(*) AS ?n) WHERE {{ {{ {body}\n}} }}", plain="GRAPH" in body
        )
        if int(str(counted.rows[0][0])) != rows:
            raise cut_short(self._query_address, f"it gives only the first {rows:,} rows")

    def _put(self, graph: URIRef, quads: list[ox.Quad]) -> None:
        """Put a whole graph, always by its name: without one some servers replace everything."""
        assert self._graph_store
        separator = "&" if urllib.parse.urlsplit(self._graph_store).query else "?"
        address = f"{self._graph_store}{separator}{urllib.parse.urlencode({'graph': str(graph)})}"
        body = "".join(f"{quad.triple} .\n" for quad in quads).encode()
        headers = {"Content-Type": results.TRIPLES}
        self._transport.send(
            urllib.request.Request(address, data=body, headers=headers, method="PUT")  # noqa: S310 - the address was checked to be of the web
        )
        self._names = ([], None)

    def _check_count(self, graph: URIRef, expected: int) -> None:
        name = ox.NamedNode(str(graph))
        table, _ = self._table(
            f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {name} {{ ?s ?p ?o }} }}", plain=True
        )
        found = int(str(table.rows[0][0])) if table.rows else 0
        if found != expected:
            raise UserError(
                f"the graph server holds {found:,} triples of {graph} after {expected:,} were sent",
                self._query_address,
                "somebody else may be writing to it, or it has lost some; load again",
            )

    def _wrapper(self, address: str) -> _Wrapper:
        wrapper = _Wrapper(address, self._transport)
        wrapper.setMethod(POST)
        wrapper.setRequestMethod(URLENCODED)
        wrapper.setReturnFormat(JSON)
        wrapper.setOnlyConneg(True)
        return wrapper


class _Wrapper(SPARQLWrapper):
    """SPARQLWrapper's requests, sent through our transport: its own signs in for all of Python."""

    def __init__(self, address: str, transport: Transport) -> None:
        super().__init__(address, updateEndpoint=address, agent="asbuilt")
        self._transport = transport

    def send(self) -> Response:
        """Send the request and read the answer to its end."""
        return self._transport.send(self._createRequest())
