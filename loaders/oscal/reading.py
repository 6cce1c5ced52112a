"""What is stated of a document: each object as a thing, in the words of OSCAL and of Asbuilt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rdflib import DCTERMS, RDF, Literal, Namespace, URIRef

from asbuilt.facts import Fact, Problem, Tally, Version
from asbuilt.loaders.oscal import meanings
from asbuilt.loaders.oscal.assessed import judged_observations
from asbuilt.loaders.oscal.description import singular
from asbuilt.loaders.oscal.document import IDENTIFIED, identifier_of, listed, said
from asbuilt.loaders.oscal.markup import tidy
from asbuilt.loaders.oscal.references import References
from asbuilt.loaders.oscal.spot import Spot
from asbuilt.reading import vendors
from asbuilt.reading.secrets import opens_doors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Item, Source
    from asbuilt.loaders.oscal.beside import Beside
    from asbuilt.loaders.oscal.document import Document
    from asbuilt.reading.tree import Node

OSCAL: Final = Namespace("http://csrc.nist.gov/ns/oscal/1.0#")
"""The namespace of what is kept in OSCAL's words: keys and kinds of objects, in the singular."""
_PROPERTIES: Final = "http://csrc.nist.gov/ns/oscal"
_RELATIONS: Final = "http://csrc.nist.gov/ns/oscal/rel"

_FLAT: Final = frozenset({"metadata", "back-matter", "system-implementation"})
"""Objects that only hold others together; what they hold is of the thing around them."""
_APART: Final = frozenset({"uuid", "props", "links", "title"})
_NAMED_BY_ID: Final = frozenset(singular(key) for key in IDENTIFIED)
_LABELS: Final = ("title", "name", "system-name", "label")
_NAMED_BY: Final = ("control-id", "statement-id", "role-id", "param-id", "component-uuid", "href")
_NAMES: Final = frozenset(
    {"statement-id", "statement-ids", "objective-id", "target-id", "id-ref", "param-id", "by-id"}
)
_LONGEST: Final = 100


class Reading:
    """States one document; what it refers to is looked for beside it."""

    def __init__(self, source: Source, document: Document, beside: Beside) -> None:
        """Prepare to state a document."""
        self.source = source
        self.document = document
        self.beside = beside
        self.references = References(source, document, beside)
        self.judged = judged_observations(document)
        """Observations behind findings, with the states that these give to controls."""

    def items(self) -> Iterator[Item]:
        """Yield all that is stated, with no value that opens doors."""
        for item in self._items():
            said_so = item.object if isinstance(item, Fact) else None
            if isinstance(said_so, Literal) and opens_doors("", said_so):
                yield Tally("value that holds a key or password", "unread")
            else:
                yield item

    def _items(self) -> Iterator[Item]:
        root = self.document.root
        metadata = root.get("metadata")
        version = said(metadata.get("oscal-version")) if metadata is not None else None
        if version:
            yield Version(version)
        if not (version or "").startswith(("1.0", "1.1", "1.2")) or "-" in (version or ""):
            yield Problem(
                "info",
                f"the document is of OSCAL {version}, and 1.0 to 1.2 are known"
                if version
                else "the document does not say of which version of OSCAL it is",
                "export it as OSCAL 1.0, 1.1 or 1.2, and say so in oscal-version",
                root.place,
            )
        yield from self.document.problems
        for word in self.document.unknown:
            yield Tally(word, "unread")
        yield from self._object(root, self.document.model, None, self.document.model)
        yield from self.references.take()

    def hrefs(self, spot: Spot) -> list[str]:
        """Give the references to catalogs and profiles by which controls are meant at a spot."""
        around: Spot | None = spot
        while around is not None:
            for key in ("source", "href"):
                node = around.node.get(key)
                if around.kind in {"control-implementation", "import"} and said(node):
                    return [said(node) or ""]
            if around.kind == "mapping":
                return meanings.resources(around.node)
            around = around.above
        return self.references.imports

    def control(self, spot: Spot, key: str = "control-id") -> URIRef | None:
        """Give the control that an object names."""
        node = spot.node.get(key)
        identifier = said(node)
        if node is None or not identifier:
            return None
        return self.references.control(identifier, self.hrefs(spot), node.place)

    def uuid(self, node: Node, key: str) -> URIRef | None:
        """Give the thing whose uuid an object names."""
        held = node.get(key)
        identifier = said(held)
        if held is None or not identifier:
            return None
        return self.references.thing(_named_as(node, key), identifier, held.place)

    def _object(self, node: Node, key: str, above: Spot | None, address: str) -> Iterator[Item]:
        kind = singular(key)
        identifier = "" if node in self.document.again else identifier_of(node, key)
        iri = self._iri(node, key, identifier or address)
        spot = Spot(node, kind, iri, identifier or address, above)
        classes = meanings.classes(spot)
        label = self._label(spot)
        for one in classes or [_word(kind)]:
            yield from self.source.describe(
                iri, one, label=label, identifier=identifier or None, place=node.place
            )
        yield Fact(iri, RDF.type, _word(kind), node.place)
        yield Tally(key, "read" if classes or kind in meanings.MEANINGS else "kept")
        if above is not None:
            yield Fact(above.iri, _word(kind), iri, node.place)
        yield from self._members(spot, node)
        yield from meanings.stated(self, spot)
        yield from self.references.take()

    def _members(self, spot: Spot, node: Node) -> Iterator[Item]:
        if said(node.get("uuid")):
            yield Tally("uuids")
        for key, value in node.members():
            if key == "props":
                yield from self._properties(spot, node)
            elif key == "links":
                yield from self._links(spot, node)
            elif value.is_array:
                for number, one in enumerate(value.elements(), 1):
                    yield from self._member(spot, key, one, f"/{number}")
            else:
                yield from self._member(spot, key, value, "")

    def _member(self, spot: Spot, key: str, value: Node, number: str) -> Iterator[Item]:
        if value.is_object and key in _FLAT:
            yield from self._members(spot, value)
        elif value.is_object and (reference := _only_reference(value)):
            target = self.uuid(value, reference)
            yield from self.references.take()
            yield Tally(key)
            said_so = target or Literal(said(value.get(reference)))
            yield Fact(spot.iri, _word(singular(key)), said_so, value.place)
        elif value.is_object:
            yield from self._object(value, key, spot, f"{spot.address}/{singular(key)}{number}")
        elif key not in _APART and (key != "id" or spot.kind not in _NAMED_BY_ID):
            yield from self._scalar(spot, key, value)

    def _scalar(self, spot: Spot, key: str, node: Node) -> Iterator[Item]:
        text = said(node)
        if not text or not text.strip():
            return
        if key.endswith(("s", "-id")) and key not in {"remarks", "status", "class"}:
            yield Tally(key, "kept")
        if spot.kind == "base64" and key == "value":
            yield Tally("base64: value", "unread")
            return
        term = DCTERMS.description if key == "description" else _word(singular(key))
        target = self._target(spot, key, text.strip(), node)
        yield from self.references.take()
        yield Fact(spot.iri, term, target or Literal(tidy(text)), node.place)

    def _target(self, spot: Spot, key: str, text: str, node: Node) -> URIRef | None:
        """Give the thing that a value names by its identifier, if it does."""
        if key in {"role-id", "role-ids"}:
            return self.references.role(text, node.place)
        if key in {"control-id", "with-ids"}:
            return self.references.control(text, self.hrefs(spot), node.place)
        if key in _NAMES:
            return self.references.named(text, self.hrefs(spot))
        if key == "member-of-organizations" or key.endswith(("-uuid", "-uuids")):
            named = _named_as(spot.node, key.removesuffix("s"))
            return self.references.thing(named, text, node.place)
        return None

    def _properties(self, spot: Spot, node: Node) -> Iterator[Item]:
        for one in listed(node, "props"):
            name, value = said(one.get("name")), said(one.get("value"))
            yield Tally("props", "kept" if name and value else "unread")
            if said(one.get("uuid")):
                yield Tally("uuids", "unread")
            for key in ("class", "group", "remarks"):
                if one.get(key) is not None:
                    yield Tally(f"prop: {key}", "unread")
            if name and value:
                space = said(one.get("ns")) or _PROPERTIES
                term = vendors.term(self.source.minter.base, space.rstrip("#"), name)
                yield Fact(spot.iri, term, Literal(value), one.place)

    def _links(self, spot: Spot, node: Node) -> Iterator[Item]:
        for one in listed(node, "links"):
            href = said(one.get("href")) or ""
            yield Tally("links", "kept" if href else "unread")
            for key in ("media-type", "text", "resource-fragment"):
                if one.get(key) is not None:
                    yield Tally(f"link: {key}", "unread")
            if href:
                rel = said(one.get("rel"))
                term = vendors.term("", _RELATIONS, rel) if rel else OSCAL.link
                target = None
                if href.startswith("#"):
                    target = self.references.named(href[1:], self.hrefs(spot))
                    target = target or self.references.named(href[1:].lower(), [])
                yield Fact(spot.iri, term, target or Literal(href), one.place)

    def _iri(self, node: Node, key: str, address: str) -> URIRef:
        if key == "roles":
            return self.references.role(said(node.get("id")) or address, node.place)
        name = said(node.get("system-name")) if key == "system-characteristics" else None
        if name:
            return self.source.minter.named("system", name)
        return self.source.element(address)

    def _label(self, spot: Spot) -> str:
        node = spot.node
        metadata = node.get("metadata")
        texts = [said(metadata.get("title"))] if metadata is not None else []
        is_part = spot.kind == "part"  # its name is the name of what it is for
        texts += [said(node.get(key)) for key in (_LABELS[:1] if is_part else _LABELS)]
        found = next((tidy(text) for text in texts if text and text.strip()), "")
        if found:
            return " ".join(found.split())
        if spot.kind in {"part", "param"}:
            return spot.address
        for key in _NAMED_BY:
            if text := said(node.get(key)):
                named = self.document.things.get(text.lower()) if key == "component-uuid" else None
                title = said(named.get("title")) if named is not None else None
                return " ".join(f"{spot.kind} {tidy(title or text)}".split())
        text = " ".join(tidy(said(node.get("description")) or "").split())
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0]} …"


def _word(name: str) -> URIRef:
    """Give the term for a key or kind, which a document may write as it likes."""
    return vendors.word(str(OSCAL), name)


def _named_as(node: Node, key: str) -> str:
    """Give the key that says what is named: a subject or actor has its kind beside it."""
    if key == "member-of-organization":
        return "party-uuid"
    if key not in {"subject-uuid", "actor-uuid"}:
        return key
    kind = (said(node.get("type")) or "").lower()
    return {"component": "component-uuid", "tool": "component-uuid", "party": "party-uuid"}.get(
        kind, key
    )


def _only_reference(node: Node) -> str:
    """Give the key of the only thing that an object says, where that is the uuid of another."""
    keys = [key for key, _ in node.members()]
    return keys[0] if len(keys) == 1 and keys[0].endswith("-uuid") else ""
