"""Judging by the native engine: each shape on its own, and none dropped."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rdflib import BNode

from asbuilt.judge.engine import Note, Outcome, Result
from asbuilt.judge.native.focus import focus_of
from asbuilt.judge.native.judging import Judging
from asbuilt.judge.native.problems import LaterError, NotCompiledError, ShapeError
from asbuilt.judge.native.reading import ShapesGraph, read
from asbuilt.judge.native.side_by_side import side_by_side

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from rdflib import Graph

    from asbuilt.facts import Term
    from asbuilt.judge.native.data import Data
    from asbuilt.judge.native.shapes import Shape, ShapeNode

_CHUNK = 2000
"""Nodes that one query names."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of judging by shapes, each result with the focus node from which it was reached."""

    results: dict[ShapeNode, dict[Term, list[Result]]]
    """Results by shape with targets and by focus node."""
    others: tuple[Result, ...] = ()
    """Results of the reference engine, of which the focus node is not known."""
    referred: tuple[Note, ...] = ()
    failed: tuple[Note, ...] = ()

    def outcome(self) -> Outcome:
        """Give all results in no order, and what befell shapes."""
        found = [
            result
            for by_node in self.results.values()
            for results in by_node.values()
            for result in results
        ]
        return Outcome((*found, *self.others), self.referred, self.failed)


def judge(
    data: Data,
    shapes: Graph,
    focus: Mapping[ShapeNode, Collection[Term]] | None = None,
) -> Outcome:
    """Judge data by shapes, all focus nodes or those that `focus` names for each shape.

    A shape that is beyond the engine is judged by the reference engine; one that is wrong is listed
    as failed.
    """
    return referred(judge_by_node(data, shapes, read(shapes), focus), data, shapes, focus).outcome()


def judge_by_node(
    data: Data,
    shapes: Graph,
    known: ShapesGraph,
    focus: Mapping[ShapeNode, Collection[Term] | None] | None = None,
) -> Judged:
    """Judge data by the shapes that were read from a graph; None stands for all focus nodes.

    What is left to the reference engine is noted, and not judged yet: see `referred`.
    """
    left: list[Note] = []
    failed: list[Note] = []
    for unread in known.unread:
        if focus is None or unread.node in focus:
            (failed if unread.is_wrong else left).append(Note(unread.node, unread.reason))
    wanted = [
        shape
        for shape in known.shapes
        if not shape.deactivated and (focus is None or shape.node in focus)
    ]

    def judge_some(some: Sequence[Shape]) -> _Part:
        return _judged(Judging(data, shapes), some, focus)

    parts = side_by_side(data, wanted, judge_some)
    later = [shape for part in parts for shape in part.later]
    if later:
        parts.append(judge_some(later))
    return Judged(
        {node: found for part in parts for node, found in part.found.items()},
        (),
        (*left, *(note for part in parts for note in part.left)),
        (*failed, *(note for part in parts for note in part.failed)),
    )


def referred(
    judged: Judged,
    data: Data,
    shapes: Graph,
    focus: Mapping[ShapeNode, Collection[Term]] | None = None,
) -> Judged:
    """Have the reference engine judge the shapes that were left to it."""
    if not judged.referred:
        return judged
    from asbuilt.judge import reference  # noqa: PLC0415 - slow to import and seldom needed

    left = [note.shape for note in judged.referred]
    outcome = reference.judge_some(data, shapes, left, focus)
    return replace(judged, others=outcome.results, failed=(*judged.failed, *outcome.failed))


@dataclass
class _Part:
    """What came of judging some shapes, of which some may have to wait until nothing is beside."""

    found: dict[ShapeNode, dict[Term, list[Result]]] = field(default_factory=dict)
    left: list[Note] = field(default_factory=list)
    failed: list[Note] = field(default_factory=list)
    later: list[Shape] = field(default_factory=list)


def _judged(
    judging: Judging,
    shapes: Sequence[Shape],
    focus: Mapping[ShapeNode, Collection[Term] | None] | None,
) -> _Part:
    part = _Part()
    for shape in shapes:
        by_node: dict[Term, list[Result]] = defaultdict(list)
        try:
            candidates = None if focus is None else focus[shape.node]
            for node, result in _results(judging, shape, candidates):
                by_node[node].append(result)
        except ShapeError as error:
            part.failed.append(Note(shape.node, str(error)))
        except NotCompiledError as error:
            part.left.append(Note(shape.node, str(error)))
        except LaterError:
            part.later.append(shape)
        else:
            part.found[shape.node] = dict(by_node)
    return part


def _results(
    judging: Judging, shape: Shape, candidates: Collection[Term] | None
) -> Iterator[tuple[Term, Result]]:
    if candidates is None or any(isinstance(one, BNode) for one in candidates):
        # A query cannot name blank nodes: judge all focus nodes and keep those asked for.
        wanted = None if candidates is None else set(candidates)
        focus = focus_of(shape.targets, judging.classes)
        if focus is not None:
            found = judging.results(shape, focus)
            yield from (one for one in found if wanted is None or one[0] in wanted)
        return
    listed = sorted(set(candidates), key=lambda one: one.n3())
    for start in range(0, len(listed), _CHUNK):
        focus = focus_of(shape.targets, judging.classes, listed[start : start + _CHUNK])
        here = None if focus is None else judging.narrowed(focus)
        if here is not None:
            yield from judging.results(shape, here)
