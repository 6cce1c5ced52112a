"""The reading of one log: events in batches, then the facts about the log itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Final, cast
from urllib.parse import quote

import polars as pl
from lxml import etree
from rdflib import Literal, Namespace, URIRef

from asbuilt.facts import Events, Fact, Item, Place, Source, Tally, Version
from asbuilt.loaders.xes.columns import ATTRIBUTES, Columns, Scalar, local
from asbuilt.loaders.xes.troubles import Troubles
from asbuilt.reading import Refusal
from asbuilt.reading.event_logs import BATCH_ROWS, describe_log, log_iri
from asbuilt.reading.xml import line_of, refuse_declared_entities

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.reading.stream import Bounded

XES: Final = Namespace("http://www.xes-standard.org/")
"""The namespace under which a log's own attributes are kept."""

_PARTS: Final = ("log", "trace", "event")
_TAGS: Final = tuple(f"{{*}}{part}" for part in _PARTS)


class Log:
    """Reads one log from its stream, an event at a time."""

    def __init__(self, source: Source, stream: Bounded) -> None:
        """Prepare to read a source's log from its stream."""
        self._source = source
        self._stream = stream
        self._troubles = Troubles()
        self._columns = Columns(self._troubles)
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
            part = local(element)
            if happening == "start":
                if part == "log" and root is None:
                    root = element
                    refuse_declared_entities(root)
                continue
            if part == "event":
                self._event(element)
            elif part == "trace":
                self._end_trace(element)
            _forget(element, part)
            self._stream.since_piece = 0
            if len(self._batch) >= BATCH_ROWS or len(self._trace) >= BATCH_ROWS:
                yield self._flush(root, element)
        if root is None:
            raise Refusal("there is no log element here, so this is no XES file", "export it again")
        if self._batch or self._iri is None:
            yield self._flush(root, None)
        yield from self._facts(root)
        yield from self._troubles.problems()

    def _event(self, element: etree._Element) -> None:
        row = self._columns.row(element, "")
        parent = element.getparent()
        in_trace = parent is not None and local(parent) == "trace"
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
        common = self._columns.row(trace, "case:")
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
            trace = element if local(element) == "trace" else element.getparent()
            if trace is not None:
                self._close_rows(trace)
        if self._iri is None:
            self._iri = log_iri(self._source, _own_name(root))
        columns = {
            column: pl.Series(
                column, [row.get(column) for row in self._batch], dtype=kind, strict=False
            )
            for column, kind in self._columns.types.items()
        }
        self._batch = []
        return Events(self._iri, pl.DataFrame(columns))

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
            kind = local(child)
            at = line_of(child)
            if kind in ATTRIBUTES:
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


def _forget(element: etree._Element, part: str) -> None:
    """Free what was read: the element itself and the one before it, which the parser has left."""
    if part == "log":
        return
    element.clear()
    before = element.getprevious()
    parent = element.getparent()
    if before is not None and parent is not None and local(before) == part:
        parent.remove(before)
