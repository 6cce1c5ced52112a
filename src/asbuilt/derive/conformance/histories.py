"""The events of single cases in their order, as an auditor reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from asbuilt.derive.conformance.columns import KEY, events_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

_AT_ONCE = 5_000
"""Cases whose events are read together."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a case."""

    time: datetime | None
    activity: str
    resource: str
    lifecycle: str
    concerned: bool
    """Whether its activity is one of those that are asked about."""

    def as_dict(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {
            "time": self.time.isoformat() if self.time else None,
            "activity": self.activity,
            "resource": self.resource or None,
            "lifecycle": self.lifecycle or None,
            "concerned": self.concerned,
        }


@dataclass(frozen=True, slots=True)
class History:
    """A case with its events."""

    case: str
    events: tuple[Event, ...]

    def as_dict(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {"case": self.case, "events": [event.as_dict() for event in self.events]}


def histories(
    raw: pl.LazyFrame, cases: Iterable[str], activities: Collection[str] = ()
) -> Iterator[History]:
    """Give the events of some cases, in the order of the cases, a number of them at a time."""
    wanted = list(cases)
    events = raw.join(events_of(raw).select("position", KEY), on="position", how="left").select(
        "case", "time", "activity", "resource", "lifecycle", KEY
    )
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        found = (
            events.filter(pl.col("case").is_in(part))
            .sort("case", KEY)
            .drop(KEY)
            .collect(engine="streaming")
        )
        by_case: dict[str, list[Event]] = {case: [] for case in part}
        for case, time, activity, resource, lifecycle in found.iter_rows():
            by_case[case].append(
                Event(time, activity or "", resource or "", lifecycle or "", activity in activities)
            )
        for case in part:
            yield History(case, tuple(by_case[case]))
