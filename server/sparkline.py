"""Small charts of how often something occurred, and their trend in words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from markupsafe import Markup
from rdflib import URIRef

if TYPE_CHECKING:
    from asbuilt.store import Table

_SHOWN: Final = 24
"""Most samples of a chart; the newest count."""
_RISE: Final = 5
_WIDTH: Final = 240
_HEIGHT: Final = 48


@dataclass(frozen=True, slots=True)
class Series:
    """What one metric or log counted over time, the oldest first."""

    by: URIRef
    days: tuple[str, ...]
    values: tuple[float, ...]

    @property
    def is_rising(self) -> bool:
        """Whether the last five samples grow one after the other, as FB006 asks."""
        last = self.values[-_RISE:]
        return len(last) == _RISE and all(a < b for a, b in pairwise(last))

    @property
    def words(self) -> str:
        """The trend in words: the last value beside the one before it."""
        last = f"{self.values[-1]:g} on {self.days[-1]}"
        if len(self.values) == 1:
            return last
        if self.is_rising:
            return f"{last}, rising five times in a row"
        before = self.values[-2]
        way = "up from" if self.values[-1] > before else "down from"
        return f"{last}, as before" if self.values[-1] == before else f"{last}, {way} {before:g}"

    def drawn(self) -> Markup:
        """Draw the newest values; all of them are told to those who cannot see it."""
        values = self.values[-_SHOWN:]
        if len(values) == 1:
            return Markup("")
        most = max(*values, 1)
        across = (_WIDTH - 8) / (len(values) - 1)
        places = [
            (round(4 + place * across, 1), round(_HEIGHT - 4 - value / most * (_HEIGHT - 8), 1))
            for place, value in enumerate(values)
        ]
        told = f"{len(values)} samples until {self.days[-1]}: " + ", ".join(
            f"{value:g}" for value in values
        )
        line = " ".join(f"{x},{y}" for x, y in places)
        return Markup(
            '<svg class="sparkline" viewBox="0 0 {} {}" role="img" aria-label="{}">'
            '<title>{}</title><polyline points="{}"/><circle cx="{}" cy="{}" r="3.5"/></svg>'
        ).format(_WIDTH, _HEIGHT, told, told, line, *places[-1])


def series(table: Table) -> dict[URIRef, list[Series]]:
    """Give the series of each thing from rows of thing, counter, time and value, in order of time.

    What is no number is left out.
    """
    found: dict[tuple[URIRef, URIRef], list[tuple[str, float]]] = {}
    for thing, by, at, value in table.rows:
        if isinstance(thing, URIRef) and isinstance(by, URIRef):
            try:
                number = float(str(value))
            except ValueError:
                continue
            found.setdefault((thing, by), []).append((str(at)[:10], number))
    result: dict[URIRef, list[Series]] = {}
    for (thing, by), samples in sorted(found.items()):
        samples.sort(key=lambda sample: sample[0])
        days, values = zip(*samples, strict=True)
        result.setdefault(thing, []).append(Series(by, days, values))
    return result
