"""What a benchmark demands: its groups and rules, with the standards that they name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree
from rdflib import DCTERMS, Literal

from asbuilt.facts import Fact, Item, Tally
from asbuilt.loaders.xccdf.document import XCCDF, child, standards, text_of
from asbuilt.reading.secrets import harmless
from asbuilt.reading.xml import line_of, local
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.loaders.xccdf.document import Document, Thing

_READ: Final = frozenset(
    ("title", "description", "version", "status", "ident", "reference", "rationale", "Group",
     "Rule", "Benchmark", "TestResult", "Profile")
)  # fmt: skip
_KEPT: Final = ("severity", "weight", "role", "selected", "style")


def rules(document: Document) -> Iterator[Item]:
    """State benchmarks, groups and rules; profiles are counted."""
    for thing in document.things:
        if thing.kind == "TestResult":
            continue
        if thing.kind == "Profile":
            yield Tally("Profile", "unread")
            continue
        yield Tally(thing.kind)
        yield from _described(document, thing)


def named(thing: URIRef, node: etree._Element) -> Iterator[Item]:
    """State the standards that a rule or its result names, each with its entry."""
    place = line_of(node)
    for standard, entry in standards(node):
        yield Fact(
            thing, XCCDF.ident, Literal(f"{entry} ({standard})" if standard else entry), place
        )


def _described(document: Document, thing: Thing) -> Iterator[Item]:
    node, place = thing.node, line_of(thing.node)
    yield from document.source.describe(
        thing.iri,
        XCCDF[thing.kind],
        label=thing.title,
        identifier=thing.identifier or None,
        place=place,
    )
    if thing.around is not None:
        yield Fact(thing.iri, AB.partOf, thing.around.iri, place)
    if text := text_of(child(node, "description")):
        yield Fact(thing.iri, DCTERMS.description, Literal(harmless(text)), place)
    for key in ("version", "status", "rationale"):
        if text := text_of(child(node, key)):
            yield Fact(thing.iri, XCCDF[key], Literal(harmless(text)), place)
    for key in _KEPT:
        if text := (node.get(key) or "").strip():
            yield Tally(f"{thing.kind}: {key}", "kept")
            yield Fact(thing.iri, XCCDF[key], Literal(text), place)
    yield from named(thing.iri, node)
    for each in node.iterchildren(etree.Element):
        if local(each) not in _READ:
            yield Tally(f"{thing.kind}: {local(each)}", "unread")
