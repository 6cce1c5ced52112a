"""The SPARQL endpoint as programs use it: by the SPARQL 1.1 Protocol, over real HTTP."""

from __future__ import annotations

import csv
import io
import time
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode
from xml.etree import ElementTree as ET

import pytest
from fetching import fetch
from rdflib import Graph
from serving import serving
from SPARQLWrapper import CSV, GET, JSON, POST, POSTDIRECTLY, TSV, TURTLE, XML, SPARQLWrapper

if TYPE_CHECKING:
    from asbuilt.workspace import Workspace

PROCESSES = """PREFIX ab: <https://w3id.org/asbuilt/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?name WHERE { ?process a ab:Process ; rdfs:label ?name } ORDER BY ?name"""
NAMES = ["Invoice exception handling", "Purchase to pay", "Supplier onboarding"]
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_a_query_is_answered_in_each_of_the_three_ways_of_asking(site: str, way: str) -> None:
    """GET, a form, and the query itself as the body give the same answer (clause 2.1)."""
    address = f"{site}/sparql"
    accept = "application/sparql-results+json"
    form = urlencode({"query": PROCESSES})
    if way == "get":
        reply = fetch(f"{address}?{form}", accept=accept)
    elif way == "form":
        kind = "application/x-www-form-urlencoded"
        reply = fetch(address, body=form.encode(), accept=accept, content_type=kind)
    else:
        kind = "application/sparql-query; charset=utf-8"
        reply = fetch(address, body=PROCESSES.encode(), accept=accept, content_type=kind)
    assert (reply.status, reply.kind) == (200, accept)
    rows = reply.data["results"]["bindings"]
    assert [row["name"]["value"] for row in rows] == NAMES


@pytest.mark.parametrize("form", [JSON, XML, CSV, TSV])
@pytest.mark.parametrize("way", [GET, POST])
@pytest.mark.parametrize("post", ["urlencoded", POSTDIRECTLY])
def test_sparqlwrapper_reads_every_table_format(site: str, form: str, way: str, post: str) -> None:
    """The client that most Python programs use gets all four formats it can ask for."""
    client = SPARQLWrapper(f"{site}/sparql")
    client.setQuery(PROCESSES)
    client.setMethod(way)
    client.setRequestMethod(post)
    client.setReturnFormat(form)
    said = client.query().convert()
    if form == JSON:
        found = [row["name"]["value"] for row in said["results"]["bindings"]]
    elif form == XML:
        found = [node.firstChild.data for node in said.getElementsByTagName("literal")]
    elif form == CSV:
        found = [row[0] for row in csv.reader(io.StringIO(said.decode()))][1:]
    else:
        found = [line.strip('"') for line in said.decode().splitlines()[1:]]
    assert found == NAMES


def test_sparqlwrapper_reads_a_constructed_graph(site: str) -> None:
    """CONSTRUCT gives RDF that a client can parse."""
    client = SPARQLWrapper(f"{site}/sparql")
    client.setQuery("PREFIX ab: <https://w3id.org/asbuilt/ns#> "
                    "CONSTRUCT { ?s a ab:Process } WHERE { ?s a ab:Process }")  # fmt: skip
    client.setReturnFormat(TURTLE)
    assert len(Graph().parse(data=client.query().convert(), format="turtle")) == 3


# rdflib's own JSON-LD parser still uses the class that rdflib advises against.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
@pytest.mark.parametrize(
    ("accept", "syntax"),
    [
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
    ],
)
def test_a_description_comes_in_every_syntax_of_rdf(site: str, accept: str, syntax: str) -> None:
    """DESCRIBE answers in the syntax that the client accepts."""
    query = "DESCRIBE <https://example.org/p2p/control/c-04>"
    reply = fetch(f"{site}/sparql?{urlencode({'query': query})}", accept=accept)
    assert (reply.status, reply.kind) == (200, accept)
    assert len(Graph().parse(data=reply.text, format=syntax)) > 5


def test_asking_a_yes_or_no_question_answers_in_json_and_xml(site: str) -> None:
    """ASK gives a boolean in both formats that are defined for it."""
    address = f"{site}/sparql?{urlencode({'query': 'ASK { ?s ?p ?o }'})}"
    assert fetch(address, accept="application/sparql-results+json").data["boolean"] is True
    document = ET.fromstring(fetch(address, accept="application/sparql-results+xml").text)  # noqa: S314
    assert document[1].text == "true"


def test_the_dataset_of_the_request_decides_which_graphs_are_seen(site: str) -> None:
    """With default-graph-uri only that graph is seen, with named-graph-uri only as a named one."""
    graph = "https://example.org/p2p/graph/history"
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    named = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"

    def ask(query: str, **dataset: str) -> list[str]:
        pairs = {"query": query} | {name.replace("_", "-"): v for name, v in dataset.items()}
        reply = fetch(f"{site}/sparql?{urlencode(pairs)}", accept="text/csv")
        return reply.text.split()[1:]

    every, one = ask(count), ask(count, default_graph_uri=graph)
    assert 0 < int(one[0]) < int(every[0])
    assert ask(count, named_graph_uri=graph) == ["0"]
    assert ask(named, named_graph_uri=graph) == [graph]


def test_a_syntax_error_is_told_with_its_line_and_column(site: str) -> None:
    """A broken query gives 400 and a problem document that names the place."""
    query = "SELECT ?s WHERE {\n  ?s ?p }"
    reply = fetch(f"{site}/sparql?{urlencode({'query': query})}", accept="*/*")
    assert (reply.status, reply.kind) == (400, "application/problem+json")
    assert reply.data["line"] == 2
    assert reply.data["column"] > 1
    assert reply.data["status"] == 400


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "application/sparql-update", 403),
        (urlencode({"update": "CLEAR ALL"}), "application/x-www-form-urlencoded", 403),
        (urlencode({"query": "CLEAR ALL"}), "application/x-www-form-urlencoded", 400),
        ("nothing=here", "application/x-www-form-urlencoded", 400),
        ("query=ASK{}&query=ASK{}", "application/x-www-form-urlencoded", 400),
        ("SELECT * {}", "text/plain", 415),
        (urlencode({"query": "SELECT * { SERVICE <http://127.0.0.1/x> { ?s ?p ?o } }"}),
         "application/x-www-form-urlencoded", 400),
        (urlencode({"query": "SELECT * { FILTER EXISTS { SERVICE SILENT ?x { ?s ?p ?o } } }"}),
         "application/x-www-form-urlencoded", 400),
    ],
)  # fmt: skip
def test_what_is_no_query_is_refused(site: str, body: str, kind: str, status: int) -> None:
    """Updates, calls to other servers and what is beyond the protocol are told so, not done."""
    reply = fetch(f"{site}/sparql", body=body.encode(), content_type=kind, accept="*/*")
    assert (reply.status, reply.kind) == (status, "application/problem+json")
    assert fetch(f"{site}/healthz").status == 200


def test_a_runaway_query_is_stopped_at_its_time(example_workspace: Workspace) -> None:
    """A query that would take for ever ends with 503, and the server goes on answering."""
    with serving(example_workspace, QUERY_TIMEOUT=1.0) as site:
        began = time.monotonic()
        reply = fetch(f"{site}/sparql?{urlencode({'query': RUNAWAY})}", accept="*/*")
        assert time.monotonic() - began < 20  # it would take centuries
        assert reply.status == 503
        assert "1 seconds" in reply.data["title"]
        assert fetch(f"{site}/findings").status == 200


def test_an_answer_that_nobody_accepts_is_not_sent(site: str) -> None:
    """A client that accepts only pictures is told what there is."""
    reply = fetch(f"{site}/sparql?{urlencode({'query': PROCESSES})}", accept="image/png")
    assert reply.status == 406
    assert "text/csv" in reply.data["detail"]


def test_head_gives_the_headers_of_get_without_the_body(site: str) -> None:
    """HEAD on the endpoint, on a page and on a graph tells what GET would give."""
    for path in (f"/sparql?{urlencode({'query': PROCESSES})}", "/findings", "/graphs"):
        reply = fetch(site + path, method="HEAD", accept="application/json")
        assert reply.status == 200
        assert reply.body == b""


def test_without_a_query_the_service_describes_itself(site: str) -> None:
    """A program that asks nothing gets a service description (SPARQL 1.1 Service Description)."""
    reply = fetch(f"{site}/sparql", accept="text/turtle")
    graph = Graph().parse(data=reply.text, format="turtle")
    answer = graph.query(
        "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> "
        "ASK { ?s a sd:Service ; sd:endpoint ?e ; sd:supportedLanguage sd:SPARQL11Query ; "
        "sd:feature sd:UnionDefaultGraph }"
    )
    assert answer.askAnswer


def test_graphs_are_read_by_the_graph_store_protocol(site: str) -> None:
    """Each graph of the list can be fetched whole; the union of all is the default one."""
    graphs = fetch(f"{site}/graphs", accept="application/json").data
    assert len(graphs) > 30
    sizes = {entry["graph"]: entry["triples"] for entry in graphs}
    name = "https://example.org/p2p/graph/history"
    reply = fetch(f"{site}/graphs?graph={quote(name, safe='')}", accept="application/n-triples")
    assert len(Graph().parse(data=reply.text, format="nt")) == sizes[name]
    assert fetch(f"{site}/graphs?graph=urn:x:none", accept="*/*").status == 404
    assert fetch(f"{site}/graphs?default&graph={name}", accept="*/*").status == 400
    assert fetch(f"{site}/graphs?default", method="DELETE", accept="*/*").status == 403


def test_pages_of_elsewhere_may_not_read_answers_unless_the_workspace_says_so(
    example_workspace: Workspace,
) -> None:
    """Only an origin that the settings name gets the header that lets its pages read answers."""
    query = f"/sparql?{urlencode({'query': 'ASK {}'})}"
    with serving(example_workspace) as site:
        reply = fetch(site + query, origin="https://elsewhere.example")
        assert "Access-Control-Allow-Origin" not in reply.headers
    settings = example_workspace.settings | {"serve": {"cors": ["https://desk.example"]}}
    trusting = type(example_workspace)(example_workspace.folder, settings)
    with serving(trusting) as site:
        allowed = fetch(site + query, origin="https://desk.example").headers
        assert allowed["Access-Control-Allow-Origin"] == "https://desk.example"
        refused = fetch(site + query, origin="https://elsewhere.example").headers
        assert "Access-Control-Allow-Origin" not in refused
