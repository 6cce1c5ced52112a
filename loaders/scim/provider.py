"""What a service provider says of itself: its interface, types of resources, their attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rdflib import DCTERMS, RDF, RDFS, Literal, URIRef

from asbuilt.facts import Fact, Tally
from asbuilt.loaders.scim.resource import CORE, Resource, literal, rest, term
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Item, Source
    from asbuilt.loaders.scim.directory import Entry

_KNOWN: Final = frozenset(
    ("schemas", "id", "name", "description", "meta", "attributes", "schemaextensions",
     "authenticationschemes")
)  # fmt: skip
_ATTRIBUTE_KNOWN: Final = frozenset(("name", "description", "subattributes"))


def items(source: Source, entry: Entry) -> Iterator[Item]:
    """State an interface, a type of resources, a schema, or a resource of another type."""
    kind = entry.kind
    schema = f"{CORE}{kind}"
    is_config = kind == "ServiceProviderConfig"
    yield from source.describe(
        entry.iri,
        AB.Interface if is_config else term(CORE.rstrip(":"), kind),
        label=entry.resource.text("name") or ("SCIM 2.0" if is_config else ""),
        identifier=None if is_config else entry.identifier,
        place=entry.place,
    )
    about = entry.resource.get("description")
    if about is not None and about.text:
        yield Fact(entry.iri, DCTERMS.description, Literal(about.text), about.place)
    if is_config:
        yield from _config(source, entry, schema)
        return
    yield from rest(entry.iri, kind, schema, entry.resource, _KNOWN)
    yield from _extensions(entry, schema)
    yield from _attributes(source, entry.iri, entry.identifier, entry.resource, "attributes")


def _config(source: Source, entry: Entry, schema: str) -> Iterator[Item]:
    """State which operations an interface supports, and how one signs in."""
    if source.system:
        system = source.minter.named("system", source.system)
        yield Fact(system, RDF.type, AB.System, entry.place)
        yield Fact(system, RDFS.label, Literal(source.system), entry.place)
        yield Fact(entry.iri, AB.heldBy, system, entry.place)
    for key, value in entry.resource.others(_KNOWN):
        parts = list(value.members()) if value.is_object else [("", value)]
        for part, node in parts:
            if not (node.is_object or node.is_array) and node.value is not None:
                name = f"{key}.{part}".rstrip(".")
                yield Tally(f"{entry.kind}: {name}", "kept")
                yield Fact(entry.iri, term(schema, name), literal(node), node.place)
    schemes = entry.resource.get("authenticationSchemes")
    for node in schemes.elements() if schemes is not None else ():
        scheme = Resource(node)
        text = scheme.text("type") or scheme.text("name")
        if text:
            yield Tally("authentication scheme", "kept")
            yield Fact(entry.iri, term(schema, "authenticationSchemes"), Literal(text), node.place)


def _extensions(entry: Entry, schema: str) -> Iterator[Item]:
    extensions = entry.resource.get("schemaExtensions")
    for node in extensions.elements() if extensions is not None else ():
        text = Resource(node).text("schema")
        if text:
            yield Tally("schema extension", "kept")
            yield Fact(entry.iri, term(schema, "schemaExtensions"), Literal(text), node.place)


def _attributes(
    source: Source, holder: URIRef, path: str, resource: Resource, key: str
) -> Iterator[Item]:
    """State the attributes of a schema and, as parts of them, their sub-attributes."""
    schema = f"{CORE}Schema"
    found = resource.get(key)
    for node in found.elements() if found is not None else ():
        attribute = Resource(node)
        name = attribute.text("name")
        if not name:
            yield Tally("attribute without a name", "unread")
            continue
        yield Tally("attribute")
        inner = f"{path}:{name}" if key == "attributes" else f"{path}.{name}"
        thing = source.element(inner)
        yield from source.describe(
            thing, term(schema, "attributes"), label=name, identifier=inner, place=node.place
        )
        yield Fact(thing, AB.partOf, holder, node.place)
        if attribute.text("description"):
            text = Literal(attribute.text("description"))
            yield Fact(thing, DCTERMS.description, text, node.place)
        yield from rest(thing, "attribute", schema, attribute, _ATTRIBUTE_KNOWN)
        yield from _attributes(source, thing, inner, attribute, "subAttributes")
