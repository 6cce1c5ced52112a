"""Steps that the process does in one order and never the other, and the workflow in the other.

More than a way to skip the first step is asked for: work can come to the second with the first not
yet completed and still possible after it. Two parallel branches are such a case, and so is what is
called and not waited for, beside what follows the call.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from asbuilt.derive.behaviour.model import PARALLEL, Behaviour, Passage, Point
from asbuilt.derive.behaviour.paths import Tree, avoiding, path_to, reach, sentence, things_on
from asbuilt.derive.order.leaving import after, around, is_unawaited
from asbuilt.derive.statement import as_list, describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.derive.order.pair import Pair
    from asbuilt.identity import Minter
    from asbuilt.store import Triple


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two steps that the workflow can do in the order that the process excludes."""

    pair: Pair
    first: URIRef
    """The step that the process does first."""
    second: URIRef
    state: URIRef
    """The state of the second step to which the workflow can come too early."""
    later: URIRef
    """The state of the first step that comes after, or goes on beside."""
    path: list[Passage]
    start: Point
    rest: list[Passage]
    """How the workflow goes on to the first step; empty where that goes on beside."""


class Contradictions:
    """Looks for order contradictions between a process and a workflow."""

    def __init__(self, pair: Pair) -> None:
        """Take what to compare."""
        self._pair = pair
        self._after_step: dict[URIRef, set[URIRef]] = {}
        self._after_state: dict[URIRef, set[URIRef]] = {}

    def all(self) -> dict[tuple[URIRef, URIRef], Contradiction]:
        """Give the pairs of steps that the workflow can do in the order that the process excludes.

        Of two states one of which holds the other, or calls what does, neither comes first.
        """
        pair = self._pair
        beside = _beside_each_other(pair.workflow, set(pair.steps_of))
        documented = _beside_each_other(pair.process, set(pair.states_of))
        found = {}
        for first in sorted(pair.states_of):
            for second in sorted(pair.states_of):
                if first == second or pair.states_of[first] & pair.states_of[second]:
                    continue
                if not self._follows(second, first) or self._follows(first, second):
                    continue
                if (first, second) in documented:
                    continue
                reversed_ = self._reversed(first, second, beside)
                if reversed_ is not None:
                    found[first, second] = reversed_
        return found

    def _follows(self, later: URIRef, earlier: URIRef) -> bool:
        """Say whether the process has a path from one step to another."""
        if earlier not in self._after_step:
            tree = after(self._pair.process, earlier)
            self._after_step[earlier] = {p.thing for p in tree} & self._pair.states_of.keys()
        return later in self._after_step[earlier]

    def _reversed(
        self, first: URIRef, second: URIRef, beside: set[tuple[URIRef, URIRef]]
    ) -> Contradiction | None:
        """Find a state of the second step that can come before any of the first is completed."""
        pair, workflow = self._pair, self._pair.workflow
        early: Tree | None = None
        for state in sorted(pair.states_of[second]):
            for later in sorted(pair.states_of[first]):
                parallel = (state, later) in beside
                if pair.holds(state, later):
                    continue
                if not parallel and not self._is_possible_after(state, later):
                    continue
                if early is None:
                    early = reach(workflow, barred=avoiding(pair.states_of[first]))
                for point in workflow.points_of[state]:
                    if point not in early:
                        continue
                    rest = [] if parallel else self._onward(point, later)
                    if parallel or rest:
                        path = path_to(early, point)
                        start = path[0].origin if path else point
                        return Contradiction(pair, first, second, state, later, path, start, rest)
        return None

    def _is_possible_after(self, state: URIRef, later: URIRef) -> bool:
        if state not in self._after_state:
            tree = after(self._pair.workflow, state)
            reached = {point.thing for point in tree if point.phase == "at"}
            self._after_state[state] = reached & self._pair.steps_of.keys()
        return later in self._after_state[state]

    def _onward(self, point: Point, later: URIRef) -> list[Passage]:
        workflow = self._pair.workflow
        tree = reach(workflow, [point], gather=False)
        paths = [path_to(tree, end) for end in workflow.points_of[later] if end in tree]
        return min(paths, key=len, default=[])


def state_contradiction(minter: Minter, analysis: str, found: Contradiction) -> Iterator[Triple]:
    """State an order contradiction."""
    pair, first, second = found.pair, found.first, found.second
    process, workflow = pair.process, pair.workflow
    before, later = process.label_of(first), process.label_of(second)
    things = things_on(found.path, found.start)
    if found.rest:
        things += things_on(found.rest, found.rest[0].origin)
    else:
        things.append(found.later)
    proof = (
        f"The process {process.label!r} does {before!r} before {later!r} and never the other"
        f" way round. The workflow {workflow.label!r} can come to"
        f" {workflow.label_of(found.state)!r} first:"
        f" {sentence(workflow, found.path, found.start)};"
        f" {workflow.label_of(found.later)!r} is"
    )
    proof += " still possible after that." if found.rest else f" done {_beside(found)}."
    node = minter.derived(analysis, "contradiction", str(workflow.thing), str(first), str(second))
    yield from describe(
        node,
        AB.OrderContradiction,
        label=f"{workflow.label} allows {later} before {before}",
        about=second,
        proof=proof,
        involves=[
            first, found.state, found.later, *pair.models(first, second, found.state, found.later),
        ],
    )  # fmt: skip
    yield node, AB.step, second
    yield node, AB.state, found.state
    yield node, AB.workflow, workflow.thing
    head, cells = as_list(minter, analysis, str(node), things)
    yield node, AB.counterExample, head
    yield from cells


def _beside(found: Contradiction) -> str:
    """Say why the first step is not waited for."""
    workflow = found.pair.workflow
    here = set(around(workflow, found.state))
    started = [
        repr(workflow.label_of(outer))
        for outer in around(workflow, found.later)
        if outer not in here
        and any(is_unawaited(workflow, point) for point in workflow.points_of[outer])
    ]
    return (
        f"in what {started[0]} starts and does not wait for" if started else "in a parallel branch"
    )


def _beside_each_other(behaviour: Behaviour, wanted: set[URIRef]) -> set[tuple[URIRef, URIRef]]:
    """Give the pairs of elements that stand in different branches of one fork."""
    beside: set[tuple[URIRef, URIRef]] = set()
    for branches in _forks(behaviour):
        inside = [
            {
                point.thing
                for point in reach(
                    behaviour, branch, lambda p: p.goal in behaviour.gathering, gather=False
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


def _forks(behaviour: Behaviour) -> Iterator[list[list[Point]]]:
    """Give where each branch begins of all that is done together, or started and not awaited."""
    for element in behaviour.elements.values():
        for point in behaviour.points_of[element.iri]:
            leaving = behaviour.leaving.get(point, ())
            if is_unawaited(behaviour, point):
                goals = [passage.goal for passage in leaving if passage.kind == "branch"]
                done = [goal for goal in goals if goal.thing == element.iri]
                yield [done, [goal for goal in goals if goal not in done]]
            elif element.kind.lower() in PARALLEL:
                goals = [p.goal for p in leaving if p.completes or p.kind == "branch"]
                if len(goals) > 1:
                    yield [[goal] for goal in goals]
