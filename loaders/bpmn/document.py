"""A BPMN file as a whole: which elements it has, their identities, and who names whom."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from asbuilt.facts import Place, Problem, Source, Tally
from asbuilt.loaders.bpmn.names import (
    CHOREOGRAPHIES,
    EVENT_DEFINITIONS,
    IMPLIED,
    MODEL,
    NODES,
    TEXT_ONLY,
)
from asbuilt.reading.unnamed import alone, made_identifier
from asbuilt.reading.xml import line_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.facts import Disposition

_XML_SCHEMA = "http://www.w3.org/2001/XMLSchema"


@dataclass(eq=False)
class Element:
    """An element of the model, with its identity and its place among the others."""

    node: etree._Element
    name: str
    """Its local name, such as ``userTask``."""
    parent: Element | None
    identifier: str
    """Its id, or one made from its parent's where the file gives it none."""
    verbatim: str | None
    """Its id as the file writes it; none where the file gives it none."""
    iri: URIRef
    place: Place
    children: list[Element] = field(default_factory=list)
    foreign: list[etree._Element] = field(default_factory=list)
    """Elements of other namespaces directly in it or in its ``extensionElements``."""

    @property
    def label(self) -> str:
        """The name that people gave it, with its white space folded; empty where it has none."""
        return " ".join((self.node.get("name") or "").split())

    @property
    def text(self) -> str:
        """Its text, with all that stands in it and without the white space around."""
        return "".join(map(str, self.node.itertext())).strip()

    @property
    def is_thing(self) -> bool:
        """Whether it becomes a thing of the graph, rather than words about the one around it."""
        if self.name in EVENT_DEFINITIONS:  # those that several events share stand on their own
            return self.parent is not None and self.parent.name == "definitions"
        return self.name in NODES

    @property
    def is_of_process(self) -> bool:
        """Whether it belongs to a process or stands alone, and not to a choreography."""
        return self.name not in CHOREOGRAPHIES and not any(
            outer.name in CHOREOGRAPHIES for outer in self.ancestors()
        )

    @property
    def process(self) -> Element | None:
        """The process in which it stands, at any depth; none outside of all."""
        return next((outer for outer in self.ancestors() if outer.name == "process"), None)

    @property
    def thing(self) -> Element:
        """The nearest thing of the graph from here outwards; the file's root at the outermost."""
        here = self
        while not here.is_thing and here.parent is not None:
            here = here.parent
        return here

    def get(self, attribute: str) -> str | None:
        """Give an attribute of BPMN's own, without white space around; none where absent."""
        value = self.node.get(attribute)
        return None if value is None else value.strip()

    def all(self, *names: str) -> Iterator[Element]:
        """Give the children with one of these names."""
        return (child for child in self.children if child.name in names)

    def ancestors(self) -> Iterator[Element]:
        """Give what it stands in, from the inside outwards."""
        here = self.parent
        while here is not None:
            yield here
            here = here.parent

    def within(self) -> Iterator[Element]:
        """Give it and everything of the model in it, in the file's order."""
        yield self
        for child in self.children:
            yield from child.within()


@dataclass(eq=False)
class Document:
    """The elements of a BPMN file, what was found wrong with them, and what became of them."""

    source: Source
    root: Element
    elements: list[Element] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    diagrams: list[etree._Element] = field(default_factory=list)
    _by_identifier: dict[str, Element] = field(default_factory=dict)
    _by_name: dict[str, list[Element]] = field(default_factory=dict)
    _tallies: Counter[tuple[str, Disposition]] = field(default_factory=Counter)
    _told: set[tuple[Element, str, str]] = field(default_factory=set)

    @classmethod
    def of(cls, source: Source, root: etree._Element) -> Document:
        """Give the document of a root element; identifiers that stand twice become errors."""
        return _Builder(source).build(root)

    @property
    def refused(self) -> bool:
        """Whether something was found for which the file cannot be trusted at all."""
        return any(problem.severity == "error" for problem in self.problems)

    def all(self, *names: str) -> Iterator[Element]:
        """Give all elements with one of these names, name by name and then in the file's order."""
        return (element for name in sorted(names) for element in self._by_name.get(name, ()))

    def find(self, holder: Element, reference: str, text: str | None) -> Element | None:
        """Give the element that `text`, an attribute or child of `holder`, names.

        None where there is no text. Where nothing in the file is so called, a warning is added.
        """
        name = (text or "").strip()
        if not name:
            return None
        found = self.look_up(holder, name)
        if found is None and not self._is_elsewhere(holder, name):
            self._tell_dangling(holder, reference, name)
        return found

    def look_up(self, holder: Element, name: str) -> Element | None:
        """Give the element of this name, which may be a QName (``ns:Task_1``), without a word."""
        found = self._by_identifier.get(name)
        if found is None and ":" in name and not self._is_elsewhere(holder, name):
            found = self._by_identifier.get(name.partition(":")[2])
        return found

    def warn(self, element: Element, message: str, fix: str) -> None:
        """Add something that is wrong with an element, but not so that the file is refused."""
        self.problems.append(Problem("warning", message, fix, element.place))

    def inform(self, element: Element, message: str, fix: str) -> None:
        """Add something that whoever reads the ledger should know of an element."""
        self.problems.append(Problem("info", message, fix, element.place))

    def count(self, kind: str, disposition: Disposition, count: int = 1) -> None:
        """Count elements of a kind by what became of them."""
        if count:
            self._tallies[kind, disposition] += count

    def tallies(self) -> Iterator[Tally]:
        """Give the counts, in a settled order."""
        for (kind, disposition), count in sorted(self._tallies.items()):
            yield Tally(kind, disposition, count)

    def _is_elsewhere(self, holder: Element, name: str) -> bool:
        """Say whether the prefix of a QName points out of this file.

        That is so for XML Schema's own types and for namespaces that the file imports.
        """
        prefix, colon, _ = name.partition(":")
        namespace = holder.node.nsmap.get(prefix) if colon else None
        if namespace is None or namespace == self.root.get("targetNamespace"):
            return False
        imported = {element.get("namespace") for element in self.root.all("import")}
        return namespace == _XML_SCHEMA or namespace in imported

    def _tell_dangling(self, holder: Element, reference: str, name: str) -> None:
        if (holder, reference, name) in self._told:
            return
        self._told.add((holder, reference, name))
        self.warn(
            holder,
            f"{describe(holder)} names {name!r} as its {reference}, and nothing in this file"
            " has that id",
            "correct the reference, or export the whole model into one file",
        )


def describe(element: Element) -> str:
    """Give words for an element by which people find it: its kind with its id or name."""
    called = element.verbatim or element.label
    if called:
        return f"{element.name} {called!r}"
    around = next((outer for outer in element.ancestors() if outer.verbatim), None)
    return f"{element.name} in {around.name} {around.verbatim!r}" if around else element.name


class _Builder:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._document: Document
        self._first: dict[str, Element] = {}

    def build(self, root: etree._Element) -> Document:
        nodes = list(_model_nodes(root))
        taken = {node.get("id", "").strip() for node in nodes}
        outermost = self._element(root, None, taken, frozenset())
        self._document = Document(self._source, outermost)
        self._add(outermost, taken)
        return self._document

    def _add(self, outermost: Element, taken: set[str]) -> None:
        waiting = [outermost]
        while waiting:
            element = waiting.pop()
            self._register(element)
            single = alone(element.node)
            inner = []
            for node in element.node.iterchildren(etree.Element):
                if not _is_model(node):
                    element.foreign.append(node)
                elif etree.QName(node).localname == "extensionElements":
                    element.foreign += node.iterchildren(etree.Element)
                elif element.name not in TEXT_ONLY:
                    inner.append(self._element(node, element, taken, single))
            element.children = inner
            waiting += reversed(inner)
        diagrams = [node for node in outermost.foreign if _is_diagram(node)]
        self._document.diagrams = diagrams
        outermost.foreign = [node for node in outermost.foreign if not _is_diagram(node)]

    def _element(
        self,
        node: etree._Element,
        parent: Element | None,
        taken: set[str],
        single: frozenset[str],
    ) -> Element:
        name = etree.QName(node).localname
        verbatim = node.get("id")
        identifier = (verbatim or "").strip()
        if not identifier:
            verbatim = None
            identifier = made_identifier(node, parent.identifier if parent else "", single)
            while identifier in taken:
                identifier += "~"
            taken.add(identifier)
        iri = self._source.element(identifier)
        return Element(node, name, parent, identifier, verbatim, iri, line_of(node))

    def _register(self, element: Element) -> None:
        document = self._document
        document.elements.append(element)
        document._by_name.setdefault(element.name, []).append(element)  # noqa: SLF001
        if element.verbatim is None or element.name in IMPLIED:
            return
        first = document._by_identifier.setdefault(element.identifier, element)  # noqa: SLF001
        if first is element:
            return
        document.problems.append(
            Problem(
                "error",
                f"the id {element.identifier!r} stands twice: {first.name} in line"
                f" {first.place.line} and {element.name} in line {element.place.line}",
                "give one of the two another id, so that they are not taken for one thing",
                element.place,
            )
        )


def _model_nodes(root: etree._Element) -> Iterator[etree._Element]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += [
            child
            for child in node.iterchildren(etree.Element)
            if _is_model(child) and etree.QName(child).localname != "extensionElements"
        ]


def _is_model(node: etree._Element) -> bool:
    return etree.QName(node).namespace == MODEL


def _is_diagram(node: etree._Element) -> bool:
    return etree.QName(node).localname == "BPMNDiagram"
