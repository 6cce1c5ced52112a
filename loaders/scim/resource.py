"""A resource, whose attributes are found whatever the case of their names (RFC 7643, 2.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from rdflib import XSD, Literal, URIRef

from asbuilt.facts import Fact, Tally
from asbuilt.reading import Refusal
from asbuilt.reading.secrets import is_secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Item
    from asbuilt.reading.tree import Node

PREFIX: Final = "urn:ietf:params:scim:"
CORE: Final = f"{PREFIX}schemas:core:2.0:"
ENTERPRISE: Final = f"{PREFIX}schemas:extension:enterprise:2.0:User"
_SCHEMA: Final = re.compile(r"urn:[A-Za-z0-9][A-Za-z0-9-]{0,31}:[^\s<>\"{}|\\^`]+\Z", re.IGNORECASE)


class Resource:
    """The attributes of one object, by their names in lower case."""

    def __init__(self, node: Node) -> None:
        """Take an object; raises `Refusal` where names differ by case only."""
        self.node = node
        self._at: dict[str, tuple[str, Node]] = {}
        for key, value in node.members():
            first = self._at.setdefault(key.casefold(), (key, value))
            if first[1] is not value:
                raise Refusal(
                    f"the attributes {first[0]!r} and {key!r} are one to SCIM, on lines"
                    f" {first[1].line} and {value.line}",
                    "keep one of the two",
                    value.place,
                )

    def get(self, name: str) -> Node | None:
        """Give an attribute, or nothing."""
        found = self._at.get(name.casefold())
        return None if found is None else found[1]

    def text(self, name: str) -> str:
        """Give an attribute that is a string, or an empty one."""
        found = self.get(name)
        return (found.text or "").strip() if found is not None else ""

    def inner(self, name: str) -> Resource | None:
        """Give an attribute that is an object."""
        found = self.get(name)
        return Resource(found) if found is not None and found.is_object else None

    def values(self, name: str) -> list[Value]:
        """Give the values of an attribute with several; a plain one has no sub-attributes."""
        found = self.get(name)
        if found is None:
            return []
        nodes = found.elements() if found.is_array else [found]
        values = (Value(node) for node in nodes)
        return [value for value in values if value.text]

    def others(self, known: frozenset[str]) -> Iterator[tuple[str, Node]]:
        """Give the attributes with other names than these."""
        for lower, (key, value) in self._at.items():
            if lower not in known:
                yield key, value

    @property
    def schemas(self) -> list[str]:
        """The schemas that the resource names."""
        found = self.get("schemas")
        return [one.text for one in found.elements() if one.text] if found is not None else []


class Value:
    """One of the values of an attribute: a member, a group, a role."""

    def __init__(self, node: Node) -> None:
        """Take a string, or an object with ``value``."""
        self.node = node
        self._inner = Resource(node) if node.is_object else None

    @property
    def text(self) -> str:
        """The value itself."""
        return self.part("value") if self._inner is not None else (self.node.text or "").strip()

    def part(self, name: str) -> str:
        """Give a sub-attribute, empty where there is none."""
        return self._inner.text(name) if self._inner is not None else ""


def term(schema: str, name: str) -> URIRef:
    """Give the IRI of an attribute: its schema and its name, as RFC 7644, 3.10 joins them."""
    base = schema if _SCHEMA.match(schema) else f"{CORE}Unknown"
    return URIRef(f"{base}:{quote(name, safe='')}")


def rest(
    thing: URIRef, kind: str, schema: str, attributes: Resource, known: frozenset[str]
) -> Iterator[Item]:
    """Keep plain attributes under their schema; count what is more, and all that is secret."""
    for key, value in attributes.others(known):
        if key.casefold().startswith("urn:") and value.is_object:
            yield from rest(thing, key, key, Resource(value), frozenset())
            continue
        if value.plain() in (None, "", [], {}):
            continue
        nodes = list(value.elements()) if value.is_array else [value]
        plain = not any(node.is_object or node.is_array for node in nodes)
        if not plain or any(is_secret(key, node.text) for node in nodes):
            yield Tally(f"{kind}: {key}", "unread")
            continue
        yield Tally(f"{kind}: {key}", "kept")
        for node in nodes:
            yield Fact(thing, term(schema, key), literal(node), node.place)


def literal(node: Node) -> Literal:
    """Give a plain value as a literal with its type."""
    if isinstance(node.value, bool):
        return Literal("true" if node.value else "false", datatype=XSD.boolean)
    if node.number is not None:
        kind = XSD.integer if isinstance(node.number.value, int) else XSD.double
        return Literal(node.number.text, datatype=kind)
    return Literal(node.text or "")
