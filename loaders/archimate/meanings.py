"""What the elements of a model are or stand for in the ontology's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import PROV, RDF, RDFS
from rdflib.term import Literal

from asbuilt.facts import Fact
from asbuilt.identity import fold
from asbuilt.loaders.archimate.names import (
    ARCHIMATE,
    CLASSES,
    DENOTED,
    PROCESSES,
    SPECIALIZED,
)
from asbuilt.reading.vendors import word
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.facts import Place
    from asbuilt.loaders.archimate.landscape import Concept, Landscape
    from asbuilt.reading.model import Element

_WHOLE = frozenset({"Composition", "Aggregation"})


class Meanings:
    """What each element of a landscape means, and the processes that its structure makes."""

    def __init__(self, landscape: Landscape) -> None:
        """Read which behaviour is part of which, and which actors do work themselves."""
        self._minter = landscape.model.source.minter
        self.source = landscape.model.source
        self.by_element = {one.element: one for one in landscape.everything()}
        self._wholes: dict[Element, list[Element]] = {}
        self._working: set[Element] = set()
        self._mentions: dict[tuple[URIRef, URIRef], list[tuple[str, Place]]] = {}
        for relation in landscape.relations:
            source, target = relation.source, relation.target
            if source is None or target is None or self.kind(target) not in PROCESSES:
                continue
            if relation.kind in _WHOLE and self.kind(source) in PROCESSES:
                self._wholes.setdefault(target, []).append(source)
            if relation.kind == "Assignment" and self.kind(source) == "BusinessActor":
                self._working.add(source)
        self._with_parts = {whole for wholes in self._wholes.values() for whole in wholes}

    def kind(self, element: Element | None) -> str:
        """Give the type of an element; empty where it is none of the model's concepts."""
        concept = self.by_element.get(element) if element is not None else None
        return "" if concept is None else concept.kind

    def classes(self, concept: Concept) -> tuple[URIRef, ...]:
        """Give the classes of an element itself; ArchiMate's own type is always among them."""
        own = word(ARCHIMATE, concept.kind or concept.element.name)
        if concept.kind in PROCESSES:
            if self.is_step(concept.element):
                step = (AB.Step, own)
                has_parts = concept.element in self._with_parts
                return (AB.SubProcess, *step) if has_parts else step
            return AB.Process, own
        return (*CLASSES.get(concept.kind, ()), own)

    def is_step(self, element: Element) -> bool:
        """Say whether behaviour is a part of a process, rather than a process by itself."""
        return any(True for _ in self.processes(element)) if element in self._wholes else False

    def processes(self, element: Element) -> Iterator[Element]:
        """Give the processes of which behaviour is a step, at any depth.

        In a ring of parts none is a process; then there is no outermost one, and nothing is given.
        """
        seen = {element}
        waiting = list(self._wholes.get(element, ()))
        while waiting:
            here = waiting.pop()
            if here in seen:
                continue
            seen.add(here)
            outer = self._wholes.get(here, [])
            if not outer:
                yield here
            waiting += outer

    def denoted(self, element: Element | None) -> list[tuple[URIRef, URIRef]]:
        """Give the things of the organisation for which an element stands, with their classes."""
        concept = self.by_element.get(element) if element is not None else None
        if concept is None or not concept.label:
            return []
        stood = [DENOTED[concept.kind]] if concept.kind in DENOTED else []
        if element in self._working:
            stood.append(("role", AB.Role))
        stood += [
            SPECIALIZED[fold(name)] for name in concept.specializations if fold(name) in SPECIALIZED
        ]
        return [(self._minter.named(family, concept.label), kind) for family, kind in stood]

    def role(self, element: Element | None) -> URIRef | None:
        """Give the role for which an element stands, if for one."""
        return self.of_class(element, AB.Role)

    def of_class(self, element: Element | None, wanted: URIRef) -> URIRef | None:
        """Give what an element stands for or is of this class, if anything."""
        for thing, kind in self.denoted(element):
            if kind == wanted:
                return thing
        concept = self.by_element.get(element) if element is not None else None
        if concept is not None and wanted in self.classes(concept):
            return concept.element.iri
        return None

    def thing(self, element: Element) -> URIRef:
        """Give what is spoken of where an element is: what it stands for, or itself."""
        found = self.denoted(element)
        return found[0][0] if found else element.iri

    def mention(self, thing: URIRef, kind: URIRef, label: str, place: Place) -> None:
        """Note that a thing of the organisation is spoken of."""
        self._mentions.setdefault((thing, kind), []).append((label, place))

    def facts(self) -> Iterator[Fact]:
        """State every thing of the organisation that was spoken of, once."""
        for (thing, kind), named in self._mentions.items():
            label, place = min(named, key=lambda mention: (mention[0], mention[1].line or 0))
            yield Fact(thing, RDF.type, kind, place)
            yield Fact(thing, RDFS.label, Literal(label), place)
            yield Fact(thing, PROV.hadPrimarySource, self.source.at(place), place)
