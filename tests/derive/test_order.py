"""Workflows that do mapped steps in another order than the process, also through what they call."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from derived import cases, of_kind, proofs
from rdflib import RDFS

from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from derived import Derived

PROCESS = """
p:P a ab:Process ; rdfs:label "Process" ; ab:hasStep p:A, p:B, p:C .
p:A a ab:Task, ab:Step ; rdfs:label "A" ; ab:next p:B .
p:B a ab:Task, ab:Step ; rdfs:label "B" ; ab:next p:C .
p:C a ab:Task, ab:Step ; rdfs:label "C" .
w:W a ab:Workflow ; rdfs:label "Workflow" ; ab:hasState w:A, w:B, w:C, w:X, w:Y .
w:A a ab:State ; rdfs:label "A" ; ab:execution "user" .
w:B a ab:State ; rdfs:label "B" ; ab:execution "user" .
w:C a ab:State ; rdfs:label "C" ; ab:execution "user" .
w:X a ab:State ; rdfs:label "X" ; ab:execution "none" .
w:Y a ab:State ; rdfs:label "Y" ; ab:execution "none" .
<mA> a ab:Mapping ; ab:processElement p:A ; ab:digitalElement w:A .
<mB> a ab:Mapping ; ab:processElement p:B ; ab:digitalElement w:B .
<mC> a ab:Mapping ; ab:processElement p:C ; ab:digitalElement w:C .
"""
MAPPED = """
p:P a ab:Process ; rdfs:label "Process" . p:Q a ab:Process ; rdfs:label "Part" .
p:A a ab:Task, ab:Step ; rdfs:label "A" . p:B a ab:Task, ab:Step ; rdfs:label "B" .
p:C a ab:Task, ab:Step ; rdfs:label "C" . p:D a ab:Task, ab:Step ; rdfs:label "D" .
p:X a ab:Step ; rdfs:label "X" . p:Z a ab:Step ; rdfs:label "Z" .
w:W a ab:Workflow ; rdfs:label "Workflow" . w:V a ab:Workflow ; rdfs:label "Nested" .
w:A a ab:State ; rdfs:label "A" ; ab:execution "user" .
w:B a ab:State ; rdfs:label "B" ; ab:execution "user" .
w:C a ab:State ; rdfs:label "C" ; ab:execution "user" .
w:D a ab:State ; rdfs:label "D" ; ab:execution "user" .
w:X a ab:State ; rdfs:label "X" ; ab:execution "automated" .
w:Z a ab:State ; rdfs:label "Z" ; ab:execution "automated" .
<mA> a ab:Mapping ; ab:processElement p:A ; ab:digitalElement w:A .
<mB> a ab:Mapping ; ab:processElement p:B ; ab:digitalElement w:B .
<mC> a ab:Mapping ; ab:processElement p:C ; ab:digitalElement w:C .
<mD> a ab:Mapping ; ab:processElement p:D ; ab:digitalElement w:D .
"""
FILES = {
    f"{world}/{file.stem}": turtle + file.read_text(encoding="utf-8")
    for world, turtle in (("order", PROCESS), ("order-calls", MAPPED))
    for file in cases(world)
}
"""The text of each case, with the world that it changes."""


@pytest.mark.parametrize(("world", "faults", "decoys"), [("order", 4, 4), ("order-calls", 8, 12)])
def test_there_are_cases(world: str, faults: int, decoys: int) -> None:
    """The folders of cases hold faults and decoys."""
    assert sum(name.startswith(f"{world}/fault") for name in FILES) >= faults
    assert sum(name.startswith(f"{world}/decoy") for name in FILES) >= decoys


@pytest.mark.parametrize("case", FILES)
def test_an_order_is_judged_as_its_case_says(case: str, derived: Derived) -> None:
    """A case names its contradictions and its undocumented transitions.

    A contradiction is written in the order that the workflow allows.
    """
    text = FILES[case]
    graph = derived(text, "order")
    found = sorted(
        f"{graph.value(node, AB.about)}"[-1] + _does_first(str(graph.value(node, AB.proof)))
        for node in of_kind(graph, AB.OrderContradiction)
    )
    assert found == _said(text, "contradictions"), proofs(graph, AB.OrderContradiction)
    transitions = sorted(
        str(graph.value(node, AB.step))[-1] + str(graph.value(node, AB.state))[-1]
        for node in of_kind(graph, AB.UndocumentedTransition)
    )
    assert transitions == _said(text, "undocumented"), proofs(graph, AB.UndocumentedTransition)


def _said(text: str, what: str) -> list[str]:
    (said,) = [line for line in text.splitlines() if line.startswith(f"# {what}:")]
    return said.partition(":")[2].split()


def test_a_proof_shows_the_path_and_both_steps(derived: Derived) -> None:
    """The sentence can be followed in both models."""
    graph = derived(FILES["order/fault-other-way-round"], "order")
    proof = next(p for p in proofs(graph, AB.OrderContradiction) if "'B' before 'C'" in p)
    assert (
        "The workflow 'Workflow' can come to 'C' first: X → A → C; 'B' is still possible" in proof
    )


def test_a_proof_leads_through_the_call(derived: Derived) -> None:
    """The path names the call and what it leads into, and both models are involved."""
    graph = derived(FILES["order-calls/fault-other-way-round-in-what-is-called"], "order")
    (node,) = of_kind(graph, AB.OrderContradiction)
    assert "'Workflow' can come to 'C' first: A → X → C; 'B' is" in str(graph.value(node, AB.proof))
    involved = {str(thing)[-1] for thing in graph.objects(node, AB.involves)}
    assert {"P", "Q", "W", "V"} <= involved


def test_a_way_within_what_is_called_is_told_of_that(derived: Derived) -> None:
    """A way that leads through one workflow alone is that one's, whoever calls it."""
    graph = derived(FILES["order-calls/fault-told-once-of-two-callers"], "order")
    labels = {
        str(graph.value(node, RDFS.label)) for node in of_kind(graph, AB.UndocumentedTransition)
    }
    assert labels == {
        "Nested leads from C to B; no document does",
        "Workflow leads from A to C; no document does",
        "Workflow leads from B to D; no document does",
    }


def test_a_proof_says_what_is_not_waited_for(derived: Derived) -> None:
    """What is started and left to itself is named by what starts it."""
    said = proofs(
        derived(FILES["order-calls/fault-not-waited-for"], "order"), AB.OrderContradiction
    )
    assert all(one.endswith("is done in what 'X' starts and does not wait for.") for one in said)


def _does_first(proof: str) -> str:
    return proof.partition(" does '")[2][0]
