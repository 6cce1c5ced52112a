"""What is told of constructs that the behavioural view takes more simply."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from derived import of_kind, proofs

from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from derived import Derived

TRIVIAL = 'p:P a ab:Process ; rdfs:label "Buy" ; ab:hasStep p:a, p:z . p:z a ab:Step . '


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('ab:elementKind "complexGateway"', "activation condition is not evaluated"),
        ('ab:elementKind "adHocSubProcess"', "any order and any number of times"),
        ('ab:elementKind "transaction"', "first undoes what was done"),
        ("ab:isMultiple true", "done once or more"),
        ('ab:elementKind "receiveTask"', "taken to come"),
        ('ab:elementKind "intermediateCatchEvent" ; ab:eventKind "signal"', "taken to come"),
        ("ab:calls p:P", "it comes back to 'Buy'"),
        (
            "ab:calls p:r . p:r a ab:Reference ; ab:referenceKind ab:Process",
            "What it calls is not loaded",
        ),
    ],
)
def test_what_is_approximated_is_told_of_its_element(
    said: str, told: str, derived: Derived
) -> None:
    """The statement is about the element, and says what is taken how."""
    graph = derived(f'{TRIVIAL} p:a a ab:Step ; rdfs:label "A" ; {said} .', "approximation")
    [fact] = of_kind(graph, AB.Approximation)
    assert str(graph.value(fact, AB.about)).endswith("#a")
    assert str(graph.value(fact, AB.involves)).endswith("#P")
    assert told in proofs(graph, AB.Approximation)[0]


def test_an_event_sub_process_is_taken_to_start_at_most_once(derived: Derived) -> None:
    """What an event may start at any time is started once or not at all."""
    graph = derived(
        TRIVIAL
        + """p:a a ab:Step . p:P ab:hasStep p:sub, p:s . p:sub a ab:Step ;
        ab:elementKind "subProcess" . p:s a ab:Step ; ab:partOf p:sub ;
        ab:elementKind "startEvent" ; ab:eventKind "timer" .""",
        "approximation",
    )
    assert ["at most once" in proof for proof in proofs(graph, AB.Approximation)] == [True]


def test_what_is_taken_as_it_says_is_not_told(derived: Derived) -> None:
    """Tasks, timers, gateways and calls that are followed are no approximations."""
    graph = derived(
        TRIVIAL
        + """p:a a ab:Step ; ab:elementKind "exclusiveGateway" . p:P ab:hasStep p:b, p:c, p:d .
        p:b a ab:Step ; ab:elementKind "callActivity" ; ab:calls p:Q . p:c a ab:Step ;
        ab:elementKind "intermediateCatchEvent" ; ab:eventKind "timer" .
        p:d a ab:Step ; ab:elementKind "inclusiveGateway" .
        p:Q a ab:Process ; ab:hasStep p:q . p:q a ab:Step .""",
        "approximation",
    )
    assert not of_kind(graph, AB.Approximation)
