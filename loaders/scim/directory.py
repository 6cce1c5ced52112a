"""All resources of a file, each found by its identifier, and what is stated of each kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rdflib import DCTERMS, PROV, RDF, RDFS, Literal

from asbuilt.facts import Fact
from asbuilt.loaders.scim import provider
from asbuilt.loaders.scim.people import groups, users
from asbuilt.loaders.scim.resource import CORE, Resource, term
from asbuilt.reading import Refusal
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from rdflib import URIRef

    from asbuilt.facts import Item, Place, Source
    from asbuilt.loaders.scim.resource import Value

_NAMES: Final = {"User": "userName", "Group": "displayName"}
_KINDS: Final = {"User": AB.Agent, "Group": AB.Group}


@dataclass(frozen=True, slots=True)
class Entry:
    """A resource with its type, its identifier and its IRI."""

    resource: Resource
    kind: str
    identifier: str
    iri: URIRef

    @property
    def place(self) -> Place:
        """The place of the resource."""
        return self.resource.node.place

    @property
    def is_inactive(self) -> bool:
        """Whether nobody can act by this account."""
        active = self.resource.get("active")
        return active is not None and active.value is False


class Directory:
    """The resources of one file."""

    def __init__(self, source: Source) -> None:
        """Begin with none."""
        self.source = source
        self.entries: list[Entry] = []
        self._at: dict[str, Entry] = {}
        self._mentioned: set[URIRef] = set()

    def take(self, resource: Resource, kind: str, identifier: str) -> None:
        """Take in a resource. Raises `Refusal` where its identifier stands twice."""
        kind = next((one for one in _NAMES if one.casefold() == kind.casefold()), kind)
        name = resource.text(_NAMES.get(kind, "name"))
        known = resource.text("id") or identifier
        address = known or (f"{kind}/{name}" if name else kind)
        first = self._at.get(address)
        if first is not None:
            raise Refusal(
                f"the identifier {known or name or kind!r} stands twice, on lines"
                f" {first.resource.node.line} and {resource.node.line}",
                "keep one of the two; an identifier is never used again for something else",
                resource.node.place,
            )
        entry = Entry(resource, kind, known or name or kind, self.source.element(address))
        self._at[address] = entry
        self.entries.append(entry)

    def items(self) -> Iterator[Item]:
        """Yield what is stated of all resources."""
        for entry in self.entries:
            if entry.kind == "User":
                yield from users(self, entry)
            elif entry.kind == "Group":
                yield from groups(self, entry)
            else:
                yield from provider.items(self.source, entry)

    def entry(self, identifier: str) -> Entry | None:
        """Give the resource with an identifier, or nothing where the file has none."""
        return self._at.get(identifier)

    def lists_members(self, identifier: str) -> bool:
        """Say whether the file tells who is in a group, so that being in it indirectly follows."""
        known = self._at.get(identifier)
        return known is not None and bool(known.resource.values("members"))

    def once(self, thing: URIRef, kind: URIRef, value: Value) -> Iterator[Fact]:
        """Describe a role or right by the first of the values that name it."""
        if thing not in self._mentioned:
            self._mentioned.add(thing)
            yield from self.source.describe(
                thing,
                kind,
                label=value.part("display"),
                identifier=value.text,
                place=value.node.place,
            )

    def party(self, value: Value, kind: str) -> Generator[Fact, None, URIRef]:
        """Give the user or group that a value names; a mention where the file has none such.

        `kind` is ``User`` or ``Group``, or empty where the file does not say which.
        """
        known = self._at.get(value.text)
        if known is not None:
            return known.iri
        word = {"User": "agent", "Group": "group"}.get(kind, "member")
        thing = self.source.minter.identified(word, value.text)
        if thing not in self._mentioned:
            self._mentioned.add(thing)
            place = value.node.place
            yield Fact(thing, RDF.type, AB.Reference, place)
            shown = value.part("display") or value.part("displayName") if kind == "Group" else ""
            yield Fact(thing, RDFS.label, Literal(shown or value.text), place)
            yield Fact(thing, DCTERMS.identifier, Literal(value.text), place)
            yield Fact(thing, AB.referenceKind, _KINDS.get(kind, AB.Agent), place)
            yield Fact(thing, PROV.hadPrimarySource, self.source.at(place), place)
            name = value.part("display") or value.part("displayName")
            if name:
                yield Fact(thing, term(f"{CORE}{kind or 'Group'}", "display"), Literal(name), place)
        return thing
