"""What activities and events read and write: data objects, stores, inputs and outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import PROV, RDF, RDFS
from rdflib.term import Literal

from asbuilt.facts import Fact
from asbuilt.loaders.bpmn.names import BPMN, DATA, DATA_REFERENCES, FLOW_NODES, ITEMS
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.facts import Place
    from asbuilt.loaders.bpmn.document import Document, Element

_ASSOCIATIONS = {"dataInputAssociation": AB.reads, "dataOutputAssociation": AB.writes}


def data(document: Document) -> Iterator[Fact]:
    """State the data objects of the organisation that a file draws, and who reads and writes them.

    A named data object or store denotes the organisation's data object of that name; one without
    a name is a data object by itself.
    """
    mentions: dict[URIRef, list[tuple[str, Place]]] = {}
    for element in document.all(*ITEMS):
        if not _is_shared(element):
            continue
        object_ = _object(document, element)
        if object_ == element.iri:
            yield Fact(element.iri, RDF.type, AB.DataObject, element.place)
            continue
        yield Fact(element.iri, AB.denotes, object_, element.place)
        if _name(document, element):
            mentions.setdefault(object_, []).append((_name(document, element), element.place))
    for iri, named in mentions.items():
        label, place = min(named, key=lambda mention: (mention[0], mention[1].line or 0))
        yield Fact(iri, RDF.type, AB.DataObject, place)
        yield Fact(iri, RDFS.label, Literal(label), place)
        yield Fact(iri, PROV.hadPrimarySource, document.source.at(place), place)
    for association in document.all(*_ASSOCIATIONS):
        yield from _data_association(document, association)
    for association in document.all("association"):
        yield from _association(document, association)


def _is_shared(element: Element) -> bool:
    """Say whether more than one step sees data: what is drawn, and a process's in- and outputs."""
    if element.name in DATA:
        return True
    around = element.parent.thing if element.parent is not None else None
    return around is not None and around.name == "process"


def _name(document: Document, element: Element) -> str:
    if element.label or element.name not in DATA_REFERENCES:
        return element.label
    meant = document.look_up(element, element.get(DATA_REFERENCES[element.name]) or "")
    return meant.label if meant is not None else ""


def _object(document: Document, element: Element) -> URIRef:
    """Give the data object for which an element stands."""
    name = _name(document, element)
    if name:
        return document.source.minter.named("dataobject", name)
    if element.name in DATA_REFERENCES:
        meant = document.look_up(element, element.get(DATA_REFERENCES[element.name]) or "")
        if meant is not None and meant is not element and meant.name in DATA:
            return meant.iri
    return element.iri


def _data_association(document: Document, association: Element) -> Iterator[Fact]:
    """State that a step reads or writes the data at the outer end of an association (10.4.2)."""
    worker = association.thing
    outer = "sourceRef" if association.name == "dataInputAssociation" else "targetRef"
    term = _ASSOCIATIONS[association.name]
    for reference in association.all("sourceRef", "targetRef"):
        item = document.find(association, reference.name, reference.text)
        if reference.name == outer and item is not None and item.name in ITEMS:
            if _is_shared(item):
                yield Fact(worker.iri, term, _object(document, item), association.place)
            else:
                yield Fact(worker.iri, BPMN[association.name], item.iri, association.place)


def _association(document: Document, association: Element) -> Iterator[Fact]:
    """State reading and writing by a drawn, directed association between data and a flow node."""
    source, target = (
        document.look_up(association, association.get(end) or "")
        for end in ("sourceRef", "targetRef")
    )
    direction = association.get("associationDirection")
    if source is None or target is None or direction not in {"One", "Both"}:
        return
    ends = [(source, target)] if direction == "One" else [(source, target), (target, source)]
    for origin, goal in ends:
        if origin.name in DATA and goal.name in FLOW_NODES:
            yield Fact(goal.iri, AB.reads, _object(document, origin), association.place)
        elif origin.name in FLOW_NODES and goal.name in DATA:
            yield Fact(origin.iri, AB.writes, _object(document, goal), association.place)
