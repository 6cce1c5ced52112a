"""A SPARQL 1.1 server, asked and told by the W3C protocols of query, update and graph store.

What differs from server to server is known here: how it is told that its default graph is to be the
union of its named ones, which graphs it keeps for itself, and how it says that an answer was cut.
"""

from __future__ import annotations

import re
import time
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING, Any, Final

from rdflib import URIRef
from SPARQLWrapper import CONSTRUCT, JSON, POST, SELECT, URLENCODED, SPARQLWrapper

from asbuilt.errors import UserError
from asbuilt.store import results
from asbuilt.store.transport import Credentials, Response, Transport, check_address, cut_short

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyoxigraph as ox

    from asbuilt.store import Table, Triple

PROFILES: Final = ("generic", "oxigraph", "virtuoso", "jena")
"""Kinds of server whose ways are known; ``generic`` finds out what it must know by asking."""
TIMEOUT: Final = 60.0
"""Seconds after which a silent server is given up."""

_SAMPLE: Final = 5
_REMEMBERED: Final = 5.0
"""Seconds for which the names of a server's graphs are remembered; others may write to it."""
OWN_GRAPHS: Final = frozenset(
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


class Server:
    """What a SPARQL server is asked and told; without `plain`, of the union of its named graphs.

    `plain` is for what is asked within GRAPH alone, where no default graph is needed.
    """

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
        self.timeout = timeout
        self.address = check_address("endpoint", query)
        self._update_address = update and check_address("update", update)
        self._graph_store = graph_store and check_address("graph-store", graph_store)
        self._profile = profile
        self._transport = Transport(query, credentials, timeout)
        self._is_union: bool | None = None if profile == "generic" else True
        self._names: tuple[list[str], float | None] = ([], None)

    @property
    def takes_graphs(self) -> bool:
        """Whether whole graphs can be put there."""
        return bool(self._graph_store)

    def select(self, query: str, *, plain: bool = False) -> Table:
        """Answer a SELECT query.

        Raises `UserError` where the answer was cut short, by a row limit of the server too.
        """
        table, response = self._table(query, plain=plain)
        self._refuse_partial(query, table, response)
        return table

    def ask(self, query: str, *, plain: bool = False) -> bool:
        """Answer an ASK query."""
        answer = self._document(self._send(query, SELECT, plain=plain))
        if answer is None or "boolean" not in answer:
            raise UserError.bad_query("an ASK query is needed here")
        return bool(answer["boolean"])

    def construct(self, query: str) -> Iterator[Triple]:
        """Answer a CONSTRUCT or DESCRIBE query."""
        response = self._send(query, CONSTRUCT)
        try:
            found = results.triples(response.body, response.content_type)
        except results.CutShortError as error:
            raise cut_short(self.address, str(error)) from None
        if found is None:
            raise UserError.bad_query("a CONSTRUCT or DESCRIBE query is needed here")
        yield from found

    def update(self, request: str) -> None:
        """Carry out a SPARQL update; in one transaction where the server has them."""
        if not self._update_address:
            raise UserError(
                "this workspace's graph server can only be read",
                self.address,
                "name its update address in [store] of asbuilt.toml",
                'update = "http://localhost:7878/update"',
            )
        wrapper = self._wrapper(self._update_address)
        wrapper.queryString, wrapper.queryType = request, "INSERT"
        wrapper.send()
        self._names = ([], None)

    def put(self, graph: URIRef, quads: list[ox.Quad]) -> None:
        """Put a whole graph, always by its name: without one some servers replace everything."""
        assert self._graph_store, "whether it takes graphs was asked before"
        separator = "&" if urllib.parse.urlsplit(self._graph_store).query else "?"
        address = f"{self._graph_store}{separator}{urllib.parse.urlencode({'graph': str(graph)})}"
        body = "".join(f"{quad.triple} .\n" for quad in quads).encode()
        headers = {"Content-Type": results.TRIPLES}
        self._transport.send(
            urllib.request.Request(address, data=body, headers=headers, method="PUT")  # noqa: S310 - the address was checked to be of the web
        )
        self._names = ([], None)

    def graph_names(self) -> list[URIRef]:
        """Give the names of the graphs that hold something, sorted."""
        query = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
        names = [str(name) for (name,) in self._table(query, plain=True)[0].rows]
        return sorted(URIRef(name) for name in names if name not in OWN_GRAPHS)

    def _table(self, query: str, *, plain: bool = False) -> tuple[Table, Response]:
        """Answer a query, whole or cut short."""
        response = self._send(query, SELECT, plain=plain)
        answer = self._document(response)
        if answer is None or "results" not in answer:
            raise UserError.bad_query("a SELECT query is needed here")
        return results.table(answer), response

    def _document(self, response: Response) -> dict[str, Any] | None:
        try:
            return results.document(response.body)
        except results.CutShortError as error:
            raise cut_short(self.address, str(error)) from None

    def _send(self, query: str, form: str, *, plain: bool = False) -> Response:
        wrapper = self._wrapper(self.address)
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
            response = self._send(f"ASK {{ {pattern} }}", SELECT, plain=True)
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
            raise cut_short(self.address, f"it gives only the first {rows:,} rows")
        if self._profile == "oxigraph" or rows < 1000 or str(rows).strip("0") != "1":
            return
        prologue = _PROLOGUE.match(query)
        head = prologue.group() if prologue else ""
        body = query[len(head) :]
        counted, _ = self._table(
            f"{head} SELECT (COUNT(*) AS ?n) WHERE {{ {{ {body}\n}} }}", plain="GRAPH" in body
        )
        if int(str(counted.rows[0][0])) != rows:
            raise cut_short(self.address, f"it gives only the first {rows:,} rows")

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
