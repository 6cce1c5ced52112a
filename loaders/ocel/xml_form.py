"""OCEL as XML, versions 1.0 and 2.0, read element by element."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asbuilt.facts import Place
from asbuilt.loaders.ocel.told import LoggedEvent, LoggedObject
from asbuilt.reading import Refusal
from asbuilt.reading.stream import streaming
from asbuilt.reading.xml import line_of, local
from asbuilt.reading.xml_stream import children

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml import etree

    from asbuilt.loaders.ocel.record import Record
    from asbuilt.loaders.ocel.told import Scalar

_TRUTH = {"true": True, "false": False}


def read(path: Path, record: Record) -> None:
    """Put what a file says into a record; raises `Refusal` where it is no XML, or no OCEL."""
    sections = set()
    with streaming(path) as stream:
        for section, node in children(stream):
            if node is None:
                sections.add(section)
            else:
                _take(section, node, record)
    if "events" not in sections:
        raise Refusal(
            "there are no events and objects here, so this is no OCEL file",
            "export the log as OCEL",
            Place(line=1),
        )
    is_second = bool(sections & {"object-types", "event-types"})
    record.version = "2.0" if is_second else record.version or "1.0"


def _take(section: str, node: etree._Element, record: Record) -> None:
    match section, local(node):
        case ("object-types", "object-type") | ("event-types", "event-type"):
            kind = local(node)
            record.kinds[kind] = record.kinds.get(kind, 0) + 1
        case ("global", _) if (node.get("key") or "").removeprefix("ocel:") == "version":
            record.version = (node.get("value") or "").strip()
        case "objects", "object":
            record.put_object(_second_object(node) if node.get("id") else _first_object(node))
        case "events", "event":
            record.put_event(_second_event(node) if node.get("id") else _first_event(node))


def _first_object(node: etree._Element) -> LoggedObject:
    return LoggedObject(
        _value(node, "id"),
        _value(node, "type"),
        [(key, "", value) for key, value in _typed(node, "ovmap")],
        place=line_of(node),
    )


def _first_event(node: etree._Element) -> LoggedEvent:
    return LoggedEvent(
        _value(node, "id"),
        _value(node, "activity"),
        _value(node, "timestamp"),
        dict(_typed(node, "vmap")),
        [(str(value or ""), "") for _, value in _typed(node, "omap")],
        line_of(node),
    )


def _second_object(node: etree._Element) -> LoggedObject:
    return LoggedObject(
        _attribute(node, "id"),
        _attribute(node, "type"),
        [
            (_attribute(one, "name"), _attribute(one, "time"), (one.text or "").strip())
            for one in _within(node, "attributes")
        ],
        len(list(_within(node, "objects"))),
        line_of(node),
    )


def _second_event(node: etree._Element) -> LoggedEvent:
    return LoggedEvent(
        _attribute(node, "id"),
        _attribute(node, "type"),
        _attribute(node, "time"),
        {_attribute(one, "name"): (one.text or "").strip() for one in _within(node, "attributes")},
        [
            (_attribute(one, "object-id"), _attribute(one, "qualifier"))
            for one in _within(node, "objects")
        ],
        line_of(node),
    )


def _within(node: etree._Element, section: str) -> Iterator[etree._Element]:
    for inner in node:
        if local(inner) == section:
            yield from inner


def _attribute(node: etree._Element, name: str) -> str:
    return (node.get(name) or "").strip()


def _value(node: etree._Element, key: str) -> str:
    """Give the value at a key of version 1, which some writers begin with ``ocel:``."""
    for child in node:
        if (child.get("key") or "").removeprefix("ocel:") == key:
            return (child.get("value") or "").strip()
    return ""


def _typed(node: etree._Element, key: str) -> Iterator[tuple[str, Scalar]]:
    for section in node:
        if (section.get("key") or "").removeprefix("ocel:") == key:
            for child in section:
                yield child.get("key") or "", _scalar(local(child), child.get("value") or "")


def _scalar(kind: str, text: str) -> Scalar:
    try:
        if kind in {"int", "integer"}:
            return int(text)
        if kind == "float":
            return float(text)
    except ValueError:
        return text
    return _TRUTH.get(text.strip().lower(), text) if kind == "boolean" else text
