"""What every thing of a decision model has: kind, label, identifier, place, words and types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import DCTERMS, RDF, SKOS
from rdflib.term import Literal

from asbuilt.facts import Fact
from asbuilt.loaders.dmn.expressions import expression_in, text_of
from asbuilt.loaders.dmn.names import (
    DMN,
    EXPRESSIONS,
    OUTSIDE,
    REQUIRED_KINDS,
    REQUIREMENTS,
    SAID,
    THINGS,
    WITHIN_EXPRESSIONS,
)
from asbuilt.reading.vendors import word
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.loaders.dmn.references import References
    from asbuilt.reading.model import Element, Model

_SAID_OF_ALL = frozenset({"id", "name", "href", "typeRef", "iteratorVariable"})
"""Attributes that are read elsewhere, and need not be kept besides."""
_KNOWN = (
    THINGS | EXPRESSIONS | WITHIN_EXPRESSIONS | SAID | OUTSIDE | set(REQUIREMENTS)
    | set(REQUIRED_KINDS)
)  # fmt: skip
_TYPED_BY_VARIABLE = ("decision", "inputData", "businessKnowledgeModel", "decisionService")
_REFER = frozenset({"sourceRef", "targetRef", "outputDecision", "encapsulatedDecision",
                    "inputDecision", "inputData", "drgElement"})  # fmt: skip
"""References that are stated in DMN's own words and nothing else."""


def things(model: Model, references: References) -> Iterator[Fact]:
    """State what the file says of each of its things, and count what became of every element."""
    types = _Types(model)
    for element in model.elements:
        is_reference = "href" in element.node.attrib and element.name in REQUIRED_KINDS
        _count(model, element)
        if element.is_thing:
            yield from _thing(model, element)
            yield from types.of(element)
            yield from _logic(element)
        elif is_reference and element.name in _REFER:
            target = references.target(element)
            if target is not None:
                yield Fact(element.thing.iri, DMN[element.name], target, element.place)
        yield from _words(element)
        yield from _attributes(element)
    yield from _notes(model, references)


def classes(model: Model, element: Element) -> tuple[URIRef, ...]:
    """Give the classes of a thing, the chief one first; DMN's own word is always among them."""
    own = DMN[element.name]
    if element.name != "decision":
        return (own,)
    if model.source.domain == "digital":
        return AB.Automation, own
    return AB.Decision, AB.Step, own


def label_of(element: Element) -> str:
    """Give the name of a thing, or one made of what it holds or stands in; empty if neither is."""
    label = element.label or " ".join(element.get("label").split())
    around = element.around
    outer = around.label if around is not None else ""
    match element.name:
        case "input":
            label = label or _shortened(_first_text(element, "inputExpression"))
        case "output":
            label = label or outer or (label_of(around) if around is not None else "")
        case "decisionTable":
            label = label or (f"Decision table of {outer}" if outer else "")
        case "rule":
            table = element.parent
            siblings = list(table.all("rule")) if table is not None else [element]
            of = label_of(table.around) if table is not None and table.around is not None else ""
            number = next(n for n, one in enumerate(siblings, 1) if one is element)
            label = f"Rule {number} of {of}" if of else f"Rule {number}"
        case "textAnnotation":
            label = label or _shortened(_first_text(element, "text"))
    return label


def _thing(model: Model, element: Element) -> Iterator[Fact]:
    kind, *wider = classes(model, element)
    iri, place = element.iri, element.place
    label = label_of(element) or ("" if element.verbatim else element.name)
    yield from model.source.describe(
        iri, kind, label=label, identifier=element.verbatim, place=place
    )
    for further in wider:
        yield Fact(iri, RDF.type, further, place)
    if element.name == "decision":
        yield Fact(iri, AB.elementKind, Literal(element.name), place)
    if element.around is not None:
        yield Fact(iri, AB.partOf, element.around.iri, place)
    elif element.get("namespace"):
        yield Fact(iri, DCTERMS.identifier, Literal(element.get("namespace")), place)


class _Types:
    """The item definitions of a file by name, to which ``typeRef`` leads (7.3.1)."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._by_name = {one.label: one for one in model.all("itemDefinition") if one.label}

    def of(self, element: Element) -> Iterator[Fact]:
        """State of what type a thing, or the variable that holds its value, is."""
        holders = [element]
        if element.name in _TYPED_BY_VARIABLE:
            holders += element.all("variable")
        for holder in holders:
            written = [holder.get("typeRef")] + [one.text for one in holder.all("typeRef")]
            for text in filter(None, written):
                yield Fact(element.iri, DMN.typeRef, self._meant(text), holder.place)
            if holder is not element and holder.label and holder.label != element.label:
                yield Fact(element.iri, DMN.variable, Literal(holder.label), holder.place)
        for item in element.all("functionItem"):
            parameters = ", ".join(
                f"{one.label}: {one.get('typeRef')}" for one in item.all("parameters")
            )
            text = f"function({parameters}): {item.get('outputTypeRef')}"
            yield Fact(element.iri, DMN.functionItem, Literal(text), item.place)

    def _meant(self, text: str) -> URIRef | Literal:
        found = self._by_name.get(text) or self._by_name.get(text.rpartition(":")[2])
        return Literal(text) if found is None else found.iri


def _logic(element: Element) -> Iterator[Fact]:
    """State the logic of a decision or knowledge model as text, unless it is a table."""
    if element.name in {"decisionTable", "rule", "input", "output"}:
        return
    for holder in (element, *element.all("encapsulatedLogic")):
        is_function = holder.name == "encapsulatedLogic"
        logic = holder if is_function else expression_in(holder)
        if logic is None or logic.name == "decisionTable":
            continue
        term = DMN.encapsulatedLogic if is_function else DMN[logic.name]
        if text_of(logic):
            yield Fact(element.iri, term, Literal(text_of(logic)), logic.place)


def _words(element: Element) -> Iterator[Fact]:
    thing = element.thing
    if element.name == "description":
        term: URIRef | None = DCTERMS.description
    elif element.name in {"question", "allowedAnswers", "type"}:
        term = DMN[element.name]
    elif element.name in {"allowedValues", "typeConstraint"}:
        if text_of(element):
            yield Fact(thing.iri, DMN[element.name], Literal(text_of(element)), element.place)
        return
    elif element.name == "supportedObjective":
        yield Fact(thing.iri, DMN[element.name], Literal(element.get("href")), element.place)
        return
    else:
        term = None if element.name in _KNOWN else word(DMN, element.name)
    if term is not None and element.text:
        yield Fact(thing.iri, term, Literal(element.text), element.place)


def _attributes(element: Element) -> Iterator[Fact]:
    for attribute in element.node.attrib:
        name = str(attribute)
        if name.startswith("{") or name in _SAID_OF_ALL or not element.get(name):
            continue
        if name == "label" and element.is_thing and not element.label:
            continue
        yield Fact(element.thing.iri, word(DMN, name), Literal(element.get(name)), element.place)


def _notes(model: Model, references: References) -> Iterator[Fact]:
    """State the text of annotations, and of what each of them is a note."""
    for annotation in model.all("textAnnotation"):
        text = _first_text(annotation, "text")
        if text:
            yield Fact(annotation.iri, DCTERMS.description, Literal(text), annotation.place)
    for association in model.all("association"):
        ends = [references.element(end) for end in association.all("sourceRef", "targetRef")]
        for note, noted in (ends, ends[::-1]) if len(ends) == 2 else ():
            if note is None or noted is None or note.name != "textAnnotation":
                continue
            text = _first_text(note, "text")
            if text and noted.is_thing:
                yield Fact(noted.iri, SKOS.note, Literal(text), note.place)


def _count(model: Model, element: Element) -> None:
    if element.name in _KNOWN:
        model.count(element.name, "read")
        return
    model.count(element.name, "kept")
    model.inform(
        element,
        f"{element.name} is not an element of DMN; its text is kept as it stands",
        "if it matters, say it with an element of the standard or as an extension",
    )


def _first_text(element: Element, name: str) -> str:
    return next((text_of(child) or child.text for child in element.all(name)), "")


def _shortened(text: str, length: int = 60) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
