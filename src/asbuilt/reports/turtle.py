"""Findings as an ``sh:ValidationReport`` in Turtle, with what Asbuilt adds to each result."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from rdflib import DCTERMS, PROV, RDF, RDFS, SH, XSD, Graph, Literal, URIRef

from asbuilt import __version__
from asbuilt.judge.record import findings_as_facts
from asbuilt.reports.background import NOTHING_KNOWN, Background
from asbuilt.vocabulary import AB, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.judge import Report
    from asbuilt.store import Triple


def render(report: Report, background: Background = NOTHING_KNOWN) -> str:
    """Give the report as Turtle (SHACL, 3.6); it conforms where nothing is open."""
    return validation_report(report, background).serialize(format="turtle").strip()


def validation_report(report: Report, background: Background) -> Graph:
    """Give the report as a graph: ``sh:ValidationReport``, its results, and how it came about."""
    graph = Graph()
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    inspection = report.inspection
    base = str(inspection.iri).rpartition("inspection/")[0]
    rules = {rule.code: rule for rule in report.rules}
    for triple in findings_as_facts(report.findings, inspection, rules, base):
        graph.add(triple)
    node = URIRef(f"{inspection.iri}/report")
    graph.add((node, RDF.type, SH.ValidationReport))
    graph.add((node, SH.conforms, Literal(not any(one.is_open for one in report.findings))))
    graph.add((node, AB.inspection, inspection.iri))
    for result in set(graph.subjects(RDF.type, SH.ValidationResult)):
        graph.add((node, SH.result, result))
    for triple in _inspection(report, background, base):
        graph.add(triple)
    return graph


def _inspection(report: Report, background: Background, base: str) -> Iterator[Triple]:
    """State day, end, engine and version, and the files with their digests (PROV-O)."""
    node, ended = report.inspection.iri, report.inspection.ended.isoformat()
    yield node, RDF.type, AB.Inspection
    yield node, RDFS.label, Literal(f"Inspection {report.inspection.identifier}")
    yield node, DCTERMS.identifier, Literal(report.inspection.identifier)
    yield node, AB.asOf, Literal(report.inspection.as_of.isoformat(), datatype=XSD.date)
    yield (
        node,
        PROV.endedAtTime,
        Literal(ended, datatype=XSD.dateTime),
    )
    agent = URIRef(f"{node}/asbuilt")
    yield node, PROV.wasAssociatedWith, agent
    yield agent, RDF.type, PROV.SoftwareAgent
    yield agent, RDFS.label, Literal(f"Asbuilt {__version__}, engine {report.inspection.engine}")
    for source in background.sources:
        file = URIRef(base + quote(source.file))
        yield node, PROV.used, file
        if source.sha256:
            yield file, AB.sha256, Literal(source.sha256)
