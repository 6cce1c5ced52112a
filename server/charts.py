"""The chart of a metric: its samples, its threshold, the line through them and where it leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from asbuilt.derive.metrics.outlook import AHEAD, crossing, number
from asbuilt.derive.metrics.series import read
from asbuilt.server.graph import store, view

if TYPE_CHECKING:
    from rdflib import URIRef

    from asbuilt.derive.metrics.series import Series

_WIDTH, _HEIGHT = 720, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 684, 24, 236
_MOST = 60
"""Samples that are drawn, the newest ones."""
_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Mark:
    """Something at a place of the chart, with what it says."""

    x: float
    y: float
    text: str
    kind: str = ""
    beyond: bool = False


@dataclass(frozen=True)
class Chart:
    """What a chart draws, in the units of its picture."""

    label: str
    words: str
    dots: list[Mark]
    limits: list[Mark]
    ticks: list[tuple[float, str]]
    days: list[tuple[float, str]]
    values: str = ""
    trend: str = ""
    forecast: str = ""
    crossing: Mark | None = None
    width: int = _WIDTH
    height: int = _HEIGHT
    left: int = _LEFT
    right: int = _RIGHT
    bottom: int = _BOTTOM


def of_metric(metric: URIRef) -> Chart | None:
    """Give the chart of a metric as of the day judged for; None where it has no samples."""
    found = read(store(), _as_of(), metric)
    return _drawn(found[0]) if found and found[0].samples else None


@dataclass(frozen=True)
class _Scale:
    """From days and values to places in the picture."""

    first: int
    last: int
    low: float
    high: float

    def x(self, day: float) -> float:
        return round(_LEFT + (_RIGHT - _LEFT) * (day - self.first) / (self.last - self.first), 1)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(_BOTTOM - (_BOTTOM - _TOP) * share, 1)

    def line(self, *points: tuple[float, float]) -> str:
        return " ".join(f"{self.x(day)},{self.y(value)}" for day, value in points)


def _drawn(series: Series) -> Chart:
    samples = series.samples[-_MOST:]
    going = series.trend
    day = crossing(series, going)
    first, last = samples[0][0].toordinal(), samples[-1][0].toordinal()
    is_drawn_on = going is not None and going.direction != "steady"
    end = last + round(AHEAD * series.period) if is_drawn_on else last
    limits = [one for one in (series.threshold, series.warning) if one is not None]
    values = [value for _, value in samples] + limits
    if going is not None and is_drawn_on:
        values.append(going.at(end))
    scale = _scale(first, end, values)
    marks = [
        Mark(0, scale.y(limit), f"{name} {number(limit)}", kind)
        for limit, name, kind in (
            (series.threshold, "threshold", "violation"),
            (series.warning, "watched from", "warning"),
        )
        if limit is not None
    ]  # fmt: skip
    limit = series.threshold
    dots = [
        Mark(
            scale.x(at.toordinal()),
            scale.y(value),
            f"{at}: {number(value)}{f' {series.unit}' if series.unit else ''}",
            beyond=limit is not None and series.is_beyond(value, limit),
        )
        for at, value in samples
    ]
    trend = forecast = ""
    if going is not None:
        begin = series.newest[0][0].toordinal()
        trend = scale.line((begin, going.at(begin)), (last, going.at(last)))
        if is_drawn_on:
            forecast = scale.line((last, going.at(last)), (end, going.at(end)))
    met = None
    if day is not None and limit is not None and day.toordinal() <= end:
        met = Mark(scale.x(day.toordinal()), scale.y(limit), f"about {day}")
    return Chart(
        series.label,
        _words(series, day),
        dots,
        marks,
        [(scale.y(tick), number(tick)) for tick in _ticks(scale.low, scale.high)],
        _days(scale, [at for at, _ in samples], end),
        scale.line(*((at.toordinal(), value) for at, value in samples)),
        trend,
        forecast,
        met,
    )


def _words(series: Series, day: date | None) -> str:
    """Say in a sentence what the chart shows, for whoever does not see it."""
    (first, begun), (last, ended) = series.samples[-_MOST:][0], series.samples[-1]
    going = series.trend
    unit = f" {series.unit}" if series.unit else ""
    count = len(series.samples[-_MOST:])
    said = f"{series.label}: "
    said += f"{count} samples, from {number(begun)} on {first} to " if count > 1 else "one sample, "
    said += f"{number(ended)}{unit} on {last}"
    if len(series.samples) > _MOST:
        said += f"; {len(series.samples) - _MOST} older ones are not drawn"
    said += f"; {going.direction}" if going else "; too few for a trend"
    if series.threshold is not None:
        side = "least" if series.is_good_above else "most"
        said += f"; it may be {number(series.threshold)} at {side}"
    return f"{said}{f', which it reaches about {day}' if day else ''}."


def _scale(first: int, end: int, values: list[float]) -> _Scale:
    low, high = min(values), max(values)
    room = (high - low) * 0.12 or abs(high) * 0.1 or 1.0
    # A scale from zero is the honest one where the values are not far from it.
    low = 0.0 if 0 <= low <= 0.6 * high else low - room
    return _Scale(first, max(end, first + 1), low, high + room)


def _ticks(low: float, high: float) -> list[float]:
    """Give round numbers between two values, about four of them."""
    raw = (high - low) / 4
    power = 10.0 ** (len(str(int(raw))) - 1) if raw >= 1 else 10.0 ** -_places(raw)
    step = next(power * one for one in _STEPS if power * one >= raw)
    start = -(-low // step)
    return [
        round((start + number) * step, 10) for number in range(8) if (start + number) * step <= high
    ]


def _places(number: float) -> int:
    places = 0
    while number < 1:
        number *= 10
        places += 1
    return places


def _days(scale: _Scale, days: list[date], end: int) -> list[tuple[float, str]]:
    """Give the days written below: about six of the samples, and the end of the forecast."""
    step = max(1, -(-len(days) // 6))
    chosen = days[::-1][::step][::-1]
    if end > days[-1].toordinal():
        chosen = [*chosen, date.fromordinal(end)]
    return [(scale.x(at.toordinal()), f"{at:%Y-%m}") for at in chosen]


def _as_of() -> date:
    """Give the day that the graph was last judged for."""
    days = [str(row["asOf"])[:10] for row in view("inspections").dicts() if row["asOf"]]
    return date.fromisoformat(days[-1]) if days else date.max
