"""Judging again what a change can affect gives what judging everything gives."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import random_shapes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import RDF, RDFS, Graph, URIRef

from asbuilt.judge.incremental.run import Run, judge_again, judge_all
from asbuilt.judge.refresh import Change
from asbuilt.judge.view import View
from asbuilt.terms import to_quad

if TYPE_CHECKING:
    from asbuilt.store import Triple


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    random_shapes.graphs,
    random_shapes.shapes,
    st.lists(random_shapes.changes, min_size=1, max_size=3),
)
def test_after_any_changes_the_report_is_that_of_a_full_run(
    graph: set[Triple], shapes: str, changes: list[set[Triple]]
) -> None:
    """Random graphs, shapes with paths, shapes within shapes and queries, and several changes."""
    hold_against_full_runs(graph, shapes, changes)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    random_shapes.graphs,
    random_shapes.query_shapes,
    st.lists(random_shapes.changes, min_size=1, max_size=3),
)
def test_after_any_changes_queries_give_what_a_full_run_gives(
    graph: set[Triple], shapes: str, changes: list[set[Triple]]
) -> None:
    """Random queries alone: groups, OPTIONAL, UNION, EXISTS, SELECT within, paths of all kinds."""
    hold_against_full_runs(graph, shapes, changes)


@pytest.mark.parametrize(
    ("body", "before", "toggled"),
    [
        ("OPTIONAL { $this x:p ?x } ?x x:q ?value", "a r b. c q d", "e q f"),
        ("OPTIONAL { $this x:p ?x } ?x x:q ?value", "a p b. c q d", "b q f"),
        ("{ $this x:p ?x } UNION { $this x:r ?y } ?x x:q ?value", "a r b. c q d", "e q f"),
        ("$this x:r ?y FILTER NOT EXISTS { ?x x:q ?y }", "a r b. c q b", "c q b"),
        ("$this x:r ?y FILTER NOT EXISTS { ?x x:q ?z }", "a r b. c q d", "c q d"),
        ("$this x:r ?y OPTIONAL { ?y x:p ?value . ?x x:q ?value }", "a r b. b p c", "d q c"),
        ("$this x:r/x:p* ?y . ?y a ?value", "a r b. b p c. c p d. d a C", "b p c"),
        ("$this x:r/x:p* ?y . ?y a ?value", "a r b. b p c. c p d. d a C", "c p d. e a C"),
        ("{ SELECT $this (COUNT(?x) AS ?n) { $this x:p ?x } GROUP BY $this } FILTER(?n > 1)",
         "a p b. a p c", "a p c"),
        ("$this x:r ?y . { SELECT $this ?y { ?x x:q ?y . $this a ?z } }", "a r b. a a C", "c q b"),
        ("$this x:r ?y . { SELECT $this { ?y x:q ?x . $this a ?z } }", "a r b. a a C", "c q d"),
        ("$this x:r ?y BIND(?y AS ?x) ?z x:q ?x", "a r b", "c q b"),
        ("$this ?y ?x . ?y x:q ?value", "a r b", "r q c"),
        ("?x x:p ?y . ?y x:q $this . ?x a ?value", "b p c. c q a", "b a C"),
        ("$this x:r ?y FILTER(?z = ?y) ?z x:q x:C", "a r b. b q C", "b q C"),
        ("$this x:p $this . ?value x:q* x:C", "a p a", "b a C"),
        ("$this x:q* ?value", "a p b", "b r g"),
        ("{ FILTER NOT EXISTS { $this a ?z FILTER EXISTS { ?y x:p/x:q x:a } } }",
         "a a C. g q a", "f p g"),
    ],
)  # fmt: skip
def test_a_pattern_matters_to_whom_a_walk_leads_and_to_all_if_none_does(
    body: str, before: str, toggled: str
) -> None:
    """Each way in which a variable may or may not be bound for sure when a pattern is matched."""
    query = f"SELECT DISTINCT $this ?value WHERE {{ {body} }}"
    shape = (
        f"{random_shapes.PREFIXES} :S a sh:NodeShape ; sh:targetNode :a , :g ; "
        f'sh:sparql [ sh:prefixes :o ; sh:select """{query}""" ] .'
    )
    hold_against_full_runs(facts(before), shape, [facts(toggled), facts(toggled)])


@pytest.mark.parametrize("target", ["targetSubjectsOf :p", "targetObjectsOf :q", "targetClass :C"])
@pytest.mark.parametrize("name", ["any", "class", "node", "focus"])
def test_a_query_may_name_its_variables_as_it_likes(target: str, name: str) -> None:
    """What tells whether a node is a target must not meet a variable of the query."""
    shape = (
        f"{random_shapes.PREFIXES} :D <http://www.w3.org/2000/01/rdf-schema#subClassOf> :C ."
        f" :S a sh:NodeShape ; sh:{target} ; sh:sparql [ sh:prefixes :o ; sh:select"
        f' """SELECT $this ?value WHERE {{ $this ?{name} ?value . $this x:p ?x }}""" ] .'
    )
    before = facts("a a C. b a D. D subClassOf C. a p c. b p c. e q a. e q b. c r a")
    hold_against_full_runs(before, shape, [facts("a p d"), facts("b p d. b r e")])


def test_what_no_change_concerns_is_not_judged_again() -> None:
    """One shape is left alone, one judged in part; a sub-class makes both be judged as a whole."""
    shapes = f"""{random_shapes.PREFIXES}
    :S sh:targetClass :C ; sh:property [ sh:path ( :p [ sh:inversePath :q ] ) ; sh:minCount 1 ] .
    :T sh:targetClass :D ; sh:property [ sh:path :r ; sh:minCount 1 ] ."""
    graph = facts("a a C. b a C. c a D. a p d. e q d")
    view, shapes_graph = View.of(graph), Graph().parse(data=shapes, format="turtle")
    run = judge_all(view, shapes_graph)
    assert run.again is None
    again = {}
    for toggled in ("e q d", "C subClassOf D"):
        change = change_of(view, facts(toggled))
        view.change(change.came, change.went)
        run = judge_again(view, shapes_graph, change, run.judged)
        again[toggled] = (run.again, len(run.whole))
    assert again == {"e q d": (1, 0), "C subClassOf D": (0, 2)}


def test_a_query_with_not_exists_is_judged_in_part() -> None:
    """What is within EXISTS is walked, too, where SELECT hides one of its variables."""
    query = (
        "SELECT $this ?value WHERE { $this x:p ?value"
        " FILTER NOT EXISTS { ?value x:q* ?end . ?end a x:D } }"
    )
    shapes = of_query(query)
    view = View.of(facts("a a C. b a C. a p c. b p d. c q e. e a D"))
    run = judge_all(view, shapes)
    # What gains or loses a type may be a focus node by that, so it counts as well.
    for toggled, again in (("e a D", 2), ("c q e", 1), ("d a D", 2), ("c a D", 2)):
        change = change_of(view, facts(toggled))
        view.change(change.came, change.went)
        run = judge_again(view, shapes, change, run.judged)
        assert (run.again, run.whole) == (again, frozenset()), toggled
        assert found(run) == found(judge_all(view, shapes))


def test_a_shape_that_cannot_be_judged_any_more_keeps_no_result_of_the_last_run() -> None:
    """Else what was found before would be told as if it had been found again."""
    query = (
        "SELECT $this ?value WHERE { $this x:p ?value , ?b , ?c , ?d , ?e , ?f , ?g"
        " FILTER(?b = ?c && ?c = ?d && ?d = ?e && ?e = ?f && ?f = ?g && STR(?g) != STR(?this)) }"
    )
    shapes = of_query(query)
    view = View.of(facts("a a C. a p b. c a C. c p d"))
    run = judge_all(view, shapes)
    assert len(run.judged.outcome().results) == 2
    change = change_of(view, facts(". ".join(f"a p v{number}" for number in range(90))))
    view.change(change.came, change.went)
    run = judge_again(view, shapes, change, run.judged, seconds=1)
    assert run.whole == frozenset(), "only a part was to be judged again"
    assert [note.shape for note in run.judged.failed] == [URIRef("urn:x:S")]
    assert run.judged.outcome().results == ()


def of_query(query: str) -> Graph:
    """Give the shape of a query about the things of class C."""
    shape = f':S a sh:NodeShape ; sh:targetClass :C ; sh:sparql [ sh:select """{query}""" ;'
    return Graph().parse(
        data=f"{random_shapes.PREFIXES} {shape} sh:prefixes :o ] .", format="turtle"
    )


def hold_against_full_runs(graph: set[Triple], shapes: str, changes: list[set[Triple]]) -> None:
    """Judge again after each change, and everything beside it."""
    shapes_graph = Graph().parse(data=shapes, format="turtle")
    view = View.of(graph)
    run = judge_all(view, shapes_graph)
    for toggled in changes:
        change = change_of(view, toggled)
        view.change(change.came, change.went)
        run = judge_again(view, shapes_graph, change, run.judged)
        assert found(run) == found(judge_all(view, shapes_graph))


def facts(text: str) -> set[Triple]:
    """Read facts such as ``a p b. c a C``, all in the namespace of the random shapes."""
    known = {"a": RDF.type, "subClassOf": RDFS.subClassOf}
    return {
        (URIRef(f"urn:x:{s}"), known.get(p, URIRef(f"urn:x:{p}")), URIRef(f"urn:x:{o}"))
        for s, p, o in (one.split() for one in text.split("."))
    }


def change_of(view: View, toggled: set[Triple]) -> Change:
    """Give the change that takes away the triples that are there and adds the others."""
    facts = {to_quad(triple, ox.NamedNode("urn:x")).triple for triple in toggled}
    there = frozenset(one for one in facts if ox.Quad(*one) in view.inner)
    return Change(frozenset(facts - there), there)


def found(run: Run) -> tuple[Counter[object], object, object]:
    """Give the results as a bag, each with where it came from, and what befell shapes."""
    judged = run.judged
    results = Counter(
        (shape, node, result)
        for shape, by_node in judged.results.items()
        for node, some in by_node.items()
        for result in some
    )
    return results, Counter(judged.others), (set(judged.referred), set(judged.failed))
