"""A record put forward as evidence, and what is wrong with it, whatever it is asked for."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import URIRef

from asbuilt.derive.evidence import periods
from asbuilt.derive.evidence.periods import Period
from asbuilt.derive.identity.persons import same_persons
from asbuilt.derive.reading import Names, ask_rows, day, listed, pairs
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from asbuilt.derive import Context
    from asbuilt.facts import Term

_DIGITS = frozenset("0123456789abcdef")


@dataclass(frozen=True)
class Exhibit:
    """A piece of evidence as a register describes it, and its file as it is at hand."""

    iri: URIRef
    label: str
    serves: frozenset[URIRef]
    claimed: Period | None
    """The period for which it is put forward; the days covered where it names none."""
    covered: Period | None
    """The days that it covers, where the register says so."""
    captured: date | None
    outcome: str
    """What it shows: passed, failed or unclear; empty where nobody says."""
    stated: str
    """SHA-256 that the register states, in lower case; empty where it states none."""
    file: str
    observed: str
    """SHA-256 of the file at hand; empty where it is not at hand."""
    collectors: frozenset[URIRef]
    attesters: frozenset[URIRef]
    people: Names

    def faults(self, *, independent: bool) -> Iterator[tuple[str, str]]:
        """Give each verdict against it with the sentence that proves it.

        `independent`: whether somebody other than who collected it must attest it.
        """
        if self.outcome == "failed":
            yield "failed", f"{self.label} failed."
        elif self.outcome == "unclear":
            yield "inconclusive", f"{self.label} tried nothing to the end."
        claim = self.claimed
        if claim and self.covered and not self.covered.contains(claim):
            why = (
                f"{self.label} claims {claim.name or claim.first} ({claim.first} to {claim.last})"
                f" and covers {self.covered.first} to {self.covered.last}."
            )
            yield "outOfPeriod", why
        if claim and self.captured and self.captured < claim.first:
            why = (
                f"{self.label} was captured on {self.captured}, before {claim.name or claim.first}"
                f" began on {claim.first}."
            )
            yield "stale", why
        if not self.stated:
            yield "unhashed", f"No SHA-256 is registered for {self.label}."
        elif self.observed and self.observed != self.stated:
            why = (
                f"{self.label} is registered with SHA-256 {self.stated[:12]}…, and the file"
                f" {self.file} has {self.observed[:12]}…."
            )
            yield "hashMismatch", why
        if independent and self.attesters and self.attesters <= self.collectors:
            who = listed(self.people.of(agent) for agent in self.attesters)
            why = (
                f"{self.label} was collected and attested by {who}, where somebody else is to"
                " attest it."
            )
            yield "selfAttested", why


def exhibits(context: Context, fiscal_year_start: int) -> list[Exhibit]:
    """Give all evidence of a graph, with the digests of files that lie in the workspace."""
    store = context.store
    same = same_persons(store)
    names = Names(store, AB.Evidence)
    people = Names(store, AB.Agent, AB.Role)
    serves: dict[URIRef, set[URIRef]] = defaultdict(set)
    for evidence, thing in pairs(store, "?a a ab:Evidence ; ab:evidenceFor ?b"):
        serves[evidence].add(thing)
    collectors: dict[URIRef, set[URIRef]] = defaultdict(set)
    for evidence, agent in pairs(store, "?a a ab:Evidence ; ab:collectedBy ?b"):
        collectors[evidence].add(same.get(agent, agent))
    attesters: dict[URIRef, set[URIRef]] = defaultdict(set)
    for evidence, agent in pairs(store, "?a a ab:Evidence . ?b ab:attests ?a"):
        attesters[evidence].add(same.get(agent, agent))
    found = []
    for evidence, stated in sorted(_stated(context).items()):
        first, last = day(stated.get(AB.coversFrom)), day(stated.get(AB.coversUntil))
        covered = Period(first or last, last or first) if first or last else None  # type: ignore[arg-type]
        claim = stated.get(AB.period)
        captured = day(stated.get(AB.capturedAt))
        claimed = periods.parse(str(claim), fiscal_year_start) if claim is not None else None
        if claimed is None:
            claimed = covered or (Period(captured, captured) if captured else None)
        file = str(stated.get(AB.file, ""))
        found.append(
            Exhibit(
                iri=evidence,
                label=names.of(evidence),
                serves=frozenset(serves[evidence]),
                claimed=claimed,
                covered=covered,
                captured=captured,
                outcome=str(stated.get(AB.outcome, "")),
                stated=_digest(stated.get(AB.sha256)),
                file=file,
                observed=observed_sha256(context.workspace.folder, file),
                collectors=frozenset(collectors[evidence]),
                attesters=frozenset(attesters[evidence]),
                people=people,
            )
        )
    return found


def observed_sha256(folder: Path, name: str) -> str:
    """Give the SHA-256 of a file by its path in a folder; empty where it is not there.

    Nothing outside the folder is looked at: no absolute path, none with ``..``, no link that leads
    out of it.
    """
    parts = name.replace("\\", "/").split("/")
    if not name or ":" in parts[0] or not parts[0] or ".." in parts or "\x00" in name:
        return ""
    try:
        path = folder.joinpath(*parts).resolve()
        if not path.is_relative_to(folder.resolve()) or not path.is_file():
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _stated(context: Context) -> dict[URIRef, dict[URIRef, Term]]:
    stated: dict[URIRef, dict[URIRef, Term]] = {}
    for evidence, predicate, value in ask_rows(
        context.store,
        """SELECT ?e ?p ?value WHERE {
            ?e a ab:Evidence . OPTIONAL { VALUES ?p {
                ab:period ab:coversFrom ab:coversUntil ab:capturedAt ab:sha256 ab:file
                ab:outcome }
            ?e ?p ?value } }""",
    ):
        if isinstance(evidence, URIRef):
            about = stated.setdefault(evidence, {})
            if isinstance(predicate, URIRef) and value is not None:
                about.setdefault(predicate, value)
    return stated


def _digest(term: Term | None) -> str:
    """Give the digits of a stated SHA-256; text that is no SHA-256 counts as none."""
    text = str(term or "").strip().casefold().removeprefix("sha256:").removeprefix("sha-256:")
    text = text.strip()
    return text if len(text) == 64 and set(text) <= _DIGITS else ""
