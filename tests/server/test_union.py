"""What people count by hand at the endpoint is true."""

from __future__ import annotations

import json
from urllib.parse import urlencode
from urllib.request import Request, urlopen

BUYER = "https://example.org/p2p/role/buyer"


def ask(site: str, query: str, **more: str) -> list[dict[str, dict[str, str]]]:
    """Ask the endpoint and give the rows of its answer."""
    address = f"{site}/sparql?{urlencode({'query': query, **more})}"
    request = Request(address, headers={"Accept": "application/sparql-results+json"})  # noqa: S310
    with urlopen(request) as response:  # noqa: S310 - the site of this test
        rows: list[dict[str, dict[str, str]]] = json.load(response)["results"]["bindings"]
    return rows


def test_a_role_that_many_files_mention_is_one_role(site: str) -> None:
    """Without DISTINCT the role is one row, though several graphs state it."""
    where = f"{{ <{BUYER}> a ?kind FILTER(?kind = <https://w3id.org/asbuilt/ns#Role>) }}"
    assert len(ask(site, f"SELECT ?kind WHERE {where}")) == 1
    graphs = ask(site, f"SELECT ?g WHERE {{ GRAPH ?g {where} }}")
    assert len(graphs) > 1


def test_a_request_that_names_only_named_graphs_has_an_empty_default_graph(site: str) -> None:
    """Which graphs a request names is its whole dataset, by the protocol's section 2.1.4."""
    graph = "https://example.org/p2p/graph/source/registers/roles.csv"
    query = "SELECT * WHERE { ?s ?p ?o } LIMIT 1"
    assert ask(site, query, **{"named-graph-uri": graph}) == []
    assert len(ask(site, query, **{"default-graph-uri": graph})) == 1
