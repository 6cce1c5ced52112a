"""Finds the controls that ask for several people and whose workflow is content with fewer.

What the workflow enforces is how often the states that carry the control are completed before it
goes on, those of all its steps taken together: two signatures in two states are two. A state that
holds others counts for them. Where a state leaves that unsaid, nothing is stated; whether the
people were different ones, logs show.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rdflib import URIRef

from asbuilt.derive.reading import ask_rows, listed, pairs
from asbuilt.derive.statement import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive.authority.boundary import Boundary
    from asbuilt.derive.authority.duties import Duty
    from asbuilt.store import Triple


def quorums(boundary: Boundary) -> Iterator[Triple]:
    """State each control of which the workflow enforces fewer completions than its quorum."""
    performing: dict[URIRef, list[Duty]] = defaultdict(list)
    for duty in boundary.duties.by_step.values():
        for control in duty.controls:
            performing[control].append(duty)
    enforced = _numbers(boundary, "?a a ab:State ; ab:enforcedQuorum ?b")
    asked = _numbers(
        boundary,
        "?a a ab:Control ; ab:quorum ?b . FILTER NOT EXISTS { ?a ab:applicable false }",
    )
    within = dict(pairs(boundary.context.store, "?a a ab:State ; ab:partOf ?b . ?b a ab:State"))
    for control, quorum in sorted(asked.items()):
        duties = performing[control]
        states = _outermost({state for duty in duties for state in duty.states}, within)
        if quorum < 2 or not states or any(state not in enforced for state in states):
            continue
        number = sum(enforced[state] for state in states)
        if number < quorum:
            yield from _gap(boundary, control, (number, quorum), duties, states)


def _outermost(states: set[URIRef], within: dict[URIRef, URIRef]) -> list[URIRef]:
    """Give the states that are not in another of these, which counts what is in it already."""
    found = []
    for state in sorted(states):
        around = within.get(state)
        seen = {state}
        while around is not None and around not in states and around not in seen:
            seen.add(around)
            around = within.get(around)
        if around not in states:
            found.append(state)
    return found


def _numbers(boundary: Boundary, pattern: str) -> dict[URIRef, int]:
    rows = ask_rows(boundary.context.store, f"SELECT ?a ?b WHERE {{ {pattern} }}")
    return {
        thing: int(str(text))
        for thing, text in rows
        if isinstance(thing, URIRef) and str(text).isdecimal()
    }


def _gap(
    boundary: Boundary,
    control: URIRef,
    numbers: tuple[int, int],
    duties: list[Duty],
    states: list[URIRef],
) -> Iterator[Triple]:
    number, quorum = numbers
    names = boundary.duties.names
    steps = listed(duty.label for duty in duties)
    where = listed(map(names.of, states))
    times = "once" if number == 1 else f"{number} times"
    node = boundary.context.minter.derived("authority", "quorum", control)
    yield from describe(
        node,
        AB.QuorumGap,
        label=f"The workflow asks for {number} of the {quorum} people of {names.of(control)}",
        about=min(duty.step for duty in duties),
        proof=f"{names.of(control)} demands {quorum} people at {steps}. The workflow goes on as"
        f" soon as {where} is completed {times}.",
        involves=[*(duty.step for duty in duties), control, *states],
    )
    yield node, AB.control, control
