"""Relationships: each as a thing, as a link between its ends, and in the ontology's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import RDF, RDFS
from rdflib.term import Literal

from asbuilt.facts import Fact
from asbuilt.identity import digest
from asbuilt.loaders.archimate.names import ARCHIMATE, JUNCTIONS, PROCESSES
from asbuilt.reading.vendors import word
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.facts import Place
    from asbuilt.loaders.archimate.landscape import Landscape, Relation
    from asbuilt.loaders.archimate.meanings import Meanings
    from asbuilt.reading.model import Element

_READS = frozenset({"Read", "ReadWrite"})
_WRITES = frozenset({"Write", "ReadWrite"})


def relations(landscape: Landscape, meanings: Meanings) -> Iterator[Fact]:
    """State the relationships of a landscape (ArchiMate 3.2, clause 5).

    One that leads through junctions means what it would mean between the elements behind them.
    """
    through = _Junctions(landscape, meanings)
    for relation in landscape.relations:
        element, place = relation.element, relation.element.place
        for side, end in (("source", relation.source), ("target", relation.target)):
            if end is not None:
                yield Fact(element.iri, ARCHIMATE[side], end.iri, place)
        if relation.source is None or relation.target is None:
            continue
        kind = relation.kind or element.name
        yield Fact(relation.source.iri, word(ARCHIMATE, kind), relation.target.iri, place)
        for source, target in through.ends(relation):
            yield from _meant(relation, source, target, meanings)
    for concept in landscape.concepts:
        if concept.kind in PROCESSES and meanings.is_step(concept.element):
            for process in meanings.processes(concept.element):
                yield Fact(process.iri, AB.hasStep, concept.element.iri, concept.element.place)


class _Junctions:
    """The elements to which relationships lead through junctions (clause 5.5.1)."""

    def __init__(self, landscape: Landscape, meanings: Meanings) -> None:
        self._meanings = meanings
        self._leaving: dict[tuple[Element, str], list[Element]] = {}
        for relation in landscape.relations:
            if relation.source is not None and relation.target is not None:
                key = relation.source, relation.kind
                self._leaving.setdefault(key, []).append(relation.target)

    def ends(self, relation: Relation) -> Iterator[tuple[Element, Element]]:
        """Give the elements that a relationship joins; one out of a junction joins none itself."""
        source, target = relation.source, relation.target
        if source is None or target is None or self._meanings.kind(source) in JUNCTIONS:
            return
        seen = set()
        waiting = [target]
        while waiting:
            here = waiting.pop()
            if here in seen:
                continue
            seen.add(here)
            if self._meanings.kind(here) in JUNCTIONS:
                waiting += self._leaving.get((here, relation.kind), [])
            else:
                yield source, here


def _meant(
    relation: Relation, source: Element, target: Element, meanings: Meanings
) -> Iterator[Fact]:
    place = relation.element.place
    match relation.kind:
        case "Composition" | "Aggregation":
            yield Fact(target.iri, AB.partOf, source.iri, place)
        case "Assignment":
            yield from _assigned(relation, source, target, meanings)
        case "Access":
            yield from _accessed(relation, source, target, meanings)
        case "Realization":
            yield from _realized(source, target, place, meanings)
        case "Triggering" if _is_step(source, meanings) and _is_step(target, meanings):
            yield Fact(source.iri, AB.next, target.iri, place)
            yield Fact(relation.element.iri, RDF.type, AB.Flow, place)
            yield Fact(relation.element.iri, AB.source, source.iri, place)
            yield Fact(relation.element.iri, AB.target, target.iri, place)


def _assigned(
    relation: Relation, source: Element, target: Element, meanings: Meanings
) -> Iterator[Fact]:
    """State who holds a role, who performs behaviour, or which system carries it."""
    place = relation.element.place
    agent = meanings.of_class(source, AB.Agent)
    role = meanings.of_class(target, AB.Role)
    performer = meanings.of_class(source, AB.Role)
    system = meanings.of_class(source, AB.System)
    if agent is not None and role is not None and meanings.kind(target) == "BusinessRole":
        yield from _holding(relation, agent, role, (source, target), meanings)
    elif performer is not None and meanings.kind(target) in PROCESSES:
        yield Fact(target.iri, AB.performedBy, performer, place)
    elif system is not None:
        yield from _carried(target, system, place, meanings)


def _holding(
    relation: Relation,
    agent: URIRef,
    role: URIRef,
    ends: tuple[Element, Element],
    meanings: Meanings,
) -> Iterator[Fact]:
    place = relation.element.place
    names = [meanings.by_element[end].label for end in ends]
    holding = meanings.source.element(f"holding-{digest(str(agent), str(role))}")
    yield Fact(holding, RDF.type, AB.Holding, place)
    yield Fact(holding, RDFS.label, Literal(f"{names[0]} holds {names[1]}"), place)
    yield Fact(holding, AB.holder, agent, place)
    yield Fact(holding, AB.role, role, place)


def _carried(target: Element, system: URIRef, place: Place, meanings: Meanings) -> Iterator[Fact]:
    for wanted in (AB.Automation, AB.Interface, AB.DataAsset):
        if meanings.of_class(target, wanted) is not None:
            yield Fact(target.iri, AB.heldBy, system, place)


def _accessed(
    relation: Relation, source: Element, target: Element, meanings: Meanings
) -> Iterator[Fact]:
    """State what is read and written; a data asset that a system accesses is not yet held by it."""
    place = relation.element.place
    data = meanings.of_class(target, AB.DataObject) or meanings.of_class(target, AB.DataAsset)
    works = any(
        meanings.of_class(source, one) is not None for one in (AB.Process, AB.Step, AB.Automation)
    )
    if data is None or not works:
        return
    access = relation.details.get("accessType", "")
    if access in _READS:
        yield Fact(source.iri, AB.reads, data, place)
    if access in _WRITES:
        yield Fact(source.iri, AB.writes, data, place)


def _realized(source: Element, target: Element, place: Place, meanings: Meanings) -> Iterator[Fact]:
    """State which policy a thing follows, which data it is a copy of, or which system offers it."""
    policy = meanings.of_class(target, AB.Policy)
    data = meanings.of_class(target, AB.DataObject)
    system = meanings.of_class(source, AB.System)
    if policy is not None:
        control = meanings.of_class(source, AB.Control)
        if control is not None:
            yield Fact(control, AB.servesPolicy, policy, place)
        else:
            yield Fact(meanings.thing(source), AB.governedBy, policy, place)
    elif data is not None and meanings.of_class(source, AB.DataAsset) is not None:
        yield Fact(source.iri, AB.represents, data, place)
    elif system is not None:
        yield from _carried(target, system, place, meanings)


def _is_step(element: Element, meanings: Meanings) -> bool:
    return meanings.of_class(element, AB.Step) is not None
