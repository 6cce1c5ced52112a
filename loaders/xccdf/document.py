"""Benchmarks, rules and results of a document, by their identifiers, wherever they stand in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lxml import etree
from rdflib import Namespace

from asbuilt.reading import Refusal
from asbuilt.reading.unnamed import Addresses
from asbuilt.reading.vendors import split
from asbuilt.reading.xml import line_of, local

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.facts import Source

XCCDF: Final = Namespace("http://checklists.nist.gov/xccdf/1.2#")
"""The namespace under which words are kept, whatever the version of the document."""
VERSIONS: Final = {
    "http://checklists.nist.gov/xccdf/1.1": "XCCDF 1.1",
    "http://checklists.nist.gov/xccdf/1.2": "XCCDF 1.2",
}
HOLDERS: Final = {
    (
        "http://scap.nist.gov/schema/asset-reporting-format/1.1",
        "asset-report-collection",
    ): "ARF 1.1",
    ("http://scap.nist.gov/schema/scap/source/1.2", "data-stream-collection"): "a data stream",
}
"""Roots of documents that hold XCCDF, and what they are called."""

_DC: Final = "http://purl.org/dc/elements/1.1/"
_THINGS: Final = ("Benchmark", "Group", "Rule", "Profile", "TestResult")
_PARTS: Final = frozenset(("report", "component", "extended-component"))
_PARTING: Final = re.compile(r"[,;\n]")


@dataclass(frozen=True, slots=True, eq=False)
class Thing:
    """A benchmark, group, rule, profile or result with its identifier."""

    node: etree._Element
    kind: str
    identifier: str
    iri: URIRef
    around: Thing | None

    @property
    def title(self) -> str:
        """Its title in one line; empty where it has none."""
        return text_of(child(self.node, "title"))


@dataclass(slots=True)
class Document:
    """A document as far as it was understood."""

    source: Source
    root: etree._Element
    things: list[Thing] = field(default_factory=list)
    _first: dict[tuple[str, str, str], Thing] = field(default_factory=dict)
    _known: dict[tuple[str, str], Thing] = field(default_factory=dict)
    _addresses: Addresses = field(default_factory=Addresses)

    def __post_init__(self) -> None:
        """Find all things. Raises `Refusal` where two of one part bear one identifier."""
        waiting: list[tuple[etree._Element, Thing | None, str]] = [(self.root, None, "")]
        while waiting:
            node, around, part = waiting.pop()
            namespace, name = split(str(node.tag))
            if namespace in VERSIONS and name in _THINGS:
                around = self._thing(node, name, around, part)
            elif namespace not in VERSIONS and name in _PARTS:
                part = node.get("id") or part
            inner = [(each, around, part) for each in node.iterchildren(etree.Element)]
            waiting += reversed(inner)

    @property
    def version(self) -> str:
        """The version of what it holds; empty where it holds nothing."""
        return next((VERSIONS[split(str(one.node.tag))[0]] for one in self.things), "")

    @property
    def results(self) -> list[Thing]:
        """The results of checks, in the document's order."""
        return [one for one in self.things if one.kind == "TestResult"]

    def rule(self, identifier: str) -> Thing | None:
        """Give the rule with this identifier."""
        return self.named("Rule", identifier)

    def named(self, kind: str, identifier: str) -> Thing | None:
        """Give the first thing of a kind with this identifier."""
        return self._known.get((kind, identifier))

    def _thing(self, node: etree._Element, kind: str, around: Thing | None, part: str) -> Thing:
        identifier = (node.get("id") or "").strip()
        if identifier:
            first = self._first.get((part, kind, identifier))
            if first is not None:
                raise Refusal(
                    f"the id {identifier!r} stands twice: {kind} in line"
                    f" {line_of(first.node).line} and in line {line_of(node).line}",
                    "give one of the two another id, or remove it",
                    line_of(node),
                )
        address = self._addresses.unique(identifier or kind)
        thing = Thing(node, kind, identifier, self.source.element(address), around)
        if identifier:
            self._first[part, kind, identifier] = thing
        self.things.append(thing)
        self._known.setdefault((kind, identifier), thing)
        return thing


def children(node: etree._Element, name: str) -> Iterator[etree._Element]:
    """Give the children of this name in a namespace of XCCDF."""
    for each in node.iterchildren(etree.Element):
        namespace, own = split(str(each.tag))
        if own == name and namespace in VERSIONS:
            yield each


def child(node: etree._Element, name: str) -> etree._Element | None:
    """Give the first child of this name in a namespace of XCCDF."""
    return next(children(node, name), None)


def text_of(node: etree._Element | None) -> str:
    """Give all text in an element, on one line; empty where there is no element."""
    return "" if node is None else " ".join("".join(map(str, node.itertext())).split())


def standards(node: etree._Element) -> Iterator[tuple[str, str]]:
    """Give what identifiers and references of a rule name (§6.4.4): a standard and its entry."""
    for ident in children(node, "ident"):
        if entry := text_of(ident):
            yield (ident.get("system") or "").strip(), entry
    for reference in children(node, "reference"):
        said = {
            local(each): text_of(each)
            for each in reference.iterchildren(etree.Element)
            if split(str(each.tag))[0] == _DC
        }
        standard = " ".join([(reference.get("href") or "").strip(), *said.values()]).strip()
        entries = said.get("identifier") or ("" if said else text_of(reference))
        for entry in _PARTING.split(entries):
            if entry.strip():
                yield standard, entry.strip()
