"""Tests of the loader of SCXML state charts."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from golden import BASE, cases, read
from lxml import etree
from rdflib import RDF, URIRef

from asbuilt.loaders import scxml
from asbuilt.reading import read_head
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from golden import Golden, Outcome, Reader

CASES = cases(Path(__file__).parent, ".scxml")
NAMESPACE = "http://www.w3.org/2005/07/scxml"


def chart(inside: str, attributes: str = "") -> str:
    """Give a state chart that holds this."""
    return f'<scxml xmlns="{NAMESPACE}" version="1.0" {attributes}>{inside}</scxml>'


def ways(outcome: Outcome) -> set[tuple[str, str]]:
    """Give the identifiers of states between which transitions lead."""
    pairs = outcome.graph.subject_objects(AB.next)
    return {(str(a).rpartition("#")[2], str(b).rpartition("#")[2]) for a, b in pairs}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_chart_becomes_the_expected_graph(path: Path, golden: Golden) -> None:
    """Each case reads to the graph beside it."""
    assert scxml.claims(path, read_head(path))
    golden(scxml, path, domain="digital", system="HR")


def test_a_state_that_holds_others_is_entered_where_it_begins(reader: Reader) -> None:
    """By its attribute, its initial element or the first state in it; a parallel in all of them."""
    inner = '<state id="{0}1"/><state id="{0}2"/>'
    text = chart(
        f'<state id="a" initial="a2">{inner.format("a")}</state>'
        f'<state id="b"><initial><transition target="b2"/></initial>{inner.format("b")}</state>'
        f'<state id="c">{inner.format("c")}</state><parallel id="d">{inner.format("d")}</parallel>'
    )
    found = ways(reader(scxml, "m.scxml", text, domain="digital"))
    assert found == {("a", "a2"), ("b", "b2"), ("c", "c1"), ("d", "d1"), ("d", "d2")}


def test_an_event_on_an_outer_state_interrupts_whatever_is_in_it(reader: Reader) -> None:
    """From each inner state the way leads out; when all is done, from where it is done."""
    text = chart(
        '<state id="a"><transition event="stop" target="z"/>'
        '<transition event="done.state.a" target="y"/>'
        '<state id="a1"><transition target="a2"/></state><final id="a2"/></state>'
        '<final id="y"/><final id="z"/>'
    )
    outcome = reader(scxml, "m.scxml", text, domain="digital")
    assert ways(outcome) == {("a", "a1"), ("a1", "a2"), ("a1", "z"), ("a2", "z"), ("a2", "y")}
    final = {str(one).rpartition("#")[2] for one in outcome.graph.subjects(AB.isFinal)}
    assert final == {"y", "z"}


def test_a_target_that_is_not_there_is_told_with_its_line(reader: Reader) -> None:
    """Nothing is made up in its place."""
    text = chart('\n<state id="a"><transition event="e" target="gone"/></state>')
    outcome = reader(scxml, "m.scxml", text)
    [problem] = outcome.problems
    assert problem.severity == "warning"
    assert problem.place.line == 2
    assert "'gone'" in problem.message
    assert not ways(outcome)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "empty"),
        ("no XML", "not well-formed"),
        (chart("")[:-3], "not well-formed"),
        ('<state id="a"/>', "no SCXML"),
        (chart('<state id="a"/><final id="a"/>'), "the id 'a' stands twice"),
        (chart("<state>" * 220 + "</state>" * 220), "deeper than 200"),
        ('<!DOCTYPE x [<!ENTITY a "b">]>' + chart(""), "entities"),
        (chart('<state id="\xff"/>').encode("latin-1"), "encoding"),
    ],
)
def test_what_is_no_chart_is_refused_with_one_clear_error(
    content: str | bytes, message: str, reader: Reader
) -> None:
    """The file is refused as a whole, with cause and fix."""
    outcome = reader(scxml, "m.scxml", content)
    assert message in outcome.refusal.message
    assert len(outcome.problems) == 1
    assert not len(outcome.graph)


def test_a_chart_of_a_draft_or_without_a_namespace_is_read(reader: Reader) -> None:
    """Old examples and hand-written charts differ in the namespace only."""
    for namespace in ("http://www.w3.org/2005/SCXML", ""):
        text = chart('<state id="a"/>').replace(NAMESPACE, namespace)
        assert scxml.claims(Path("m.xml"), text.encode())
        outcome = reader(scxml, "m.scxml", text)
        assert (URIRef(f"{BASE}m.scxml#a"), RDF.type, AB.State) in outcome.graph
    assert not scxml.claims(Path("m.scxml"), b"<definitions xmlns='urn:x'/>")


DRAFT = """<scxml version="1.0" xmlns="http://www.w3.org/2005/SCXML" initialstate="asked">
<state id="asked"><transition event="submit"><target next="both"/></transition></state>
<parallel id="both">
  <state id="one">
    <state id="one1"><transition><target next="together"/></transition></state>
  </state>
  <state id="two">
    <state id="two1"><transition><target next="together"/></transition></state>
  </state>
  <join id="together"><transition><target next="done"/></transition></join>
</parallel>
<state id="done" final="true"/>
<state id="lost"><transition event="note"/></state>
</scxml>"""


def test_targets_are_read_as_the_draft_of_2005_writes_them(reader: Reader) -> None:
    """A target is an element there, a join is passed through, and a state can be marked final."""
    outcome = reader(scxml, "m.scxml", DRAFT, domain="digital")
    assert not outcome.problems
    into = {("both", "one"), ("both", "two"), ("one", "one1"), ("two", "two1")}
    onward = {("one1", "together"), ("two1", "together"), ("together", "done")}
    assert ways(outcome) == {("asked", "both"), *into, *onward}
    final = {str(one).rpartition("#")[2] for one in outcome.graph.subjects(AB.isFinal)}
    assert final == {"done"}
    initial = {str(one).rpartition("#")[2] for one in outcome.graph.subjects(AB.isInitial)}
    assert initial == {"asked"}
    assert outcome.elements["target"] == 4
    assert outcome.kept["transition without target"] == 1


def test_a_target_of_a_draft_that_is_not_there_is_told_with_its_line(reader: Reader) -> None:
    """It is told at the element that names it."""
    text = chart('\n<state id="a"><transition><target next="gone"/></transition></state>')
    (problem,) = reader(scxml, "m.scxml", text).problems
    assert problem.place.line == 2
    assert "'gone'" in problem.message


@pytest.mark.corpus
def test_every_public_chart_loads_or_is_refused_and_its_counts_agree(corpus: Path) -> None:
    """States and transitions are as many as listed; what is not well-formed is refused."""
    with (corpus / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        rows = {row["path"]: row["contains"] for row in csv.DictReader(file, delimiter="\t")}
    unequal = []
    listed = {name: said for name, said in rows.items() if name.endswith(".scxml")}
    assert len(listed) >= 40
    for name, said in listed.items():
        outcome = read(scxml, corpus / name, domain="digital")
        if said.startswith("?"):
            assert "not well-formed" in outcome.refusal.message, name
            continue
        counted = json.loads(said.partition(" ")[2])
        if any(one.severity == "error" for one in outcome.problems):
            assert "no SCXML" in outcome.refusal.message, name
            continue
        states, transitions = _in_invoked(corpus / name)
        assert bool(outcome.kept.get("chart of an invoke")) == bool(states), name
        states += sum(outcome.elements.get(kind, 0) for kind in ("state", "parallel", "final"))
        # Of the elements by which drafts write targets the manifest counts none.
        transitions += (
            0 if outcome.elements.get("target") else outcome.elements.get("transition", 0)
        )
        # Of charts in other namespaces it counts transitions only.
        draft = NAMESPACE.encode() not in (corpus / name).read_bytes()
        found = 0 if draft else states, transitions
        expected = counted.get("states", 0), counted.get("transitions_with_target", 0)
        if found != expected:
            unequal.append(f"{name}: {found}, the manifest has {expected}")
    assert not unequal, "\n".join(unequal)


def _in_invoked(path: Path) -> tuple[int, int]:
    """Count states and transitions of charts that stand in an invoke, which are kept as text."""
    nodes = [
        node
        for invoked in etree.parse(path).getroot().iter(f"{{{NAMESPACE}}}invoke")
        for node in invoked.iter(etree.Element)
    ]
    names = [etree.QName(node).localname for node in nodes]
    with_target = [node for node in nodes if node.get("target") and node.tag.endswith("transition")]
    return sum(names.count(kind) for kind in ("state", "parallel", "final")), len(with_target)
