"""What every part of a model has: types, names in all languages, documentation and properties."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rdflib import DCTERMS, RDF, RDFS, SKOS
from rdflib.term import Literal

from asbuilt.facts import Fact
from asbuilt.identity import fold
from asbuilt.loaders.archimate.names import ARCHIMATE, ELEMENTS, OWNING, RELATIONS
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.loaders.archimate.landscape import Concept, Landscape, Words
    from asbuilt.loaders.archimate.meanings import Meanings

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_OTHERS = frozenset({"model", "view", "item", "profile", "propertyDefinition"})


def concepts(landscape: Landscape, meanings: Meanings) -> Iterator[Fact]:
    """State of every part of a landscape what all parts have."""
    for concept in landscape.everything():
        yield from _described(landscape, concept, meanings)
        yield from _denotations(concept, meanings)
        yield from _properties(landscape, concept, meanings)
        _tell_unknown(landscape, concept)


def literal(words: Words) -> Literal:
    """Give a text as a literal, in its language where the file names one that exists."""
    known = _LANGUAGE.fullmatch(words.language)
    return Literal(words.text, lang=words.language) if known else Literal(words.text)


def _described(landscape: Landscape, concept: Concept, meanings: Meanings) -> Iterator[Fact]:
    element = concept.element
    iri, place = element.iri, element.place
    kind, *wider = meanings.classes(concept)
    label = concept.label
    if not label and concept is landscape.whole:
        label = landscape.model.source.name
    elif not label and concept.kind in RELATIONS:
        label = _ends(concept, meanings)
    yield from landscape.model.source.describe(
        iri, kind, label=label or concept.kind, identifier=element.verbatim, place=place
    )
    for further in wider:
        yield Fact(iri, RDF.type, further, place)
    if concept.kind in ELEMENTS:
        yield Fact(iri, AB.elementKind, Literal(concept.kind), place)
    if len(concept.names) > 1 or any(one.language for one in concept.names):
        for name in concept.names:
            yield Fact(iri, SKOS.prefLabel, literal(name), place)
    for text in concept.documentation:
        yield Fact(iri, DCTERMS.description, literal(text), place)
    for word, value in concept.details.items():
        yield Fact(iri, ARCHIMATE[word], Literal(value), place)
    for special in concept.specializations:
        yield Fact(iri, ARCHIMATE.specialization, Literal(special), place)


def _ends(concept: Concept, meanings: Meanings) -> str:
    ends = [getattr(concept, end, None) for end in ("source", "target")]
    named = [meanings.by_element[end].label for end in ends if end in meanings.by_element]
    return " → ".join(named) if len(named) == len(ends) and all(named) else ""


def _denotations(concept: Concept, meanings: Meanings) -> Iterator[Fact]:
    element = concept.element
    for thing, kind in meanings.denoted(element):
        yield Fact(element.iri, AB.denotes, thing, element.place)
        meanings.mention(thing, kind, concept.label, element.place)
        for text in concept.documentation:
            yield Fact(thing, DCTERMS.description, literal(text), element.place)


def _properties(landscape: Landscape, concept: Concept, meanings: Meanings) -> Iterator[Fact]:
    """State each property by a word of the workspace's own, and an owner as the role it names."""
    minter = landscape.model.source.minter
    for stated in concept.properties:
        key = " ".join(stated.key.split())
        term = minter.named("property", key) if key else ARCHIMATE.property
        yield Fact(concept.element.iri, term, literal(stated.value), stated.place)
        if key:
            yield Fact(term, RDF.type, RDF.Property, stated.place)
            yield Fact(term, RDFS.label, Literal(key.casefold()), stated.place)
        owner = " ".join(stated.value.text.split())
        if fold(key) in OWNING and owner and concept is not landscape.whole:
            role = minter.named("role", owner)
            meanings.mention(role, AB.Role, owner, stated.place)
            landscape.model.count("owner by property", "kept")
            yield Fact(meanings.thing(concept.element), AB.ownedBy, role, stated.place)


def _tell_unknown(landscape: Landscape, concept: Concept) -> None:
    if concept.kind in ELEMENTS | RELATIONS | _OTHERS:
        return
    landscape.model.inform(
        concept.element,
        f"{concept.element} is of the type {concept.kind!r}, which ArchiMate 3 does not have; it is"
        " kept under that name",
        "if it matters, give it a type of ArchiMate 3",
    )
