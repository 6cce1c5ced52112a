"""An outcome as a standard ``sh:ValidationReport`` (SHACL, 3.6)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rdflib import RDF, SH, XSD, BNode, Graph, Literal, URIRef
from rdflib.plugins.serializers.turtle import TurtleSerializer

if TYPE_CHECKING:
    from rdflib.term import Node

    from asbuilt.judge.engine import Outcome, Result

_LIST = frozenset({RDF.first, RDF.rest})
_PATHS = _LIST | frozenset(
    {
        SH.inversePath,
        SH.alternativePath,
        SH.zeroOrMorePath,
        SH.oneOrMorePath,
        SH.zeroOrOnePath,
    }
)


def report(outcome: Outcome, shapes: Graph) -> Graph:
    """Give the report; paths are copied from the shapes graph.

    It says that the data conforms only where nothing was found and no shape failed.
    """
    graph = Graph()
    graph.bind("sh", SH)
    top = BNode()
    graph.add((top, RDF.type, SH.ValidationReport))
    graph.add((top, SH.conforms, Literal(outcome.conforms)))
    for result in outcome.results:
        node = BNode()
        graph.add((top, SH.result, node))
        _add(graph, node, result, shapes)
    return graph


def _add(graph: Graph, node: BNode, result: Result, shapes: Graph) -> None:
    graph.add((node, RDF.type, SH.ValidationResult))
    graph.add((node, SH.focusNode, result.focus))
    graph.add((node, SH.resultSeverity, result.severity))
    graph.add((node, SH.sourceConstraintComponent, result.component))
    graph.add((node, SH.sourceShape, result.shape))
    if result.path is not None:
        graph.add((node, SH.resultPath, _copied(shapes, result.path, graph)))
    if result.value is not None:
        graph.add((node, SH.value, result.value))
    if result.constraint is not None:
        graph.add((node, SH.sourceConstraint, result.constraint))
    for message in result.messages:
        graph.add((node, SH.resultMessage, message))


def _copied(shapes: Graph, node: Node, graph: Graph) -> Node:
    """Copy what a blank node says of a path; a list is one whatever else is said of it."""
    if not isinstance(node, BNode):
        return node
    copy = BNode()
    is_list = (node, RDF.first, None) in shapes
    for _, predicate, value in shapes.triples((node, None, None)):
        if predicate in _PATHS and is_list == (predicate in _LIST):
            graph.add((copy, predicate, _copied(shapes, value, graph)))
    return copy


def as_turtle(graph: Graph) -> str:
    """Give a report as Turtle, also where it tells of literals that are ill-formed."""
    out = io.BytesIO()
    _Turtle(graph).serialize(out)
    return out.getvalue().decode()


class _Turtle(TurtleSerializer):
    """Writes booleans that are none with quotes; rdflib would write ``none`` as it stands."""

    def label(self, node: Node, position: int) -> str:
        if (
            isinstance(node, Literal)
            and node.datatype == XSD.boolean
            and str(node) not in {"true", "false"}
        ):
            return f"{Literal(str(node)).n3()}^^{node.datatype.n3()}"
        return str(super().label(node, position))


def as_text(outcome: Outcome) -> str:
    """Give the outcome for people: a line for each result, and what it adds up to."""
    lines = [f"Conforms: {outcome.conforms}", f"Results: {len(outcome.results)}"]
    if outcome.failed:
        lines.append(f"Shapes not judged: {len(outcome.failed)}")
    return "\n".join([*lines, *map(_line, outcome.results)])


def _line(result: Result) -> str:
    severity = result.severity.rpartition("#")[2].lower()
    component = result.component.rpartition("#")[2].removesuffix("ConstraintComponent")
    parts = [f"{result.focus.n3()}: {severity}[{component}]:", "; ".join(result.messages)]
    if isinstance(result.path, URIRef):
        parts.append(f"path {result.path.n3()}")
    if result.value is not None and result.value != result.focus:
        parts.append(f"value {result.value.n3()}")
    return " ".join(parts)
