"""Event logs as CSV: one row an event, with a case, an activity and a time in columns of any name.

The workspace says which columns they are (``[source.columns]`` with ``case``, ``activity``,
``time`` and, where there are such, ``resource``, ``lifecycle``, ``start``); what it leaves out is
guessed from the headings, and the guess is told. A row with a start and an end is one event at its
end, and keeps its start in the column ``start``. ``time-zone`` and ``time-order`` ("day first" or
"month first") say how times are written that do not tell it themselves.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Final, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import polars as pl

from asbuilt.facts import EVENT_COLUMNS, Events, Item, Place, Problem, Severity, Source, Tally
from asbuilt.identity import fold
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
    from collections.abc import Iterator
    from pathlib import Path

    from rdflib import URIRef

name = "csv_log"
suffixes = (".csv", ".csv.gz", ".tsv", ".tsv.gz")

COLUMNS: Final = (*EVENT_COLUMNS, "start")
"""What a column can be said to be."""

_SURE: Final = {
    "case": (
        "case concept name", "case id", "caseid", "case identifier", "case number", "case no",
        "case key", "trace id", "process instance id", "process instance", "fall id",
        "fallnummer", "vorgangsnummer", "case",
    ),
    "activity": (
        "concept name", "activity", "activity name", "activity en", "aktivität", "tätigkeit",
        "event name", "eventname",
    ),
    "time": (
        "time timestamp", "timestamp", "complete timestamp", "completion timestamp",
        "end timestamp", "event time", "eventtime", "event timestamp", "end time", "complete time",
        "completion time", "finish time", "zeitstempel", "start timestamp", "start time",
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
_LIKELY: Final = {
    "case": ("order id", "order", "document", "ticket", "ticket id", "instance", "vorgang", "id"),
    "activity": ("task", "task name", "event", "step", "action", "schritt", "status"),
    "time": ("time", "date", "datetime", "completed", "end", "zeit", "datum"),
    "start": ("start",),
}
"""Headings that are taken where a file is said to be an event log and has no better one."""

_WORDS: Final = re.compile(r"[^\W_]+")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_INTEGER: Final = re.compile(r"-?(?:0|[1-9]\d{0,17})\Z")
_DECIMAL: Final = re.compile(r"-?\d{1,15}\.\d+(?:[eE][+-]?\d{1,3})?\Z")
_DECIMAL_COMMA: Final = re.compile(r"-?(?:\d{1,3}(?:\.\d{3})+|\d{1,15}),\d+\Z")
_CHUNK: Final = 1024 * 1024


def claims(path: Path, head: bytes) -> bool:
    """Say whether a table is surely an event log: it has a case, an activity and a time."""
    if not path.name.lower().endswith((*suffixes, ".txt")):
        return False
    marked = _by_mark(head)
    try:
        # The head may end within a letter, so a few bytes at its end prove nothing.
        head[:-4].decode(marked or "utf-8")
        text = head.decode(marked or "utf-8", errors="replace")
    except UnicodeDecodeError:
        text = head.decode("cp1252", errors="replace")
    return {"case", "activity", "time"} <= set(_guess(_headings(text), _SURE))


def load(source: Source) -> Iterator[Item]:
    """Read a log to its end and yield batches of events, then the facts about the log.

    Raises `Refusal` where the columns cannot be told, or the table or its compression is broken.
    """
    encoding = _encoding(source.path)
    if encoding == "cp1252":
        yield Problem(
            "info",
            "the file is not UTF-8; it is read as Windows-1252",
            "look whether accents came out right, or save the file as UTF-8",
        )
    with _open(source.path) as stream:
        text = io.TextIOWrapper(stream, encoding=encoding, newline="")
        try:
            yield from _Log(source, text).items()
        except csv.Error as error:
            raise Refusal(
                f"the table cannot be read: {error}",
                "look for a quotation mark that is opened and never closed",
            ) from None
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise _broken_gzip(error) from None


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


class _Log:
    """Reads one log, a batch of rows at a time."""

    def __init__(self, source: Source, text: io.TextIOWrapper) -> None:
        self._source = source
        first = text.readline()
        while first and not first.strip():
            first = text.readline()
        if not first:
            raise Refusal("the file is empty", "export it again")
        self._delimiter = _delimiter(first)
        self._headings = next(csv.reader([first], delimiter=self._delimiter))
        self._reader = csv.reader(text, delimiter=self._delimiter, strict=True)
        self._said = self._columns_said()
        self._roles = self._said | {
            role: column
            for role, column in _guess(self._headings, _SURE, _LIKELY, said=self._said).items()
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


def _guess(
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


def _headings(text: str) -> list[str]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    try:
        return next(csv.reader([first], delimiter=_delimiter(first)), [])
    except csv.Error:
        return []


def _delimiter(line: str) -> str:
    return max(",;\t|", key=lambda mark: (line.count(mark), -",;\t|".index(mark)))


def _by_mark(head: bytes) -> str | None:
    if head.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    return "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else None


def _encoding(path: Path) -> str:
    """Give the encoding of a file: by its mark, else UTF-8 if all of it is, else Windows-1252."""
    decoder: codecs.IncrementalDecoder | None = None
    try:
        with _open(path) as stream:
            while chunk := stream.read(_CHUNK):
                if decoder is None:
                    marked = _by_mark(chunk)
                    if marked:
                        return marked
                    decoder = codecs.getincrementaldecoder("utf-8")()
                decoder.decode(chunk)
    except UnicodeDecodeError:
        return "cp1252"
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _broken_gzip(error) from None
    return "utf-8"


def _open(path: Path) -> BinaryIO:
    with path.open("rb") as file:
        zipped = file.read(2) == b"\x1f\x8b"
    return cast("BinaryIO", gzip.open(path) if zipped else path.open("rb"))


def _broken_gzip(error: Exception) -> Refusal:
    return Refusal(
        f"the gzip compression is broken: {error}",
        "export the log again; it may have been cut off on the way",
    )


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
