"""The W3C data-shapes suite as test cases: what is judged, by what, and which report is due."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from rdflib import RDF, SH, BNode, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from asbuilt.judge.native.files import read_shapes

if TYPE_CHECKING:
    from rdflib.term import Node

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
_COMPARED = (
    SH.focusNode,
    SH.resultPath,
    SH.resultSeverity,
    SH.sourceConstraint,
    SH.sourceConstraintComponent,
    SH.sourceShape,
    SH.value,
)
_PATHS = (
    RDF.first,
    RDF.rest,
    SH.inversePath,
    SH.alternativePath,
    SH.zeroOrMorePath,
    SH.oneOrMorePath,
    SH.zeroOrOnePath,
)


@dataclass(frozen=True)
class Case:
    """One test of the suite."""

    name: str
    data: Path
    shapes: Path
    expected: Graph | None
    """The report that is due; None where a failure is."""
    has_messages: bool


def cases(suite: Path) -> list[Case]:
    """Give all tests of the suite's folders ``core`` and ``sparql``."""
    found = []
    for file in sorted(suite.glob("*/**/*.ttl")):
        graph = read_shapes([file])
        for test in graph.subjects(RDF.type, SHT.Validate):
            action, result = graph.value(test, MF.action), graph.value(test, MF.result)
            has_messages = any(graph.subject_objects(SH.resultMessage))
            is_failure = result == SHT.Failure
            found.append(
                Case(
                    str(file.relative_to(suite)),
                    _path(graph.value(action, SHT.dataGraph)),
                    _path(graph.value(action, SHT.shapesGraph)),
                    None if is_failure else compared(graph, result, messages=has_messages),
                    has_messages,
                )
            )
    return found


def same(report: Graph, case: Case) -> bool:
    """Say whether a report is the one that is due, as far as the suite compares."""
    (top,) = report.subjects(RDF.type, SH.ValidationReport)
    assert case.expected is not None
    return isomorphic(compared(report, top, messages=case.has_messages), case.expected)


def compared(graph: Graph, top: Node | None, *, messages: bool) -> Graph:
    """Give what the suite compares of a report."""
    found, node = Graph(), BNode()
    found.add((node, SH.conforms, Literal(str(graph.value(top, SH.conforms)))))
    for result in graph.objects(top, SH.result):
        found.add((node, SH.result, result))
        for predicate in (*_COMPARED, *((SH.resultMessage,) if messages else ())):
            for value in graph.objects(result, predicate):
                found.add((result, predicate, value))
                if predicate == SH.resultPath:
                    _copy_path(graph, value, found)
    return found


def _copy_path(graph: Graph, node: Node, found: Graph) -> None:
    if isinstance(node, BNode):
        for predicate in _PATHS:
            for value in graph.objects(node, predicate):
                found.add((node, predicate, value))
                _copy_path(graph, value, found)


def _path(iri: Node | None) -> Path:
    assert isinstance(iri, URIRef)
    return Path(unquote(urlsplit(iri).path))
