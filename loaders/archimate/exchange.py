"""The ArchiMate Model Exchange File Format, 3.0 to 3.2 (The Open Group, C19C)."""

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
from asbuilt.loaders.archimate.names import EXCHANGE, XSI_TYPE, plain
from asbuilt.reading.model import Grammar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from asbuilt.reading.model import Element, Model

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_THINGS = frozenset({"model", "element", "relationship", "view", "propertyDefinition"})
_DRAWN = frozenset({"style", "lineColor", "fillColor", "font", "color", "sourceAttachment",
                    "targetAttachment", "bendpoint", "viewpoints", "viewpoint", "concern",
                    "stakeholders", "modelingNote"})  # fmt: skip
"""Elements of views that say how something looks, or for whom."""
_DETAILS = ("accessType", "isDirected", "modifier", "type", "viewpoint", "version")


def _is_thing(node: etree._Element) -> bool:
    name = str(node.tag).rpartition("}")[2]
    return name in _THINGS or (name == "item" and "identifierRef" not in node.attrib)


GRAMMAR: Final = Grammar(
    owns=lambda namespace: bool(EXCHANGE.fullmatch(namespace)),
    is_thing=_is_thing,
    texts=frozenset({"name", "label", "documentation", "value", "schema", "schemaversion"}),
    wrappers=frozenset({"metadata"}),
    identifier="identifier",
)


def landscape(model: Model) -> Landscape:
    """Give what a file in this format says; references that lead nowhere become warnings."""
    definitions = {one.identifier: one for one in model.all("propertyDefinition")}
    reader = _Reader(model, definitions)
    found = Landscape(model, reader.concept(model.root, "model"))
    for element in model.all("element"):
        found.concepts.append(reader.concept(element, plain(_type(element))))
    for element in model.all("relationship"):
        found.relations.append(reader.relation(element))
    for element in model.all("view"):
        found.views.append(reader.view(element))
    for element in model.all("item"):
        if element.is_thing:
            found.folders.append(reader.folder(element))
    for definition in definitions.values():
        found.concepts.append(reader.concept(definition, "propertyDefinition"))
    _count(model)
    return found


class _Reader:
    def __init__(self, model: Model, definitions: dict[str, Element]) -> None:
        self._model = model
        self._definitions = definitions

    def concept(self, element: Element, kind: str) -> Concept:
        concept = Concept(element, kind)
        self._fill(concept)
        return concept

    def relation(self, element: Element) -> Relation:
        ends = [self._model.find(element, end, element.get(end)) for end in ("source", "target")]
        relation = Relation(element, plain(_type(element)), source=ends[0], target=ends[1])
        self._fill(relation)
        return relation

    def view(self, element: Element) -> Collection:
        view = Collection(element, "view")
        self._fill(view)
        for inner in _drawn(element):
            for word in ("elementRef", "relationshipRef"):
                shown = self._model.find(inner, word, inner.get(word))
                if shown is not None:
                    view.members.append((word, shown, inner.place))
            for reference in inner.all("viewRef"):
                other = self._model.find(inner, "viewRef", reference.get("ref"))
                if other is not None:
                    view.members.append(("viewRef", other, inner.place))
            view.notes += [(words, inner.place) for words in _words(inner, "label")]
        return view

    def folder(self, element: Element) -> Collection:
        folder = Collection(element, "item")
        self._fill(folder)
        folder.names = _words(element, "label") or folder.names
        for inner in element.all("item"):
            member = self._model.find(inner, "identifierRef", inner.get("identifierRef"))
            if member is not None:
                folder.members.append(("identifierRef", member, inner.place))
        return folder

    def _fill(self, concept: Concept) -> None:
        element = concept.element
        concept.names = _words(element, "name")
        concept.documentation = _words(element, "documentation")
        concept.details = {name: element.get(name) for name in _DETAILS if element.get(name)}
        for section in element.all("properties"):
            for stated in section.all("property"):
                concept.properties += self._property(stated)

    def _property(self, stated: Element) -> Iterator[Property]:
        identifier = stated.get("propertyDefinitionRef")
        definition = self._model.find(stated, "propertyDefinitionRef", identifier)
        key = identifier
        if definition is not None:
            names = _words(definition, "name")
            key = names[0].text if names else definition.get("name") or identifier
        for value in _words(stated, "value") or [Words("")]:
            yield Property(key, value, stated.place)


def _words(element: Element, name: str) -> list[Words]:
    return [
        Words(child.text, str(child.node.get(_LANGUAGE) or "").strip())
        for child in element.all(name)
        if child.text
    ]


def _drawn(view: Element) -> Iterator[Element]:
    waiting = list(view.all("node", "connection"))
    while waiting:
        here = waiting.pop()
        yield here
        waiting += here.all("node", "connection")


def _type(element: Element) -> str:
    return str(element.node.get(XSI_TYPE) or "").strip()


def _count(model: Model) -> None:
    for element in model.elements:
        if element.name in {"element", "relationship"}:
            model.count(_type(element).rpartition(":")[2] or element.name, "read")
        elif element.name in _DRAWN:
            model.count(element.name, "unread")
        else:
            model.count(element.name, "read")
