"""Steps that the process does in one order and never the other, and the workflow in the other.

More than a way to skip the first step is asked for: work can come to the second with the first not
yet completed and still possible after it. Two parallel branches are such a case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from asbuilt.derive.behaviour.model import PARALLEL, Behaviour, Passage, Point
from asbuilt.derive.behaviour.paths import Tree, avoiding, path_to, reach, sentence, things_on
from asbuilt.derive.order.leaving import after
from asbuilt.derive.statement import as_list, describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.derive.order.pair import Pair
    from asbuilt.identity import Minter
    from asbuilt.store import Triple


class Contradictions:
    """Looks for order contradictions between a process and a workflow."""

    def __init__(self, minter: Minter, pair: Pair, analysis: str) -> None:
        """Mint for this analysis."""
        self._minter = minter
        self._pair = pair
        self._analysis = analysis
        self._after_step: dict[URIRef, set[URIRef]] = {}
        self._after_state: dict[URIRef, set[URIRef]] = {}

    def facts(self) -> Iterator[Triple]:
        """State pairs of steps that the workflow can do in the order that the process excludes."""
        beside = _beside_each_other(self._pair.workflow, set(self._pair.steps_of))
        documented = _beside_each_other(self._pair.process, set(self._pair.states_of))
        for first in sorted(self._pair.states_of):
            for second in sorted(self._pair.states_of):
                if first == second or self._pair.states_of[first] & self._pair.states_of[second]:
                    continue
                if not self._follows(second, first) or self._follows(first, second):
                    continue
                if (first, second) in documented:
                    continue
                way = self._reversed(first, second, beside)
                if way is not None:
                    yield from self._contradiction(first, second, *way)

    def _follows(self, later: URIRef, earlier: URIRef) -> bool:
        """Say whether the process has a path from one step to another."""
        if earlier not in self._after_step:
            tree = after(self._pair.process, earlier)
            self._after_step[earlier] = {p.thing for p in tree} & self._pair.states_of.keys()
        return later in self._after_step[earlier]

    def _reversed(
        self, first: URIRef, second: URIRef, beside: set[tuple[URIRef, URIRef]]
    ) -> tuple[URIRef, URIRef, list[Passage], list[Passage]] | None:
        """Find a state of the second step that can come before any of the first is completed."""
        early: Tree | None = None
        for state in sorted(self._pair.states_of[second]):
            for later in sorted(self._pair.states_of[first]):
                parallel = (state, later) in beside
                if not parallel and not self._is_possible_after(state, later):
                    continue
                if early is None:
                    early = reach(self._pair.workflow, barred=avoiding(self._pair.states_of[first]))
                if Point(state) not in early:
                    continue
                tree = {} if parallel else reach(self._pair.workflow, [Point(state)], gather=False)
                rest = [] if parallel else path_to(tree, Point(later))
                return state, later, path_to(early, Point(state)), rest
        return None

    def _is_possible_after(self, state: URIRef, later: URIRef) -> bool:
        if state not in self._after_state:
            tree = after(self._pair.workflow, state)
            self._after_state[state] = {p.thing for p in tree} & self._pair.steps_of.keys()
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
        process, workflow = self._pair.process, self._pair.workflow
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
        node = self._minter.derived(
            self._analysis, "contradiction", str(workflow.thing), str(first), str(second)
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
        head, cells = as_list(self._minter, self._analysis, str(node), things)
        yield node, AB.counterExample, head
        yield from cells


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
