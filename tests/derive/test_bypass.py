"""Ways around controls are found with a shortest path, and only where there are any."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from derived import cases, of_kind, proofs
from rdflib import URIRef
from rdflib.collection import Collection

from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from pathlib import Path

    from derived import Derived
    from rdflib import Graph

BOTH_SIDES = """
p:P a ab:Process ; rdfs:label "Purchase to pay" ; ab:hasStep p:Receive, p:Approve, p:Release .
p:Receive a ab:Task, ab:Step ; rdfs:label "Receive" .
p:Approve a ab:Approval, ab:Task, ab:Step ; rdfs:label "Approve" ; ab:controlledBy <control/c> .
p:Release a ab:Task, ab:Step ; rdfs:label "Release" .
p:f1 a ab:Flow ; ab:source p:Receive ; ab:target p:Approve .
p:f2 a ab:Flow ; ab:source p:Approve ; ab:target p:Release .
<control/c> a ab:Control ; rdfs:label "Second pair of eyes" ; ab:guards p:Release .
<m1> a ab:Mapping ; ab:processElement p:Approve ; ab:digitalElement w:Approve ;
    ab:mappingStatus "confirmed" .
<m2> a ab:Mapping ; ab:processElement p:Release ; ab:digitalElement w:Release ;
    ab:mappingStatus "confirmed" .
"""
FILES = list(cases("bypass"))


def path_of(graph: Graph, bypass: URIRef) -> list[str]:
    """Give the identifiers along the counter-example of a bypass."""
    head = graph.value(bypass, AB.counterExample)
    assert head is not None
    return [str(thing).rpartition("#")[2] for thing in Collection(graph, head)]


def test_there_are_cases() -> None:
    """The folder of cases holds faults and decoys."""
    names = [file.stem for file in FILES]
    assert sum(name.startswith("fault") for name in names) >= 8
    assert sum(name.startswith("decoy") for name in names) >= 5


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_workflow_is_judged_as_its_case_says(file: Path, derived: Derived) -> None:
    """The second line of a case says what is expected, and by which path."""
    text = file.read_text(encoding="utf-8")
    expected, *path = text.splitlines()[1].removeprefix("# expect: ").split()
    graph = derived(BOTH_SIDES + text, "bypass")
    found = of_kind(graph, AB.Bypass)
    if expected not in {"none", "documented"}:
        found = [way for way in found if str(graph.value(way, AB.documented)) == "false"]
    if expected == "none":
        assert not found, proofs(graph, AB.Bypass)
        return
    (bypass,) = found
    assert path_of(graph, bypass) == path
    assert str(graph.value(bypass, AB.documented)) == str(expected == "documented").lower()
    assert graph.value(bypass, AB.about) == URIRef("https://example.org/w/w.asl.json#Release")
    assert graph.value(bypass, AB.control) == URIRef("https://example.org/w/control/c")


def test_the_proof_names_the_path_with_its_conditions(derived: Derived) -> None:
    """A person can follow the sentence in the workflow, state by state."""
    (file,) = [file for file in FILES if file.stem == "fault-choice-goes-around"]
    graph = derived(BOTH_SIDES + file.read_text(encoding="utf-8"), "bypass")
    (proof,) = proofs(graph, AB.Bypass)
    assert "Receive → Preferred [supplier = preferred] → Release" in proof


def test_the_proof_says_where_nothing_carries_the_control_out(derived: Derived) -> None:
    """A workflow without the control at all is told apart from one that lets it be skipped."""
    (file,) = [file for file in FILES if "nothing-carries" in file.stem]
    graph = derived(BOTH_SIDES + file.read_text(encoding="utf-8"), "bypass")
    (proof,) = proofs(graph, AB.Bypass)
    assert proof.startswith("Nothing in the workflow 'Orders' carries out 'Second pair of eyes'")


def test_a_proposed_mapping_is_no_proof_of_a_control(derived: Derived) -> None:
    """As long as nobody has confirmed it, the state counts as unmapped."""
    (file,) = [file for file in FILES if file.stem == "decoy-every-path-is-approved"]
    turtle = BOTH_SIDES.replace('"confirmed"', '"proposed"', 1) + file.read_text(encoding="utf-8")
    (proof,) = proofs(derived(turtle, "bypass"), AB.Bypass)
    assert proof.startswith("Nothing in the workflow")


def test_a_process_that_documents_a_way_around_its_own_control_is_told_of(
    derived: Derived,
) -> None:
    """A boundary event at the approval that leads to the release is such a way."""
    around = """
    p:P ab:hasStep p:Late .
    p:Late a ab:Event, ab:Step ; rdfs:label "Two days later" ; ab:attachedTo p:Approve ;
        ab:elementKind "boundaryEvent" .
    p:f3 a ab:Flow ; ab:source p:Late ; ab:target p:Release .
    """
    (proof,) = proofs(derived(BOTH_SIDES + around, "bypass"), AB.Bypass)
    assert "Receive → Approve [broken off] → Two days later → Release" in proof
    assert not proofs(derived(BOTH_SIDES, "bypass"), AB.Bypass)


def test_a_sub_process_is_completed_only_through_its_end(derived: Derived) -> None:
    """An approval inside of a sub-process counts; an error that leaves it before does not."""
    inside = """
    p:P ab:hasStep p:Sub, p:Begin, p:Done .
    p:Sub a ab:SubProcess, ab:Step ; rdfs:label "Decide" .
    p:Begin a ab:Event, ab:Step ; ab:elementKind "startEvent" ; ab:partOf p:Sub ;
        rdfs:label "Begin" .
    p:Done a ab:Event, ab:Step ; ab:elementKind "endEvent" ; ab:partOf p:Sub ;
        rdfs:label "Done" .
    p:Approve ab:partOf p:Sub .
    p:g1 a ab:Flow ; ab:source p:Receive ; ab:target p:Sub .
    p:g2 a ab:Flow ; ab:source p:Begin ; ab:target p:Approve .
    p:g3 a ab:Flow ; ab:source p:Approve ; ab:target p:Done .
    p:g4 a ab:Flow ; ab:source p:Sub ; ab:target p:Release .
    """
    plain = BOTH_SIDES.replace("p:f1 a ab:Flow ; ab:source p:Receive ; ab:target p:Approve .", "")
    plain = plain.replace("p:f2 a ab:Flow ; ab:source p:Approve ; ab:target p:Release .", "")
    assert not proofs(derived(plain + inside, "bypass"), AB.Bypass)
    error = """
    p:P ab:hasStep p:Failed .
    p:Failed a ab:Event, ab:Step ; rdfs:label "Failed" ; ab:attachedTo p:Sub ;
        ab:elementKind "boundaryEvent" .
    p:g5 a ab:Flow ; ab:source p:Failed ; ab:target p:Release .
    """
    (proof,) = proofs(derived(plain + inside + error, "bypass"), AB.Bypass)
    assert "Receive → Decide [broken off] → Failed → Release" in proof


def test_a_chain_of_five_thousand_states_with_branches_runs_through(derived: Derived) -> None:
    """Nothing recurses and nothing is unfolded, however long a workflow is."""
    lines = ["w:W a ab:Workflow ; rdfs:label 'Long' . w:s0 ab:isInitial true ."]
    for place in range(5000):
        lines.append(
            f"w:W ab:hasState w:s{place} . w:s{place} a ab:State ; rdfs:label 's{place}' ."
        )
        lines.append(f"w:s{place} ab:next w:s{place + 1} .")
        if place % 7 == 0:
            lines.append(f"w:s{place} ab:next w:s{min(place + 3, 4999)} .")
    lines.append("w:W ab:hasState w:s5000, w:Release . w:s5000 a ab:State ; ab:next w:Release .")
    lines.append("w:Release a ab:State ; rdfs:label 'Release' .")
    graph = derived(BOTH_SIDES + "\n".join(lines), "bypass")
    (bypass,) = of_kind(graph, AB.Bypass)
    path = path_of(graph, bypass)
    assert path[0] == "s0"
    assert path[-1] == "Release"
    assert len(str(graph.value(bypass, AB.proof))) < 1000


def test_each_way_around_is_told_where_there_are_several(derived: Derived) -> None:
    """Whoever mends the first should not learn of the second only then."""
    turtle = """
    w:W a ab:Workflow ; rdfs:label "Orders" ;
        ab:hasState w:A, w:Fast, w:Approve, w:Late, w:Release .
    w:A a ab:State ; rdfs:label "A" ; ab:isInitial true ; ab:next w:Fast .
    w:Fast a ab:State ; rdfs:label "Fast" ; ab:next w:Release, w:Approve .
    w:Approve a ab:State ; rdfs:label "Approve" ; ab:next w:Release .
    w:t a ab:Transition ; ab:from w:Approve ; ab:to w:Late ; ab:transitionKind "catch" .
    w:Late a ab:State ; rdfs:label "Late" ; ab:next w:Release .
    w:Release a ab:State ; rdfs:label "Release" .
    """
    graph = derived(BOTH_SIDES + turtle, "bypass")
    paths = sorted(path_of(graph, bypass) for bypass in of_kind(graph, AB.Bypass))
    assert paths == [["A", "Fast", "Approve", "Late", "Release"], ["A", "Fast", "Release"]]


@pytest.mark.parametrize(
    ("condition", "words", "standing"),
    [
        ("<= 250", "exactly for the cases", "documented"),
        ("<= 100", "only for cases", "narrower"),
    ],
)
def test_a_documented_way_says_how_it_fits_the_control(
    condition: str, words: str, standing: str, derived: Derived
) -> None:
    """One that lets fewer cases around than it might is told apart, and says so."""
    (file,) = [file for file in FILES if file.stem == "documented-small-amounts"]
    text = file.read_text(encoding="utf-8")
    way = "w:way a ab:Transition ; ab:from w:Amount ; ab:to w:Release ;"
    way += f' ab:condition "amount {condition}" .'
    lines = [
        line for line in text.splitlines() if "ab:to w:Release" not in line or "Approve" in line
    ]
    graph = derived(BOTH_SIDES + "\n".join([*lines, way]), "bypass")
    (proof,) = proofs(graph, AB.Bypass)
    assert f"This is {words} to which the control does not apply (amount > 250)" in proof
    assert [str(said) for said in graph.objects(None, AB.standing)] == [standing]


RECOUNTED = """
w:W a ab:Workflow ; rdfs:label "Orders" ;
    ab:hasState w:Receive, w:Small, w:Convert, w:Large, w:Approve, w:Release, w:End .
w:Receive a ab:State ; rdfs:label "Receive" ; ab:execution "user" ; ab:isInitial true .
w:Small a ab:State ; rdfs:label "Small" ; ab:elementKind "Choice" ; ab:execution "none" .
w:Convert a ab:State ; rdfs:label "Convert" ; ab:execution "none" .
w:Large a ab:State ; rdfs:label "Large" ; ab:elementKind "Choice" ; ab:execution "none" .
w:Approve a ab:State ; rdfs:label "Approve" ; ab:execution "user" .
w:Release a ab:State ; rdfs:label "Release" ; ab:execution "user" .
w:End a ab:State ; rdfs:label "End" ; ab:execution "none" ; ab:isFinal true .
w:t1 a ab:Transition ; ab:from w:Receive ; ab:to w:Small .
w:t2 a ab:Transition ; ab:from w:Small ; ab:to w:Convert ; ab:condition "$.order.amount <= 250" .
w:t3 a ab:Transition ; ab:from w:Small ; ab:to w:Approve ; ab:isDefault true .
w:t4 a ab:Transition ; ab:from w:Convert ; ab:to w:Large .
w:t5 a ab:Transition ; ab:from w:Large ; ab:to w:Release ; ab:condition "$.order.amount > 250" .
w:t6 a ab:Transition ; ab:from w:Large ; ab:to w:End ; ab:isDefault true .
w:t7 a ab:Transition ; ab:from w:Approve ; ab:to w:Release .
"""


@pytest.mark.parametrize(
    ("written", "ways"),
    [("", 0), ("$.order.amount", 1), ("$.order.id", 0), ("amount", 1)],
)
def test_a_value_that_is_set_between_two_choices_may_be_another(
    written: str, ways: int, derived: Derived
) -> None:
    """A state that only sets it changes it, too; one that sets another field does not."""
    says = f'w:Convert ab:writes <f> . <f> a ab:Field ; rdfs:label "{written}" .'
    graph = derived(BOTH_SIDES + RECOUNTED + (says if written else ""), "bypass")
    found = of_kind(graph, AB.Bypass)
    assert len(found) == ways, proofs(graph, AB.Bypass)
    for way in found:
        assert path_of(graph, way) == ["Receive", "Small", "Convert", "Large", "Release"]
