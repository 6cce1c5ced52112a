"""Runs of the native engine that keep, for each result, the focus node from which it came."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rdflib import BNode

from asbuilt.judge import reference
from asbuilt.judge.engine import Note, Outcome, Result
from asbuilt.judge.incremental.automaton import Around, TooManyError
from asbuilt.judge.incremental.fans import Fans
from asbuilt.judge.incremental.shape_walks import dependence
from asbuilt.judge.native.data import LocalData
from asbuilt.judge.native.focus import focus_of
from asbuilt.judge.native.judging import Judging
from asbuilt.judge.native.problems import NotCompiledError, ShapeError
from asbuilt.judge.native.reading import ShapesGraph, read
from asbuilt.terms import from_ox

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rdflib import Graph

    from asbuilt.facts import Term
    from asbuilt.judge.native.shapes import Shape, ShapeNode
    from asbuilt.judge.refresh import Change
    from asbuilt.judge.view import View

_CHUNK = 2000
"""Nodes that one query names."""
_SHARE = 50
"""Where more than this part of the facts would be looked at, judging all is quicker."""
_LEAST = 2000


@dataclass(frozen=True, slots=True)
class Run:
    """What was found over the whole of a view."""

    results: dict[ShapeNode, dict[Term, list[Result]]]
    """Results by shape with targets and by the focus node from which they were reached."""
    others: tuple[Result, ...] = ()
    """Results of the reference engine, of which that is not known."""
    referred: tuple[Note, ...] = ()
    failed: tuple[Note, ...] = ()
    again: int | None = None
    """How many nodes were judged; None if all."""
    whole: frozenset[ShapeNode] = field(default_factory=frozenset)
    """Shapes of which all focus nodes were judged although others were judged in part."""

    def outcome(self) -> Outcome:
        """Give all results in no order, and what befell shapes."""
        found = [
            result
            for by_node in self.results.values()
            for results in by_node.values()
            for result in results
        ]
        return Outcome((*found, *self.others), self.referred, self.failed)


def judge_all(view: View, shapes: Graph) -> Run:
    """Judge all focus nodes of all shapes."""
    return _run(view, shapes, read(shapes), None)


def judge_again(view: View, shapes: Graph, change: Change, last: Run) -> Run:
    """Judge what a change can affect, and take the rest over from the last run.

    `last` is a run of the same shapes over the view before the change. What comes out is what a run
    over the whole view would give.
    """
    known = read(shapes)
    plan = _plan(view, known, change, last)
    new = _run(view, shapes, known, plan)
    results = dict(last.results)
    for shape, nodes in plan.items():
        found = new.results.get(shape, {})
        if nodes is not None:
            before = results.get(shape, {})
            found = {node: some for node, some in before.items() if node not in nodes} | found
        results[shape] = found
    affected = {node for nodes in plan.values() if nodes is not None for node in nodes}
    whole = frozenset(shape for shape, nodes in plan.items() if nodes is None)
    return Run(results, new.others, new.referred, new.failed, len(affected), whole)


def _plan(
    view: View, known: ShapesGraph, change: Change, last: Run
) -> dict[ShapeNode, set[Term] | None]:
    """Give, for each shape that has to be judged, the nodes to be judged; None for all."""
    changed = [*change.came, *change.went]
    most = max(_LEAST, len(view) // _SHARE)
    around, fans = Around(view), Fans(view)
    unsure = {note.shape for note in (*last.referred, *last.failed)}
    plan: dict[ShapeNode, set[Term] | None] = {}
    for shape in known.shapes:
        if shape.deactivated:
            continue
        nodes = None
        if shape.node not in unsure:
            try:
                nodes = dependence(shape, fans).affected(around, changed, most)
            except TooManyError:
                nodes = None
        if nodes is None:
            plan[shape.node] = None
        elif nodes:
            plan[shape.node] = {from_ox(node) for node in nodes}  # type: ignore[arg-type]
    return plan


def _run(
    view: View,
    shapes: Graph,
    known: ShapesGraph,
    plan: Mapping[ShapeNode, set[Term] | None] | None,
) -> Run:
    data = LocalData(view.inner, folder=view.folder)
    try:
        return _judge(data, shapes, known, plan)
    finally:
        data.close()


def _judge(
    data: LocalData,
    shapes: Graph,
    known: ShapesGraph,
    plan: Mapping[ShapeNode, set[Term] | None] | None,
) -> Run:
    judging = Judging(data, shapes)
    found: dict[ShapeNode, dict[Term, list[Result]]] = {}
    left = [Note(one.node, one.reason) for one in known.unread if not one.is_wrong]
    failed = [Note(one.node, one.reason) for one in known.unread if one.is_wrong]
    for shape in known.shapes:
        if shape.deactivated or (plan is not None and shape.node not in plan):
            continue
        by_node: dict[Term, list[Result]] = defaultdict(list)
        try:
            for node, result in _judged(judging, shape, None if plan is None else plan[shape.node]):
                by_node[node].append(result)
        except ShapeError as error:
            failed.append(Note(shape.node, str(error)))
        except NotCompiledError as error:
            left.append(Note(shape.node, str(error)))
        else:
            found[shape.node] = dict(by_node)
    if not left:
        return Run(found, (), (), tuple(failed))
    outcome = reference.judge_some(data, shapes, [note.shape for note in left])
    return Run(found, outcome.results, tuple(left), (*failed, *outcome.failed))


def _judged(
    judging: Judging, shape: Shape, nodes: set[Term] | None
) -> Iterator[tuple[Term, Result]]:
    if nodes is None or any(isinstance(one, BNode) for one in nodes):
        # A query cannot name blank nodes: then all focus nodes are judged.
        focus = focus_of(shape.targets, judging.classes)
        if focus is not None:
            found = judging.results(shape, focus)
            yield from (one for one in found if nodes is None or one[0] in nodes)
        return
    listed = sorted(nodes, key=lambda one: one.n3())
    for start in range(0, len(listed), _CHUNK):
        focus = focus_of(shape.targets, judging.classes, listed[start : start + _CHUNK])
        if focus is not None:
            yield from judging.results(shape, focus)
