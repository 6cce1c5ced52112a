"""The life of findings over inspections: new, persisting, fixed, reopened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rdflib import DCTERMS, RDF, XSD, Literal, URIRef

from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from asbuilt.facts import Term
    from asbuilt.identity import Minter
    from asbuilt.judge.finding import Finding
    from asbuilt.store import Store, Triple


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is remembered of a finding."""

    fingerprint: str
    rule: str
    message: str
    first_seen: str
    last_seen: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Memory:
    """What earlier inspections found, and how many of them there were."""

    findings: dict[str, Remembered]
    inspections: int


def remember(store: Store, minter: Minter) -> Memory:
    """Read what earlier inspections found."""
    about: dict[Term, dict[URIRef, str]] = {}
    inspections = 0
    for subject, predicate, value in store.triples(minter.history_graph):
        about.setdefault(subject, {})[predicate] = str(value)
        inspections += predicate == RDF.type and value == AB.Inspection
    findings = {
        said[AB.fingerprint]: Remembered(
            said[AB.fingerprint],
            said.get(AB.code, ""),
            said.get(DCTERMS.description, ""),
            said.get(AB.firstSeen, ""),
            said.get(AB.lastSeen, ""),
            said.get(AB.findingStatus) == "open",
        )
        for said in about.values()
        if said.get(RDF.type) == str(AB.FindingRecord)
    }
    return Memory(findings, inspections)


def aged(findings: Iterable[Finding], memory: Memory) -> Iterator[Finding]:
    """Give each finding its status by what is remembered of it; waived ones stay waived."""
    for finding in findings:
        known = memory.findings.get(finding.fingerprint)
        if finding.status == "waived" or known is None:
            yield finding
        else:
            yield replace(finding, status="persisting" if known.is_open else "reopened")


def fixed(findings: Iterable[Finding], memory: Memory) -> list[Remembered]:
    """Give what was open at the last inspection and was not found again."""
    present = {finding.fingerprint for finding in findings}
    gone = (
        one for one in memory.findings.values() if one.is_open and one.fingerprint not in present
    )
    return sorted(gone, key=lambda one: (one.rule, one.message, one.fingerprint))


def records(
    findings: Iterable[Finding], memory: Memory, minter: Minter, as_of: date
) -> Iterator[Triple]:
    """State what is to be remembered from now on."""
    today = as_of.isoformat()
    now = dict(memory.findings)
    for gone in fixed(findings := list(findings), memory):
        now[gone.fingerprint] = replace(gone, is_open=False)
    for finding in findings:
        known = memory.findings.get(finding.fingerprint)
        first = known.first_seen if known else today
        now[finding.fingerprint] = Remembered(
            finding.fingerprint, finding.rule, finding.message, first, today, is_open=True
        )
    for one in now.values():
        yield from _record(one, minter)


def _record(one: Remembered, minter: Minter) -> Iterator[Triple]:
    node = URIRef(f"{minter.base}history/finding/{one.fingerprint}")
    yield node, RDF.type, AB.FindingRecord
    yield node, AB.fingerprint, Literal(one.fingerprint)
    yield node, AB.code, Literal(one.rule)
    yield node, DCTERMS.description, Literal(one.message)
    yield node, AB.firstSeen, Literal(one.first_seen, datatype=XSD.date)
    yield node, AB.lastSeen, Literal(one.last_seen, datatype=XSD.date)
    yield node, AB.findingStatus, Literal("open" if one.is_open else "fixed")
