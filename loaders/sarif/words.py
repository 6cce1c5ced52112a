"""Reading of the values of a SARIF log: texts, properties, and what is left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rdflib import XSD, Literal, Namespace, URIRef

from asbuilt.facts import Fact, Item, Tally
from asbuilt.identity import key as key_of
from asbuilt.reading.secrets import opens_doors

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from asbuilt.facts import Source
    from asbuilt.reading.tree import Node

SARIF: Final = Namespace("https://docs.oasis-open.org/sarif/sarif/v2.1.0#")
"""The namespace under which properties are kept that the ontology has no word for."""

_HOLE: Final = re.compile(r"\{\{|\}\}|\{(\d{1,4})\}")


def elements(node: Node | None, key: str) -> Iterator[Node]:
    """Give the elements of the array at a key; nothing where there is none."""
    held = None if node is None else node.get(key)
    if held is not None:
        yield from held.elements()


def text_at(node: Node | None, *path: str) -> str:
    """Give the text at the end of a path of keys, without white space around; else nothing."""
    for key in path:
        node = None if node is None else node.get(key)
    return "" if node is None else (node.text or "").strip()


def index_at(node: Node | None, key: str) -> int | None:
    """Give the index at a key; nothing where it is -1 or no whole number."""
    held = None if node is None else node.get(key)
    value = None if held is None or held.number is None else held.number.value
    return value if isinstance(value, int) and value >= 0 else None


def message(node: Node | None, strings: Node | None) -> str:
    """Give a message as one line (§3.11): its text or the rule's, with its arguments put in."""
    if node is None:
        return ""
    text = text_at(node, "text") or text_at(strings, text_at(node, "id"), "text")
    text = text or text_at(node, "markdown")
    arguments = [argument.text or "" for argument in elements(node, "arguments")]
    return " ".join(_filled(text, arguments).split())


def kept(source: Source, thing: URIRef, node: Node, kind: str, *keys: str) -> Iterator[Item]:
    """Keep plain values at some keys in SARIF's words."""
    for key in keys:
        value = node.get(key)
        if value is None or value.value is None:
            continue
        if value.is_object or value.is_array or opens_doors(key, value.text or ""):
            yield Tally(f"{kind}: {key}", "unread")
        else:
            yield Tally(f"{kind}: {key}", "kept")
            yield Fact(thing, SARIF[key], literal(value), value.place)
    yield from _bag(source, thing, node, kind)


def rest(node: Node, kind: str, understood: Collection[str]) -> Iterator[Tally]:
    """Count what of an object is not read."""
    for key, value in node.members():
        if key not in understood and value.plain() not in (None, [], {}):
            yield Tally(f"{kind}: {key}", "unread")


def _bag(source: Source, thing: URIRef, node: Node, kind: str) -> Iterator[Item]:
    """Keep the plain values of a property bag (§3.8), and count the others."""
    bag = node.get("properties")
    if bag is None:
        return
    for key, value in bag.members():
        values = list(value.elements()) if value.is_array else [value]
        plain = [one for one in values if not (one.is_object or one.is_array) and one.value != ""]
        plain = [one for one in plain if one.value is not None]
        if len(plain) < len(values) or any(opens_doors(key, one.text or "") for one in plain):
            yield Tally(f"{kind}: properties of other kinds", "unread")
            continue
        yield Tally(f"{kind}: properties", "kept")
        term = URIRef(f"{source.minter.base}property/{key_of(key)}")
        for one in plain:
            yield Fact(thing, term, literal(one), one.place)


def literal(node: Node) -> Literal:
    """Give a plain value as a literal of its kind."""
    if isinstance(node.value, bool):
        return Literal("true" if node.value else "false", datatype=XSD.boolean)
    if node.number is not None:
        whole = isinstance(node.number.value, int)
        return Literal(node.number.text, datatype=XSD.integer if whole else XSD.double)
    return Literal(node.text or "")


def _filled(text: str, arguments: Sequence[str]) -> str:
    def fill(hole: re.Match[str]) -> str:
        if hole.group(1) is None:
            return hole.group()[0]
        number = int(hole.group(1))
        return arguments[number] if number < len(arguments) else hole.group()

    return _HOLE.sub(fill, text) if arguments else text
