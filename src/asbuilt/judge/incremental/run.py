"""Runs over a view: all of it, or what a change can affect and the last run for the rest."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from asbuilt.judge.incremental.automaton import Around, TooManyError
from asbuilt.judge.incremental.fans import Fans
from asbuilt.judge.incremental.shape_walks import dependence
from asbuilt.judge.native.data import LocalData
from asbuilt.judge.native.reading import ShapesGraph, read
from asbuilt.judge.native.run import Judged, judge_by_node, referred
from asbuilt.judge.native.side_by_side import may_run_away
from asbuilt.judge.preferences import SECONDS
from asbuilt.terms import from_ox

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rdflib import Graph

    from asbuilt.facts import Term
    from asbuilt.judge.native.shapes import ShapeNode
    from asbuilt.judge.refresh import Change
    from asbuilt.judge.view import View

_SHARE = 50
"""Where more than this part of the facts would be looked at, judging all is quicker."""
_LEAST = 2000


@dataclass(frozen=True, slots=True)
class Run:
    """What was found over the whole of a view, and how much of it was judged for that."""

    judged: Judged
    again: int | None = None
    """How many nodes were judged; None if all."""
    whole: frozenset[ShapeNode] = field(default_factory=frozenset)
    """Shapes of which all focus nodes were judged although others were judged in part."""


def judge_all(view: View, shapes: Graph, seconds: float = SECONDS) -> Run:
    """Judge all focus nodes of all shapes; a query that may run away has so many seconds."""
    with _data(view, seconds) as data:
        return Run(_judged(data, shapes, read(shapes), None))


def judge_again(
    view: View, shapes: Graph, change: Change, last: Judged, seconds: float = SECONDS
) -> Run:
    """Judge what a change can affect, and take the rest over from the last run.

    `last` is what came of the same shapes over the view before the change. What comes out is what a
    run over the whole view would give.
    """
    known = read(shapes)
    with _data(view, seconds) as data:
        if any(map(may_run_away, known.shapes)):
            data.guarded.start()
        plan = _plan(view, known, change, last)
        new = _judged(data, shapes, known, plan)
    results = dict(last.results)
    for shape, nodes in plan.items():
        found = new.results.get(shape, {})
        if nodes is not None:
            before = results.get(shape, {})
            found = {node: some for node, some in before.items() if node not in nodes} | found
        results[shape] = found
    for note in (*new.referred, *new.failed):
        # All that is known of such a shape is new: the reference engine has judged all of it.
        results.pop(note.shape, None)
    affected = {node for nodes in plan.values() if nodes is not None for node in nodes}
    whole = frozenset(shape for shape, nodes in plan.items() if nodes is None)
    judged = Judged(results, new.others, new.referred, new.failed)
    return Run(judged, len(affected), whole)


def _plan(
    view: View, known: ShapesGraph, change: Change, last: Judged
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


@contextmanager
def _data(view: View, seconds: float) -> Iterator[LocalData]:
    """Give what engines judge of a view; its folder may be opened anew afterwards."""
    data = LocalData(view.inner, folder=view.folder, seconds=seconds)
    try:
        yield data
    finally:
        data.close()


def _judged(
    data: LocalData,
    shapes: Graph,
    known: ShapesGraph,
    plan: Mapping[ShapeNode, set[Term] | None] | None,
) -> Judged:
    """Judge what is planned; what cannot be read is told each time."""
    if plan is not None:
        plan = {**dict.fromkeys(one.node for one in known.unread), **plan}
    return referred(judge_by_node(data, shapes, known, plan), data, shapes)
