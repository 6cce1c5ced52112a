"""What a message of SCIM carries (RFC 7644, 3.4 and 3.7): resources, or operations upon them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from asbuilt.facts import Problem, Tally
from asbuilt.loaders.scim.resource import CORE, PREFIX, Resource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Item
    from asbuilt.loaders.scim.directory import Directory
    from asbuilt.reading.tree import Node

_MESSAGES: Final = f"{PREFIX}api:messages:2.0:".casefold()
_PATH: Final = re.compile(r"(?:.*/)?(\w+)s(?:/([^/?#]+))?\Z")
_WRITES: Final = frozenset(("POST", "PUT"))


def unpacked(node: Node, directory: Directory) -> Iterator[Item]:
    """Put the resources of a message, or the one that a node is, into the directory."""
    message = Resource(node)
    kind = message_kind(message)
    if not kind:
        yield from _taken(directory, message, _kind(message))
        return
    yield Tally(kind)
    if kind == "ListResponse":
        yield from _listed(message, directory)
    elif kind == "BulkRequest":
        yield from _operations(message, directory)
    else:
        count = len(list(_elements(message, "Operations")))
        if count:
            yield Tally("operation", "unread", count)
        yield Problem(
            "info",
            f"a message of kind {kind} says nothing of who holds what, so nothing of it is read",
            "give the resources themselves, as a list that the server answers",
            node.place,
        )


def message_kind(message: Resource) -> str:
    """Give the kind of a message, such as ``ListResponse``; empty for a resource."""
    found = (one for one in message.schemas if one.casefold().startswith(_MESSAGES))
    return next((one[len(_MESSAGES) :] for one in found), "")


def _listed(message: Resource, directory: Directory) -> Iterator[Item]:
    resources = list(_elements(message, "Resources"))
    for node in resources:
        resource = Resource(node)
        yield from _taken(directory, resource, _kind(resource))
    total = message.get("totalResults")
    number = total.number.value if total is not None and total.number is not None else None
    if total is not None and isinstance(number, int) and number > len(resources):
        yield Problem(
            "warning",
            f"the list holds {len(resources)} of {number} resources",
            "give the other pages, too, as an array of lists or as sources of their own",
            total.place,
        )


def _operations(message: Resource, directory: Directory) -> Iterator[Item]:
    for node in _elements(message, "Operations"):
        operation = Resource(node)
        method = operation.text("method").upper()
        data = operation.inner("data")
        yield Tally("operation")
        if method not in _WRITES or data is None:
            yield Tally(f"operation {method}".strip(), "unread")
            continue
        path = _PATH.match(operation.text("path"))
        kind = _kind(data) or (path[1] if path is not None else "")
        bulk = operation.text("bulkId")
        identifier = path[2] if path is not None and path[2] else f"bulkId:{bulk}" if bulk else ""
        yield from _taken(directory, data, kind, identifier)


def _taken(
    directory: Directory, resource: Resource, kind: str, identifier: str = ""
) -> Iterator[Item]:
    yield Tally(kind or "resource of an unknown type", "read" if kind else "unread")
    if kind:
        directory.take(resource, kind, identifier)


def _kind(resource: Resource) -> str:
    """Give the type of a resource: by its schemas, what it says of itself, or its attributes."""
    core = CORE.casefold()
    for schema in resource.schemas:
        if schema.casefold().startswith(core):
            return schema[len(core) :]
    meta = resource.inner("meta")
    if meta is not None and meta.text("resourceType"):
        return meta.text("resourceType")
    if resource.text("userName"):
        return "User"
    return "Group" if resource.get("members") is not None else ""


def _elements(message: Resource, name: str) -> Iterator[Node]:
    found = message.get(name)
    if found is not None:
        yield from (one for one in found.elements() if one.is_object)
