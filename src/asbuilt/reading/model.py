"""An XML file as a model: its elements with their identities, and what was found wrong with them.

A format says by a `Grammar` which elements are its own, which of them are things, and which only
hold text. What stands in other namespaces is set aside as the words of vendors.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree
from rdflib.term import Literal

from asbuilt.facts import Fact, Place, Problem, Source, Tally
from asbuilt.reading import vendors
from asbuilt.reading.unnamed import alone, made_identifier
from asbuilt.reading.xml import line_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from rdflib import URIRef

    from asbuilt.facts import Disposition


@dataclass(frozen=True, slots=True)
class Grammar:
    """How the documents of a format are made."""

    owns: Callable[[str], bool]
    """Says whether a namespace is the format's own."""
    is_thing: Callable[[etree._Element], bool]
    """Says whether an element becomes a thing of the graph, rather than words about one."""
    texts: Collection[str]
    """Names of elements whose content is text in the words of people or of a language."""
    wrappers: Collection[str] = ()
    """Names of elements that only wrap what vendors add."""
    identifier: str = "id"
    """Name of the attribute that identifies an element in its file."""


@dataclass(eq=False)
class Element:
    """An element of the model, with its identity and its place among the others."""

    node: etree._Element
    name: str
    """Its local name, such as ``inputData``."""
    parent: Element | None
    identifier: str
    """Its id, or one made from its parent's where the file gives it none."""
    verbatim: str | None
    """Its id as the file writes it; none where the file gives it none."""
    iri: URIRef
    place: Place
    is_thing: bool
    children: list[Element] = field(default_factory=list)
    foreign: list[etree._Element] = field(default_factory=list)
    """Elements of other namespaces directly in it or in what wraps them."""

    @property
    def label(self) -> str:
        """The name that people gave it, with its white space folded; empty where it has none."""
        return " ".join((self.node.get("name") or "").split())

    @property
    def text(self) -> str:
        """Its text, with all that stands in it and without the white space around."""
        return "".join(map(str, self.node.itertext())).strip()

    @property
    def thing(self) -> Element:
        """The nearest thing of the graph from here outwards; the file's root at the outermost."""
        here = self
        while not here.is_thing and here.parent is not None:
            here = here.parent
        return here

    @property
    def around(self) -> Element | None:
        """The thing in which it stands; none for the root."""
        return None if self.parent is None else self.parent.thing

    def get(self, attribute: str) -> str:
        """Give an attribute of the format's own without white space around; empty where absent."""
        return (self.node.get(attribute) or "").strip()

    def all(self, *names: str) -> Iterator[Element]:
        """Give the children with one of these names."""
        return (child for child in self.children if child.name in names)

    def ancestors(self) -> Iterator[Element]:
        """Give what it stands in, from the inside outwards."""
        here = self.parent
        while here is not None:
            yield here
            here = here.parent

    def __str__(self) -> str:
        """Give words by which people find it: its kind with its id or name."""
        called = self.verbatim or self.label
        if called:
            return f"{self.name} {called!r}"
        outer = next((outer for outer in self.ancestors() if outer.verbatim), None)
        return f"{self.name} in {outer.name} {outer.verbatim!r}" if outer else self.name


@dataclass(eq=False)
class Model:
    """The elements of a file, what was found wrong with them, and what became of them."""

    source: Source
    root: Element
    elements: list[Element] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _by_identifier: dict[str, Element] = field(default_factory=dict)
    _by_name: dict[str, list[Element]] = field(default_factory=dict)
    _tallies: Counter[tuple[str, Disposition]] = field(default_factory=Counter)
    _told: set[tuple[Element, str, str]] = field(default_factory=set)

    @classmethod
    def of(cls, source: Source, root: etree._Element, grammar: Grammar) -> Model:
        """Give the model of a root element; things whose identifiers stand twice become errors."""
        return _Builder(source, grammar).build(root)

    @property
    def refused(self) -> bool:
        """Whether something was found for which the file cannot be trusted at all."""
        return any(problem.severity == "error" for problem in self.problems)

    def all(self, *names: str) -> Iterator[Element]:
        """Give all elements with one of these names, name by name and then in the file's order."""
        return (element for name in sorted(names) for element in self._by_name.get(name, ()))

    def look_up(self, identifier: str) -> Element | None:
        """Give the element with this identifier, without a word where there is none."""
        return self._by_identifier.get(identifier)

    def find(self, holder: Element, reference: str, identifier: str) -> Element | None:
        """Give the element that `holder` names; where nothing is so called, a warning is added."""
        if not identifier:
            return None
        found = self.look_up(identifier)
        if found is None and (holder, reference, identifier) not in self._told:
            self._told.add((holder, reference, identifier))
            self.warn(
                holder,
                f"{holder} names {identifier!r} as its {reference}, and nothing in this file"
                " has that id",
                "correct the reference, or export the whole model into one file",
            )
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

    def extensions(self) -> Iterator[Fact]:
        """State every vendor's attribute and element on the thing in which it stands.

        The predicate is the vendor's namespace with the local name; the value is the text, or the
        element as XML where it holds more than text.
        """
        own = vendors.split(str(self.root.node.tag))[0]
        for element in self.elements:
            thing = element.thing
            for name, value in element.node.attrib.items():
                namespace, local = vendors.split(str(name))
                if namespace in {"", own} or namespace in vendors.SILENT:
                    continue
                self.count(vendors.kind(element.node, namespace, local), "kept")
                term = vendors.term(self.source.minter.base, namespace, local)
                yield Fact(thing.iri, term, Literal(str(value)), element.place)
            for node in element.foreign:
                namespace, local = vendors.split(str(node.tag))
                self.count(vendors.kind(node, namespace, local), "kept")
                term = vendors.term(self.source.minter.base, namespace, local)
                yield Fact(thing.iri, term, Literal(vendors.content(node)), line_of(node))


class _Builder:
    def __init__(self, source: Source, grammar: Grammar) -> None:
        self._source = source
        self._grammar = grammar
        self._model: Model
        self._taken: set[str] = set()

    def build(self, root: etree._Element) -> Model:
        self._taken = {
            (node.get(self._grammar.identifier) or "").strip()
            for node in root.iter(etree.Element)
            if self._is_own(node)
        }
        outermost = self._element(root, None, frozenset())
        self._model = Model(self._source, outermost)
        waiting = [outermost]
        while waiting:
            element = waiting.pop()
            self._register(element)
            element.children = list(self._inner(element))
            waiting += reversed(element.children)
        return self._model

    def _inner(self, element: Element) -> Iterator[Element]:
        single = alone(element.node, self._grammar.identifier)
        for node in element.node.iterchildren(etree.Element):
            if not self._is_own(node):
                element.foreign.append(node)
            elif vendors.split(str(node.tag))[1] in self._grammar.wrappers:
                element.foreign += node.iterchildren(etree.Element)
            elif element.name not in self._grammar.texts:
                yield self._element(node, element, single)

    def _element(
        self, node: etree._Element, parent: Element | None, single: frozenset[str]
    ) -> Element:
        name = vendors.split(str(node.tag))[1]
        verbatim = node.get(self._grammar.identifier)
        identifier = (verbatim or "").strip()
        if not identifier:
            verbatim = None
            identifier = made_identifier(node, parent.identifier if parent else "", single)
            while identifier in self._taken:
                identifier += "~"
            self._taken.add(identifier)
        iri = self._source.element(identifier)
        is_thing = parent is None or self._grammar.is_thing(node)
        return Element(node, name, parent, identifier, verbatim, iri, line_of(node), is_thing)

    def _register(self, element: Element) -> None:
        model = self._model
        model.elements.append(element)
        model._by_name.setdefault(element.name, []).append(element)  # noqa: SLF001
        if element.verbatim is None:
            return
        first = model._by_identifier.setdefault(element.identifier, element)  # noqa: SLF001
        if first is not element:
            model.problems.append(twice(element.identifier, first, element))

    def _is_own(self, node: etree._Element) -> bool:
        return self._grammar.owns(vendors.split(str(node.tag))[0])


def twice(identifier: str, first: Element, second: Element) -> Problem:
    """Give the problem of an identifier that two elements bear.

    It refuses the file where one of them is a thing, for both would be taken for one.
    """
    return Problem(
        "error" if first.is_thing or second.is_thing else "warning",
        f"the id {identifier!r} stands twice: {first.name} in line {first.place.line} and"
        f" {second.name} in line {second.place.line}",
        "give one of the two another id, so that they are not taken for one thing",
        second.place,
    )
