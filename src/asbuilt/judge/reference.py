"""The reference engine: pySHACL, which follows the recommendation to the letter."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import pyshacl
from pyshacl.errors import ReportableRuntimeError, ShapeRecursionWarning, ValidationFailure
from rdflib import RDF, SH, Graph, URIRef
from rdflib.plugins.sparql import prepareQuery

from asbuilt.errors import UserError
from asbuilt.judge.engine import Result

if TYPE_CHECKING:
    from rdflib import BNode
    from rdflib.plugins.sparql.sparql import Query as PreparedQuery
    from rdflib.query import Result as Answer

    from asbuilt.facts import Term


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
            _Prepared.of(data), shacl_graph=shapes, inference="none", inplace=True
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


class _Prepared(Graph):
    """A graph that parses each query once, not once for every focus node."""

    @classmethod
    def of(cls, graph: Graph) -> _Prepared:
        return cls(store=graph.store, identifier=graph.identifier)

    def query(self, query_object: Any, *args: Any, **options: Any) -> Answer:  # noqa: ANN401
        if isinstance(query_object, str) and not options.get("initNs"):
            query_object = _parsed(query_object)
        return super().query(query_object, *args, **options)


@cache
def _parsed(text: str) -> PreparedQuery:
    return prepareQuery(text)


def _result(report: Graph, node: Term) -> Result:
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


assert RDF  # the report's vocabulary
