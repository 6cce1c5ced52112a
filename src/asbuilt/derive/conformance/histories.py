"""The events of single cases in their order, as an auditor reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from asbuilt.ingest.arranging import TIMED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

    from asbuilt.ingest.kept import KeptLog

_AT_ONCE = 5_000
"""Cases whose events are read together."""
_COLUMNS = ("case", "time", "activity", "resource", "lifecycle", TIMED)


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
    log: KeptLog, cases: Iterable[str], activities: Collection[str] = ()
) -> Iterator[History]:
    """Give the events of some cases, in the order of the cases, a number of them at a time."""
    wanted = list(cases)
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        by_case: dict[str, list[Event]] = {case: [] for case in some}
        for part in log.parts:
            codes = part.cases.is_in(some).arg_true()
            events = part.events.filter(pl.col("case").is_in(codes.implode())).select(*_COLUMNS)
            for case, time, activity, resource, lifecycle in log.told(part, events).iter_rows():
                by_case[case].append(
                    Event(
                        time, activity or "", resource or "", lifecycle or "",
                        activity in activities,
                    )
                )  # fmt: skip
        for case in some:
            yield History(case, tuple(by_case[case]))
