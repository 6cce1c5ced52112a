"""FILTER NOT EXISTS becomes MINUS only where both find the same."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pyoxigraph as ox
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from rdflib import URIRef

from asbuilt.judge.native.absence import as_minus
from asbuilt.judge.native.prebinding import bind, bindable
from asbuilt.judge.native.shapes import Query

EXAMPLES = int(os.environ.get("ASBUILT_EXAMPLES", "0"))
PREFIXES = (("", "urn:x:"),)
NODES = [":a", ":b", ":c", ":d", "'e'"]
STEPS = [":p", ":q", "^:p", ":p+", ":p*", ":q?", ":p/:q", ":p*/:q", "(:p|:q)"]
ENDS = ["$this", "?v", "?w", "?x", "?y", ":a", ":nowhere"]


def text(first: str, second: str) -> str:
    """Give a query with two parts of its group."""
    return f"SELECT $this ?v WHERE {{ {first} {second} }}"


def prepared(query: str, *, is_in_graph: bool, is_few: bool = False) -> tuple[str, str | None]:
    """Give a query that is bound to focus nodes, as it is and with MINUS if that is allowed."""
    ready = bindable(Query(query, PREFIXES, URIRef("urn:x:shape")), {"this"})
    start = "?this <urn:x:p> ?any ." if is_in_graph else "VALUES ?this { <urn:x:a> <urn:x:gone> }"
    in_graph = {"this"} if is_in_graph else set()
    minus = as_minus(ready.tokens, {"this"}, in_graph, is_few=is_few)
    as_it_is = bind(ready, start, {"this"})
    if minus is None:
        return as_it_is, None
    return as_it_is, bind(replace(ready, tokens=minus), start, {"this"})


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("$this :p ?v .", "FILTER NOT EXISTS { ?v :q ?x }"),
        ("$this :p ?v", "FILTER NOT EXISTS { ?v :q* ?x . ?x :p ?v }"),
        ("$this :p ?v .", "filter not exists { ?x :q ?v . FILTER(?x != :a) }"),
        ("FILTER NOT EXISTS { ?v :q :a }", "$this :p ?v . OPTIONAL { ?v :p ?w }"),
        ("{ $this :p ?v } UNION { $this :q ?v }", "FILTER NOT EXISTS { ?v :q+ :a }"),
        ("$this :p ?v .", "FILTER NOT EXISTS { $this :q ?x }"),
    ],
)
def test_patterns_that_share_what_is_always_bound_become_minus(first: str, second: str) -> None:
    """The groups that people write most are rewritten, and nothing is left of the test."""
    _, minus = prepared(text(first, second), is_in_graph=True)
    assert minus is not None
    assert "MINUS" in minus
    assert "EXISTS" not in minus.upper()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("$this :p ?v .", "FILTER NOT EXISTS { ?x :q ?y }"),
        ("$this :p ?v ; :q ?w .", "FILTER NOT EXISTS { ?v :q ?x . FILTER(?x = ?w) }"),
        ("$this :p ?v .", "FILTER NOT EXISTS { ?v :q ?x . OPTIONAL { ?x :p ?y } }"),
        ("$this :p ?v .", "FILTER NOT EXISTS { { ?v :q ?x } UNION { ?v :p ?x } }"),
        ("$this :p ?v .", "FILTER NOT EXISTS { ?v :q ?x . FILTER EXISTS { ?x :p ?v } }"),
        ("$this :p ?v .", "FILTER NOT EXISTS { ?v :q ?x . $this :p ?y }"),
        ("BIND(:gone AS ?v) $this :p ?w .", "FILTER NOT EXISTS { ?v :q* ?x . ?x :q ?w }"),
        ("OPTIONAL { $this :p ?v }", "FILTER NOT EXISTS { ?v :q ?x }"),
        ("$this :p ?v .", "OPTIONAL { $this :q ?w FILTER NOT EXISTS { ?v :q ?w } }"),
        ("$this :p ?v .", "FILTER(true || NOT EXISTS { ?v :q ?x })"),
    ],
)
def test_what_could_mean_something_else_stays_as_it_is(first: str, second: str) -> None:
    """A filter that looks outside, nothing shared for sure, patterns apart: all stay."""
    assert prepared(text(first, second), is_in_graph=True)[1] is None


def test_a_path_of_no_steps_from_a_focus_node_outside_the_graph_stays_as_it_is() -> None:
    """NOT EXISTS reaches the node itself there, MINUS does not."""
    query = text("OPTIONAL { $this :p ?v }", "FILTER NOT EXISTS { $this :q* ?x }")
    assert prepared(query, is_in_graph=True)[1] is not None
    assert prepared(query, is_in_graph=False)[1] is None


def test_for_few_focus_nodes_what_is_around_is_stated_again() -> None:
    """Then MINUS starts from them, where a scan would look at everything."""
    query = text("$this :p ?v . OPTIONAL { ?v :q ?w }", "FILTER NOT EXISTS { ?x :q ?v ; :p ?y }")
    _, minus = prepared(query, is_in_graph=True, is_few=True)
    assert minus is not None
    assert minus.count("<urn:x:p> ?v") == 2
    shares_what_may_be_unbound = query.replace("?x :q ?v", "?w :q ?v")
    assert prepared(shares_what_may_be_unbound, is_in_graph=True, is_few=True)[1] is None


def test_of_several_tests_those_that_mean_the_same_are_rewritten() -> None:
    """Each is weighed on its own."""
    tests = "FILTER NOT EXISTS { ?v :q ?x } FILTER NOT EXISTS { ?x :q ?y }"
    _, minus = prepared(text("$this :p ?v .", tests), is_in_graph=True)
    assert minus is not None
    assert minus.count("MINUS") == 1
    assert minus.count("NOT EXISTS") == 1


patterns = st.tuples(st.sampled_from(ENDS), st.sampled_from(STEPS), st.sampled_from(ENDS))
written = patterns.map(lambda one: f"{' '.join(one)} .")
optional = written.map(lambda one: f"OPTIONAL {{ {one} }}")
union = st.tuples(written, written).map(lambda two: f"{{ {two[0]} }} UNION {{ {two[1]} }}")
bound = st.sampled_from([":a", ":gone", "'e'"]).map(lambda one: f"BIND({one} AS ?w)")
filters = st.sampled_from(["FILTER(?x != :a)", "FILTER(?v = ?w)", "FILTER(isIRI(?y))"])
around = st.lists(st.one_of(written, written, optional, union), min_size=1, max_size=3)
inside = st.tuples(st.lists(written, min_size=1, max_size=3), st.one_of(st.just(""), filters))
triples = st.tuples(
    st.sampled_from(NODES[:4]), st.sampled_from([":p", ":q"]), st.sampled_from(NODES)
)


@settings(max_examples=EXAMPLES or 120, derandomize=not EXAMPLES, deadline=None)
@given(
    st.sets(triples, max_size=10),
    st.tuples(st.one_of(st.just(""), bound), around),
    st.lists(inside, min_size=1, max_size=2),
    st.booleans(),
    st.booleans(),
)
def test_what_is_rewritten_finds_the_same(
    data: set[tuple[str, str, str]],
    outside: tuple[str, list[str]],
    tests: list[tuple[list[str], str]],
    is_in_graph: bool,  # noqa: FBT001 - given by Hypothesis
    is_few: bool,  # noqa: FBT001
) -> None:
    """Over random graphs, the same solutions come as often as before."""
    first = " ".join([outside[0], *outside[1]])
    second = " ".join(f"FILTER NOT EXISTS {{ {' '.join(group)} {last} }}" for group, last in tests)
    as_it_is, minus = prepared(text(first, second), is_in_graph=is_in_graph, is_few=is_few)
    assume(minus is not None)
    assert minus is not None
    store = ox.Store()
    prefix = "PREFIX : <urn:x:>"
    listed = " . ".join(map(" ".join, data))
    store.update(f"{prefix} INSERT DATA {{ {listed} }}")
    found = [Counter(map(str, store.query(one))) for one in (as_it_is, minus)]
    assert all(one == other for one, other in pairwise(found)), (as_it_is, minus)
