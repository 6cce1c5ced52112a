"""Where a workflow orders or joins mapped steps otherwise than the process does.

Two statements are made. An order contradiction: the process does A before B and never B before A,
and in the workflow work can come to B with A not yet completed and A still possible after it; two
parallel branches are such a case. An undocumented transition: the workflow leads from one mapped
state to another, through nothing but technical states, and the process has no path between their
steps that avoids all other mapped steps.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from asbuilt.derive.behaviour.model import PARALLEL, Behaviour, Passage, Point
from asbuilt.derive.behaviour.paths import Tree, avoiding, path_to, reach, sentence, things_on
from asbuilt.derive.correspondence.mapped import pairs
from asbuilt.derive.statement import as_list, describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rdflib import URIRef

    from asbuilt.derive import Context
    from asbuilt.store import Triple

name: Final = "order"


def derive(context: Context) -> Iterator[Triple]:
    """State order contradictions and undocumented transitions of every pair of both sides."""
    mapped = pairs(context.store)
    documented = context.behaviours.processes
    homes = {step: process for process in documented.values() for step in process.elements}
    for workflow in context.behaviours.workflows.values():
        steps_of = {
            state: {pair.step for pair in mapped.of_digital.get(state, ())} & homes.keys()
            for state in workflow.elements
        }
        steps_of = {state: steps for state, steps in steps_of.items() if steps}
        by_process: dict[URIRef, dict[URIRef, set[URIRef]]] = defaultdict(dict)
        for state, steps in steps_of.items():
            for step in steps:
                by_process[homes[step].thing].setdefault(state, set()).add(step)
        for process, here in sorted(by_process.items()):
            comparison = _Comparison(context, documented[process], workflow, here)
            yield from comparison.contradictions()
            yield from comparison.undocumented()


class _Comparison:
    """One process and one workflow, with the states of the one and their steps of the other."""

    def __init__(
        self,
        context: Context,
        process: Behaviour,
        workflow: Behaviour,
        steps_of: Mapping[URIRef, set[URIRef]],
    ) -> None:
        self._context = context
        self._process = process
        self._workflow = workflow
        self._steps_of = steps_of
        self._states_of: dict[URIRef, set[URIRef]] = defaultdict(set)
        for state, steps in steps_of.items():
            for step in steps:
                self._states_of[step].add(state)
        self._after_step: dict[URIRef, set[URIRef]] = {}
        self._after_state: dict[URIRef, set[URIRef]] = {}

    def contradictions(self) -> Iterator[Triple]:
        """State pairs of steps that the workflow can do in the order that the process excludes."""
        beside = _beside_each_other(self._workflow, set(self._steps_of))
        for first in sorted(self._states_of):
            for second in sorted(self._states_of):
                if first == second or self._states_of[first] & self._states_of[second]:
                    continue
                if not self._follows(second, first) or self._follows(first, second):
                    continue
                way = self._reversed(first, second, beside)
                if way is not None:
                    yield from self._contradiction(first, second, *way)

    def undocumented(self) -> Iterator[Triple]:
        """State transitions between mapped states that the process has no path for."""
        for state in sorted(self._steps_of):
            for other, path in self._next_mapped(state):
                if self._steps_of[state] & self._steps_of[other]:
                    continue
                if not self._is_documented(state, other):
                    yield from self._undocumented(state, other, path)

    def _follows(self, later: URIRef, earlier: URIRef) -> bool:
        """Say whether the process has a path from one step to another."""
        if earlier not in self._after_step:
            tree = _after(self._process, earlier)
            self._after_step[earlier] = {p.thing for p in tree} & self._states_of.keys()
        return later in self._after_step[earlier]

    def _reversed(
        self, first: URIRef, second: URIRef, beside: set[tuple[URIRef, URIRef]]
    ) -> tuple[URIRef, URIRef, list[Passage], list[Passage]] | None:
        """Find a state of the second step that can come before any of the first is completed."""
        early: Tree | None = None
        for state in sorted(self._states_of[second]):
            for later in sorted(self._states_of[first]):
                parallel = (state, later) in beside
                if not parallel and not self._is_possible_after(state, later):
                    continue
                if early is None:
                    early = reach(self._workflow, barred=avoiding(self._states_of[first]))
                if Point(state) not in early:
                    continue
                tree = {} if parallel else reach(self._workflow, [Point(state)], gather=False)
                rest = [] if parallel else path_to(tree, Point(later))
                return state, later, path_to(early, Point(state)), rest
        return None

    def _is_possible_after(self, state: URIRef, later: URIRef) -> bool:
        if state not in self._after_state:
            tree = _after(self._workflow, state)
            self._after_state[state] = {p.thing for p in tree} & self._steps_of.keys()
        return later in self._after_state[state]

    def _contradiction(  # noqa: PLR0913, PLR0917 - both ends, and both halves of the path
        self,
        first: URIRef,
        second: URIRef,
        state: URIRef,
        later: URIRef,
        path: list[Passage],
        rest: list[Passage],
    ) -> Iterator[Triple]:
        process, workflow = self._process, self._workflow
        before, after = process.label_of(first), process.label_of(second)
        start = path[0].origin if path else Point(state)
        things = things_on(path, start)
        if rest:
            things += things_on(rest, rest[0].origin)
        else:
            things.append(later)
        proof = (
            f"The process {process.label!r} does {before!r} before {after!r} and never the other"
            f" way round. The workflow {workflow.label!r} can come to"
            f" {workflow.label_of(state)!r} first: {sentence(workflow, path, start)};"
            f" {workflow.label_of(later)!r} is"
        )
        proof += " still possible after that." if rest else " done in a parallel branch."
        node = self._context.minter.derived(
            name, "contradiction", str(workflow.thing), str(first), str(second)
        )
        yield from describe(
            node,
            AB.OrderContradiction,
            label=f"{workflow.label} allows {after} before {before}",
            about=second,
            proof=proof,
            involves=[first, state, later, workflow.thing, process.thing],
        )
        yield node, AB.step, second
        yield node, AB.state, state
        yield node, AB.workflow, workflow.thing
        head, cells = as_list(self._context.minter, name, str(node), things)
        yield node, AB.counterExample, head
        yield from cells

    def _next_mapped(self, state: URIRef) -> Iterator[tuple[URIRef, list[Passage]]]:
        """Give the mapped states that come next, through technical states alone, with the path."""
        first = _out_of(self._workflow, state)
        seen: dict[Point, list[Passage]] = {}
        waiting = [[passage] for passage in first]
        while waiting:
            path = waiting.pop(0)
            goal = path[-1].goal
            if goal in seen:
                continue
            seen[goal] = path
            if goal.thing in self._steps_of and goal.phase == "at":
                if goal.thing != state:
                    yield goal.thing, path
                continue
            if goal.phase == "at" and self._workflow.elements[goal.thing].works:
                continue
            waiting += [[*path, onward] for onward in self._workflow.leaving.get(goal, ())]

    def _is_documented(self, state: URIRef, other: URIRef) -> bool:
        ends = self._steps_of[state] | self._steps_of[other]
        free = ends | {outer for step in ends for outer in _around(self._process, step)}
        others = set(self._states_of) - free

        def barred(passage: Passage) -> bool:
            return passage.goal.phase == "at" and passage.goal.thing in others

        starts = [
            passage.goal
            for step in sorted(self._steps_of[state])
            for passage in _out_of(self._process, step)
            if not barred(passage)
        ]
        tree = reach(self._process, starts, barred, gather=False)
        return any(Point(step) in tree for step in self._steps_of[other])

    def _undocumented(self, state: URIRef, other: URIRef, path: list[Passage]) -> Iterator[Triple]:
        process, workflow = self._process, self._workflow
        steps = sorted(self._steps_of[state])
        others = sorted(self._steps_of[other])
        names = [" or ".join(map(process.label_of, group)) for group in (steps, others)]
        vias = [passage.via for passage in path if passage.via is not None]
        node = self._context.minter.derived(name, "transition", str(state), str(other))
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
        head, cells = as_list(self._context.minter, name, str(node), things_on(path, Point(state)))
        yield node, AB.counterExample, head
        yield from cells


def _out_of(behaviour: Behaviour, element: URIRef) -> list[Passage]:
    """Give the passages that leave an element for good, also from where what it holds is done."""
    points = (Point(element), Point(element, "done"))
    return [
        passage
        for point in points
        for passage in behaviour.leaving.get(point, ())
        if not (passage.kind == "branch" and point.phase == "at" and points[1] in behaviour.leaving)
    ]


def _after(behaviour: Behaviour, element: URIRef) -> Tree:
    """Search from where work goes on after an element."""
    return reach(behaviour, [p.goal for p in _out_of(behaviour, element)], gather=False)


def _around(behaviour: Behaviour, element: URIRef) -> list[URIRef]:
    around: list[URIRef] = []
    outer = behaviour.elements[element].container
    while outer is not None and outer not in around:
        around.append(outer)
        outer = behaviour.elements[outer].container
    return around


def _beside_each_other(behaviour: Behaviour, wanted: set[URIRef]) -> set[tuple[URIRef, URIRef]]:
    """Give the pairs of elements that stand in different branches of one fork."""
    beside: set[tuple[URIRef, URIRef]] = set()
    for element in behaviour.elements.values():
        if element.kind.lower() not in PARALLEL:
            continue
        branches = [
            p
            for p in behaviour.leaving.get(Point(element.iri), ())
            if p.completes or p.kind == "branch"
        ]
        if len(branches) < 2:
            continue
        inside = [
            {
                point.thing
                for point in reach(
                    behaviour, [branch.goal], lambda p: p.goal in behaviour.gathering, gather=False
                )
                if point.phase == "at" and point.thing in wanted
            }
            for branch in branches
        ]
        for one, left in enumerate(inside):
            for right in inside[one + 1 :]:
                only_left, only_right = left - right, right - left
                beside |= {(a, b) for a in only_left for b in only_right}
                beside |= {(b, a) for a in only_left for b in only_right}
    return beside
