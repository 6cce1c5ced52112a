"""The reference engine: pySHACL, which follows the recommendation to the letter."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING, Any, cast

import pyshacl
from pyshacl.errors import ReportableRuntimeError, ShapeRecursionWarning, ValidationFailure
from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, URIRef

from asbuilt.errors import UserError
from asbuilt.judge.engine import Note, Outcome, Result
from asbuilt.judge.guard import refuse_unsafe
from asbuilt.judge.limited import too_long, within
from asbuilt.judge.queries import QueriedGraph
from asbuilt.terms import from_ox, to_ox

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from rdflib.term import Node

    from asbuilt.facts import Term
    from asbuilt.judge.native.data import Data

_TARGETS = (SH.targetNode, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target)


def judge(
    data: Data,
    shapes: Graph,
    focus: Mapping[URIRef | BNode, Collection[Term]] | None = None,
) -> Outcome:
    """Judge data by shapes, all focus nodes or those that `focus` names for each shape.

    They are run at once, and one by one where that takes longer than they all may, so that those
    are named that take too long. Raises `UserError` for shapes that cannot be run.
    """
    refuse_unsafe(shapes)
    if focus is not None:
        return judge_some(data, shapes, focus, focus)
    graph, some = data.graph(), _with_targets(shapes)
    try:
        results = _limited(graph, shapes, data.seconds * max(1, len(some)))
    except (TimeoutError, EOFError):
        return judge_some(data, shapes, some)
    return Outcome(tuple(results))


def judge_some(
    data: Data,
    shapes: Graph,
    some: Iterable[URIRef | BNode],
    focus: Mapping[URIRef | BNode, Collection[Term]] | None = None,
) -> Outcome:
    """Judge data by some of the shapes, each on its own; one that cannot be run is told as failed.

    What is not to be judged may be wrong in any way.
    """
    graph = data.graph()
    found: list[Result] = []
    failed: list[Note] = []
    for shape in some:
        alone = _alone(shapes, [shape])
        try:
            refuse_unsafe(alone)
            results = _limited(graph, alone, data.seconds)
        except UserError as error:
            failed.append(Note(shape, error.title))
            continue
        except TimeoutError:
            failed.append(Note(shape, too_long(data.seconds)))
            continue
        except EOFError:
            failed.append(Note(shape, "it needs more memory than it may have, and was stopped"))
            continue
        if focus is not None:
            wanted = set(focus[shape])
            results = [one for one in results if one.focus in wanted]
        found += results
    return Outcome(tuple(found), (), tuple(failed))


def run(data: Graph, shapes: Graph) -> tuple[bool, Graph, str]:
    """Give whether the data conforms, the ``sh:ValidationReport``, and pySHACL's text of it.

    Nothing is fetched: ``owl:imports`` are not followed. Nothing is inferred: ``sh:rule`` would add
    to what is judged.
    """
    judging = _without_rules(shapes)
    try:
        conforms, report, text = pyshacl.validate(
            QueriedGraph.of(data),
            shacl_graph=judging,
            inference="none",
            inplace=True,
            advanced=True,  # targets that are queries
        )
    except (ReportableRuntimeError, ShapeRecursionWarning) as error:
        raise UserError(
            f"the shapes cannot be run: {_first_line(error)}",
            hint="correct the shape that is named; shapes must not refer to themselves",
        ) from None
    except Exception as error:  # what fails within pySHACL and rdflib has no common kind
        raise UserError(
            f"the reference engine fails: {_first_line(error)}",
            hint="correct the shape, or use the native engine",
        ) from error
    if isinstance(report, ValidationFailure | bytes | str):
        raise UserError(
            f"the shapes cannot be run: {_first_line(report)}",
            hint="correct the shape that is named; shapes must not refer to themselves",
        )
    return conforms, cast("Graph", report), text


def _without_rules(shapes: Graph) -> Graph:
    if (None, SH.rule, None) not in shapes:
        return shapes
    found = _like(shapes)
    for triple in shapes:
        if triple[1] != SH.rule:
            found.add(triple)
    return found


def _like(shapes: Graph) -> Graph:
    """Give an empty graph with the same prefixes, on which queries in shapes may rely."""
    found = Graph()
    for prefix, space in shapes.namespaces():
        found.bind(prefix, space)
    return found


def _with_targets(shapes: Graph) -> list[URIRef | BNode]:
    """Give the shapes that say what they are about, in an order of their own making."""
    found = {one for predicate in _TARGETS for one in shapes.subjects(predicate)}
    found |= {
        one
        for one in shapes.subjects(RDF.type, RDFS.Class)
        if any((one, RDF.type, kind) in shapes for kind in (SH.NodeShape, SH.PropertyShape))
    }
    return sorted((one for one in found if isinstance(one, URIRef | BNode)), key=str)


def _limited(data: Graph, shapes: Graph, seconds: float) -> list[Result]:
    """Judge within a time. Raises what `within` raises.

    Terms travel as Oxigraph's: those of rdflib would be spelled anew on the way.
    """
    rows = within(seconds, lambda: [_packed(one) for one in _results(data, shapes)])
    return [Result(*map(_unpacked, row)) for row in rows]


def _packed(result: Result) -> list[Any]:
    return [_each(to_ox, getattr(result, field.name)) for field in fields(result)]


def _unpacked(said: Any) -> Any:  # noqa: ANN401 - a term, several, or none
    return _each(from_ox, said)


def _each(change: Callable[[Any], Any], said: Any) -> Any:  # noqa: ANN401
    if said is None:
        return None
    return tuple(map(change, said)) if isinstance(said, tuple) else change(said)


def _results(data: Graph, shapes: Graph) -> Iterator[Result]:
    _, report, _ = run(data, shapes)
    for node in report.objects(None, SH.result):
        yield _result(report, node)


def _alone(shapes: Graph, some: Collection[Node]) -> Graph:
    """Give the shapes graph in which only some shapes have targets."""
    found = _like(shapes)
    for triple in shapes:
        subject, predicate, value = triple
        if subject not in some and (
            predicate in _TARGETS or (predicate == RDF.type and value == RDFS.Class)
        ):
            continue
        found.add(triple)
    return found


def _result(report: Graph, node: Node) -> Result:
    def one(predicate: URIRef) -> Any:  # noqa: ANN401 - the report says what it is
        return report.value(node, predicate)

    path = cast("URIRef | BNode | None", one(SH.resultPath))
    return Result(
        focus=one(SH.focusNode),
        shape=one(SH.sourceShape),
        component=one(SH.sourceConstraintComponent),
        severity=one(SH.resultSeverity),
        path=path,
        value=one(SH.value),
        messages=tuple(sorted(cast("Iterator[Literal]", report.objects(node, SH.resultMessage)))),
        constraint=one(SH.sourceConstraint),
    )


def _first_line(error: object) -> str:
    message = getattr(error, "message", None) or str(error)
    lines = [line.strip() for line in re.split(r"[\r\n]+", str(message)) if line.strip()]
    return lines[0] if lines else type(error).__name__
