"""The evidence calendar: for each control and period how evidence was judged, laid out by month.

A period of several months is as wide as these; days and weeks are told by the month in which they
end, with the gravest verdict and how many there are of it. What overlaps stands in a line below.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from rdflib import Literal, URIRef

from asbuilt.server.graph import view
from asbuilt.server.templating import Names, words

if TYPE_CHECKING:
    from collections.abc import Iterable

LOOKS = {
    "sufficient": "ok",
    "retested": "partial", "unhashed": "partial", "wrongKind": "partial", "partial": "partial",
    "inconclusive": "gap", "selfAttested": "gap", "stale": "gap", "outOfPeriod": "gap",
    "hashMismatch": "gap", "failed": "gap", "missing": "gap",
}  # fmt: skip
"""Verdict to the look of its cell, the gravest last."""
_GRAVITY = {verdict: number for number, verdict in enumerate(LOOKS)}
MONTHS = 18
"""Months that a page shows; the others are a link away."""


@dataclass(frozen=True)
class Told:
    """A verdict on a period of a control, with its reason."""

    control: URIRef
    name: str
    first: date | None
    last: date | None
    verdict: str
    proof: str


@dataclass
class Cell:
    """A cell of the calendar: a stretch of months with what was judged of the periods in it."""

    month: int
    span: int
    told: list[Told] = field(default_factory=list)

    @property
    def verdict(self) -> str:
        """The gravest verdict; empty for a stretch without any."""
        return max((one.verdict for one in self.told), key=_gravity, default="")

    @property
    def look(self) -> str:
        """The look of the cell: ok, partial, gap or none."""
        return LOOKS.get(self.verdict, "partial") if self.told else "none"

    @property
    def text(self) -> str:
        """The verdict, and of how many periods where there are several."""
        periods = {one.name for one in self.told}
        if len(periods) < 2:
            return words(self.verdict)
        grave = {one.name for one in self.told if one.verdict == self.verdict}
        return f"{words(self.verdict)} {len(grave)} of {len(periods)}"

    @property
    def reasons(self) -> str:
        """Period and reasons of the cell, for a title."""
        periods = ", ".join(sorted({one.name for one in self.told if one.name})[:6])
        said = " ".join(dict.fromkeys(one.proof for one in self.told))
        return f"{periods}: {said}" if periods else said


@dataclass
class Calendar:
    """Controls with their lines of cells under the months that are shown."""

    months: list[date]
    rows: list[tuple[URIRef, list[list[Cell]]]]
    names: Names
    told: list[Told]
    """All verdicts in the months shown, whatever the cells have room for."""
    earlier: str = ""
    """The month up to which an earlier page shows; empty where there is nothing earlier."""
    later: str = ""

    @property
    def years(self) -> list[tuple[int, int]]:
        """The years over the months, with how many months each is wide."""
        return sorted(Counter(month.year for month in self.months).items())

    @property
    def short(self) -> list[Told]:
        """The verdicts that fall short, by control and period."""
        return [one for one in self.told if one.verdict != "sufficient"]

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """Verdict, look and number of each verdict shown, the gravest first."""
        counted = Counter(one.verdict for one in self.told)
        return [
            (verdict, LOOKS.get(verdict, "partial"), counted[verdict])
            for verdict in sorted(counted, key=_gravity, reverse=True)
        ]


def calendar(
    *, known: date | None = None, control: URIRef | None = None, end: date | None = None
) -> Calendar:
    """Give the calendar of all controls or one, as was known on a day, up to a month."""
    bound: dict[str, Any] = {}
    if known is not None:
        bound["known"] = Literal(known)
    if control is not None:
        bound["control"] = control
    everything = [told for row in view("known-on", **bound).dicts() if (told := _told(row))]
    firsts = [_month(one.first) for one in everything if one.first]
    lasts = [_month(one.last) for one in everything if one.last]
    if not firsts:
        names = Names(one.control for one in everything)
        return Calendar([], _rows(everything, 0, 0, names), names, everything)
    newest = max(lasts)
    last = min(newest, _month(end)) if end else newest
    last = max(last, min(firsts))
    first = max(min(firsts), last - MONTHS + 1)
    shown = [
        one
        for one in everything
        if one.first is None
        or (one.last and _month(one.last) >= first and _month(one.first) <= last)
    ]
    names = Names(one.control for one in shown)
    return Calendar(
        [_date(number) for number in range(first, last + 1)],
        _rows(shown, first, last, names),
        names,
        sorted(shown, key=lambda one: (names[one.control].label.casefold(), one.last or date.min)),
        f"{_date(first - 1):%Y-%m}" if first > min(firsts) else "",
        f"{_date(min(newest, last + MONTHS)):%Y-%m}" if last < newest else "",
    )


def _rows(
    told: Iterable[Told], first: int, last: int, names: Names
) -> list[tuple[URIRef, list[list[Cell]]]]:
    cells = _cells(told, first, last)
    ordered = sorted(cells, key=lambda control: (names[control].label.casefold(), str(control)))
    return [
        (control, [_filled(line, first, last) for line in _lines(cells[control].values())])
        for control in ordered
    ]


def _cells(
    told: Iterable[Told], first: int, last: int
) -> dict[URIRef, dict[tuple[int, int], Cell]]:
    """Give the cells of each control by the months that they are wide."""
    cells: dict[URIRef, dict[tuple[int, int], Cell]] = defaultdict(dict)
    for one in told:
        begin, end = first, last
        if one.first is not None and one.last is not None:
            is_brief = (one.last - one.first).days < 28
            begin = max(first, _month(one.last if is_brief else one.first))
            end = min(last, _month(one.last))
        span = (begin, max(begin, end))
        cell = cells[one.control].setdefault(span, Cell(span[0], span[1] - span[0] + 1))
        cell.told.append(one)
    return cells


def _lines(cells: Iterable[Cell]) -> list[list[Cell]]:
    """Give cells in as few lines as they need so that none covers another."""
    lines: list[list[Cell]] = []
    for cell in sorted(cells, key=lambda one: (one.month, -one.span)):
        for line in lines:
            if line[-1].month + line[-1].span <= cell.month:
                line.append(cell)
                break
        else:
            lines.append([cell])
    return lines


def _filled(line: list[Cell], first: int, last: int) -> list[Cell]:
    """Put empty cells where a line has none."""
    filled, reached = [], first
    for cell in line:
        if cell.month > reached:
            filled.append(Cell(reached, cell.month - reached))
        filled.append(cell)
        reached = cell.month + cell.span
    if reached <= last:
        filled.append(Cell(reached, last - reached + 1))
    return filled


def _told(row: dict[str, Any]) -> Told | None:
    control = row["control"]
    if not isinstance(control, URIRef):
        return None
    first, last = (
        date.fromisoformat(str(row[key])) if row[key] else None for key in ("first", "end")
    )
    return Told(
        control, str(row["name"] or ""), first, last, str(row["verdict"]), str(row["proof"])
    )


def _gravity(verdict: str) -> int:
    return _GRAVITY.get(verdict, 0)


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _date(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
