"""What every thing of a BPMN model has: kind, label, identifier, place, words and references."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rdflib import DCTERMS, RDF, RDFS
from rdflib.term import Literal

from asbuilt.facts import Fact
from asbuilt.loaders.bpmn.names import (
    BPMN,
    DATA_REFERENCES,
    EVENT_DEFINITIONS,
    IMPLIED,
    KEPT,
    REFERENCES,
    RESOURCE_ROLES,
    SAID,
    TEXTS,
    UNDERSTOOD,
    UNREAD,
)
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.loaders.bpmn.document import Document, Element
    from asbuilt.loaders.bpmn.sides import Side

_SAID_OF_ALL = frozenset({"id", "name"})
"""Attributes that become identifier and label, and need not be kept besides."""
_ON_THE_WAY = frozenset({"flowNodeRef", "sourceRef", "targetRef", "resourceRef"})
"""Elements that a module of their own follows; elsewhere they are kept like other references."""
_FOLLOWED_IN = RESOURCE_ROLES | {"lane", "dataInputAssociation", "dataOutputAssociation"}


def things(document: Document, side: Side) -> Iterator[Fact]:
    """State what the file says of each of its things, and count what became of every element.

    Words of BPMN that the ontology has none for are kept under BPMN's own namespace.
    """
    for element in document.elements:
        if element.name in IMPLIED:
            continue
        _count(document, element)
        if element.is_thing:
            yield from _thing(document, side, element)
        elif _is_kept_as_words(element):
            yield from _words(element)
        yield from _attributes(document, side, element)
        yield from _references(document, element)
        for words in element.all("documentation"):
            if words.text:
                yield Fact(element.thing.iri, DCTERMS.description, Literal(words.text), words.place)


def _thing(document: Document, side: Side, element: Element) -> Iterator[Fact]:
    iri, place = element.iri, element.place
    kind, *wider = side.classes(element) or (BPMN[element.name],)
    label = element.label or _other_label(document, element)
    yield from document.source.describe(
        iri, kind, label=label, identifier=element.verbatim, place=place
    )
    for further in wider:
        yield Fact(iri, RDF.type, further, place)
    if not label and element.verbatim is None:
        yield Fact(iri, RDFS.label, Literal(_nameless(element)), place)
    if element.name in UNDERSTOOD:
        yield Fact(iri, AB.elementKind, Literal(element.name), place)
    around = element.parent.thing if element.parent is not None else None
    if around is not None and around.name != "definitions":
        yield Fact(iri, AB.partOf, around.iri, place)


def _other_label(document: Document, element: Element) -> str:
    """Give a label from what an element without a name stands for or connects."""
    match element.name:
        case "definitions":
            label = document.source.name
        case "process":
            label = _pool_label(document, element)
        case "sequenceFlow" | "messageFlow":
            label = _flow_label(document, element)
        case "dataObjectReference" | "dataStoreReference":
            label = _label_of(document, element, element.get(DATA_REFERENCES[element.name]) or "")
        case "textAnnotation":
            label = _shortened(" ".join(text.text for text in element.all("text")))
        case "categoryValue" | "group":
            label = _category_label(document, element)
        case _:
            label = ""
    return label


def _category_label(document: Document, element: Element) -> str:
    value: Element | None = element
    if element.name == "group":
        value = document.look_up(element, element.get("categoryValueRef") or "")
    return "" if value is None else " ".join((value.get("value") or "").split())


def _flow_label(document: Document, flow: Element) -> str:
    """Give the names of both ends, or the kind of one that has no name."""
    ends = [document.look_up(flow, flow.get(end) or "") for end in ("sourceRef", "targetRef")]
    known = [end for end in ends if end is not None]
    if len(known) < len(ends) or not any(end.label for end in known):
        return ""
    return " → ".join(end.label or _kind_in_words(end) for end in known)


def _kind_in_words(element: Element) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", element.name).lower()


def _pool_label(document: Document, process: Element) -> str:
    pools = [
        pool
        for pool in document.all("participant")
        if pool.label and document.look_up(pool, pool.get("processRef") or "") is process
    ]
    return pools[0].label if len(pools) == 1 else ""


def _label_of(document: Document, holder: Element, name: str) -> str:
    found = document.look_up(holder, name)
    return found.label if found is not None else ""


def _shortened(text: str, length: int = 60) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def _nameless(element: Element) -> str:
    around = element.parent.thing if element.parent is not None else None
    if around is None or around.name == "definitions":
        return element.name
    return f"{element.name} of {around.label or around.verbatim or around.name}"


def _is_kept_as_words(element: Element) -> bool:
    if element.name in REFERENCES | UNREAD | {"documentation"}:
        return False
    return element.name not in SAID or not element.is_of_process


def _words(element: Element) -> Iterator[Fact]:
    """Keep an element that is neither a thing nor understood: its text, or its name if empty."""
    text = element.text or element.label
    if text:
        yield Fact(element.thing.iri, BPMN[element.name], Literal(text), element.place)


def _attributes(document: Document, side: Side, element: Element) -> Iterator[Fact]:
    said = (
        _SAID_OF_ALL | side.said.get(element.name, frozenset())
        if element.is_of_process
        else _SAID_OF_ALL
    )
    thing = element.thing
    for attribute in element.node.attrib:
        name = str(attribute)
        if name.startswith("{") or name in said:
            continue
        value = (element.get(name) or "").strip()
        if not value:
            continue
        term = BPMN[name]
        if name not in REFERENCES:
            yield Fact(thing.iri, term, Literal(value), element.place)
        else:
            yield from _refer(document, element, term, name, value)


def _references(document: Document, element: Element) -> Iterator[Fact]:
    for child in element.children:
        if child.name not in REFERENCES or (
            child.name in _ON_THE_WAY and element.name in _FOLLOWED_IN
        ):
            continue
        if child.text:
            yield from _refer(document, child, BPMN[child.name], child.name, child.text)


def _refer(
    document: Document, holder: Element, term: URIRef, reference: str, name: str
) -> Iterator[Fact]:
    """State what a reference names; what it names in vain is kept as text."""
    told = holder.parent if holder.name == reference and holder.parent is not None else holder
    found = document.find(told, reference, name)
    thing = holder.thing
    if found is None:
        yield Fact(thing.iri, term, Literal(name), holder.place)
    elif found.is_thing:
        yield Fact(thing.iri, term, found.iri, holder.place)
    elif found.name in EVENT_DEFINITIONS:
        yield Fact(thing.iri, term, Literal(EVENT_DEFINITIONS[found.name]), holder.place)
    else:
        yield Fact(thing.iri, term, Literal(found.identifier), holder.place)


def _count(document: Document, element: Element) -> None:
    name = element.name
    if name in REFERENCES:
        return
    if name in UNREAD:
        document.count(name, "unread")
    elif (name in UNDERSTOOD and element.is_of_process) or name in SAID:
        document.count(name, "read")
    else:
        document.count(name, "kept")
        if name not in KEPT | TEXTS | UNDERSTOOD:
            document.inform(
                element,
                f"{name} is not an element of BPMN 2.0; its text is kept as it stands",
                "if it matters, say it with an element of the standard or as an extension",
            )
