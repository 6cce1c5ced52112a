"""An object-centric log as cases: those of the objects of one type, each event once for each."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Final

import polars as pl

from asbuilt.facts import EVENT_COLUMNS, Events, Place, Problem, Tally
from asbuilt.identity import fold
from asbuilt.reading import Refusal
from asbuilt.reading.event_logs import (
    BATCH_ROWS,
    MAX_COLUMNS,
    describe_log,
    log_iri,
    microseconds,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Item, Source
    from asbuilt.loaders.ocel.record import Record
    from asbuilt.loaders.ocel.told import LoggedEvent, Mention, Scalar

_RESERVED: Final = frozenset((*EVENT_COLUMNS, "position", "event", "objects", "qualifiers"))
_RESOURCES: Final = ("resource", "org:resource")
_LIFECYCLES: Final = ("lifecycle", "lifecycle:transition")


class Log:
    """The rows of a log by the type of object that is its case."""

    def __init__(self, source: Source, record: Record) -> None:
        """Choose the case; raises `Refusal` where the settings name a type that is not there."""
        self._source = source
        self._record = record
        self._troubles: Counter[str] = Counter()
        self._first: dict[str, Place] = {}
        self._case, self._guessed = self._chosen()

    def items(self) -> Iterator[Item]:
        """Yield the batches of events, the facts about the log and what was wrong in it."""
        yield from self._twice()
        log = log_iri(self._source, None)
        rows: list[dict[str, Scalar]] = []
        for event, about in self._record.told():
            rows += self._rows(event, about)
            if len(rows) >= BATCH_ROWS:
                yield Events(log, _frame(rows))
                rows = []
        yield Events(log, _frame(rows))
        yield from self._tallies()
        events = self._record.events - self._troubles["no case"]
        cases = self._record.mentioned(self._case)
        yield from describe_log(self._source, log, None, cases=cases, events=events)
        yield from self._problems()

    def _chosen(self) -> tuple[str, bool]:
        kinds = self._record.types()
        said = str(self._source.options.get("case") or "")
        if said:
            found = [kind for kind in sorted(kinds) if fold(kind) == fold(said)]
            if not found:
                raise Refusal(
                    f"no object is of the type {said!r}, which the source names as its case",
                    "name one of: " + ", ".join(sorted(kinds)[:30]),
                )
            return found[0], False
        return self._record.most_mentioned(), len(kinds) > 1

    def _rows(self, event: LoggedEvent, about: list[Mention]) -> Iterator[dict[str, Scalar]]:
        moment, zoned = microseconds(event.time)
        if moment is None:
            self._note("no time", event.place)
        elif not zoned:
            self._note("no zone", event.place)
        if not event.activity:
            self._note("no activity", event.place)
        common: dict[str, Scalar] = {
            "activity": event.activity or None,
            "time": moment,
            "resource": self._word(event, str(self._source.options.get("resource") or "")),
            "lifecycle": next(
                (str(event.attributes[k]).lower() for k in _LIFECYCLES if k in event.attributes),
                None,
            ),
            "event": event.identifier or None,
            **self._related(event, about),
        }
        for name, value in event.attributes.items():
            is_actor = name in _RESOURCES and value == common["resource"]
            if name not in _LIFECYCLES and not is_actor:
                common[f"event:{name}" if name in _RESERVED else name] = value
        cases = dict.fromkeys(one.identifier for one in about if one.kind == self._case)
        if not cases:
            self._note("no case", event.place)
        for case in cases:
            own = _values(self._record.attributes(case), moment)
            yield {"case": case, **common, **own}

    def _word(self, event: LoggedEvent, said: str) -> str | None:
        for name in (said,) if said else _RESOURCES:
            value = event.attributes.get(name)
            if value is not None:
                return str(value)
        return None

    def _related(self, event: LoggedEvent, about: list[Mention]) -> dict[str, Scalar]:
        """Give the objects of an event by type, and the qualifiers that it has for them."""
        by_kind: dict[str, list[str]] = {}
        for one in about:
            if one.kind is not None:
                by_kind.setdefault(one.kind, []).append(one.identifier)
            else:
                self._note("no object", event.place)
        qualified = {one.identifier: one.qualifier for one in about if one.qualifier}
        return {
            "objects": json.dumps(by_kind, ensure_ascii=False),
            "qualifiers": json.dumps(qualified, ensure_ascii=False) if qualified else None,
        }

    def _twice(self) -> Iterator[Problem]:
        for word, identifier, place in self._record.twice():
            yield Problem(
                "error",
                f"the {word} {identifier!r} stands twice",
                "give one of the two another identifier, so that they are not taken for one thing",
                place,
            )

    def _tallies(self) -> Iterator[Item]:
        record = self._record
        yield Tally("event", count=record.events)
        yield Tally("object", count=record.objects)
        yield Tally("trace", count=record.mentioned(self._case))
        for kind, count in record.kinds.items():
            yield Tally(kind, "unread", count)
        for kind, count in (
            (
                "attribute of an object that is no case",
                record.attributes_of_others(self._case),
            ),
            ("event of no case", self._troubles["no case"]),
            ("relationship of objects", record.relationships),
        ):
            if count:
                yield Tally(kind, "unread", count)

    def _note(self, what: str, place: Place) -> None:
        self._troubles[what] += 1
        self._first.setdefault(what, place)

    def _problems(self) -> Iterator[Problem]:
        if self._guessed:
            yield Problem(
                "info",
                f"cases are the objects of the type {self._case!r}, which most events are about",
                f'if others are meant, name their type for the source: case = "{self._case}"',
            )
        for what, count in self._troubles.items():
            severity, message, fix = _MESSAGES[what]
            yield Problem(
                "info" if severity == "info" else "warning",
                f"{message}: {count}",
                fix,
                self._first[what],
            )


_MESSAGES: Final = {
    "no time": ("warning", "events without a time that can be read", "export times as ISO 8601"),
    "no zone": (
        "info",
        "times without a time zone, taken as UTC",
        "export times with their zone, such as 2026-03-01T09:30:00+01:00",
    ),
    "no activity": ("warning", "events without an activity", "export the type of each event"),
    "no case": (
        "info",
        "events that are about no object of the case's type, and so are left out",
        "name another type of objects as the case of the source if they matter",
    ),
    "no object": (
        "warning",
        "mentions of objects that the log does not have",
        "export all objects that events are about",
    ),
}


def _values(attributes: list[tuple[str, str, Scalar]], moment: int | None) -> dict[str, Scalar]:
    """Give the attributes of a case as they were at a time, or else as they first were."""
    chosen: dict[str, tuple[int, Scalar]] = {}
    for name, time, value in attributes:
        since = microseconds(time)[0] if time else None
        rank = -(2**62) if since is None else since
        known = chosen.get(name)
        later = known is None or (
            rank >= known[0] if moment is None or rank <= moment else rank < known[0] > moment
        )
        if later:
            chosen[name] = (rank, value)
    return {f"case:{name}": value for name, (_, value) in chosen.items()}


def _frame(rows: list[dict[str, Scalar]]) -> pl.DataFrame:
    names = list(dict.fromkeys([*EVENT_COLUMNS, *(name for row in rows for name in row)]))
    return pl.DataFrame(
        {name: _series(name, [row.get(name) for row in rows]) for name in names[:MAX_COLUMNS]}
    )


def _series(name: str, values: list[Scalar]) -> pl.Series:
    if name == "time":
        return pl.Series(name, values, dtype=pl.Int64).cast(pl.Datetime("us", "UTC"))
    kinds = {type(value) for value in values if value is not None}
    if kinds and name not in EVENT_COLUMNS:
        if kinds == {bool}:
            return pl.Series(name, values, dtype=pl.Boolean)
        if kinds <= {int, float} and (float in kinds or all(_fits(value) for value in values)):
            return pl.Series(name, values, dtype=pl.Float64 if float in kinds else pl.Int64)
    return pl.Series(
        name, [None if value is None else str(value) for value in values], dtype=pl.String
    )


def _fits(value: Scalar) -> bool:
    return not isinstance(value, int) or -(2**63) <= value < 2**63
