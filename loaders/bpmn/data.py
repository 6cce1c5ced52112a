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
    names = _Names(document)
    mentions: dict[URIRef, list[tuple[str, Place]]] = {}
    for element in document.all(*ITEMS):
        if not _is_shared(element):
            continue
        object_ = names.object_of(element)
        if object_ == element.iri:
            yield Fact(element.iri, RDF.type, AB.DataObject, element.place)
            continue
        yield Fact(element.iri, AB.denotes, object_, element.place)
        if names.name_of(element):
            mentions.setdefault(object_, []).append((names.name_of(element), element.place))
    for iri, named in mentions.items():
        label, place = min(named, key=lambda mention: (mention[0], mention[1].line or 0))
        yield Fact(iri, RDF.type, AB.DataObject, place)
        yield Fact(iri, RDFS.label, Literal(label), place)
        yield Fact(iri, PROV.hadPrimarySource, document.source.at(place), place)
    for association in document.all(*_ASSOCIATIONS):
        yield from _data_association(document, association, names)
    for association in document.all("association"):
        yield from _association(document, association, names)


class _Names:
    """The names of data: their own, or that of what they refer to or that refers to them.

    Editors name the reference that is drawn and leave the object behind it without a name.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._by_reference: dict[Element, str] = {}
        for reference in document.all(*DATA_REFERENCES):
            meant = self._meant(reference)
            if meant is not None and reference.label:
                known = self._by_reference.get(meant)
                self._by_reference[meant] = min(known or reference.label, reference.label)

    def name_of(self, element: Element) -> str:
        """Give the name of data; empty where it has none."""
        if element.label:
            return element.label
        meant = self._meant(element)
        return self._by_reference.get(element, "") if meant is None else meant.label

    def object_of(self, element: Element) -> URIRef:
        """Give the data object for which an element stands."""
        name = self.name_of(element)
        if name:
            return self._document.source.minter.named("dataobject", name)
        meant = self._meant(element)
        return element.iri if meant is None else self.object_of(meant)

    def _meant(self, element: Element) -> Element | None:
        if element.name not in DATA_REFERENCES:
            return None
        name = element.get(DATA_REFERENCES[element.name]) or ""
        found = self._document.look_up(element, name)
        is_meant = found is not None and found.name in {"dataObject", "dataStore"}
        return found if is_meant else None


def _is_shared(element: Element) -> bool:
    """Say whether more than one step sees data: what is drawn, and a process's in- and outputs."""
    if element.name in DATA:
        return True
    around = element.parent.thing if element.parent is not None else None
    return element.name != "property" and around is not None and around.name == "process"


def _data_association(document: Document, association: Element, names: _Names) -> Iterator[Fact]:
    """State that a step reads or writes the data at the outer end of an association (10.4.2)."""
    worker = association.thing
    outer = "sourceRef" if association.name == "dataInputAssociation" else "targetRef"
    term = _ASSOCIATIONS[association.name]
    for reference in association.all("sourceRef", "targetRef"):
        item = document.find(association, reference.name, reference.text)
        if reference.name == outer and item is not None and item.name in ITEMS:
            if _is_shared(item):
                yield Fact(worker.iri, term, names.object_of(item), association.place)
            else:
                yield Fact(worker.iri, BPMN[association.name], item.iri, association.place)


def _association(document: Document, association: Element, names: _Names) -> Iterator[Fact]:
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
            yield Fact(goal.iri, AB.reads, names.object_of(origin), association.place)
        elif origin.name in FLOW_NODES and goal.name in DATA:
            yield Fact(origin.iri, AB.writes, names.object_of(goal), association.place)
