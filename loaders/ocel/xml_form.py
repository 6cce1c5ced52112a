"""OCEL as XML, versions 1.0 and 2.0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asbuilt.loaders.ocel.record import LoggedEvent, LoggedObject, Record
from asbuilt.reading import Refusal
from asbuilt.reading.xml import line_of, local, parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml import etree

    from asbuilt.loaders.ocel.record import Scalar

_TRUTH = {"true": True, "false": False}


def read(path: Path) -> Record:
    """Read a file; raises `Refusal` where it is no XML, or no OCEL."""
    root = parse(path)
    sections = {local(child): child for child in root}
    if local(root) != "log" or "events" not in sections:
        raise Refusal(
            "there are no events and objects here, so this is no OCEL file",
            "export the log as OCEL",
            line_of(root),
        )
    events, objects = sections["events"], sections.get("objects")
    if "object-types" in sections or "event-types" in sections:
        return _second(sections, events, objects)
    record = Record(_version(root))
    for node in _inner(objects, "object"):
        record.objects.append(
            LoggedObject(
                _value(node, "id"),
                _value(node, "type"),
                [(key, "", value) for key, value in _typed(node, "ovmap")],
                place=line_of(node),
            )
        )
    for node in _inner(events, "event"):
        record.events.append(
            LoggedEvent(
                _value(node, "id"),
                _value(node, "activity"),
                _value(node, "timestamp"),
                dict(_typed(node, "vmap")),
                [(str(value or ""), "") for _, value in _typed(node, "omap")],
                line_of(node),
            )
        )
    return record


def _second(
    sections: dict[str, etree._Element], events: etree._Element, objects: etree._Element | None
) -> Record:
    record = Record("2.0")
    for name in ("object-type", "event-type"):
        record.kinds[name] = len(list(_inner(sections.get(f"{name}s"), name)))
    for node in _inner(objects, "object"):
        record.objects.append(
            LoggedObject(
                _attribute(node, "id"),
                _attribute(node, "type"),
                [
                    (_attribute(one, "name"), _attribute(one, "time"), (one.text or "").strip())
                    for one in _within(node, "attributes")
                ],
                len(list(_within(node, "objects"))),
                line_of(node),
            )
        )
    for node in _inner(events, "event"):
        record.events.append(
            LoggedEvent(
                _attribute(node, "id"),
                _attribute(node, "type"),
                _attribute(node, "time"),
                {
                    _attribute(one, "name"): (one.text or "").strip()
                    for one in _within(node, "attributes")
                },
                [
                    (_attribute(one, "object-id"), _attribute(one, "qualifier"))
                    for one in _within(node, "objects")
                ],
                line_of(node),
            )
        )
    return record


def _version(root: etree._Element) -> str:
    for section in root:
        if local(section) == "global" and section.get("scope") == "log":
            return _value(section, "version") or "1.0"
    return "1.0"


def _inner(section: etree._Element | None, name: str) -> Iterator[etree._Element]:
    return (child for child in (() if section is None else section) if local(child) == name)


def _within(node: etree._Element, section: str) -> Iterator[etree._Element]:
    for inner in _inner(node, section):
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
