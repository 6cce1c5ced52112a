"""The data that a contract describes: assets, fields at all depths, and where they come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rdflib import DCTERMS, PROV, RDF, RDFS, XSD, Literal

from asbuilt.facts import Fact, Item, Problem, Source, Tally
from asbuilt.identity import dataset_identifier
from asbuilt.loaders.odcs.names import elements, first_text, truth, twice
from asbuilt.loaders.odcs.physical import location
from asbuilt.loaders.odcs.quality import Quality
from asbuilt.loaders.odcs.words import ODCS, kept, texts
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from rdflib import URIRef

    from asbuilt.reading.tree import Node

_OBJECT: Final = {"name", "table", "description", "properties", "columns", "quality",
                  "relationships", "status"}  # fmt: skip
_PROPERTY: Final = {"name", "column", "description", "properties", "items", "quality",
                    "relationships", "transformSourceObjects", "transformSourceTables"}  # fmt: skip


@dataclass(eq=False, slots=True)
class Asset:
    """An object of the schema: a table, view, topic or file."""

    iri: URIRef
    name: str
    node: Node
    fields: dict[str, URIRef] = field(default_factory=dict)
    """Fields by their path in the object, such as ``address.city``."""

    @property
    def names(self) -> set[str]:
        """All by which the contract may speak of it."""
        return {
            self.name,
            *filter(None, (first_text(self.node, k) for k in ("physicalName", "id"))),
        }


class Schema:
    """States the objects of a contract's schema; raises `Refusal` where a name stands twice."""

    def __init__(self, source: Source, root: Node, servers: list[Node]) -> None:
        """Prepare to state the schema of a contract whose data lies on these servers."""
        self._source = source
        self._servers = servers
        self._quality = Quality(source)
        self._mentioned: set[URIRef] = set()
        self.assets: list[Asset] = []
        self._nameless = 0
        known: dict[str, Asset] = {}
        for node in elements(root, "schema", "dataset"):
            name = first_text(node, "name", "table", "physicalName")
            if not name:
                self._nameless += 1
                continue
            asset = Asset(self._iri(node, name), name, node)
            first = known.setdefault(name, asset)
            if first is not asset:
                raise twice(name, first.node, node)
            self.assets.append(asset)

    def asset(self, name: str) -> Asset | None:
        """Give the object that is so called, whether by name, physical name or identifier."""
        found = [one for one in self.assets if one.name == name]
        found = found or [one for one in self.assets if name in one.names]
        return found[0] if len(found) == 1 else None

    def items(self) -> Iterator[Item]:
        """Yield what is said of every object, and of its fields."""
        if self._nameless:
            yield Tally("schema object without a name", "unread", self._nameless)
        for asset in self.assets:
            yield from self._asset(asset)
        for asset in self.assets:
            yield from self._relations(asset, asset.node, asset.iri, "")

    def _iri(self, node: Node, name: str) -> URIRef:
        place = location(self._servers, first_text(node, "physicalName", "name"))
        if place is None:
            return self._source.element(f"schema/{name}")
        return self._source.minter.dataset(place.namespace, place.name)

    def _asset(self, asset: Asset) -> Iterator[Item]:
        node = asset.node
        yield Tally("schema object")
        yield from self._source.describe(
            asset.iri, AB.DataAsset, label=asset.name, identifier=asset.name, place=node.place
        )
        place = location(self._servers, first_text(node, "physicalName", "name"))
        if place is not None:
            known_as = Literal(dataset_identifier(place.namespace, place.name))
            yield Fact(asset.iri, DCTERMS.identifier, known_as, node.place)
        if text := first_text(node, "description"):
            yield Fact(asset.iri, DCTERMS.description, Literal(text), node.place)
        yield from kept(asset.iri, "schema object", node, _OBJECT)
        yield from self._fields(asset, node, "", asset.iri)
        yield from self._quality.of_asset(asset.iri, asset.name, node, asset.fields)

    def _fields(self, asset: Asset, node: Node, above: str, whole: URIRef) -> Iterator[Item]:
        seen: dict[str, Node] = {}
        for one in elements(node, "properties", "columns"):
            name = first_text(one, "name", "column", "physicalName")
            if not name:
                yield Tally("property without a name", "unread")
                continue
            first = seen.setdefault(name, one)
            path = f"{above}.{name}" if above else name
            if first is not one:
                raise twice(f"{asset.name}.{path}", first, one)
            yield from self._field(asset, one, path, whole)

    def _field(self, asset: Asset, node: Node, path: str, whole: URIRef) -> Iterator[Item]:
        made = self._source.minter.part(asset.iri, "field", path)
        asset.fields[path] = made
        yield Tally("property")
        name = path.rpartition(".")[2] if "." not in first_text(node, "name") else path
        yield from self._source.describe(
            made, AB.Field, label=name, identifier=path, place=node.place
        )
        yield Fact(asset.iri, AB.hasField, made, node.place)
        if whole != asset.iri:
            yield Fact(made, AB.partOf, whole, node.place)
        if text := first_text(node, "description"):
            yield Fact(made, DCTERMS.description, Literal(text), node.place)
        required = Literal("true" if is_required(node) else "false", datatype=XSD.boolean)
        yield Fact(made, AB.isRequired, required, node.place)
        yield from kept(made, "property", node, _PROPERTY)
        yield from self._quality.of_field(made, f"{asset.name}.{path}", node)
        yield from self._fields(asset, node, path, made)
        items = node.get("items")
        while items is not None:
            yield Tally("items of an array", "kept")
            yield from kept(made, "items", items, _PROPERTY)
            yield from self._fields(asset, items, path, made)
            yield from self._quality.of_field(made, f"{asset.name}.{path}[]", items)
            items = items.get("items")

    def _relations(self, asset: Asset, node: Node, thing: URIRef, above: str) -> Iterator[Item]:
        """State lineage and foreign keys once all objects and fields are known."""
        for key in ("transformSourceObjects", "transformSourceTables"):
            for text, place in texts(node.get(key)):
                yield Tally("transform source")
                origin = yield from self._origin(text, place)
                yield Fact(thing, AB.sourcedFrom, origin, place.place)
                if origin != asset.iri:
                    yield Fact(asset.iri, AB.sourcedFrom, origin, place.place)
        for one in elements(node, "relationships"):
            yield from self._relationship(thing, one)
        for one in elements(node, "properties", "columns"):
            name = first_text(one, "name", "column", "physicalName")
            if name:
                path = f"{above}.{name}" if above else name
                yield from self._relations(asset, one, asset.fields[path], path)
        items = node.get("items")
        if items is not None:
            yield from self._relations(asset, items, thing, above)

    def _origin(self, text: str, node: Node) -> Generator[Item, None, URIRef]:
        known = self.asset(text)
        if known is not None:
            return known.iri
        thing = self._source.minter.reference("dataasset", text)
        if thing not in self._mentioned:
            self._mentioned.add(thing)
            yield Fact(thing, RDF.type, AB.Reference, node.place)
            yield Fact(thing, RDFS.label, Literal(text), node.place)
            yield Fact(thing, AB.referenceKind, AB.DataAsset, node.place)
            yield Fact(thing, PROV.hadPrimarySource, self._source.at(node.place), node.place)
        return thing

    def _relationship(self, thing: URIRef, node: Node) -> Iterator[Item]:
        """State which fields a foreign key leads to, and warn of those that are not there."""
        yield Tally("relationship", "kept")
        starts = [text for text, _ in texts(node.get("from"))]
        for position, (text, place) in enumerate(texts(node.get("to"))):
            origin = self.field(starts[position]) if position < len(starts) else thing
            target = self.field(text)
            if target is None or origin is None:
                lost = text if target is None else starts[position]
                yield Problem(
                    "warning",
                    f"a relationship names {lost!r}, and no field of this contract is so called",
                    "correct the name to OBJECT.FIELD as the schema writes them",
                    place.place,
                )
                continue
            yield Fact(origin, ODCS.relationship, target, place.place)
        yield from kept(thing, "relationship", node, {"from", "to", "type"})

    def field(self, text: str) -> URIRef | None:
        """Give the field named ``object.field``, or by ids as ``schema/…/properties/…``."""
        parts = text.strip("/").split("/")
        if len(parts) >= 4 and parts[0] == "schema":
            by_id = self.asset(parts[1])
            return None if by_id is None else self._by_id(by_id, parts[3::2])
        start, _, rest = text.partition(".")
        asset = self.asset(start)
        return asset.fields.get(rest) if asset is not None else None

    @staticmethod
    def _by_id(asset: Asset, identifiers: list[str]) -> URIRef | None:
        node, path = asset.node, []
        for identifier in identifiers:
            held = [
                one
                for one in elements(node, "properties")
                if identifier in {one.text_of("id"), one.text_of("name")}
            ]
            if len(held) != 1:
                return None
            node = held[0]
            path.append(first_text(node, "name"))
        return asset.fields.get(".".join(path))


def is_required(node: Node) -> bool:
    """Say whether a field must have a value: as the contract says, or because it is a key.

    Where it says nothing, version 3 means that it may be absent, version 2.2 that it may not.
    """
    if truth(node, "primaryKey", "isPrimaryKey"):
        return True
    nullable = truth(node, "isNullable")
    if nullable is not None:
        return not nullable
    return bool(truth(node, "required")) or (node.get("column") is not None)
