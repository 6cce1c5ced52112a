"""Order where either side has its steps in what it calls: sub-processes of its own, or machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from derived import cases, of_kind, proofs
from rdflib import RDFS

from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from pathlib import Path

    from derived import Derived

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
FILES = list(cases("order-calls"))


def test_there_are_cases() -> None:
    """The folder of cases holds faults and decoys."""
    names = [file.stem for file in FILES]
    assert sum(name.startswith("fault") for name in names) >= 8
    assert sum(name.startswith("decoy") for name in names) >= 12


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_order_through_calls_is_judged_as_its_case_says(file: Path, derived: Derived) -> None:
    """The second line of a case names the contradictions, the third the undocumented transitions.

    A contradiction is written in the order that the workflow allows.
    """
    text = file.read_text(encoding="utf-8")
    lines = text.splitlines()
    graph = derived(MAPPED + text, "order")
    found = sorted(
        f"{graph.value(node, AB.about)}"[-1] + _does_first(str(graph.value(node, AB.proof)))
        for node in of_kind(graph, AB.OrderContradiction)
    )
    assert found == lines[1].partition(":")[2].split(), proofs(graph, AB.OrderContradiction)
    transitions = sorted(
        str(graph.value(node, AB.step))[-1] + str(graph.value(node, AB.state))[-1]
        for node in of_kind(graph, AB.UndocumentedTransition)
    )
    assert transitions == lines[2].partition(":")[2].split(), proofs(
        graph, AB.UndocumentedTransition
    )


def test_a_proof_leads_through_the_call(derived: Derived) -> None:
    """The path names the call and what it leads into, and both models are involved."""
    (file,) = [file for file in FILES if file.stem == "fault-other-way-round-in-what-is-called"]
    graph = derived(MAPPED + file.read_text(encoding="utf-8"), "order")
    (node,) = of_kind(graph, AB.OrderContradiction)
    assert "'Workflow' can come to 'C' first: A → X → C; 'B' is" in str(graph.value(node, AB.proof))
    involved = {str(thing)[-1] for thing in graph.objects(node, AB.involves)}
    assert {"P", "Q", "W", "V"} <= involved


def test_a_way_within_what_is_called_is_told_of_that(derived: Derived) -> None:
    """A way that leads through one workflow alone is that one's, whoever calls it."""
    (file,) = [file for file in FILES if file.stem == "fault-told-once-of-two-callers"]
    graph = derived(MAPPED + file.read_text(encoding="utf-8"), "order")
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
    (file,) = [file for file in FILES if file.stem == "fault-not-waited-for"]
    said = proofs(
        derived(MAPPED + file.read_text(encoding="utf-8"), "order"), AB.OrderContradiction
    )
    assert all(one.endswith("is done in what 'X' starts and does not wait for.") for one in said)


def _does_first(proof: str) -> str:
    return proof.partition(" does '")[2][0]
