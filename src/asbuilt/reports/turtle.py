"""Findings as an ``sh:ValidationReport`` in Turtle, with what Asbuilt adds to each result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import RDF, SH, BNode, Graph, Literal

from asbuilt.judge.record import findings_as_facts
from asbuilt.vocabulary import AB, PREFIXES

if TYPE_CHECKING:
    from asbuilt.judge import Report


def render(report: Report) -> str:
    """Give the report as Turtle (SHACL, 3.6); it conforms where nothing is open."""
    graph = Graph()
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    base = str(report.inspection.iri).rpartition("inspection/")[0]
    rules = {rule.code: rule for rule in report.rules}
    for triple in findings_as_facts(report.findings, report.inspection, rules, base):
        graph.add(triple)
    node = BNode()
    graph.add((node, RDF.type, SH.ValidationReport))
    graph.add((node, SH.conforms, Literal(not any(one.is_open for one in report.findings))))
    graph.add((node, AB.inspection, report.inspection.iri))
    for result in set(graph.subjects(RDF.type, SH.ValidationResult)):
        graph.add((node, SH.result, result))
    return graph.serialize(format="turtle").strip()
