"""The default graph of the embedded store: the union of all named graphs, as a set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from rdflib import Literal, URIRef

from asbuilt.store.embedded import EmbeddedStore

if TYPE_CHECKING:
    from asbuilt.store import Triple

THING = URIRef("https://example.org/thing")
SAYS = URIRef("https://example.org/says")
GRAPHS = [URIRef(f"https://example.org/graph/{number}") for number in range(3)]
CHANGES = st.lists(
    st.tuples(st.sampled_from(GRAPHS), st.sets(st.integers(0, 4))), min_size=1, max_size=12
)


def said(numbers: set[int]) -> list[Triple]:
    """Give a triple for each number."""
    return [(THING, SAYS, Literal(str(number))) for number in sorted(numbers)]


def test_what_several_graphs_state_counts_once() -> None:
    """COUNT without DISTINCT is true, however many files say the same."""
    store = EmbeddedStore.in_memory()
    for graph in GRAPHS:
        store.replace(graph, said({1, 2}))
    rows = store.select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }").rows
    assert [str(row[0]) for row in rows] == ["2"]


@given(changes=CHANGES)
def test_the_union_follows_every_change(changes: list[tuple[URIRef, set[int]]]) -> None:
    """After any run of replacements the union is what the graphs state, no more and no less."""
    store = EmbeddedStore.in_memory()
    held: dict[URIRef, set[int]] = {}
    for graph, numbers in changes:
        store.replace(graph, said(numbers))
        held[graph] = numbers
    expected = set().union(*held.values())
    assert sorted(store.triples()) == sorted(said(expected))
    assert {name: len(numbers) for name, numbers in held.items() if numbers} == store.graphs()


def test_the_union_follows_an_update_and_a_dropped_graph() -> None:
    """What an update adds or removes, and what goes with a graph, is so in the union as well."""
    store = EmbeddedStore.in_memory()
    for graph in GRAPHS[:2]:
        store.replace(graph, said({1}))
    store.update(f"INSERT DATA {{ GRAPH <{GRAPHS[2]}> {{ <{THING}> <{SAYS}> '7' }} }} # so;")
    assert sorted(store.triples()) == sorted(said({1, 7}))
    store.drop(GRAPHS[0])
    assert sorted(store.triples()) == sorted(said({1, 7})), "another graph still says it"
    store.drop(GRAPHS[1])
    assert sorted(store.triples()) == said({7})
