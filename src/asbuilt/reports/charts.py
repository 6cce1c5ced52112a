"""Charts as inline SVG: bars by severity, and lines over inspections.

Colours are classes that the page's style sheet gives, so that one chart suits light, dark and
paper; numbers stand beside the bars, so that nothing is said by colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from asbuilt.judge.rules import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from asbuilt.judge.rules import Severity
    from asbuilt.reports.background import Point

_WIDTH, _LABELS, _NUMBERS = 540, 222, 96
_ROW, _BAR = 26, 16
_LONGEST = 31
_PLURALS: dict[Severity, str] = {
    "violation": "violations",
    "warning": "warnings",
    "info": "infos",
}
_HEIGHT, _LEFT, _BOTTOM, _TOP = 180, 40, 28, 14
_DATES = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: what it stands for, and a number for each severity."""

    label: str
    counts: Mapping[Severity, int]

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self.counts.values())


def bars(rows: Sequence[Bar], title: str, name: str) -> Markup:
    """Draw horizontal bars; `name` makes the identifiers in the drawing its own."""
    most = max((row.total for row in rows), default=0) or 1
    scale = (_WIDTH - _LABELS - _NUMBERS) / most
    parts = [_bar(row, number * _ROW, scale) for number, row in enumerate(rows)]
    told = "; ".join(f"{row.label}: {_said(row)}" for row in rows)
    return _svg(len(rows) * _ROW, title, told, name, parts)


def lines(points: Sequence[Point], title: str, name: str) -> Markup:
    """Draw how many violations and warnings each inspection found, the oldest to the left."""
    most = max((max(one.violations, one.warnings) for one in points), default=0) or 1
    across = (_WIDTH - _LEFT - 16) / max(1, len(points) - 1)
    down = (_HEIGHT - _TOP - _BOTTOM) / most
    floor = _HEIGHT - _BOTTOM
    parts = [
        Markup('<line class="axis" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(
            _LEFT, y, _WIDTH - 16, y
        )
        + Markup('<text class="tick" x="{}" y="{}" text-anchor="end">{}</text>').format(
            _LEFT - 8, y + 4, value
        )
        for value in sorted({0, most // 2, most})
        for y in (round(floor - value * down, 1),)
    ]
    for severity, values in (
        ("warning", [one.warnings for one in points]),
        ("violation", [one.violations for one in points]),
    ):
        places = [
            (round(_LEFT + number * across, 1), round(floor - value * down, 1))
            for number, value in enumerate(values)
        ]
        path = " ".join(f"{x},{y}" for x, y in places)
        parts.append(Markup('<polyline class="line {}" points="{}"/>').format(severity, path))
        x, y = places[-1]
        parts.append(Markup('<circle class="{}" cx="{}" cy="{}" r="4"/>').format(severity, x, y))
    step = max(1, -(-len(points) // _DATES))
    parts += [
        Markup('<text class="tick" x="{}" y="{}" text-anchor="{}">{}</text>').format(
            round(_LEFT + number * across, 1),
            _HEIGHT - 8,
            "end" if number == len(points) - 1 else "middle" if number else "start",
            points[number].as_of,
        )
        for number in range(len(points) - 1, -1, -step)
    ]
    last = points[-1]
    told = (
        f"{len(points)} inspections from {points[0].as_of} to {last.as_of}; the last one found "
        f"{last.violations} violations and {last.warnings} warnings"
    )
    return _svg(_HEIGHT, title, told, name, parts)


def _bar(row: Bar, top: int, scale: float) -> Markup:
    middle = top + _ROW / 2
    label = row.label if len(row.label) <= _LONGEST else f"{row.label[: _LONGEST - 1]}…"
    parts = [
        Markup('<text class="label" x="{}" y="{}" text-anchor="end">{}</text>').format(
            _LABELS - 10, middle + 4, label
        )
    ]
    x = float(_LABELS)
    for severity in SEVERITIES:
        width = row.counts.get(severity, 0) * scale
        if width:
            parts.append(
                Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>').format(
                    severity, round(x, 1), top + (_ROW - _BAR) / 2, round(width, 1), _BAR
                )
            )
            x += width
    numbers = " + ".join(
        str(row.counts[severity]) for severity in SEVERITIES if row.counts.get(severity)
    )
    parts.append(
        Markup('<text class="number" x="{}" y="{}">{}</text>').format(
            round(x + 8, 1), middle + 4, numbers or "0"
        )
    )
    return Markup("").join(parts)


def _said(row: Bar) -> str:
    told = [
        f"{row.counts[severity]} {_PLURALS[severity] if row.counts[severity] != 1 else severity}"
        for severity in SEVERITIES
        if row.counts.get(severity)
    ]
    return ", ".join(told) or "none"


def _svg(height: int, title: str, told: str, name: str, parts: Sequence[Markup]) -> Markup:
    return Markup(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-title {}-told">'
        '<title id="{}-title">{}</title><desc id="{}-told">{}</desc>{}</svg>'
    ).format(_WIDTH, max(height, 1), name, name, name, title, name, told, Markup("\n").join(parts))
