"""Judging by the native engine: each constraint on its own, and none dropped."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

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
Found: TypeAlias = "dict[Term, list[tuple[int, Result]]]"
"""Results by the focus node from which they were reached, with the place of the constraint."""
Plan: TypeAlias = "Mapping[ShapeNode, Mapping[int, Collection[Term] | None] | None]"
"""What is to be judged: shapes, of them constraints by their place, and of those focus nodes.

None stands for all constraints, or for all focus nodes.
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of judging by shapes, each result with the focus node from which it was reached."""

    results: dict[ShapeNode, Found]
    """Results by shape with targets."""
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
            for _, result in results
        ]
        return Outcome((*found, *self.others), self.referred, self.failed)


@dataclass(frozen=True, slots=True)
class _Part:
    """One constraint of a shape with targets, and the focus nodes of which it is judged."""

    number: int
    shape: Shape
    nodes: Collection[Term] | None


def judge(
    data: Data,
    shapes: Graph,
    focus: Mapping[ShapeNode, Collection[Term]] | None = None,
) -> Outcome:
    """Judge data by shapes, all focus nodes or those that `focus` names for each shape.

    A shape that is beyond the engine is judged by the reference engine; one that is wrong is listed
    as failed.
    """
    known = read(shapes)
    plan: Plan | None = None
    if focus is not None:
        plan = dict.fromkeys(focus) | {
            shape.node: dict.fromkeys(range(len(shape.constraints)), focus[shape.node])
            for shape in known.shapes
            if shape.node in focus
        }
    return referred(judge_by_node(data, shapes, known, plan), data, shapes, focus).outcome()


def judge_by_node(
    data: Data, shapes: Graph, known: ShapesGraph, plan: Plan | None = None
) -> Judged:
    """Judge data by the shapes that were read from a graph, all of them or as planned.

    What is left to the reference engine is noted, and not judged yet: see `referred`.
    """
    left: dict[ShapeNode, Note] = {}
    failed: dict[ShapeNode, Note] = {}
    for unread in known.unread:
        if plan is None or unread.node in plan:
            (failed if unread.is_wrong else left)[unread.node] = Note(unread.node, unread.reason)
    wanted = list(_wanted(known, plan))

    def judge_some(some: Sequence[_Part]) -> _Told:
        return _judged(Judging(data, shapes), some)

    told = side_by_side(data, wanted, lambda part: part.shape, judge_some)
    later = [part for one in told for part in one.later]
    if later:
        told.append(judge_some(later))
    found: dict[ShapeNode, Found] = {part.shape.node: {} for part in wanted}
    for one in told:
        left |= one.left
        failed |= one.failed
        for shape, by_node in one.found.items():
            for node, results in by_node.items():
                found[shape].setdefault(node, []).extend(results)
    unsure = failed.keys() | left.keys()
    return Judged(
        {shape: by_node for shape, by_node in found.items() if shape not in unsure},
        (),
        tuple(note for shape, note in left.items() if shape not in failed),
        tuple(failed.values()),
    )


def _wanted(known: ShapesGraph, plan: Plan | None) -> Iterator[_Part]:
    for shape in known.shapes:
        if shape.deactivated or (plan is not None and shape.node not in plan):
            continue
        by_number = None if plan is None else plan[shape.node]
        for number, part in enumerate(shape.parts()):
            if by_number is None:
                yield _Part(number, part, None)
            elif number in by_number:
                yield _Part(number, part, by_number[number])


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
class _Told:
    """What came of judging some parts, of which some may have to wait until nothing is beside."""

    found: dict[ShapeNode, Found] = field(default_factory=lambda: defaultdict(dict))
    left: dict[ShapeNode, Note] = field(default_factory=dict)
    failed: dict[ShapeNode, Note] = field(default_factory=dict)
    later: list[_Part] = field(default_factory=list)


def _judged(judging: Judging, parts: Sequence[_Part]) -> _Told:
    told = _Told()
    for part in parts:
        shape = part.shape
        if shape.node in told.failed or shape.node in told.left:
            continue  # what else is found of it is not told
        by_node = told.found[shape.node]
        try:
            for node, result in _results(judging, shape, part.nodes):
                by_node.setdefault(node, []).append((part.number, result))
        except ShapeError as error:
            told.failed[shape.node] = Note(shape.node, str(error))
        except NotCompiledError as error:
            told.left[shape.node] = Note(shape.node, str(error))
        except LaterError:
            told.later.append(part)
    return told


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
