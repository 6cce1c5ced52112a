"""XES event logs (IEEE 1849-2023), plain or gzip, read as a stream in bounded memory.

Events become columns: the four standard attributes ``concept:name``, ``time:timestamp``,
``org:resource`` and ``lifecycle:transition`` under the names of `EVENT_COLUMNS`, every other one
under its own key, nested ones as ``key/inner key``, lists as JSON, attributes of the trace with
``case:`` before them, and where a key changes its type with the later type behind it. Only
the log itself, its counts and its own attributes become facts.
"""

from __future__ import annotations

import gzip
import io
import json
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Final, cast
from urllib.parse import quote

import polars as pl
from lxml import etree
from rdflib import Literal, Namespace, URIRef

from asbuilt.facts import (
    EVENT_COLUMNS,
    Events,
    Fact,
    Item,
    Place,
    Problem,
    Severity,
    Source,
    Tally,
    Version,
)
from asbuilt.reading import MAX_BYTES, Refusal
from asbuilt.reading.event_logs import (
    BATCH_ROWS,
    MAX_COLUMNS,
    describe_log,
    log_iri,
    microseconds,
)
from asbuilt.reading.xml import line_of, root_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

name = "xes"
suffixes = (".xes", ".xes.gz")

XES: Final = Namespace("http://www.xes-standard.org/")
"""The namespace under which a log's own attributes are kept."""

MAX_LOG_BYTES: Final = 64 * 1024**3
"""The most that a log may hold, in bytes, decompressed."""

_ATTRIBUTES: Final = frozenset(
    ("string", "date", "int", "float", "boolean", "id", "list", "container")
)
_STANDARD: Final = {
    "concept:name": "activity",
    "time:timestamp": "time",
    "org:resource": "resource",
    "lifecycle:transition": "lifecycle",
    "case:concept:name": "case",
}
_RESERVED: Final = frozenset((*EVENT_COLUMNS, "position"))
_TYPES: Final[dict[str, pl.DataType]] = {
    "int": pl.Int64(),
    "float": pl.Float64(),
    "boolean": pl.Boolean(),
    "date": pl.Datetime("us", "UTC"),
}
_TEXT: Final = pl.String()
_STANDARD_TYPES: Final = {
    column: _TYPES["date"] if column == "time" else _TEXT for column in EVENT_COLUMNS
}
_NUMBERS: Final = (_TYPES["int"], _TYPES["float"])
_INT64: Final = 2**63
_NAMES: Final[dict[str, str]] = {}
_PARTS: Final = ("log", "trace", "event")
_TAGS: Final = tuple(f"{{*}}{part}" for part in _PARTS)

Scalar = str | int | float | bool | None


def claims(path: Path, head: bytes) -> bool:
    """Say whether a file is an XES log: its root is ``log``, and its namespace or ending fits."""
    namespace, root = root_name(head)
    if root != "log":
        return False
    return "xes-standard" in namespace or path.name.lower().endswith(suffixes)


def load(source: Source) -> Iterator[Item]:
    """Read a log to its end and yield batches of events, then the facts about the log.

    Raises `Refusal` where the file is broken anywhere, no XES, or declares XML entities.
    """
    with source.path.open("rb") as file:
        zipped = file.read(2) == b"\x1f\x8b"
    try:
        with gzip.open(source.path) if zipped else source.path.open("rb") as stream:
            bounded = _Bounded(cast("BinaryIO", stream))
            yield from _Log(source, bounded).items()
    except etree.XMLSyntaxError as error:
        raise Refusal(
            f"not well-formed XML: {error.msg}",
            "export the log again; it may have been cut off",
            Place(line=error.lineno or None),
        ) from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Refusal(
            f"the gzip compression is broken: {error}",
            "export the log again; it may have been cut off on the way",
        ) from None


class _Bounded(io.RawIOBase):
    """Hands on a stream, and refuses it where it or any one event in it has no bound."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream
        self._total = 0
        self.since_event = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._total += len(data)
        self.since_event += len(data)
        if self._total > MAX_LOG_BYTES or self.since_event > MAX_BYTES:
            what = "the log" if self._total > MAX_LOG_BYTES else "one event or attribute"
            raise Refusal(
                f"{what} holds more than this program reads at once",
                "split the log, or export fewer attributes",
            )
        return data


@dataclass(slots=True)
class _Troubles:
    """What recurs in a log, counted, with the line at which it was first seen."""

    seen: dict[str, tuple[int, int | None]] = field(default_factory=dict)

    def note(self, what: str, element: etree._Element) -> None:
        count, line = self.seen.get(what, (0, None))
        self.seen[what] = (count + 1, line_of(element).line if count == 0 else line)

    def problems(self) -> Iterator[Problem]:
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


class _Log:
    """Reads one log from its stream, an event at a time."""

    def __init__(self, source: Source, stream: _Bounded) -> None:
        self._source = source
        self._stream = stream
        self._troubles = _Troubles()
        self._columns: dict[tuple[str, str], str] = {}
        self._types: dict[str, pl.DataType] = dict(_STANDARD_TYPES)
        self._batch: list[dict[str, Scalar]] = []
        self._trace: list[dict[str, Scalar]] = []
        self._names: dict[str, int] = {}
        self._case: str | None = None
        self._cases = 0
        self._events = 0
        self._iri: URIRef | None = None

    def items(self) -> Iterator[Item]:
        """Yield the batches of events, the facts about the log and what was wrong in it."""
        root = None
        parser = etree.iterparse(
            cast("BinaryIO", self._stream),
            events=("start", "end"),
            tag=_TAGS,
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        for happening, element in parser:
            part = _local(element)
            if happening == "start":
                if part == "log" and root is None:
                    root = element
                    _refuse_entities(root)
                continue
            if part == "event":
                self._event(element)
            elif part == "trace":
                self._end_trace(element)
            _forget(element, part)
            self._stream.since_event = 0
            if len(self._batch) >= BATCH_ROWS or len(self._trace) >= BATCH_ROWS:
                yield self._flush(root, element)
        if root is None:
            raise Refusal("there is no log element here, so this is no XES file", "export it again")
        if self._batch or self._iri is None:
            yield self._flush(root, None)
        yield from self._facts(root)
        yield from self._troubles.problems()

    def _event(self, element: etree._Element) -> None:
        row = self._attributes(element, "")
        parent = element.getparent()
        in_trace = parent is not None and _local(parent) == "trace"
        self._events += 1
        if row.get("activity") is None:
            self._troubles.note("no activity", element)
        if "time" not in row:
            self._troubles.note("no time", element)
        if in_trace:
            self._trace.append(row)
        else:
            self._troubles.note("no trace", element)
            self._batch.append(row)

    def _end_trace(self, element: etree._Element) -> None:
        self._close_rows(element)
        self._case = None
        self._cases += 1

    def _close_rows(self, trace: etree._Element) -> None:
        """Give the rows of a trace their case and move them to the batch."""
        common = self._attributes(trace, "case:")
        case_name = common.pop("case", None)
        if self._case is None:
            self._case = self._name_case(case_name, trace)
        for row in self._trace:
            row.update(common)
            row["case"] = self._case
        self._batch += self._trace
        self._trace = []

    def _name_case(self, given: Scalar, trace: etree._Element) -> str:
        if given is None or not str(given).strip():
            self._troubles.note("no case", trace)
            given = f"trace {self._cases + 1}"
        text = str(given)
        number = self._names[text] = self._names.get(text, 0) + 1
        if number == 1:
            return text
        self._troubles.note("same case", trace)
        return f"{text}#{number}"

    def _flush(self, root: etree._Element | None, element: etree._Element | None) -> Events:
        if self._trace and element is not None:
            trace = element if _local(element) == "trace" else element.getparent()
            if trace is not None:
                self._close_rows(trace)
        if self._iri is None:
            self._iri = log_iri(self._source, _own_name(root))
        columns = {
            column: pl.Series(
                column, [row.get(column) for row in self._batch], dtype=kind, strict=False
            )
            for column, kind in self._types.items()
        }
        self._batch = []
        return Events(self._iri, pl.DataFrame(columns))

    def _attributes(self, element: etree._Element, prefix: str) -> dict[str, Scalar]:
        """Give the attributes of an event or trace by column, each in the type that it states."""
        row: dict[str, Scalar] = {}
        for attribute in element:
            kind = _local(attribute)
            if kind in _ATTRIBUTES:
                self._attribute(attribute, kind, prefix, row)
        return row

    def _attribute(
        self, attribute: etree._Element, kind: str, prefix: str, row: dict[str, Scalar]
    ) -> None:
        key = prefix + (attribute.get("key") or "")
        if kind != "container":
            column = self._column(key, kind, attribute)
            if column in row:
                self._troubles.note("same key", attribute)
            elif column is not None:
                row[column] = self._value(attribute, kind, column)
        if kind != "list" and len(attribute):
            for inner in attribute:
                inner_kind = _local(inner)
                if inner_kind in _ATTRIBUTES:
                    self._attribute(inner, inner_kind, f"{key}/", row)

    def _column(self, key: str, kind: str, attribute: etree._Element) -> str | None:
        """Give the column for an attribute; one that changes its type has a column for each.

        Whole and other numbers share a column. None where there are too many columns.
        """
        known = self._columns.get((key, kind))
        if known is not None:
            return known
        column = _STANDARD.get(key) or (f"event:{key}" if key in _RESERVED else key)
        wanted = _STANDARD_TYPES.get(column) or _TYPES.get(kind, _TEXT)
        present = self._types.get(column)
        if present in _NUMBERS and wanted in _NUMBERS:
            self._types[column] = present if present == wanted else _TYPES["float"]
        elif present is not None and present != wanted:
            column = f"{column} ({kind})"
        if column not in self._types:
            if len(self._types) >= MAX_COLUMNS:
                self._troubles.note("many keys", attribute)
                return None
            self._types[column] = wanted
        self._columns[key, kind] = column
        return column

    def _value(self, attribute: etree._Element, kind: str, column: str) -> Scalar:
        if kind == "list":
            return json.dumps([_plain(item) for item in _items(attribute)], ensure_ascii=False)
        text = attribute.get("value") or ""
        if column == "lifecycle":
            return text.strip().lower() or None
        if column in {"case", "activity", "resource"}:
            return text or None
        if kind == "date" or column == "time":
            moment, zoned = microseconds(text)
            if moment is None:
                self._troubles.note("bad value", attribute)
            elif not zoned:
                self._troubles.note("no zone", attribute)
            return moment
        try:
            return _CONVERSIONS[kind](text) if kind in _CONVERSIONS else text
        except ValueError:
            self._troubles.note("bad value", attribute)
            return None

    def _facts(self, root: etree._Element) -> Iterator[Item]:
        place = line_of(root)
        log = self._iri or log_iri(self._source, None)
        yield Version(root.get("xes.version") or "1.0")
        yield Tally("trace", count=self._cases)
        yield Tally("event", count=self._events)
        yield from describe_log(
            self._source, log, _own_name(root), cases=self._cases, events=self._events, place=place
        )
        for child in root:
            kind = _local(child)
            at = line_of(child)
            if kind in _ATTRIBUTES:
                yield from _keep(log, child, at)
            elif kind == "classifier":
                yield Tally("classifier", "kept")
                text = f"{child.get('name', '')}: {child.get('keys', '')}"
                yield Fact(log, XES.classifier, Literal(text), at)
            elif kind == "extension":
                yield Tally("extension", "kept")
                yield Fact(log, XES.extension, Literal(child.get("uri", "")), at)
            elif kind == "global":
                yield Tally("global", "unread")
            elif kind not in _PARTS:
                yield Tally(kind, "unread")


def _whole(text: str) -> int | None:
    number = int(text)
    if -_INT64 <= number < _INT64:
        return number
    raise ValueError(text)


def _truth(text: str) -> bool:
    folded = text.strip().lower()
    if folded in {"true", "1"}:
        return True
    if folded in {"false", "0"}:
        return False
    raise ValueError(text)


_CONVERSIONS: Final[dict[str, Callable[[str], Scalar]]] = {
    "int": _whole,
    "float": float,
    "boolean": _truth,
}


def _items(attribute: etree._Element) -> Iterator[etree._Element]:
    """Give what a list holds; some writers put it into ``values``, as the standard once asked."""
    for child in attribute:
        if _local(child) == "values":
            yield from child
        else:
            yield child


def _plain(item: etree._Element) -> dict[str, object]:
    inner = [_plain(child) for child in _items(item)]
    value = item.get("value")
    return {item.get("key") or "": inner if value is None else value}


def _keep(log: URIRef, attribute: etree._Element, place: Place) -> Iterator[Item]:
    key, value = attribute.get("key") or "", attribute.get("value")
    if not key or key == "concept:name":
        return
    inner = sum(1 for _ in attribute.iterdescendants())
    if inner:
        yield Tally("nested attribute of the log", "unread", inner)
    if value is None:
        yield Tally("attribute of the log", "unread")
        return
    yield Tally("attribute of the log", "kept")
    yield Fact(log, XES[quote(key, safe="-._~:")], Literal(value), place)


def _own_name(root: etree._Element | None) -> str | None:
    for child in () if root is None else root:
        if child.get("key") == "concept:name":
            return child.get("value")
    return None


def _local(element: etree._Element) -> str:
    """Give the name of an element without its namespace, remembering the few that there are."""
    tag = str(element.tag)
    known = _NAMES.get(tag)
    if known is None:
        known = tag[tag.rfind("}") + 1 :]
        if len(_NAMES) < MAX_COLUMNS:
            _NAMES[tag] = known
    return known


def _forget(element: etree._Element, part: str) -> None:
    """Free what was read: the element itself and the one before it, which the parser has left."""
    if part == "log":
        return
    element.clear()
    before = element.getprevious()
    parent = element.getparent()
    if before is not None and parent is not None and _local(before) == part:
        parent.remove(before)


def _refuse_entities(root: etree._Element) -> None:
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and list(declared.entities()):  # type: ignore[attr-defined]
        raise Refusal(
            "the file declares XML entities, which could read other files or grow without bound",
            "remove the <!ENTITY …> declarations and write what they stand for",
            Place(line=1),
        )
