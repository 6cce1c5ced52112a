"""OCEL as JSON, versions 1.0 and 2.0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asbuilt.loaders.ocel.record import LoggedEvent, LoggedObject, Record
from asbuilt.reading import Refusal
from asbuilt.reading.json import parse
from asbuilt.reading.tree import Number

if TYPE_CHECKING:
    from pathlib import Path

    from asbuilt.loaders.ocel.record import Scalar
    from asbuilt.reading.tree import Node


def read(path: Path) -> Record:
    """Read a file; raises `Refusal` where it is no JSON, or no OCEL."""
    root = parse(path)
    if root.get("ocel:events") is not None:
        return _first(root)
    if root.get("events") is not None and root.get("objects") is not None:
        return _second(root)
    raise Refusal(
        "there are no events and objects here, so this is no OCEL file", "export the log as OCEL"
    )


def _first(root: Node) -> Record:
    log = root.get("ocel:global-log")
    record = Record((log.text_of("ocel:version") if log is not None else None) or "1.0")
    for identifier, node in _members(root.get("ocel:objects")):
        attributes = _members(node.get("ocel:ovmap"))
        record.objects.append(
            LoggedObject(
                identifier,
                node.text_of("ocel:type") or "",
                [(name, "", _scalar(value)) for name, value in attributes],
                place=node.place,
            )
        )
    for identifier, node in _members(root.get("ocel:events")):
        about = node.get("ocel:omap")
        record.events.append(
            LoggedEvent(
                identifier,
                node.text_of("ocel:activity") or "",
                node.text_of("ocel:timestamp") or "",
                {name: _scalar(value) for name, value in _members(node.get("ocel:vmap"))},
                [(one.text or "", "") for one in (about.elements() if about else ())],
                node.place,
            )
        )
    return record


def _second(root: Node) -> Record:
    record = Record("2.0")
    for key in ("objectTypes", "eventTypes"):
        record.kinds[key.removesuffix("s")] = len(_elements(root, key))
    for node in _elements(root, "objects"):
        record.objects.append(
            LoggedObject(
                node.text_of("id") or "",
                node.text_of("type") or "",
                [
                    (one.text_of("name") or "", one.text_of("time") or "", _value(one))
                    for one in _elements(node, "attributes")
                ],
                len(_elements(node, "relationships")),
                node.place,
            )
        )
    for node in _elements(root, "events"):
        record.events.append(
            LoggedEvent(
                node.text_of("id") or "",
                node.text_of("type") or "",
                node.text_of("time") or "",
                {one.text_of("name") or "": _value(one) for one in _elements(node, "attributes")},
                [
                    (one.text_of("objectId") or "", one.text_of("qualifier") or "")
                    for one in _elements(node, "relationships")
                ],
                node.place,
            )
        )
    return record


def _members(node: Node | None) -> list[tuple[str, Node]]:
    return list(node.members()) if node is not None else []


def _elements(node: Node, key: str) -> list[Node]:
    inner = node.get(key)
    return list(inner.elements()) if inner is not None else []


def _value(attribute: Node) -> Scalar:
    value = attribute.get("value")
    return None if value is None else _scalar(value)


def _scalar(node: Node) -> Scalar:
    value = node.value
    if isinstance(value, Number):
        return value.value
    if isinstance(value, str | bool) or value is None:
        return value
    return node.compact()
