"""What is kept of a contract in its own words, because the ontology has no word for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rdflib import XSD, Literal, Namespace

from asbuilt.facts import Fact, Tally
from asbuilt.reading.secrets import holds_secret, opens_doors
from asbuilt.reading.vendors import word

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from rdflib import URIRef

    from asbuilt.facts import Item
    from asbuilt.reading.tree import Node

ODCS: Final = Namespace("https://bitol-io.github.io/open-data-contract-standard/#")
"""The namespace under which words of the standard are kept."""


def kept(thing: URIRef, kind: str, node: Node, understood: Collection[str]) -> Iterator[Item]:
    """Keep every member of an object that was not understood; count what opens doors as left out.

    A list is kept value by value, an object as JSON, and custom properties by their own names.
    """
    for key, value in node.members():
        if key in understood or value.plain() in (None, [], {}, ""):
            continue
        if key == "customProperties":
            yield from _custom(thing, kind, value)
        elif holds_secret(key, value):
            yield Tally(f"{kind}: {key}", "unread")
        else:
            yield Tally(f"{kind}: {key}", "kept")
            yield from _values(thing, word(str(ODCS), key), value)


def literal(node: Node) -> Literal:
    """Give a plain value with its type, and an object or list as JSON on one line."""
    if isinstance(node.value, bool):
        return Literal("true" if node.value else "false", datatype=XSD.boolean)
    if node.number is not None:
        kind = XSD.integer if isinstance(node.number.value, int) else XSD.double
        return Literal(node.number.text, datatype=kind)
    return Literal(node.text if node.text is not None else node.compact())


def texts(node: Node | None) -> Iterator[tuple[str, Node]]:
    """Give the texts of a list, or of a value that stands alone, without white space around."""
    if node is None:
        return
    for one in node.elements() if node.is_array else [node]:
        text = (one.text or "").strip()
        if text:
            yield text, one


def _values(thing: URIRef, term: URIRef, node: Node) -> Iterator[Fact]:
    for one in node.elements() if node.is_array else [node]:
        if one.value is not None:
            yield Fact(thing, term, literal(one), one.place)


def _custom(thing: URIRef, kind: str, node: Node) -> Iterator[Item]:
    """Keep custom properties: a list of pairs, or an object as older versions also write them."""
    pairs = [(one.text_of("property"), one.get("value")) for one in node.elements()]
    pairs += node.members()
    for name, value in pairs:
        if not name or value is None or value.value is None:
            continue
        if opens_doors(name) or holds_secret(name, value):
            yield Tally(f"{kind}: customProperties", "unread")
            continue
        yield Tally(f"{kind}: customProperties", "kept")
        yield from _values(thing, word(str(ODCS), f"customProperties/{name}"), value)
