"""Runs over a view: all of it, or what a change can affect and the last run for the rest."""

from __future__ import annotations

from contextlib import contextmanager, suppress
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
    from asbuilt.judge.native.run import Found, Plan
    from asbuilt.judge.native.shapes import ShapeNode
    from asbuilt.judge.refresh import Change
    from asbuilt.judge.view import View

_SHARE = 50
"""Where more than this part of the facts would be looked at, judging all is quicker."""
_LEAST = 2000
_NONE: frozenset[Term] = frozenset()


@dataclass(frozen=True, slots=True)
class Run:
    """What was found over the whole of a view, and how much of it was judged for that."""

    judged: Judged
    again: int | None = None
    """How many nodes were judged; None if all."""
    whole: frozenset[ShapeNode] = field(default_factory=frozenset)
    """Shapes of which a constraint was judged for all focus nodes, others only in part."""


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
    for shape, parts in plan.items():
        results[shape] = _merged(results.get(shape, {}), new.results.get(shape, {}), parts)
    for note in (*new.referred, *new.failed):
        # All that is known of such a shape is new: the reference engine has judged all of it.
        results.pop(note.shape, None)
    affected = {node for parts in plan.values() for nodes in parts.values() for node in nodes or ()}
    whole = frozenset(shape for shape, parts in plan.items() if None in parts.values())
    judged = Judged(results, new.others, new.referred, new.failed)
    return Run(judged, len(affected), whole)


def _merged(before: Found, now: Found, parts: Mapping[int, set[Term] | None]) -> Found:
    """Give what was found before, but of the parts and nodes judged again what is found now."""

    def is_old(number: int, node: Term) -> bool:
        nodes = parts.get(number, _NONE)
        return nodes is not None and node not in nodes

    is_whole = None in parts.values()
    touched = before if is_whole else before.keys() & set().union(*filter(None, parts.values()))
    merged = dict(before)
    for node in touched:
        merged[node] = [one for one in before[node] if is_old(one[0], node)]
    for node, results in now.items():
        merged[node] = [*merged.get(node, ()), *results]
    return {node: results for node, results in merged.items() if results}


def _plan(
    view: View, known: ShapesGraph, change: Change, last: Judged
) -> dict[ShapeNode, dict[int, set[Term] | None]]:
    """Give, for each constraint that has to be judged, the nodes to be judged; None for all."""
    changed = [*change.came, *change.went]
    most = max(_LEAST, len(view) // _SHARE)
    around, fans = Around(view), Fans(view)
    unsure = {note.shape for note in (*last.referred, *last.failed)}
    plan: dict[ShapeNode, dict[int, set[Term] | None]] = {}
    for shape in known.shapes:
        if shape.deactivated:
            continue
        parts: dict[int, set[Term] | None] = {}
        for number, part in enumerate(shape.parts()):
            nodes = None
            if shape.node not in unsure:
                with suppress(TooManyError):
                    nodes = dependence(part, fans).affected(around, changed, most)
            if nodes is None:
                parts[number] = None
            elif nodes:
                parts[number] = {from_ox(node) for node in nodes}  # type: ignore[arg-type]
        if parts:
            plan[shape.node] = parts
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
    plan: Plan | None,
) -> Judged:
    """Judge what is planned; what cannot be read is told each time."""
    if plan is not None:
        plan = {**dict.fromkeys(one.node for one in known.unread), **plan}
    return referred(judge_by_node(data, shapes, known, plan), data, shapes)
