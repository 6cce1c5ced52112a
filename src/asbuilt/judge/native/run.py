"""Judging by the native engine: each shape on its own, and none dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import BNode

from asbuilt.judge.engine import Note, Outcome, Result
from asbuilt.judge.native.focus import focus_of
from asbuilt.judge.native.judging import Judging
from asbuilt.judge.native.problems import NotCompiledError, ShapeError
from asbuilt.judge.native.reading import read

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from rdflib import Graph, URIRef

    from asbuilt.facts import Term
    from asbuilt.judge.native.data import Data
    from asbuilt.judge.native.shapes import Shape

_CHUNK = 2000
"""Nodes that one query names."""


def judge(
    data: Data,
    shapes: Graph,
    focus: Mapping[URIRef | BNode, Collection[Term]] | None = None,
) -> Outcome:
    """Judge data by shapes, all focus nodes or those that `focus` names for each shape.

    A shape that is beyond the engine is judged by the reference engine; one that is wrong is listed
    as failed.
    """
    known = read(shapes)
    results: list[Result] = []
    left: list[Note] = []
    failed: list[Note] = []
    for unread in known.unread:
        if focus is None or unread.node in focus:
            (failed if unread.is_wrong else left).append(Note(unread.node, unread.reason))
    judging = Judging(data, shapes)
    for shape in known.shapes:
        if shape.deactivated or (focus is not None and shape.node not in focus):
            continue
        candidates = None if focus is None else focus[shape.node]
        try:
            results += list(_results(judging, shape, candidates))
        except ShapeError as error:
            failed.append(Note(shape.node, str(error)))
        except NotCompiledError as error:
            left.append(Note(shape.node, str(error)))
    if left:
        from asbuilt.judge import reference  # noqa: PLC0415 - slow to import and seldom needed

        outcome = reference.judge_some(data, shapes, [note.shape for note in left], focus)
        results += outcome.results
        failed += outcome.failed
    return Outcome(tuple(results), tuple(left), tuple(failed))


def _results(
    judging: Judging, shape: Shape, candidates: Collection[Term] | None
) -> Iterator[Result]:
    if candidates is not None and any(isinstance(one, BNode) for one in candidates):
        # A query cannot name blank nodes: judge all focus nodes and keep those asked for.
        wanted = set(candidates)
        focus = focus_of(shape.targets, judging.classes)
        if focus is not None:
            yield from (
                result for start, result in judging.results(shape, focus) if start in wanted
            )
        return
    for some in _chunks(candidates):
        focus = focus_of(shape.targets, judging.classes, some)
        if focus is not None:
            yield from (result for _, result in judging.results(shape, focus))


def _chunks(candidates: Collection[Term] | None) -> Iterator[list[Term] | None]:
    if candidates is None:
        yield None
        return
    listed = sorted(set(candidates), key=lambda one: one.n3())
    for start in range(0, len(listed), _CHUNK):
        yield listed[start : start + _CHUNK]
