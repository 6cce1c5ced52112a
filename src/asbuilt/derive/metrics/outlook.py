"""Says of each metric which way it goes, and warns before it crosses its threshold.

The line through the newest samples (`trend`) is drawn on. It is a warning where the trend is one
that chance would seldom make, leads to the threshold, and reaches it within the next few periods;
or where the last value is past the value from which the register wants the metric to be watched.
A threshold that is already breached is for FB004.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from rdflib import XSD, Literal

from asbuilt.derive.metrics.series import read
from asbuilt.derive.statement import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive import Context
    from asbuilt.derive.metrics.series import Series
    from asbuilt.derive.metrics.trend import Trend
    from asbuilt.store import Triple

name: Final = "metrics"

AHEAD: Final = 3
"""Periods within which the threshold must be reached for a warning."""
_FRESH: Final = 2.5
"""Periods after which the last sample is too old to be drawn on; FB003 tells of that."""
_WORDS: Final = {
    "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter",
    "halfYearly": "half-year", "yearly": "year",
}  # fmt: skip


def derive(context: Context) -> Iterator[Triple]:
    """State trends and early warnings."""
    for series in read(context.store, context.as_of):
        going = series.trend
        if going is not None:
            yield from _trend(context, series, going)
        yield from _warning(context, series, going)


def crossing(series: Series, going: Trend | None) -> date | None:
    """Give the day on which the line reaches the threshold, if its trend leads there in time.

    The line may have reached it already while the values have not; that is the last sample's day.
    """
    if going is None or series.threshold is None:
        return None
    if going.direction != ("falling" if series.is_good_above else "rising"):
        return None
    last, _ = series.samples[-1]
    reached = going.reaches(series.threshold)
    if reached is None or reached - last.toordinal() > AHEAD * series.period:
        return None
    return date.fromordinal(max(last.toordinal(), round(reached)))


def _trend(context: Context, series: Series, going: Trend) -> Iterator[Triple]:
    node = context.minter.derived(name, "trend", series.metric)
    yield from describe(
        node,
        AB.MetricTrend,
        label=f"{series.label} is {going.direction}",
        about=series.metric,
        proof=_how(series, going),
    )
    yield node, AB.trend, Literal(going.direction)


def _warning(context: Context, series: Series, going: Trend | None) -> Iterator[Triple]:
    if series.threshold is None or not series.samples:
        return
    last, value = series.samples[-1]
    is_old = (context.as_of - last).days > _FRESH * series.period
    if is_old or series.is_beyond(value, series.threshold):
        return
    reasons = []
    day = crossing(series, going)
    if day is not None and going is not None:
        pace = (
            f"about {day}, within the next {AHEAD} {_period(series)}s"
            if day > last
            else "at any time: the line through its values is there already"
        )
        reasons.append(
            f"{_how(series, going)} At this pace it reaches its threshold of"
            f" {number(series.threshold)} {pace}."
        )
    if series.warning is not None and series.is_beyond(value, series.warning):
        reasons.append(
            f"{series.label} was {number(value)} on {last}, past {number(series.warning)}, from"
            f" which on it is to be watched, and not yet past its threshold of"
            f" {number(series.threshold)}."
        )
    if not reasons:
        return
    node = context.minter.derived(name, "warning", series.metric)
    yield from describe(
        node,
        AB.EarlyWarning,
        label=f"{series.label} nears its threshold",
        about=series.metric,
        proof=" ".join(reasons),
    )
    if day is not None:
        yield node, AB.crossesOn, Literal(day.isoformat(), datatype=XSD.date)


def _how(series: Series, going: Trend) -> str:
    """Give the proof of a trend in a sentence."""
    (first, begun), (last, ended) = series.newest[0], series.newest[-1]
    span = (
        f"{series.label} went from {number(begun)} on {first} to {number(ended)} on {last}: of"
        f" {going.pairs} pairs among its last {len(series.newest)} values {going.up} rise and"
        f" {going.down} fall"
    )
    chance = f"{going.chance:.3f}" if going.chance >= 0.001 else "less than 0.001"
    if going.direction == "steady":
        return f"{span}, which shows no trend (Mann-Kendall, chance {chance})."
    change = number(float(f"{abs(going.slope * series.period):.2g}"))
    unit = f" {series.unit}" if series.unit else ""
    return (
        f"{span} (Mann-Kendall, chance {chance}), by {change}{unit} a {_period(series)} in the"
        " median (Theil-Sen)."
    )


def _period(series: Series) -> str:
    return _WORDS.get(series.frequency, "usual interval")


def number(value: float) -> str:
    """Give a number as people write it, with at most four digits after the point."""
    digits = 2 if abs(value) >= 1 else 4
    return f"{value:,.{digits}f}".rstrip("0").rstrip(".") or "0"
