"""What only a server can do: be away, refuse, want a password, cut its answers short."""

from __future__ import annotations

import base64
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from graph_servers import oxigraph
from rdflib import Literal, URIRef

from asbuilt.errors import UserError
from asbuilt.store.endpoint import EndpointStore
from asbuilt.store.server import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

E = "https://example.org/"
G, S, P = URIRef(f"{E}g"), URIRef(f"{E}s"), URIRef(f"{E}p")
JSON = "application/sparql-results+json"


@contextmanager
def answering(answer: Callable[[BaseHTTPRequestHandler, bytes], None]) -> Iterator[str]:
    """Run a server that answers every POST in a way that real servers do on bad days."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answer(self, body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/query"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def reply(handler: BaseHTTPRequestHandler, body: str, status: int = 200, **headers: str) -> None:
    """Send an answer."""
    handler.send_response(status)
    for name, value in {"Content-Type": JSON, **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body.encode())))
    handler.end_headers()
    handler.wfile.write(body.encode())


def rows(number: int) -> str:
    """Write a table with one column and so many rows."""
    bindings = [{"s": {"type": "uri", "value": "urn:s"}}] * number
    return json.dumps({"head": {"vars": ["s"]}, "results": {"bindings": bindings}})


def test_a_server_whose_default_graph_is_the_union_is_recognised(tmp_path: Path) -> None:
    """The generic profile then sends plain queries; a small and a large graph are both seen."""
    with oxigraph(tmp_path / "data", "--union-default-graph") as address:
        store = EndpointStore(Server(f"{address}query", f"{address}update", f"{address}store"))
        assert store.select("SELECT ?s WHERE { ?s ?p ?o }").rows == []
        store.replace(G, [(S, P, S)])
        assert store.ask(f"ASK {{ <{S}> <{P}> ?o }}")
        assert store._server._is_union is True


def test_without_a_graph_store_address_large_graphs_go_in_pieces(tmp_path: Path) -> None:
    """Some servers only have an update address."""
    with oxigraph(tmp_path / "data") as address:
        store = EndpointStore(Server(f"{address}query", f"{address}update", None, "oxigraph"))
        triples = [(URIRef(f"{E}thing/{n}"), P, Literal("x" * 100)) for n in range(9000)]
        assert store.replace(G, triples) == 9000
        assert store.graphs() == {G: 9000}


def test_blank_nodes_that_somebody_else_put_into_a_graph_are_replaced(tmp_path: Path) -> None:
    """They cannot be named in an update; the graph is put anew."""
    with oxigraph(tmp_path / "data") as address:
        for graph_store in (f"{address}store", None):
            store = EndpointStore(
                Server(f"{address}query", f"{address}update", graph_store, "oxigraph")
            )
            store.update(f"INSERT DATA {{ GRAPH <{G}> {{ [] <{P}> 1, 2 }} }}")
            store.replace(G, [(S, P, Literal("own"))])
            assert set(store.triples(G)) == {(S, P, Literal("own"))}


def test_settings_of_an_oxigraph_server_need_its_query_address_only(tmp_path: Path) -> None:
    """Update and graph store lie beside it."""
    with oxigraph(tmp_path / "data") as address:
        store = EndpointStore.from_settings({"endpoint": f"{address}query", "profile": "oxigraph"})
        assert store.replace(G, [(S, P, S)]) == 1


@pytest.mark.parametrize(
    ("settings", "title"),
    [
        ({"profile": "oracle"}, "no profile of a graph server is called 'oracle'"),
        ({"endpoint": "localhost:7878"}, "is no web address"),
        ({"endpoint": "file:///etc/passwd"}, "is no web address"),
        ({"update": "http://user:secret@localhost/u"}, "holds a user or password"),
        ({"timeout": 0}, "is no number of seconds"),
        ({"timeout": "soon"}, "is no number of seconds"),
        ({"user-variable": "ASBUILT_TEST_UNSET", "password-variable": "X"}, "is not set"),
        ({"user-variable": "PATH"}, "password-variable is missing"),
        (
            {"user-variable": "PATH", "password-variable": "PATH", "authentication": "magic"},
            "'magic' is unknown",
        ),
    ],
)
def test_senseless_settings_are_refused(settings: dict[str, object], title: str) -> None:
    """Each says what is wrong before anything is sent, and never prints a password."""
    with pytest.raises(UserError) as caught:
        EndpointStore.from_settings({"endpoint": "http://127.0.0.1:1/query", **settings})
    assert title in caught.value.title
    assert "secret" not in str(caught.value)


def test_a_server_that_is_away_is_named_with_its_address() -> None:
    """The error says where it should be and what to do."""
    store = EndpointStore(Server("http://127.0.0.1:9/query", profile="oxigraph"))
    with pytest.raises(UserError, match="cannot be reached") as caught:
        store.select("SELECT * WHERE { ?s ?p ?o }")
    assert caught.value.where == "http://127.0.0.1:9/query"
    assert "start it" in caught.value.hint


def test_a_store_without_an_update_address_can_only_be_read() -> None:
    """It says so instead of guessing an address."""
    store = EndpointStore(Server("http://127.0.0.1:9/query"))
    with pytest.raises(UserError, match="can only be read"):
        store.update("DROP ALL")


def test_a_silent_server_is_given_up(tmp_path: Path) -> None:
    """After the time that the settings allow."""
    held = threading.Event()
    with answering(lambda *_: bool(held.wait(10)) and None) as address:  # type: ignore[func-returns-value]
        store = EndpointStore(Server(address, profile="oxigraph", timeout=0.2))
        with pytest.raises(UserError, match=r"did not answer within 0\.2 seconds"):
            store.select("SELECT * WHERE { ?s ?p ?o }")
        held.set()
    assert tmp_path.exists()


@pytest.mark.parametrize(
    ("status", "body", "title", "hint"),
    [
        (400, "error at 1:7: expected ?", "error at 1:7: expected ?", "correct the query"),
        (401, "", "the graph server answers 401", "user-variable"),
        (403, "<html><b>no</b></html>", "the graph server answers 403: no", "ask whoever runs it"),
        (404, "gone", "the graph server answers 404: gone", "check the addresses"),
        (500, "boom", "the graph server answers 500: boom", "the server's own log"),
    ],
)
def test_what_the_server_says_is_passed_on(status: int, body: str, title: str, hint: str) -> None:
    """Message, address and what to do, without mark-up."""
    with answering(lambda handler, _: reply(handler, body, status)) as address:
        store = EndpointStore(Server(address, profile="oxigraph"))
        with pytest.raises(UserError) as caught:
            store.select("SELECT * WHERE { ?s ?p ?o }")
    assert caught.value.title == title
    assert caught.value.where == address
    assert hint in caught.value.hint


def test_an_answer_that_breaks_off_is_an_error() -> None:
    """A complete status and half a document are no answer."""

    def half(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        reply(handler, rows(3)[:-20])

    def lost(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", JSON)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        handler.wfile.write(rows(3).encode())
        handler.close_connection = True

    def chunk(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        handler.protocol_version = "HTTP/1.1"
        handler.send_response(200)
        handler.send_header("Content-Type", "application/n-triples")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"18\r\n<urn:a> <urn:b> <urn:c>.\n\r\n")
        handler.close_connection = True

    for answer in (half, lost):
        with answering(answer) as address, pytest.raises(UserError, match="breaks off"):
            EndpointStore(Server(address, profile="oxigraph")).select("SELECT * WHERE { ?s ?p ?o }")
    with answering(chunk) as address, pytest.raises(UserError, match="breaks off"):
        list(
            EndpointStore(Server(address, profile="oxigraph")).construct(
                "CONSTRUCT WHERE { ?s ?p ?o }"
            )
        )


def test_an_answer_cut_at_a_limit_of_rows_is_an_error() -> None:
    """Virtuoso names its limit in a header; of others the number is checked by counting."""

    def virtuoso(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        reply(handler, rows(10), X_SPARQL_MaxRows="10")

    def silent(handler: BaseHTTPRequestHandler, body: bytes) -> None:
        if b"COUNT" in body:
            number = '{"n": {"type": "literal", "value": "25000"}}'
            reply(handler, f'{{"head": {{"vars": ["n"]}}, "results": {{"bindings": [{number}]}}}}')
        else:
            reply(handler, rows(10_000))

    for answer, profile in ((virtuoso, "virtuoso"), (silent, "jena")):
        with answering(answer) as address, pytest.raises(UserError, match="the first"):
            EndpointStore(Server(address, profile=profile)).select(
                "PREFIX e: <urn:e:>\nSELECT ?s WHERE { ?s ?p ?o }"
            )


def test_a_number_that_only_looks_like_a_limit_is_none(tmp_path: Path) -> None:
    """Ten thousand rows, counted on a real server with a prologue and a comment, are all there."""
    with oxigraph(tmp_path / "data", "--union-default-graph") as address:
        store = EndpointStore(
            Server(f"{address}query", f"{address}update", f"{address}store", "jena")
        )
        store.replace(G, [(URIRef(f"{E}thing/{n}"), P, S) for n in range(10_000)])
        table = store.select(f"# all\nPREFIX e: <{E}>\nSELECT ?s WHERE {{ ?s e:p ?o }} # end")
        assert len(table.rows) == 10_000


def test_a_load_after_which_the_count_differs_is_told() -> None:
    """A server that says 200 and loses triples is not believed."""

    def careless(handler: BaseHTTPRequestHandler, body: bytes) -> None:
        if b"COUNT" in body:
            number = '{"n": {"type": "literal", "value": "1"}}'
            reply(handler, f'{{"head": {{"vars": ["n"]}}, "results": {{"bindings": [{number}]}}}}')
        else:
            reply(handler, rows(0))

    with answering(careless) as address:
        store = EndpointStore(Server(address, address, None, "oxigraph"))
        with pytest.raises(UserError, match=r"holds 1 triples .* after 2 were sent"):
            store.replace(G, [(S, P, Literal(1)), (S, P, Literal(2))])


@pytest.mark.parametrize("scheme", ["basic", "digest"])
def test_user_and_password_come_from_the_environment(
    scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are sent as the server asks, and only its address is in the settings."""
    monkeypatch.setenv("GRAPH_USER", "dba")
    monkeypatch.setenv("GRAPH_PASSWORD", "pa:ss")
    seen: list[str] = []

    def guarded(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        said = handler.headers.get("Authorization", "")
        seen.append(said)
        if said.lower().startswith(scheme):
            reply(handler, rows(1))
        else:
            challenge = 'Digest realm="SPARQL", nonce="n", qop="auth", algorithm="MD5"'
            reply(handler, "", 401, WWW_Authenticate=challenge)

    with answering(guarded) as address:
        store = EndpointStore.from_settings(
            {
                "endpoint": address,
                "profile": "virtuoso",
                "user-variable": "GRAPH_USER",
                "password-variable": "GRAPH_PASSWORD",
                "authentication": scheme,
            }
        )
        assert len(store.select("SELECT * WHERE { ?s ?p ?o }").rows) == 1
    if scheme == "basic":
        assert seen == [f"Basic {base64.b64encode(b'dba:pa:ss').decode()}"]
    else:
        assert 'username="dba"' in seen[-1]
        assert "pa:ss" not in "".join(seen)
