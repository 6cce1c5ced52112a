"""The verdicts on what is at hand for one demand and one period, each with the reason for it.

A record that fails is not undone by a later one that passes: an auditor of a period is told of both
(docs/decisions/0014-retests.md).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from asbuilt.derive.evidence.periods import Period
from asbuilt.derive.reading import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from asbuilt.derive.evidence.demands import Demand
    from asbuilt.derive.evidence.exhibits import Exhibit
    from asbuilt.derive.evidence.sampling import Sample

WORDS: Final = {
    "missing": "is missing",
    "failed": "shows that it failed",
    "hashMismatch": "is not the file that was hashed",
    "outOfPeriod": "does not cover its period",
    "stale": "was captured before its period began",
    "selfAttested": "was collected and attested by the same person",
    "inconclusive": "shows nothing",
    "partial": "is only partial",
    "wrongKind": "is of another kind than asked",
    "unhashed": "has no hash",
    "retested": "shows that it failed and then passed",
    "sufficient": "suffices",
}
"""Verdicts, the most serious first, as the ends of a sentence."""
_ORDER: Final = {verdict: place for place, verdict in enumerate(WORDS)}
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Ruling:
    """A verdict on what is at hand, the records that it is about, and the reason."""

    verdict: str
    given: tuple[Exhibit, ...]
    proof: str
    sample: Sample | None = None
    """The cases that the evidence for the period looked at, where that is asked or told."""


def rulings(
    demand: Demand,
    period: Period | None,
    given: Sequence[Exhibit],
    sample: Sample | None = None,
    *,
    is_due: bool = True,
) -> list[Ruling]:
    """Give what is wrong with the evidence for a period, or that it suffices or is missing.

    Evidence for a period that is not due, because it is not over, is judged for its faults only.
    """
    if not given:
        return [Ruling("missing", (), missing(demand, period))] if is_due else []
    against: dict[str, list[tuple[Exhibit, str]]] = {}
    for exhibit in given:
        for verdict, why in exhibit.faults(independent=demand.independent, kinds=demand.kinds):
            ruled, reason = _after_others(exhibit, verdict, why, given)
            if ruled:
                against.setdefault(ruled, []).append((exhibit, reason))
    found = [
        Ruling(verdict, tuple(one for one, _ in faults), " ".join(why for _, why in faults))
        for verdict, faults in against.items()
    ]
    if is_due:
        lacking = [] if "outOfPeriod" in against or period is None else _uncovered(period, given)
        if sample is not None and sample.shortfall:
            lacking.append(sample.shortfall)
        if lacking:
            found.append(Ruling("partial", tuple(given), " ".join(lacking)))
        if not found:
            names = listed(exhibit.label for exhibit in given)
            proof = f"{names} {'is' if len(given) == 1 else 'are'} there, in order."
            if sample is not None and sample.told:
                proof = f"{proof} {sample.told}"
            found.append(Ruling("sufficient", tuple(given), proof))
    found = [replace(ruling, sample=sample) for ruling in found]
    return sorted(found, key=lambda ruling: _ORDER[ruling.verdict])


def missing(demand: Demand, *gaps: Period | None) -> str:
    """Give the sentence that says for which periods nothing is at hand; for none, at all."""
    periods = [gap for gap in gaps if gap is not None]
    asks = f"{demand.holder_label} asks for {demand.label}"
    if not periods:
        since = f" since {demand.since}" if demand.since else ""
        return f"{asks}{since}; none is registered."
    first, last = periods[0], periods[-1]
    if len(periods) == 1:
        span = f"{first.name} ({first.first} to {first.last})"
        return f"{asks} {demand.frequency}; none claims {span}."
    return (
        f"{asks} {demand.frequency}; none claims any of {len(periods):,} periods from"
        f" {first.name} to {last.name}."
    )


def _after_others(
    exhibit: Exhibit, verdict: str, why: str, given: Iterable[Exhibit]
) -> tuple[str, str]:
    """Give a verdict in the light of the same test done again; nothing where that settles it."""
    if verdict == "failed":
        again = [other for other in given if other.repeats(exhibit)]
        last = max(again, key=lambda other: str(other.captured_at), default=None)
        if last is not None and last.outcome == "passed":
            return "retested", (
                f"{exhibit.label} failed on {exhibit.captured} and passed when it was done again"
                f" on {last.captured}."
            )
    if verdict == "inconclusive" and any(
        other.outcome in {"passed", "failed"} and (other.repeats(exhibit) or exhibit.repeats(other))
        for other in given
    ):
        return "", ""
    return verdict, why


def _uncovered(period: Period, given: Sequence[Exhibit]) -> list[str]:
    """Tell which days of a period no record covers, where all say which days they cover.

    A record of a day shows that the control was done within the period. Weekends are no gap.
    """
    if any(exhibit.is_of_a_day for exhibit in given):
        return []
    spans = sorted(exhibit.covered for exhibit in given if exhibit.covered)
    gaps: list[Period] = []
    reached = period.first
    for span in spans:
        if span.first > reached:
            gaps.append(Period(reached, min(span.first - _DAY, period.last)))
        reached = max(reached, span.last + _DAY)
    if reached <= period.last:
        gaps.append(Period(reached, period.last))
    days = [f"{gap.first} to {gap.last}" for gap in gaps if _has_weekday(gap.first, gap.last)]
    if not days:
        return []
    names = listed(exhibit.label for exhibit in given)
    leave = "leaves" if len(given) == 1 else "leave"
    return [f"Of {period.name}, {names} {leave} out {listed(days)}."]


def _has_weekday(first: date, last: date) -> bool:
    return (last - first).days > 1 or first.weekday() < 5 or last.weekday() < 5
