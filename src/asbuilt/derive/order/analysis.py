"""States where workflows order or join mapped steps otherwise than the processes do.

Two statements are made: order contradictions and undocumented transitions; see the modules that
look for them. Each process and each workflow is looked at with all that it calls laid out in it,
since either side may have its steps in what it calls. Events begin and break off what the standard
says that they do, on both sides, and a process that documents work on a list documents that the
list may be empty. Where several processes call the one that holds two steps, what one of them
documents is documented.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from asbuilt.derive.behaviour.emptiness import with_empty_lists
from asbuilt.derive.behaviour.roots import roots
from asbuilt.derive.correspondence.mapped import pairs
from asbuilt.derive.order.contradictions import Contradictions, state_contradiction
from asbuilt.derive.order.pair import Pair
from asbuilt.derive.order.recursion import with_recursion
from asbuilt.derive.order.transitions import state_transition, transitions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.derive import Context
    from asbuilt.derive.behaviour.model import Behaviour
    from asbuilt.derive.correspondence.mapped import Pairs
    from asbuilt.store import Triple

name: Final = "order"


def derive(context: Context) -> Iterator[Triple]:
    """State order contradictions and undocumented transitions of every pair of both sides."""
    told: set[tuple[URIRef, ...]] = set()
    for compared in _compared(context):
        contradictions = [Contradictions(pair).all() for pair in compared]
        for found in contradictions:
            for (first, second), contradiction in found.items():
                key = (first, second, contradiction.state, contradiction.later)
                if key not in told and all(
                    (first, second) in others
                    for other, others in zip(compared, contradictions, strict=True)
                    if {first, second} <= other.states_of.keys()
                ):
                    told.add(key)
                    yield from state_contradiction(context.minter, name, contradiction)
        undocumented = [transitions(pair) for pair in compared]
        for pair, ways in zip(compared, undocumented, strict=True):
            for (state, goal), way in ways.items():
                if (state, goal) not in told and all(
                    (state, goal) in others
                    for other, others in zip(compared, undocumented, strict=True)
                    if all(pair.shares(other, one) for one in (state, goal))
                ):
                    told.add((state, goal))
                    yield from state_transition(context.minter, name, way)


def _compared(context: Context) -> Iterator[list[Pair]]:
    """Give each workflow in which work begins with each process whose steps it carries out."""
    behaviours = context.behaviours
    mapped = pairs(context.store)
    known = {**behaviours.processes, **behaviours.workflows}
    homes = {element: one for one in known.values() for element in one.elements}
    begun = roots(behaviours)
    documented = [
        with_empty_lists(recursive, recursive.elements)
        for one in begun
        if one.side == "process"
        for recursive in [with_recursion(one, known, behaviours.calls.called)]
    ]
    for workflow in begun:
        if workflow.side == "digital":
            steps_of = _steps_of(workflow, mapped, homes, behaviours.processes)
            yield [
                Pair(process, workflow, here, homes)
                for process in documented
                if (here := _within(process, steps_of))
            ]


def _steps_of(
    workflow: Behaviour,
    mapped: Pairs,
    homes: dict[URIRef, Behaviour],
    processes: dict[URIRef, Behaviour],
) -> dict[URIRef, set[URIRef]]:
    found: dict[URIRef, set[URIRef]] = defaultdict(set)
    for state in workflow.elements:
        for pair in mapped.of_digital.get(state, ()):
            if pair.step in homes and homes[pair.step].thing in processes:
                found[state].add(pair.step)
    return found


def _within(process: Behaviour, steps_of: dict[URIRef, set[URIRef]]) -> dict[URIRef, set[URIRef]]:
    """Give the states that stand for steps of a process, or of what it calls."""
    here = {state: steps & process.elements.keys() for state, steps in steps_of.items()}
    return {state: steps for state, steps in here.items() if steps}
