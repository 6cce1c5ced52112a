"""The reference engine: pySHACL, which follows the recommendation to the letter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

import pyshacl
from pyshacl.errors import ReportableRuntimeError, ShapeRecursionWarning, ValidationFailure
from rdflib import SH, Graph, URIRef

from asbuilt.errors import UserError
from asbuilt.judge.engine import Result
from asbuilt.judge.queries import QueriedGraph

if TYPE_CHECKING:
    from rdflib import BNode
    from rdflib.term import Node


def validate(data: Graph, shapes: Graph) -> list[Result]:
    """Judge the data by the shapes. Raises `UserError` for shapes that cannot be run."""
    _, report, _ = run(data, shapes)
    return [_result(report, node) for node in report.objects(None, SH.result)]


def run(data: Graph, shapes: Graph) -> tuple[bool, Graph, str]:
    """Give whether the data conforms, the ``sh:ValidationReport``, and pySHACL's text of it.

    Nothing is fetched: ``owl:imports`` are not followed.
    """
    try:
        conforms, report, text = pyshacl.validate(
            QueriedGraph.of(data), shacl_graph=shapes, inference="none", inplace=True
        )
    except (ReportableRuntimeError, ShapeRecursionWarning) as error:
        raise UserError(
            f"the shapes cannot be run: {_first_line(error)}",
            hint="correct the shape that is named; shapes must not refer to themselves",
        ) from None
    if isinstance(report, ValidationFailure | bytes | str):
        raise UserError(
            f"the shapes cannot be run: {_first_line(report)}",
            hint="correct the shape that is named; shapes must not refer to themselves",
        )
    return conforms, cast("Graph", report), text


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
        messages=tuple(sorted(str(text) for text in report.objects(node, SH.resultMessage))),
    )


def _first_line(error: object) -> str:
    message = getattr(error, "message", None) or str(error)
    lines = [line.strip() for line in re.split(r"[\r\n]+", str(message)) if line.strip()]
    return lines[0] if lines else type(error).__name__
