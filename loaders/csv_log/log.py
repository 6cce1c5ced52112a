"""The reading of one log: rows in batches, then the facts about the log itself."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import polars as pl

from asbuilt.facts import Events, Item, Place, Problem, Severity, Source, Tally
from asbuilt.identity import fold
from asbuilt.loaders.csv_log.headings import COLUMNS, LIKELY, SURE, delimiter_of, guess
from asbuilt.reading import Refusal
from asbuilt.reading.event_logs import (
    BATCH_ROWS,
    MAX_COLUMNS,
    Order,
    describe_log,
    is_ambiguous,
    log_iri,
    microseconds,
    order_of,
)

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator

    from rdflib import URIRef

_INTEGER: Final = re.compile(r"-?(?:0|[1-9]\d{0,17})\Z")
_DECIMAL: Final = re.compile(r"-?\d{1,15}\.\d+(?:[eE][+-]?\d{1,3})?\Z")
_DECIMAL_COMMA: Final = re.compile(r"-?(?:\d{1,3}(?:\.\d{3})+|\d{1,15}),\d+\Z")


class Log:
    """Reads one log, a batch of rows at a time."""

    def __init__(self, source: Source, text: io.TextIOWrapper) -> None:
        """Read the headings; raises `Refusal` where they or the settings make no event log."""
        self._source = source
        first = text.readline()
        while first and not first.strip():
            first = text.readline()
        if not first:
            raise Refusal("the file is empty", "export it again")
        self._delimiter = delimiter_of(first)
        self._headings = next(csv.reader([first], delimiter=self._delimiter))
        self._reader = csv.reader(text, delimiter=self._delimiter, strict=True)
        self._said = self._columns_said()
        self._roles = self._said | {
            role: column
            for role, column in guess(self._headings, SURE, LIKELY, said=self._said).items()
            if role not in self._said
        }
        self._refuse_missing()
        self._troubles = _Troubles()
        self._cases: set[str] = set()
        self._events = 0
        self._zone, self._zone_said = self._time_zone()
        self._order: Order | None = self._order_said()

    def items(self) -> Iterator[Item]:
        """Yield the batches of events, the facts about the log and what was wrong in it."""
        yield from self._tell_guess()
        log = log_iri(self._source, None)
        row, batch = 1, list[tuple[int, list[str]]]()
        for cells in self._reader:
            row += 1
            if not any(cells):
                continue
            batch.append((row, cells))
            if len(batch) >= BATCH_ROWS:
                yield self._events_of(log, batch)
                batch = []
        if batch or not self._events:
            yield self._events_of(log, batch)
        yield Tally("trace", count=len(self._cases))
        yield Tally("event", count=self._events)
        yield from describe_log(
            self._source, log, None, cases=len(self._cases), events=self._events
        )
        yield from self._troubles.problems()

    def _events_of(self, log: URIRef, batch: list[tuple[int, list[str]]]) -> Events:
        self._events += len(batch)
        width = len(self._headings)
        for row, cells in batch:
            if len(cells) > width and any(cells[width:]):
                self._troubles.note("long row", row)
            cells.extend([""] * (width - len(cells)))
        rows = [row for row, _ in batch]
        columns: dict[str, pl.Series] = {}
        for role in COLUMNS:
            index = self._roles.get(role)
            texts = [""] * len(rows) if index is None else [cells[index] for _, cells in batch]
            if index is not None or role != "start":
                columns[role] = self._series(role, texts, rows)
        if "start" in self._roles and "lifecycle" not in self._roles:
            columns["lifecycle"] = pl.Series("lifecycle", ["complete"] * len(rows), dtype=pl.String)
        taken = set(self._roles.values())
        for index, heading in enumerate(self._headings):
            if index not in taken:
                column = _free(heading or f"column {index + 1}", columns)
                columns[column] = _typed(column, [cells[index] for _, cells in batch])
        self._cases.update(columns["case"].drop_nulls())
        return Events(log, pl.DataFrame(columns))

    def _series(self, role: str, texts: list[str], rows: list[int]) -> pl.Series:
        if role in {"time", "start"}:
            return self._times(role, texts, rows)
        values = [text.strip() or None for text in texts]
        if role == "lifecycle":
            values = [value and value.lower() for value in values]
        if role in {"case", "activity"}:
            for row, value in zip(rows, values, strict=True):
                if value is None:
                    self._troubles.note(f"no {role}", row)
        return pl.Series(role, values, dtype=pl.String)

    def _times(self, role: str, texts: list[str], rows: list[int]) -> pl.Series:
        order = self._order or order_of(texts)
        self._order = order
        moments: list[int | None] = []
        for row, text in zip(rows, texts, strict=True):
            if not text.strip():
                moments.append(None)
                if role == "time":
                    self._troubles.note("no time", row)
                continue
            moment, zoned = microseconds(text, order or "day first", self._zone)
            moments.append(moment)
            if moment is None:
                self._troubles.note("bad time", row)
            elif not zoned and not self._zone_said:
                self._troubles.note("no zone", row)
            if order is None and is_ambiguous(text):
                self._troubles.note("ambiguous", row)
        return pl.Series(role, moments, dtype=pl.Int64).cast(pl.Datetime("us", "UTC"))

    def _columns_said(self) -> dict[str, int]:
        given = self._source.options.get("columns", {})
        if not isinstance(given, Mapping):
            raise Refusal(
                "columns of this source is no table",
                'write [source.columns] and under it lines such as case = "Order"',
            )
        said = {}
        for role, heading in given.items():
            if role not in COLUMNS:
                raise Refusal(
                    f"[source.columns] names {role!r}, which an event log does not have",
                    "name " + ", ".join(COLUMNS),
                )
            folded = [fold(one) for one in self._headings]
            if fold(str(heading)) not in folded:
                raise Refusal(
                    f"there is no column {heading!r}, which [source.columns] gives for {role}",
                    "the columns are: " + ", ".join(self._headings[:30]),
                    Place(row=1),
                )
            said[str(role)] = folded.index(fold(str(heading)))
        return said

    def _refuse_missing(self) -> None:
        if len(self._headings) > MAX_COLUMNS:
            raise Refusal(
                f"the table has more than {MAX_COLUMNS} columns",
                "export only those that say something about an event",
                Place(row=1),
            )
        missing = [role for role in ("case", "activity", "time") if role not in self._roles]
        if missing:
            raise Refusal(
                f"nothing tells which column holds the {' and the '.join(missing)} of an event",
                "name them for the source in asbuilt.toml: [source.columns] "
                + ", ".join(f'{role} = "…"' for role in missing)
                + "; the columns are: "
                + ", ".join(self._headings[:30]),
                Place(row=1),
            )

    def _tell_guess(self) -> Iterator[Problem]:
        guessed = {role: at for role, at in self._roles.items() if role not in self._said}
        if guessed:
            yield Problem(
                "info",
                "columns guessed from their headings: "
                + ", ".join(f"{role} is {self._headings[at]!r}" for role, at in guessed.items()),
                "where that is wrong, name them for the source in asbuilt.toml: [source.columns] "
                + ", ".join(f'{role} = "{self._headings[at]}"' for role, at in guessed.items()),
                Place(row=1),
            )

    def _time_zone(self) -> tuple[ZoneInfo, bool]:
        said = self._source.options.get("time-zone")
        try:
            return ZoneInfo(str(said or "UTC")), said is not None
        except (ZoneInfoNotFoundError, ValueError):
            raise Refusal(
                f"there is no time zone {said!r}", "write one such as Europe/Berlin"
            ) from None

    def _order_said(self) -> Order | None:
        said = self._source.options.get("time-order")
        if said not in {None, "day first", "month first"}:
            raise Refusal(
                f"the time-order {said!r} is not known", 'write "day first" or "month first"'
            )
        return said


@dataclass(slots=True)
class _Troubles:
    """What recurs in a log, counted, with the row in which it was first seen."""

    seen: dict[str, tuple[int, int]] = field(default_factory=dict)

    def note(self, what: str, row: int) -> None:
        count, first = self.seen.get(what, (0, row))
        self.seen[what] = (count + 1, first)

    def problems(self) -> Iterator[Problem]:
        for what, (count, row) in self.seen.items():
            message, fix = _MESSAGES[what]
            severity: Severity = "info" if what in {"no zone", "ambiguous"} else "warning"
            yield Problem(severity, f"{message}: {count}", fix, Place(row=row))


_MESSAGES: Final = {
    "no case": ("rows without a case", "fill in the case, or leave such rows out"),
    "no activity": ("rows without an activity", "fill in the activity, or leave such rows out"),
    "no time": ("rows without a time", "fill in the time, or leave such rows out"),
    "bad time": (
        "times that cannot be read, which are left empty",
        "write times as 2026-12-31T23:59:00+01:00",
    ),
    "no zone": (
        "times without a time zone, taken as UTC",
        'write the zone, or set time-zone = "Europe/Berlin" for the source in asbuilt.toml',
    ),
    "ambiguous": (
        "dates that could have the day or the month first, read with the day first",
        'set time-order = "month first" for the source in asbuilt.toml if that is meant',
    ),
    "long row": (
        "rows with more cells than there are headings, whose further cells are not read",
        "put cells that hold the delimiter into quotation marks",
    ),
}


def _free(heading: str, columns: Mapping[str, object]) -> str:
    """Give a column name that is not taken by another column or by what ingest adds."""
    column = f"event:{heading}" if heading in {*COLUMNS, "position"} else heading
    while column in columns:
        column += "'"
    return column


def _typed(column: str, texts: list[str]) -> pl.Series:
    """Give a column as numbers where all that it holds are numbers, else as text."""
    given = [text.strip() for text in texts if text.strip()]
    if given and all(_INTEGER.match(text) for text in given):
        return pl.Series(column, [int(text) if text.strip() else None for text in texts], pl.Int64)
    if given and all(_DECIMAL.match(text) or _INTEGER.match(text) for text in given):
        return pl.Series(column, [float(text) if text.strip() else None for text in texts])
    if given and all(_DECIMAL_COMMA.match(text) or _INTEGER.match(text) for text in given):
        pointed = [text.replace(".", "").replace(",", ".") for text in texts]
        return pl.Series(column, [float(text) if text.strip() else None for text in pointed])
    return pl.Series(column, [text or None for text in texts], pl.String)
