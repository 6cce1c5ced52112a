"""Judges for each demand of evidence and each completed period whether the evidence suffices."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from asbuilt.derive.evidence import history, periods
from asbuilt.derive.evidence.demands import Demand, demands
from asbuilt.derive.evidence.history import Stand, stands
from asbuilt.derive.evidence.register import exhibits
from asbuilt.derive.evidence.sampling import Populations, sample
from asbuilt.derive.evidence.statement import Verdict, observed, stated
from asbuilt.derive.evidence.tried import tried
from asbuilt.derive.evidence.unhashed import Unhashed
from asbuilt.derive.evidence.verdicts import Ruling, missing, rulings
from asbuilt.derive.reading import Names, things
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rdflib import URIRef

    from asbuilt.derive import Context
    from asbuilt.derive.evidence.exhibits import Exhibit
    from asbuilt.derive.evidence.periods import Period
    from asbuilt.derive.evidence.sampling import Sample
    from asbuilt.store import Triple

name: Final = "evidence"

_FINE_GRAINED: Final = frozenset({"daily", "weekly"})
"""Frequencies of which a run of missing periods is told as one."""
_IN_FORCE: Final = (
    "?a a ab:Control FILTER NOT EXISTS { ?a a ab:Reference }"
    " FILTER NOT EXISTS { ?a ab:applicable false }"
)


def derive(context: Context) -> Iterator[Triple]:
    """State a verdict per requirement and period, and the digests of the files at hand."""
    start = periods.fiscal_year_start(context.workspace.settings)
    found_for = tried(context.store)
    yield from (
        (one, AB.evidenceFor, thing) for one in found_for for thing in sorted(found_for[one])
    )
    at_hand = exhibits(context, start, found_for)
    yield from observed(at_hand)
    unhashed = Unhashed.of(context, at_hand)
    yield from unhashed.stated(context)
    serving: dict[URIRef, list[Exhibit]] = defaultdict(list)
    for exhibit in at_hand:
        for thing in exhibit.serves:
            serving[thing].append(exhibit)
    asked: set[URIRef] = set()
    populations = Populations(context)
    for demand in demands(context.store):
        asked |= {demand.requirement, demand.holder}
        mine = {e.iri: e for of in (demand.requirement, demand.holder) for e in serving[of]}
        there = [mine[iri] for iri in sorted(mine) if mine[iri].is_known(context.as_of)]
        last = [e.captured for e in mine.values() if e.is_recurring and e.captured]
        judge = _Judge(context, demand, there, start, populations, max(last, default=date.min))
        for verdict in judge.verdicts():
            yield from stated(context, demand, verdict, unhashed)
    for demand, verdict in _failures(context, at_hand, asked):
        yield from stated(context, demand, verdict, unhashed)


@dataclass(frozen=True)
class _Judge:
    """Judges one demand by the records that were known on the day judged for."""

    context: Context
    demand: Demand
    there: list[Exhibit]
    fiscal_year_start: int
    populations: Populations
    told_since: date
    """The day before which a register that tells of the last time only says nothing."""

    def verdicts(self) -> Iterator[Verdict]:
        """Give the verdicts on all periods that are over, and the faults of what is left."""
        if not self.demand.is_periodic:
            yield from self._of_samples()
            return
        since = self.demand.since or min(
            (e.claimed.first for e in self.there if e.claimed), default=None
        )
        if since is None and not self.there:
            yield Verdict(Ruling("missing", (), missing(self.demand)))
        judged: set[URIRef] = set()
        gaps: list[tuple[Period, Stand]] = []
        for period in self._due(since) if since else ():
            given = [e for e in self.there if e.claimed and e.claimed.overlaps(period)]
            judged |= {exhibit.iri for exhibit in given}
            if not given and period.last < self.told_since:
                continue
            told = self._stands(period, given, period.last + timedelta(days=1))
            if not given and self.demand.frequency in _FINE_GRAINED:
                gaps.append((period, told[-1]))
                continue
            yield from self._run(gaps)
            gaps = []
            for stand in told:
                yield from _of_stand(stand, period)
        yield from self._run(gaps)
        yield from self._of_rest([e for e in self.there if e.iri not in judged])

    def _due(self, since: date) -> Iterator[Period]:
        until = self.demand.until
        before = min(self.context.as_of, until + timedelta(days=1)) if until else self.context.as_of
        return periods.due(self.demand.frequency, since, before, self.fiscal_year_start)

    def _of_samples(self) -> Iterator[Verdict]:
        """Give the verdicts on a demand of samples, which has no periods."""
        since = self.demand.since
        if since is not None and since > self.context.as_of:
            return
        known = [exhibit.known for exhibit in self.there if exhibit.known]
        first = since or min(known, default=self.context.as_of)
        for stand in self._stands(None, self.there, first):
            yield from _of_stand(stand, None)

    def _stands(self, period: Period | None, given: Sequence[Exhibit], first: date) -> list[Stand]:
        def sampled(known: Sequence[Exhibit]) -> Sample | None:
            return sample(self.demand, period, known, self.populations)

        return stands(self.demand, period, given, sampled, (first, self.context.as_of))

    def _run(self, gaps: list[tuple[Period, Stand]]) -> Iterator[Verdict]:
        """Give the verdict on a run of days or weeks of which nothing is at hand."""
        if gaps:
            run = tuple(period for period, _ in gaps)
            ruling = Ruling("missing", (), missing(self.demand, *run))
            yield Verdict(ruling, run, gaps[0][1].since)

    def _of_rest(self, rest: list[Exhibit]) -> Iterator[Verdict]:
        """Give the faults of what claims no period that is over."""
        claims: dict[str, list[Exhibit]] = defaultdict(list)
        for exhibit in rest:
            claims[exhibit.claimed.name if exhibit.claimed else ""].append(exhibit)
        for key, given in sorted(claims.items()):
            period = given[0].claimed if key else None
            for ruling in rulings(self.demand, period, given, is_due=False):
                known = [exhibit.known for exhibit in ruling.given if exhibit.known]
                since = max(known, default=None)
                yield Verdict(ruling, (period,) if period else (), since)


def _of_stand(stand: Stand, period: Period | None) -> Iterator[Verdict]:
    note = ""
    if stand.is_cut:
        note = f" More than {history.MOST_DAYS} days brought news; what stood before is not told."
    for ruling in stand.rulings:
        told = replace(ruling, proof=ruling.proof + note)
        yield Verdict(told, (period,) if period else (), stand.since, stand.until)


def _failures(
    context: Context, at_hand: list[Exhibit], asked: set[URIRef]
) -> Iterator[tuple[Demand, Verdict]]:
    """Give which controls failed of which nobody asks for evidence, as assessments show it.

    What failed and passed when it was captured again later, under the same name, is mended.
    """
    names = Names(context.store, AB.Control)
    known = set(things(context.store, _IN_FORCE))
    by_control: dict[URIRef, list[Exhibit]] = defaultdict(list)
    for exhibit in at_hand:
        if exhibit.is_known(context.as_of):
            for thing in exhibit.serves - asked:
                by_control[thing].append(exhibit)
    for control in sorted(known & by_control.keys()):
        of_it = by_control[control]
        failed = [
            one
            for one in of_it
            if one.outcome == "failed"
            and not any(other.outcome == "passed" and other.repeats(one) for other in of_it)
        ]
        if failed:
            label = names.of(control)
            proof = " ".join(f"{one.label} failed." for one in failed)
            days = [one.known for one in failed if one.known]
            since = max(days, default=None)
            verdict = Verdict(Ruling("failed", tuple(failed), proof), (), since)
            yield Demand(control, label, control, label), verdict
