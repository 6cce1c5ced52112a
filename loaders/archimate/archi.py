"""Archi's own format: plain XML, or a ZIP archive that holds it beside images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asbuilt.loaders.archimate.landscape import (
    Collection,
    Concept,
    Landscape,
    Property,
    Relation,
    Words,
)
from asbuilt.loaders.archimate.names import ARCHI, XSI_TYPE, plain
from asbuilt.reading.model import Grammar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from asbuilt.reading.model import Element, Model

MEMBER: Final = "model.xml"
"""Name of the model in an archive."""

_THINGS = frozenset({"model", "folder", "element", "profile"})
_DRAWN = frozenset({"bounds", "bendpoint", "feature", "style"})
"""Elements of views that say how something looks."""
_ACCESS = {"": "Write", "0": "Write", "1": "Read", "2": "Access", "3": "ReadWrite"}
"""What Archi writes for the four types of access; it leaves the first out."""
_DETAILS = ("viewpoint", "conceptType", "version", "type")
_STRENGTH = "strength"


def _is_thing(node: etree._Element) -> bool:
    return str(node.tag).rpartition("}")[2] in _THINGS


GRAMMAR: Final = Grammar(
    owns=lambda namespace: not namespace or namespace in ARCHI,
    is_thing=_is_thing,
    texts=frozenset({"documentation", "purpose", "content", "notes", "hintContent"}),
)


def landscape(model: Model) -> Landscape:
    """Give what a file of Archi's says; references that lead nowhere become warnings."""
    reader = _Reader(model)
    found = Landscape(model, reader.concept(model.root, "model"))
    found.whole.documentation += reader.texts(model.root, "purpose")
    for element in model.all("element"):
        kind = _type(element)
        if kind.endswith("Relationship"):
            found.relations.append(reader.relation(element))
        elif kind.endswith("Model"):
            found.views.append(reader.view(element))
        else:
            found.concepts.append(reader.concept(element, plain(kind)))
    for element in model.all("folder"):
        found.folders.append(reader.folder(element))
    for element in model.all("profile"):
        found.concepts.append(reader.concept(element, "profile"))
    _count(model)
    return found


class _Reader:
    def __init__(self, model: Model) -> None:
        self._model = model

    def texts(self, element: Element, *names: str) -> list[Words]:
        return [Words(child.text) for child in element.all(*names) if child.text]

    def concept(self, element: Element, kind: str) -> Concept:
        concept = Concept(element, kind)
        self._fill(concept)
        return concept

    def relation(self, element: Element) -> Relation:
        ends = [self._model.find(element, end, element.get(end)) for end in ("source", "target")]
        relation = Relation(element, plain(_type(element)), source=ends[0], target=ends[1])
        self._fill(relation)
        if relation.kind == "Access":
            written = element.get("accessType")
            relation.details["accessType"] = _ACCESS.get(written, written)
        if element.get("directed"):
            relation.details["isDirected"] = element.get("directed")
        if element.get(_STRENGTH):
            relation.details["modifier"] = element.get(_STRENGTH)
        return relation

    def view(self, element: Element) -> Collection:
        view = Collection(element, "view")
        self._fill(view)
        for inner in _drawn(element):
            for attribute, word in (
                ("archimateElement", "elementRef"),
                ("archimateRelationship", "relationshipRef"),
                ("relationship", "relationshipRef"),
                ("model", "viewRef"),
            ):
                shown = self._model.find(inner, attribute, inner.get(attribute))
                if shown is not None:
                    view.members.append((word, shown, inner.place))
            notes = self.texts(inner, "content", "notes")
            if inner.name == "child" and not inner.get("archimateElement") and inner.label:
                notes.append(Words(inner.label))
            view.notes += [(note, inner.place) for note in notes]
        return view

    def folder(self, element: Element) -> Collection:
        folder = Collection(element, "item")
        self._fill(folder)
        folder.members += [("identifierRef", one, one.place) for one in element.all("element")]
        return folder

    def _fill(self, concept: Concept) -> None:
        element = concept.element
        if element.label:
            concept.names = [Words(element.label)]
        concept.documentation = self.texts(element, "documentation")
        concept.details = {name: element.get(name) for name in _DETAILS if element.get(name)}
        for stated in element.all("property"):
            concept.properties.append(
                Property(stated.get("key"), Words(stated.get("value")), stated.place)
            )
        for identifier in element.get("profiles").split():
            profile = self._model.find(element, "profiles", identifier)
            if profile is not None and profile.label:
                concept.specializations.append(profile.label)


def _drawn(view: Element) -> Iterator[Element]:
    waiting = list(view.children)
    while waiting:
        here = waiting.pop()
        yield here
        waiting += here.children


def _type(element: Element) -> str:
    return str(element.node.get(XSI_TYPE) or "").strip()


def _count(model: Model) -> None:
    for element in model.elements:
        kind = _type(element).rpartition(":")[2]
        if element.name in _DRAWN:
            model.count(element.name, "unread")
        else:
            model.count(kind or element.name, "read")
