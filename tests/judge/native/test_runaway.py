"""Shapes that run for ever, fetch or refer to themselves are told of; others are judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from rdflib import Graph, URIRef

from asbuilt.judge.engine import judge
from asbuilt.judge.native.data import LocalData
from asbuilt.judge.native.report import report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from program import Program

    from asbuilt.judge.engine import Outcome

SIZE = 2000
PREFIXES = """
@prefix : <urn:x:> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
GOOD = """
:Query a sh:NodeShape ; sh:targetNode :n0 ;
  sh:sparql [ sh:select "SELECT $this ?value WHERE { $this <urn:x:p> ?value }" ] .
:Core a sh:NodeShape ; sh:targetNode :n0 ; sh:nodeKind sh:Literal .
"""
"""Two shapes, of which each has one result."""
PRODUCT = "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a = ?i) }"
RUNAWAY = {
    "constraint": f':Bad a sh:NodeShape ; sh:targetNode :n0 ; sh:sparql [ sh:select """SELECT $this'
    f' (COUNT(*) AS ?n) WHERE {PRODUCT} GROUP BY $this""" ] .',
    "target": ':Bad a sh:NodeShape ; sh:nodeKind sh:Literal ; sh:target [ sh:select """SELECT ?this'
    f' WHERE {{ {{ SELECT (COUNT(*) AS ?this) WHERE {PRODUCT} }} }}""" ] .',
    "component": ":Bad a sh:NodeShape ; sh:targetNode :n0 ; :count 1 . :Component a"
    " sh:ConstraintComponent ; sh:parameter [ sh:path :count ] ; sh:validator [ a"
    f' sh:SPARQLAskValidator ; sh:ask """ASK {{ {PRODUCT} FILTER(?a = 1) }}""" ] .',
    "path": ":Bad a sh:PropertyShape ; sh:targetSubjectsOf :p ; sh:maxCount 1 ; sh:path"
    " [ sh:zeroOrMorePath [ sh:alternativePath ( :p [ sh:inversePath :p ] ) ] ] .",
    "within": ":Bad a sh:NodeShape ; sh:targetNode :n0 ; sh:not [ sh:or ( [ sh:sparql"
    f' [ sh:select """SELECT $this (COUNT(*) AS ?n) WHERE {PRODUCT} GROUP BY $this""" ] ] ) ] .',
}


def ring() -> Iterator[ox.Quad]:
    """Give a ring of many things, of which a path that repeats reaches all from each."""
    for number in range(SIZE):
        yield ox.Quad(
            ox.NamedNode(f"urn:x:n{number}"),
            ox.NamedNode("urn:x:p"),
            ox.NamedNode(f"urn:x:n{(number + 1) % SIZE}"),
        )


def data_of(kind: str, folder: Path) -> LocalData:
    """Give the ring in memory, on disk, or as a named graph on disk."""
    if kind == "memory":
        return LocalData.of_quads(ring())
    store = ox.Store(str(folder))
    if kind == "disk":
        store.extend(ring())
        return LocalData(store, folder=folder)
    name = ox.NamedNode("urn:x:graph")
    store.extend(ox.Quad(*quad.triple, name) for quad in ring())
    return LocalData(store, [name], folder=folder)


def judged(kind: str, folder: Path, shapes: str) -> tuple[Outcome, Graph]:
    """Judge the ring with two seconds for each query."""
    data, graph = data_of(kind, folder), Graph().parse(data=PREFIXES + shapes, format="turtle")
    data.guarded.seconds = 2
    try:
        outcome = judge(data, graph, "native")
    finally:
        data.close()
    return outcome, report(outcome, graph)


@pytest.mark.parametrize("case", RUNAWAY)
def test_a_shape_that_runs_away_fails_and_all_others_are_judged(case: str, tmp_path: Path) -> None:
    """The report does not say that the data conforms, and the note says what to do."""
    outcome, said = judged("memory", tmp_path, RUNAWAY[case] + GOOD)
    assert [str(note.shape) for note in outcome.failed] == ["urn:x:Bad"]
    assert "took longer than 2 seconds" in outcome.failed[0].reason
    assert sorted(str(one.shape) for one in outcome.results) == ["urn:x:Core", "urn:x:Query"]
    assert not outcome.conforms
    assert "conforms false" in said.serialize(format="turtle")


@pytest.mark.parametrize("kind", ["disk", "graph"])
def test_a_query_over_a_store_on_disk_is_stopped_as_well(kind: str, tmp_path: Path) -> None:
    """A process reads the folder while this one has it open, and sees the same."""
    outcome, _ = judged(kind, tmp_path / "store", RUNAWAY["constraint"] + GOOD)
    assert [str(note.shape) for note in outcome.failed] == ["urn:x:Bad"]
    assert sorted(str(one.shape) for one in outcome.results) == ["urn:x:Core", "urn:x:Query"]
    ox.Store(str(tmp_path / "store"))  # nobody holds it any more


SERVICE = "SERVICE <http://localhost:1/> { ?a ?b ?c }"
UNSAFE = {
    "service": ':Bad a sh:NodeShape ; sh:targetNode :n0 ; sh:sparql [ sh:select "SELECT $this WHERE'
    f' {{ {SERVICE} }}" ] .',
    "service in a SELECT within": ":Bad a sh:NodeShape ; sh:targetNode :n0 ; sh:sparql [ sh:select"
    f' "SELECT $this WHERE {{ {{ SELECT $this WHERE {{ {SERVICE} }} }} }}" ] .',
    "silent service": ":Bad a sh:NodeShape ; sh:targetNode :n0 ; sh:sparql [ sh:select"
    f' "SELECT $this WHERE {{ {SERVICE.replace("SERVICE", "service silent")} }}" ] .',
    "service in EXISTS": ":Bad a sh:NodeShape ; sh:targetNode :n0 ; sh:sparql [ sh:select"
    f' "SELECT $this WHERE {{ FILTER EXISTS {{ {SERVICE} }} }}" ] .',
    "service in ASK": ":Bad a sh:NodeShape ; sh:targetNode :n0 ; :count 1 . :Component a"
    " sh:ConstraintComponent ; sh:parameter [ sh:path :count ] ; sh:validator [ a"
    f' sh:SPARQLAskValidator ; sh:ask "ASK {{ {SERVICE} }}" ] .',
    "service in a target": ":Bad a sh:NodeShape ; sh:nodeKind sh:IRI ; sh:target [ sh:select"
    f' "SELECT ?this WHERE {{ {SERVICE} }}" ] .',
    "recursion": ":Bad a sh:NodeShape ; sh:targetNode :n0 ; sh:property [ sh:path :p ; sh:node"
    " :Other ] . :Other a sh:NodeShape ; sh:or ( [ sh:not :Bad ] ) .",
}


@pytest.mark.parametrize("case", UNSAFE)
def test_shapes_that_fetch_or_refer_to_themselves_are_not_run(case: str, tmp_path: Path) -> None:
    """They are listed as failed with the reason, and all others are judged."""
    outcome, _ = judged("memory", tmp_path, UNSAFE[case] + GOOD)
    assert [note.shape for note in outcome.failed] == [URIRef("urn:x:Bad")]
    assert ("SERVICE" if "service" in case else "refers to itself") in outcome.failed[0].reason
    assert sorted(str(one.shape) for one in outcome.results) == ["urn:x:Core", "urn:x:Query"]
    assert not outcome.conforms


def test_the_limit_is_set_on_the_command_line(asbuilt: Program, tmp_path: Path) -> None:
    """A shape that takes longer is named, and the exit code is that of what could not be judged."""
    data, shapes = tmp_path / "data.nt", tmp_path / "shapes.ttl"
    data.write_text("\n".join(f"{quad.triple} ." for quad in ring()), encoding="utf-8")
    shapes.write_text(PREFIXES + RUNAWAY["constraint"] + GOOD, encoding="utf-8")
    result = asbuilt("validate", str(data), "--shapes", str(shapes), "--seconds", "1")
    assert result.code == 2
    assert "sh:conforms false" in result.out
    assert "<urn:x:Bad> cannot be judged: it took longer than 1 seconds" in result.err


BACKTRACKING = ":Bad a sh:NodeShape ; sh:targetNode :text ; sh:property [ sh:path :says ; %s ] ."
FOREIGN = BACKTRACKING % r'sh:pattern "^(?=x)(x+x+)+y$"'
"""A pattern that only Python can match, since it looks ahead, and that it never gets done with."""


@pytest.mark.parametrize("engine", ["native", "reference"])
def test_a_pattern_that_is_never_done_is_stopped(engine: str) -> None:
    """Whoever matches it: the others are judged, and the report does not say that it conforms."""
    text = f':text :says "{"x" * 60}" . :n0 <urn:x:p> :n1 .'
    data = LocalData.of_graph(Graph().parse(data=PREFIXES + text, format="turtle"))
    data.guarded.seconds = 2
    shapes = Graph().parse(data=PREFIXES + FOREIGN + GOOD, format="turtle")
    outcome = judge(data, shapes, engine)
    data.close()
    assert [str(note.shape) for note in outcome.failed] == ["urn:x:Bad"]
    assert "took longer than 2 seconds" in outcome.failed[0].reason
    assert sorted(str(one.shape) for one in outcome.results) == ["urn:x:Core", "urn:x:Query"]
    assert not outcome.conforms


@pytest.mark.parametrize("case", ["constraint", "within"])
def test_the_reference_engine_is_stopped_as_well(case: str) -> None:
    """It is run over all shapes at once, and one by one to find those that take too long."""
    data = LocalData.of_quads(ring())
    data.guarded.seconds = 3
    shapes = Graph().parse(data=PREFIXES + RUNAWAY[case] + GOOD, format="turtle")
    outcome = judge(data, shapes, "reference")
    data.close()
    assert [str(note.shape) for note in outcome.failed] == ["urn:x:Bad"]
    assert sorted(str(one.shape) for one in outcome.results) == ["urn:x:Core", "urn:x:Query"]
