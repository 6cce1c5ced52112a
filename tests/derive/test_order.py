"""Workflows that do mapped steps in another order than the process, or join them otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from derived import cases, of_kind, proofs

from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from pathlib import Path

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
FILES = list(cases("order"))


def test_there_are_cases() -> None:
    """The folder of cases holds faults and decoys."""
    names = [file.stem for file in FILES]
    assert sum(name.startswith("fault") for name in names) >= 4
    assert sum(name.startswith("decoy") for name in names) >= 4


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_an_order_is_judged_as_its_case_says(file: Path, derived: Derived) -> None:
    """The second line of a case names the contradictions, the third the undocumented transitions.

    A contradiction is written in the order that the workflow allows.
    """
    text = file.read_text(encoding="utf-8")
    lines = text.splitlines()
    graph = derived(PROCESS + text, "order")
    found = sorted(
        f"{second}{first}"
        for node in of_kind(graph, AB.OrderContradiction)
        for second in [str(graph.value(node, AB.about))[-1]]
        for first in [
            str(thing)[-1] for thing in graph.objects(node, AB.involves) if "p.bpmn#" in str(thing)
        ]
        if first not in {second, "P"}
    )
    assert found == lines[1].partition(":")[2].split(), proofs(graph, AB.OrderContradiction)
    transitions = sorted(
        str(graph.value(node, AB.step))[-1] + str(graph.value(node, AB.state))[-1]
        for node in of_kind(graph, AB.UndocumentedTransition)
    )
    assert transitions == lines[2].partition(":")[2].split(), proofs(
        graph, AB.UndocumentedTransition
    )


def test_a_proof_shows_the_path_and_both_steps(derived: Derived) -> None:
    """The sentence can be followed in both models."""
    (file,) = [file for file in FILES if file.stem == "fault-other-way-round"]
    graph = derived(PROCESS + file.read_text(encoding="utf-8"), "order")
    proof = next(p for p in proofs(graph, AB.OrderContradiction) if "'B' before 'C'" in p)
    assert (
        "The workflow 'Workflow' can come to 'C' first: X → A → C; 'B' is still possible" in proof
    )
