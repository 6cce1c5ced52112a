"""What recurs in event logs and is told once, with how often and where first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from asbuilt.facts import Place, Problem, Severity
from asbuilt.reading.event_logs import MAX_COLUMNS
from asbuilt.reading.xml import line_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree


@dataclass(slots=True)
class Troubles:
    """What recurs in a log, counted, with the line at which it was first seen."""

    seen: dict[str, tuple[int, int | None]] = field(default_factory=dict)

    def note(self, what: str, element: etree._Element) -> None:
        """Count one more of a kind that `problems` has words for."""
        count, line = self.seen.get(what, (0, None))
        self.seen[what] = (count + 1, line_of(element).line if count == 0 else line)

    def problems(self) -> Iterator[Problem]:
        """Give one problem for each kind that occurred."""
        for what, (severity, message, fix) in _MESSAGES.items():
            if what in self.seen:
                count, line = self.seen[what]
                yield Problem(severity, message.format(count=count), fix, Place(line=line))


_MESSAGES: Final[dict[str, tuple[Severity, str, str]]] = {
    "no activity": (
        "warning",
        "events without concept:name, which names their activity: {count}",
        "export the activity of each event as concept:name",
    ),
    "no time": (
        "warning",
        "events without time:timestamp: {count}; what needs times leaves them out",
        "export the time of each event as time:timestamp",
    ),
    "bad value": (
        "warning",
        "values that are not of the type that the log states: {count}; they are left empty",
        "export dates as ISO 8601 and numbers with a point",
    ),
    "no zone": (
        "info",
        "times without a time zone: {count}; they are taken as UTC",
        "export times with their zone, such as 2026-03-01T09:30:00+01:00",
    ),
    "no case": (
        "warning",
        "traces without concept:name: {count}; each is numbered in the order of the file",
        "export the identifier of each case as concept:name of its trace",
    ),
    "same case": (
        "warning",
        "traces that have the name of an earlier one: {count}; they are kept apart as name#2",
        "export each case as one trace with a name of its own",
    ),
    "no trace": (
        "warning",
        "events outside any trace: {count}; they belong to no case",
        "export events inside the trace of their case",
    ),
    "same key": (
        "warning",
        "attributes that an event or trace has twice: {count}; the first one is kept",
        "export each attribute once, or as a list",
    ),
    "many keys": (
        "warning",
        f"attributes beyond the {MAX_COLUMNS} different ones that are kept: {{count}}",
        "export data that differs from event to event as values, not as attribute names",
    ),
}
