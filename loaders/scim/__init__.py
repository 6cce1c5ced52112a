"""SCIM 2.0 (RFC 7643, RFC 7644): users, groups and what a provider offers, as JSON.

One resource, an array of them, a list that a server answered, or a bulk request. Users become
agents, groups become groups, roles and entitlements what users hold. Passwords and certificates
are counted and not put into the graph.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from asbuilt.facts import Version
from asbuilt.loaders.scim.directory import Directory
from asbuilt.loaders.scim.messages import unpacked
from asbuilt.loaders.scim.resource import PREFIX, Resource
from asbuilt.reading import Refusal
from asbuilt.reading import json as json_reading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asbuilt.facts import Item, Source

name: Final = "scim"
suffixes: Final = (".scim.json",)
settings: tuple[str, ...] = ()

_SCHEMAS: Final = re.compile(
    rb'"schemas"\s*:\s*\[\s*"urn:(?:ietf:params:)?scim:(?:schemas|api):', re.IGNORECASE
)
_OLD: Final = "urn:scim:schemas:"


def claims(path: Path, head: bytes) -> bool:
    """Say whether a file is JSON that names a schema of SCIM, by its content."""
    plain = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    is_json = path.suffix.lower() != ".md" and plain[:1] in {b"{", b"["}
    return bool(is_json and _SCHEMAS.search(plain))


def load(source: Source) -> Iterator[Item]:
    """Read resources and yield agents, groups, roles and permissions.

    Raises `Refusal` where the file is no JSON, no SCIM 2.0, or has one thing twice.
    """
    root = json_reading.parse(source.path)
    nodes = list(root.elements()) if root.is_array else [root]
    for node in nodes or [root]:
        schemas = Resource(node).schemas if node.is_object else []
        if any(schema.casefold().startswith(_OLD) for schema in schemas):
            raise Refusal(
                "this is SCIM 1.1, whose resources have other schemas",
                "export it by the SCIM 2.0 interface of the server",
                node.place,
            )
        if not any(schema.casefold().startswith(PREFIX) for schema in schemas):
            raise Refusal(
                "this is no resource of SCIM: it names no schema that begins with " + PREFIX,
                "export it with its schemas, or remove it from the array",
                node.place,
            )
    yield Version("2.0")
    directory = Directory(source)
    told = [item for node in nodes for item in unpacked(node, directory)]
    # All of it before the first is given: what stands twice refuses the file as a whole.
    yield from [*told, *directory.items()]
