"""Inspections and their findings as facts, so that pages and queries can ask about them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from hashlib import sha256
from typing import TYPE_CHECKING

from rdflib import DCTERMS, PROV, RDF, RDFS, SH, XSD, Literal, URIRef

from asbuilt.judge.finding import Finding
from asbuilt.judge.life import SHACL_SEVERITIES
from asbuilt.vocabulary import AB, ABB, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime

    from asbuilt.judge.rules import Rule, Severity
    from asbuilt.store import Triple

_FORM = 2
"""To be counted up when findings are stated in another way, so that all are written anew."""
_STATED = tuple(field.name for field in fields(Finding) if field.name not in {"status", "overdue"})
_ON_INSPECTION: dict[Severity, URIRef] = {
    "violation": AB.violations,
    "warning": AB.warnings,
    "info": AB.informations,
}


@dataclass(frozen=True, slots=True)
class Inspection:
    """One run of the rules over the graph."""

    identifier: str
    """Day and running number, such as ``2026-11-15-3``."""
    iri: URIRef
    as_of: date
    ended: datetime
    engine: str


def findings_as_facts(
    findings: Iterable[Finding], inspection: Inspection, rules: dict[str, Rule], base: str
) -> Iterator[Triple]:
    """State findings as ``sh:ValidationResult`` with what Asbuilt adds, named under a base IRI."""
    for finding in findings:
        node = finding_iri(finding, base)
        rule = rules[finding.rule]
        yield node, RDF.type, AB.Finding
        yield node, RDF.type, SH.ValidationResult
        yield node, RDFS.label, Literal(finding.name)
        yield node, SH.focusNode, URIRef(finding.focus)
        yield node, SH.resultMessage, Literal(finding.message)
        yield node, SH.resultSeverity, SHACL_SEVERITIES[finding.severity]
        yield node, SH.sourceShape, rule.iri
        if finding.component:
            yield node, SH.sourceConstraintComponent, URIRef(finding.component)
        yield node, AB.rule, rule.iri
        yield node, AB.code, Literal(finding.rule)
        yield node, AB.breakdown, rule.breakdown
        yield node, AB.fingerprint, Literal(finding.fingerprint)
        yield status_as_fact(finding, base)
        yield node, AB.inspection, inspection.iri
        yield node, AB.sha256, Literal(digest_of(finding))
        if finding.why:
            yield node, AB.why, Literal(finding.why)
        if finding.fix:
            yield node, AB.fix, Literal(finding.fix)
        if finding.path and (path := _expanded(finding.path)):
            yield node, SH.resultPath, path
        if finding.value is not None:
            yield node, SH.value, _term(finding.value)
        if finding.owner_iri:
            yield node, AB.ownedBy, URIRef(finding.owner_iri)
        if finding.place:
            yield node, PROV.hadPrimarySource, URIRef(finding.place)
        for thing in finding.involves:
            yield node, AB.involves, URIRef(thing)
        yield from _life(node, finding)


def status_as_fact(finding: Finding, base: str) -> Triple:
    """State where a finding is in its life, which moves on while all else stays."""
    return finding_iri(finding, base), AB.findingStatus, Literal(finding.status)


def finding_iri(finding: Finding, base: str) -> URIRef:
    """Give the IRI of a finding."""
    return URIRef(f"{base}finding/{finding.fingerprint}")


def digest_of(finding: Finding) -> str:
    """Give the SHA-256 of what is stated of a finding, but for its status and who states it."""
    said = repr((_FORM, *(getattr(finding, name) for name in _STATED)))
    return sha256(said.encode()).hexdigest()


def inspection_as_facts(inspection: Inspection, findings: Sequence[Finding]) -> Iterator[Triple]:
    """State an inspection with its numbers of open findings: in all, and by class and severity."""
    node = inspection.iri
    yield node, RDF.type, AB.Inspection
    yield node, RDFS.label, Literal(f"Inspection {inspection.identifier}")
    yield node, DCTERMS.identifier, Literal(inspection.identifier)
    yield node, AB.asOf, Literal(inspection.as_of.isoformat(), datatype=XSD.date)
    yield node, PROV.endedAtTime, Literal(inspection.ended.isoformat(), datatype=XSD.dateTime)
    open_ones = [finding for finding in findings if finding.is_open]
    by_severity = Counter(finding.severity for finding in open_ones)
    for severity, predicate in _ON_INSPECTION.items():
        yield node, predicate, Literal(by_severity[severity])
    counts = Counter((finding.breakdown, finding.severity) for finding in open_ones)
    for (breakdown, severity), number in sorted(counts.items()):
        tally = URIRef(f"{node}/{breakdown}/{severity}")
        yield tally, RDF.type, AB.FindingTally
        yield tally, AB.inspection, node
        yield tally, AB.breakdown, URIRef(str(ABB) + breakdown)
        yield tally, SH.resultSeverity, SHACL_SEVERITIES[severity]
        yield tally, AB.findingCount, Literal(number)


def rules_as_facts(rules: Iterable[Rule]) -> Iterator[Triple]:
    """State what each rule says of itself, so that findings can be asked about by rule."""
    for rule in rules:
        yield rule.iri, RDF.type, AB.Rule
        yield rule.iri, RDFS.label, Literal(rule.name)
        yield rule.iri, AB.code, Literal(rule.code)
        yield rule.iri, AB.breakdown, rule.breakdown
        yield rule.iri, SH.severity, SHACL_SEVERITIES[rule.severity]
        for predicate, text in (
            (AB.why, rule.why),
            (AB.fix, rule.fix),
            (DCTERMS.source, rule.source),
        ):
            if text:
                yield rule.iri, predicate, Literal(text)


def _life(node: URIRef, finding: Finding) -> Iterator[Triple]:
    for larger in {finding.within, finding.process_iri} - {None, finding.focus}:
        yield node, AB.foundIn, URIRef(str(larger))
    for predicate, day in (
        (AB.firstSeen, finding.first_seen),
        (AB.openSince, finding.open_since),
        (AB.dueOn, finding.due),
    ):
        if day:
            yield node, predicate, Literal(day, datatype=XSD.date)
    if finding.waiver:
        yield node, AB.waivedBy, URIRef(finding.waiver.iri)


def _expanded(path: str) -> URIRef | None:
    prefix, _, name = path.partition(":")
    return URIRef(PREFIXES[prefix] + name) if prefix in PREFIXES and name.isidentifier() else None


def is_iri(text: str) -> bool:
    """Tell whether the text of a finding's value names a thing; it is kept as an IRI then."""
    return text.startswith(("http://", "https://", "urn:")) and " " not in text


def _term(text: str) -> URIRef | Literal:
    return URIRef(text) if is_iri(text) else Literal(text)
