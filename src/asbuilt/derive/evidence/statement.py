"""How verdicts on evidence become facts: those that stand, and those that stood before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rdflib import XSD, Literal

from asbuilt.derive.evidence.unhashed import fact
from asbuilt.derive.evidence.verdicts import WORDS
from asbuilt.derive.statement import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from asbuilt.derive import Context
    from asbuilt.derive.evidence.demands import Demand
    from asbuilt.derive.evidence.exhibits import Exhibit
    from asbuilt.derive.evidence.periods import Period
    from asbuilt.derive.evidence.unhashed import Unhashed
    from asbuilt.derive.evidence.verdicts import Ruling
    from asbuilt.store import Triple

_ANALYSIS: Final = "evidence"


@dataclass(frozen=True)
class Verdict:
    """A ruling, the periods that it is about, and the days on which it stood."""

    ruling: Ruling
    periods: tuple[Period, ...] = ()
    since: date | None = None
    until: date | None = None
    """The last day on which it stood; None where it stands."""


def stated(
    context: Context, demand: Demand, verdict: Verdict, unhashed: Unhashed
) -> Iterator[Triple]:
    """State a verdict; one that no longer stands is of a class that no rule judges.

    `unhashed`: the registers of which it is told once that no record has a digest.
    """
    ruling, spans = verdict.ruling, verdict.periods
    first = spans[0].name if spans else ""
    stood = [] if verdict.until is None else [f"until {verdict.until}"]
    node = context.minter.derived(
        _ANALYSIS, demand.requirement, demand.holder, ruling.verdict, first, *stood
    )
    span = f" for {first}" if spans else ""
    if len(spans) > 1:
        span = f"{span} to {spans[-1].name}"
    end = f", as was known until {verdict.until}" if verdict.until else ""
    items = [exhibit.iri for exhibit in ruling.given]
    asked = [] if demand.requirement == demand.holder else [demand.requirement]
    yield from describe(
        node,
        AB.EvidenceVerdict if verdict.until is None else AB.FormerVerdict,
        label=f"Evidence of {demand.holder_label}{span} {WORDS[ruling.verdict]}{end}",
        about=demand.holder,
        proof=ruling.proof,
        involves=[*asked, *items],
        source=[*items, demand.holder, *asked],
    )
    yield node, AB.verdict, Literal(ruling.verdict)
    yield from ((node, AB.requirement, requirement) for requirement in asked)
    yield from ((node, AB.toldBy, fact(context, key)) for key in unhashed.tell(ruling))
    for period in spans:
        yield node, AB.period, Literal(period.name or period.first.isoformat())
    if spans:
        yield node, AB.coversFrom, _day(spans[0].first)
        yield node, AB.coversUntil, _day(spans[-1].last)
    if ruling.sample is not None and verdict.until is None:
        yield node, AB.caseCount, Literal(len(ruling.sample.cases))
        if ruling.sample.total is not None:
            yield node, AB.totalCases, Literal(ruling.sample.total)
        for case in sorted(ruling.sample.cases):
            yield node, AB.sampledCase, Literal(case)
    if verdict.since is not None:
        yield node, AB.knownFrom, _day(verdict.since)
    if verdict.until is not None:
        yield node, AB.knownUntil, _day(verdict.until)


def observed(exhibits: Iterable[Exhibit]) -> Iterator[Triple]:
    """State the digests of the files at hand."""
    for exhibit in exhibits:
        if exhibit.observed:
            yield exhibit.iri, AB.observedSha256, Literal(exhibit.observed)


def _day(day: date) -> Literal:
    return Literal(day.isoformat(), datatype=XSD.date)
