"""An event log seen from the boundary: its cases, its activities, and the steps that they are.

The events stay columns that are read anew, a few at a time, for every question.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from asbuilt.derive.conformance.columns import events_of
from asbuilt.derive.conformance.variants import Variants

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib import URIRef


@dataclass(frozen=True)
class Log:
    """An event log, the processes whose cases it records, and the steps that its activities are."""

    iri: URIRef
    name: str
    processes: frozenset[URIRef]
    raw: pl.LazyFrame
    """The events as they were loaded, with every column."""
    activities: pl.DataFrame
    """For each ``activity`` its number of ``events``, ``first`` and ``last`` time."""
    total: int
    """Number of cases."""
    steps_of: dict[str, frozenset[URIRef]]
    """For each activity the steps that it is; none for many."""
    stated: frozenset[URIRef] = frozenset()
    """The processes that the log is said to record; `processes` also has those that they call."""

    @cached_property
    def events(self) -> pl.LazyFrame:
        """The events with what questions ask of them; see `columns.events_of`."""
        return events_of(self.raw)

    @cached_property
    def variants(self) -> Variants:
        """The cases by what was done in them in which order."""
        number = int(self.activities["events"].sum())
        return Variants(self.events, self.activities["activity"].to_list(), number)

    def activities_of(self, steps: Iterable[URIRef]) -> list[str]:
        """Give the activities that are one of these steps."""
        wanted = set(steps)
        return sorted(name for name, found in self.steps_of.items() if found & wanted)

    def of(self, activities: list[str]) -> pl.LazyFrame:
        """Give the events of some activities."""
        wanted = pl.Series(activities, dtype=pl.String())
        return self.events.filter(pl.col("activity").is_in(wanted.implode()))

    @cached_property
    def steps(self) -> frozenset[URIRef]:
        """The steps that occur in the log."""
        return frozenset(step for steps in self.steps_of.values() for step in steps)
