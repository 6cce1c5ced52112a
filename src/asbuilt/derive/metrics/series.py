"""Metrics with their samples, in the order of time, as they were known on a day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median
from typing import TYPE_CHECKING, Final

from rdflib import URIRef

from asbuilt.derive.metrics.trend import MOST, Trend, trend
from asbuilt.derive.reading import Names, ask_rows, day
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from datetime import date

    from asbuilt.facts import Term
    from asbuilt.store import Store

_DAYS: Final = {
    "daily": 1.0, "weekly": 7.0, "monthly": 30.44, "quarterly": 91.31, "halfYearly": 182.62,
    "yearly": 365.25,
}  # fmt: skip


@dataclass(frozen=True)
class Series:
    """A metric with its samples; those of one day are one, with their mean."""

    metric: URIRef
    label: str
    unit: str
    frequency: str
    threshold: float | None
    warning: float | None
    """The value from which on it is to be watched, where its register says so."""
    is_good_above: bool
    samples: tuple[tuple[date, float], ...]

    @property
    def newest(self) -> tuple[tuple[date, float], ...]:
        """The samples by which its trend is told."""
        return self.samples[-MOST:]

    @property
    def period(self) -> float:
        """How many days there are from one sample to the next: as stated, else as they are."""
        if self.frequency in _DAYS:
            return _DAYS[self.frequency]
        days = [at.toordinal() for at, _ in self.samples]
        gaps = [later - earlier for earlier, later in pairwise(days)]
        return float(median(gaps)) if gaps else 1.0

    @property
    def trend(self) -> Trend | None:
        """The trend of the newest samples, in days since the day 1 of the calendar."""
        newest = self.newest
        return trend([float(at.toordinal()) for at, _ in newest], [value for _, value in newest])

    def is_beyond(self, value: float, limit: float) -> bool:
        """Say whether a value is on the wrong side of a limit; the limit itself is not."""
        return value < limit if self.is_good_above else value > limit


def read(store: Store, as_of: date, metric: URIRef | None = None) -> list[Series]:
    """Give all metrics, or one, with the samples up to a day; what is no number is left out."""
    names = Names(store, AB.Metric)
    only = f"VALUES ?m {{ {metric.n3()} }}" if metric is not None else ""
    said: dict[URIRef, dict[str, Term]] = {}
    for thing, *values in ask_rows(
        store,
        f"""SELECT ?m ?unit ?frequency ?threshold ?warning ?direction WHERE {{ {only}
            ?m a ab:Metric . FILTER NOT EXISTS {{ ?m a ab:Reference }}
            OPTIONAL {{ ?m ab:unit ?unit }} OPTIONAL {{ ?m ab:frequency ?frequency }}
            OPTIONAL {{ ?m ab:threshold ?threshold }} OPTIONAL {{ ?m ab:direction ?direction }}
            OPTIONAL {{ ?m ab:warningThreshold ?warning }} }}""",
    ):
        if isinstance(thing, URIRef):
            names_of = ("unit", "frequency", "threshold", "warning", "direction")
            pairs = zip(names_of, values, strict=True)
            said.setdefault(thing, {name: value for name, value in pairs if value is not None})
    samples: dict[URIRef, dict[date, list[float]]] = defaultdict(lambda: defaultdict(list))
    for thing, at, value in ask_rows(
        store,
        f"SELECT ?m ?at ?value WHERE {{ {only} ?s ab:metric ?m ; ab:at ?at ; ab:value ?value }}",
    ):
        then, number = day(at), _number(value)
        if isinstance(thing, URIRef) and then and number is not None and then <= as_of:
            samples[thing][then].append(number)
    return [
        Series(
            thing,
            names.of(thing),
            str(about.get("unit", "")),
            str(about.get("frequency", "")),
            _number(about.get("threshold")),
            _number(about.get("warning")),
            str(about.get("direction", "")) == "above",
            tuple((then, fmean(found)) for then, found in sorted(samples[thing].items())),
        )
        for thing, about in sorted(said.items())
    ]


def _number(term: Term | None) -> float | None:
    try:
        number = float(str(term))
    except ValueError:
        return None
    return number if number - number == 0 else None
