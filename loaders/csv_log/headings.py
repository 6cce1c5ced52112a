"""What the columns of a table mean in an event log, guessed from their headings."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Final

from asbuilt.facts import EVENT_COLUMNS
from asbuilt.identity import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

COLUMNS: Final = (*EVENT_COLUMNS, "start")
"""What a column can be said to be."""

SURE: Final = {
    "case": (
        "case concept name", "case id", "caseid", "case identifier", "case number", "case no",
        "case key", "trace id", "process instance id", "process instance", "fall id",
        "fallnummer", "vorgangsnummer", "vorgangs id", "case",
    ),
    "activity": (
        "concept name", "activity", "activity name", "activity en", "aktivität", "tätigkeit",
        "event name", "eventname",
    ),
    "time": (
        "time timestamp", "timestamp", "complete timestamp", "completion timestamp",
        "end timestamp", "event time", "eventtime", "event timestamp", "end time", "complete time",
        "completion time", "finish time", "zeitstempel", "zeitpunkt", "start timestamp",
        "start time",
    ),
    "resource": (
        "org resource", "resource", "ressource", "user", "user name", "username", "user id",
        "originator", "performer", "performed by", "employee", "actor", "agent", "bearbeiter",
        "benutzer",
    ),
    "lifecycle": ("lifecycle transition", "lifecycle", "transition"),
    "start": ("start timestamp", "start time", "started at", "begin", "begin time", "startzeit"),
}  # fmt: skip
"""Headings, folded, that can mean nothing else where the others are there too; the best first."""
LIKELY: Final = {
    "case": ("order id", "order", "document", "ticket", "ticket id", "instance", "vorgang", "id"),
    "activity": ("task", "task name", "event", "step", "action", "schritt", "status"),
    "time": ("time", "date", "datetime", "completed", "end", "zeit", "datum"),
    "start": ("start",),
}
"""Headings that are taken where a file is said to be an event log and has no better one."""

_WORDS: Final = re.compile(r"[^\W_]+")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


def guess(
    headings: list[str],
    *words: Mapping[str, tuple[str, ...]],
    said: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """Give the column of each role by the first of its words that is a heading."""
    folded = [" ".join(_WORDS.findall(fold(_CAMEL.sub(" ", heading)))) for heading in headings]
    found: dict[str, int] = {}
    taken = set((said or {}).values())
    for role in COLUMNS:
        for known in (word for table in words for word in table.get(role, ())):
            if role not in found and known in folded and folded.index(known) not in taken:
                found[role] = folded.index(known)
                taken.add(found[role])
    return found


def headings_of(text: str) -> list[str]:
    """Give the headings of a table: the cells of its first line that is not blank."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    try:
        return next(csv.reader([first], delimiter=delimiter_of(first)), [])
    except csv.Error:
        return []


def delimiter_of(line: str) -> str:
    """Give the delimiter that cuts a line into most cells."""
    return max(",;\t|", key=lambda mark: (line.count(mark), -",;\t|".index(mark)))
