"""What is remembered of findings over inspections, in the graph of the history.

A record keeps of each finding when it was first and last seen and how it stands. What an inspection
changed is a link from it to the record: ``ab:opened``, ``ab:waived``, ``ab:unwaived``,
``ab:fixed``, ``ab:reopened``. So a finding that stays as it is adds nothing, and how it stood after
any inspection can be told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, cast

from rdflib import DCTERMS, RDF, RDFS, SH, XSD, URIRef
from rdflib import Literal as RdfLiteral

from asbuilt.catalogue import built_in
from asbuilt.judge.due import due_on
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from asbuilt.identity import Minter
    from asbuilt.judge.finding import Finding
    from asbuilt.judge.rules import Severity
    from asbuilt.store import Store, Triple

Standing = Literal["open", "waived", "fixed"]
SHACL_SEVERITIES: dict[Severity, URIRef] = {
    "violation": SH.Violation,
    "warning": SH.Warning,
    "info": SH.Info,
}
_SEVERITIES = {str(iri): severity for severity, iri in SHACL_SEVERITIES.items()}
_CHANGES: dict[str, Standing] = {
    str(AB.opened): "open",
    str(AB.reopened): "open",
    str(AB.unwaived): "open",
    str(AB.waived): "waived",
    str(AB.fixed): "fixed",
}
"""How a finding stands after a change."""
_LINKS: dict[str, URIRef] = {
    "opened": AB.opened,
    "waived": AB.waived,
    "fixed": AB.fixed,
    "fixed before": AB.reopened,
    "waived before": AB.unwaived,
}
"""What an inspection did to a record, by how it stands now or stood before it was open."""
OVERDUE_RULE = "FB007"
"""The rule about findings that are not mended in time; it does not speak of its own ones."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is remembered of a finding."""

    fingerprint: str
    rule: str
    severity: Severity
    focus: str
    message: str
    standing: Standing
    first_seen: str
    last_seen: str
    open_since: str
    """The day for which it was found first, or first again after it had been fixed."""

    @property
    def is_open(self) -> bool:
        """Whether it was there at the last inspection, waived or not."""
        return self.standing != "fixed"


@dataclass(frozen=True, slots=True)
class Past:
    """An inspection that the history knows."""

    identifier: str
    iri: str
    as_of: str
    number: int
    """Its place in the order of inspections, from 1."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What earlier inspections found, and which there were, the oldest first."""

    findings: dict[str, Remembered]
    inspections: tuple[Past, ...]


def remember(store: Store) -> Memory:
    """Read what earlier inspections found."""
    findings = {}
    for row in store.texts(built_in()["finding-records"].unordered.bind()):
        fingerprint, rule, severity, focus, message, standing, first, last, since = row
        findings[fingerprint] = Remembered(
            fingerprint,
            rule,
            _SEVERITIES.get(severity, "violation"),
            focus,
            message,
            cast("Standing", standing),
            first,
            last,
            since or first,
        )
    return Memory(findings, tuple(inspections(store)))


def inspections(store: Store) -> list[Past]:
    """Give the inspections that the history knows in their order."""
    rows = store.texts(built_in()["inspections"].bind())
    found = [Past(row[1], row[0], row[2], _number(row[1])) for row in rows]
    return sorted(found, key=lambda one: one.number)


def standing_after(store: Store, number: int) -> dict[str, Standing]:
    """Give how findings stood after the inspection with this number, by fingerprint."""
    newest: dict[str, tuple[int, Standing]] = {}
    for fingerprint, change, identifier in store.texts(built_in()["finding-changes"].bind()):
        at = _number(identifier)
        if at <= number and at >= newest.get(fingerprint, (0, "fixed"))[0]:
            newest[fingerprint] = (at, _CHANGES[change])
    return {fingerprint: standing for fingerprint, (_, standing) in newest.items()}


def aged(findings: Iterable[Finding], memory: Memory, as_of: date) -> Iterator[Finding]:
    """Give findings with the days of their first sight and opening."""
    today = as_of.isoformat()
    for finding in findings:
        known = memory.findings.get(finding.fingerprint)
        first = min(known.first_seen or today, today) if known else today
        since = min(known.open_since or today, today) if known and known.is_open else today
        yield replace(finding, first_seen=first, open_since=since)


def overdue(
    memory: Memory, terms: Mapping[Severity, int | None], as_of: date, minter: Minter
) -> Iterator[Triple]:
    """State the records of findings that were there at the last inspection and due before a day.

    They are facts to be judged: ``ab:about`` names the thing, ``ab:code`` the rule, and
    ``ab:firstSeen``, ``ab:openSince`` and ``ab:dueOn`` the days.
    """
    today = as_of.isoformat()
    for one in memory.findings.values():
        due = due_on(one.severity, one.open_since, terms)
        if one.standing == "fixed" or one.rule == OVERDUE_RULE or due is None or due >= today:
            continue
        node = record_iri(one.fingerprint, minter)
        yield node, RDF.type, AB.FindingRecord
        yield node, RDFS.label, RdfLiteral(f"{one.rule}: {one.message.removesuffix('.')}")
        yield node, AB.about, URIRef(one.focus)
        yield node, AB.code, RdfLiteral(one.rule)
        yield node, AB.findingStatus, RdfLiteral(one.standing)
        yield node, AB.firstSeen, RdfLiteral(one.first_seen, datatype=XSD.date)
        yield node, AB.openSince, RdfLiteral(one.open_since, datatype=XSD.date)
        yield node, AB.dueOn, RdfLiteral(due, datatype=XSD.date)


def without_mended(findings: Iterable[Finding], minter: Minter) -> list[Finding]:
    """Leave out what is said of records whose finding has not been found again, or is waived."""
    found = list(findings)
    prefix = str(record_iri("", minter))
    still_open = {prefix + one.fingerprint for one in found if one.is_open}
    return [
        one
        for one in found
        if one.value is None or not one.value.startswith(prefix) or one.value in still_open
    ]


def changes(
    findings: Iterable[Finding], memory: Memory, inspection: URIRef, minter: Minter, as_of: date
) -> tuple[list[URIRef], list[Triple]]:
    """Give the records that an inspection changes, and all that is to be said of them from now on.

    Among it is what the inspection itself did to them.
    """
    now = {one.fingerprint: _seen(one, as_of) for one in findings}
    changed: list[URIRef] = []
    triples: list[Triple] = []
    for fingerprint in {**memory.findings, **now}:
        before, after = memory.findings.get(fingerprint), now.get(fingerprint)
        if after is None:
            assert before is not None
            if before.standing == "fixed":
                continue
            after = replace(before, standing="fixed")
        if before is not None and replace(after, last_seen=before.last_seen) == before:
            continue
        node = record_iri(fingerprint, minter)
        changed.append(node)
        triples += _record(node, after)
        link = _link(before, after)
        if link is not None:
            triples.append((inspection, link, node))
    return changed, triples


def record_iri(fingerprint: str, minter: Minter) -> URIRef:
    """Give the IRI of the record of a finding."""
    return URIRef(f"{minter.base}history/finding/{fingerprint}")


def _seen(finding: Finding, as_of: date) -> Remembered:
    today = as_of.isoformat()
    return Remembered(
        finding.fingerprint,
        finding.rule,
        finding.severity,
        finding.focus,
        finding.message,
        "open" if finding.is_open else "waived",
        finding.first_seen or today,
        today,
        finding.open_since or today,
    )


def _link(before: Remembered | None, after: Remembered) -> URIRef | None:
    if before is not None and before.standing == after.standing:
        return None
    if after.standing != "open":
        return _LINKS[after.standing]
    return _LINKS["opened" if before is None else f"{before.standing} before"]


def _record(node: URIRef, one: Remembered) -> Iterator[Triple]:
    yield node, RDF.type, AB.FindingRecord
    yield node, AB.fingerprint, RdfLiteral(one.fingerprint)
    yield node, AB.code, RdfLiteral(one.rule)
    yield node, SH.resultSeverity, SHACL_SEVERITIES[one.severity]
    yield node, SH.focusNode, URIRef(one.focus)
    yield node, DCTERMS.description, RdfLiteral(one.message)
    yield node, AB.firstSeen, RdfLiteral(one.first_seen, datatype=XSD.date)
    yield node, AB.openSince, RdfLiteral(one.open_since, datatype=XSD.date)
    yield node, AB.findingStatus, RdfLiteral(one.standing)
    if one.standing == "fixed":  # until then, the newest inspection is the one that saw it last
        yield node, AB.lastSeen, RdfLiteral(one.last_seen, datatype=XSD.date)


def _number(identifier: str) -> int:
    digits = identifier.rpartition("-")[2]
    return int(digits) if digits.isdigit() else 0
