"""Ways of a workflow from one mapped state to the next that the process does not have.

The workflow leads there through nothing but technical states, into what it calls and back again,
and the process has no path between their steps that avoids all other mapped steps. What undoes
stands beside the flow and is no way.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asbuilt.derive.behaviour.paths import reach, sentence, things_on
from asbuilt.derive.order.leaving import around, broken_off, out_of
from asbuilt.derive.statement import as_list, describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.derive.behaviour.model import Passage, Point
    from asbuilt.derive.order.pair import Pair
    from asbuilt.identity import Minter
    from asbuilt.store import Triple


@dataclass(frozen=True, slots=True)
class Transition:
    """A way from one mapped state to the next that the process does not have."""

    pair: Pair
    state: URIRef
    other: URIRef
    path: list[Passage]


def transitions(pair: Pair) -> dict[tuple[URIRef, URIRef], Transition]:
    """Give the ways between mapped states that the process has no path for."""
    return {
        (state, other): Transition(pair, state, other, path)
        for state in sorted(pair.steps_of)
        for other, path in _next_mapped(pair, state)
        if not pair.steps_of[state] & pair.steps_of[other]
        and not pair.holds(state, other)
        and not _is_documented(pair, state, other)
    }


def _next_mapped(pair: Pair, state: URIRef) -> Iterator[tuple[URIRef, list[Passage]]]:
    """Give the mapped states that come next, through technical states alone, with the path.

    A state that holds other mapped ones leads to these before it leads out.
    """
    workflow = pair.workflow
    before: dict[Point, Passage] = {}
    first = out_of(workflow, state)
    if state in pair.holding:
        first = [p for point in workflow.points_of[state] for p in workflow.leaving.get(point, ())]
    waiting = deque(first)
    found: set[URIRef] = set()
    while waiting:
        passage = waiting.popleft()
        goal = passage.goal
        element = workflow.elements[goal.thing]
        if goal in before or "compensation" in element.events:
            continue
        before[goal] = passage
        if goal.phase == "at" and goal.thing in pair.steps_of:
            if goal.thing != state and goal.thing not in found:
                found.add(goal.thing)
                yield goal.thing, _path(before, goal, state)
            continue
        if goal.phase == "at" and element.works and goal.thing not in workflow.followed:
            continue
        waiting += workflow.leaving.get(goal, ())


def _is_documented(pair: Pair, state: URIRef, other: URIRef) -> bool:
    process = pair.process
    ends = pair.steps_of[state] | pair.steps_of[other]
    free = ends | {outer for step in ends for outer in around(process, step)}
    others = set(pair.states_of) - free

    def barred(passage: Passage) -> bool:
        return passage.goal.phase == "at" and passage.goal.thing in others

    starts = [
        passage.goal
        for step in sorted(pair.steps_of[state])
        for passage in (*out_of(process, step), *broken_off(process, step))
        if not barred(passage)
    ]
    # What an event starts may begin at any time after the process has.
    starts += [
        start
        for start in process.starts
        if process.elements[start.thing].kind.lower() == "subprocess"
    ]
    tree = reach(process, starts, barred, gather=False)
    return any(point in tree for step in pair.steps_of[other] for point in process.points_of[step])


def state_transition(minter: Minter, analysis: str, found: Transition) -> Iterator[Triple]:
    """State an undocumented transition."""
    pair, state, other, path = found.pair, found.state, found.other, found.path
    process, workflow = pair.process, pair.workflow
    start = path[0].origin
    things = things_on(path, start)
    where = pair.where(things)
    steps = sorted(pair.steps_of[state])
    others = sorted(pair.steps_of[other])
    names = [" or ".join(map(process.label_of, group)) for group in (steps, others)]
    vias = [passage.via for passage in path if passage.via is not None]
    node = minter.derived(analysis, "transition", str(state), str(other))
    yield from describe(
        node,
        AB.UndocumentedTransition,
        label=f"{where.label} leads from {names[0]} to {names[1]}; no document does",
        about=vias[0] if vias else state,
        proof=(
            f"In the workflow {where.label!r} work passes"
            f" {sentence(workflow, path, start)}. The process {process.label!r} has no"
            f" path from {names[0]!r} to {names[1]!r} that avoids all other mapped steps."
        ),
        involves=[
            state, other, *steps, *others, *pair.models(state, other, *steps, *others), *vias[1:],
        ],
    )  # fmt: skip
    yield node, AB.step, steps[0]
    yield node, AB.state, other
    yield node, AB.workflow, where.thing
    head, cells = as_list(minter, analysis, str(node), things)
    yield node, AB.counterExample, head
    yield from cells


def _path(before: dict[Point, Passage], goal: Point, state: URIRef) -> list[Passage]:
    """Give the passages by which a search from a state came to a point, in order."""
    path = [before[goal]]
    while path[-1].origin.thing != state and path[-1].origin in before:
        path.append(before[path[-1].origin])
    return path[::-1]
