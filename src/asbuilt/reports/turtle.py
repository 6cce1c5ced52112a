"""Findings as an ``sh:ValidationReport`` in Turtle, with what Asbuilt adds to each result."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING
from urllib.parse import quote

import pyoxigraph as ox
from rdflib import DCTERMS, PROV, RDF, RDFS, SH, XSD, Literal, URIRef

from asbuilt import __version__
from asbuilt.judge.record import findings_as_facts
from asbuilt.reports.background import NOTHING_KNOWN, Background
from asbuilt.terms import to_quad
from asbuilt.vocabulary import AB, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.judge import Report
    from asbuilt.store import Triple

_NO_GRAPH = ox.NamedNode("urn:x-asbuilt:none")


def render(report: Report, background: Background = NOTHING_KNOWN) -> str:
    """Give the report as Turtle (SHACL, 3.6); it conforms where nothing is open."""
    return written(report, background, ox.RdfFormat.TURTLE)


def written(report: Report, background: Background, form: ox.RdfFormat) -> str:
    """Give ``sh:ValidationReport``, its results, and how it came about, in a syntax of RDF."""
    prefixes = {prefix: str(namespace) for prefix, namespace in PREFIXES.items()}
    quads = (to_quad(triple, _NO_GRAPH).triple for triple in _report(report, background))
    data = ox.serialize(quads, format=form, prefixes=prefixes)
    assert data is not None  # no file is given to write to
    return data.decode().strip()


def _report(report: Report, background: Background) -> Iterator[Triple]:
    """State everything, subject by subject, in an order of its own."""
    inspection = report.inspection
    base = str(inspection.iri).rpartition("inspection/")[0]
    rules = {rule.code: rule for rule in report.rules}
    node = URIRef(f"{inspection.iri}/report")
    yield node, RDF.type, SH.ValidationReport
    yield node, SH.conforms, Literal(not any(one.is_open for one in report.findings))
    yield node, AB.inspection, inspection.iri
    for finding in report.findings:
        yield node, SH.result, URIRef(f"{base}finding/{finding.fingerprint}")
    facts = findings_as_facts(report.findings, inspection, rules, base)
    for _, said in groupby(facts, key=itemgetter(0)):
        yield from sorted(said, key=_order)
    yield from _inspection(report, background, base)


def _order(triple: Triple) -> tuple[bool, str, str]:
    """Give the key by which what is said of a subject is ordered, its types first."""
    return triple[1] != RDF.type, str(triple[1]), str(triple[2])


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
