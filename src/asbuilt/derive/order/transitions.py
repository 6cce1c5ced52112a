"""Ways of a workflow from one mapped state to the next that the process does not have.

The workflow leads there through nothing but technical states, and the process has no path between
their steps that avoids all other mapped steps. What undoes stands beside the flow and is no way.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from asbuilt.derive.behaviour.model import Passage, Point
from asbuilt.derive.behaviour.paths import reach, sentence, things_on
from asbuilt.derive.order.leaving import around, broken_off, out_of
from asbuilt.derive.statement import as_list, describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.derive.order.pair import Pair
    from asbuilt.identity import Minter
    from asbuilt.store import Triple


class Transitions:
    """Looks for undocumented transitions between a process and a workflow."""

    def __init__(self, minter: Minter, pair: Pair, analysis: str) -> None:
        """Mint for this analysis."""
        self._minter = minter
        self._pair = pair
        self._analysis = analysis

    def facts(self) -> Iterator[Triple]:
        """State transitions between mapped states that the process has no path for."""
        for state in sorted(self._pair.steps_of):
            for other, path in self._next_mapped(state):
                if self._pair.steps_of[state] & self._pair.steps_of[other]:
                    continue
                if not self._is_documented(state, other):
                    yield from self._undocumented(state, other, path)

    def _next_mapped(self, state: URIRef) -> Iterator[tuple[URIRef, list[Passage]]]:
        """Give the mapped states that come next, through technical states alone, with the path."""
        workflow = self._pair.workflow
        before: dict[Point, Passage] = {}
        waiting = deque(out_of(workflow, state))
        while waiting:
            passage = waiting.popleft()
            goal = passage.goal
            element = workflow.elements[goal.thing]
            if goal in before or "compensation" in element.events:
                continue
            before[goal] = passage
            if goal.thing in self._pair.steps_of and goal.phase == "at":
                if goal.thing != state:
                    yield goal.thing, _path(before, goal, state)
                continue
            if goal.phase == "at" and element.works:
                continue
            waiting += workflow.leaving.get(goal, ())

    def _is_documented(self, state: URIRef, other: URIRef) -> bool:
        ends = self._pair.steps_of[state] | self._pair.steps_of[other]
        free = ends | {outer for step in ends for outer in around(self._pair.process, step)}
        others = set(self._pair.states_of) - free

        def barred(passage: Passage) -> bool:
            return passage.goal.phase == "at" and passage.goal.thing in others

        process = self._pair.process
        starts = [
            passage.goal
            for step in sorted(self._pair.steps_of[state])
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
        return any(Point(step) in tree for step in self._pair.steps_of[other])

    def _undocumented(self, state: URIRef, other: URIRef, path: list[Passage]) -> Iterator[Triple]:
        process, workflow = self._pair.process, self._pair.workflow
        steps = sorted(self._pair.steps_of[state])
        others = sorted(self._pair.steps_of[other])
        names = [" or ".join(map(process.label_of, group)) for group in (steps, others)]
        vias = [passage.via for passage in path if passage.via is not None]
        node = self._minter.derived(self._analysis, "transition", str(state), str(other))
        yield from describe(
            node,
            AB.UndocumentedTransition,
            label=f"{workflow.label} leads from {names[0]} to {names[1]}; no document does",
            about=vias[0] if vias else state,
            proof=(
                f"In the workflow {workflow.label!r} work passes"
                f" {sentence(workflow, path, Point(state))}. The process {process.label!r} has no"
                f" path from {names[0]!r} to {names[1]!r} that avoids all other mapped steps."
            ),
            involves=[state, other, *steps, *others, workflow.thing, process.thing, *vias[1:]],
        )
        yield node, AB.step, steps[0]
        yield node, AB.state, other
        yield node, AB.workflow, workflow.thing
        head, cells = as_list(
            self._minter, self._analysis, str(node), things_on(path, Point(state))
        )
        yield node, AB.counterExample, head
        yield from cells


def _path(before: dict[Point, Passage], goal: Point, state: URIRef) -> list[Passage]:
    """Give the passages by which a search from a state came to a point, in order."""
    path = [before[goal]]
    while path[-1].origin.thing != state and path[-1].origin in before:
        path.append(before[path[-1].origin])
    return path[::-1]
