"""The things of a realm by their addresses in it, and mentions of those that it does not define."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rdflib import PROV, RDF, RDFS, Literal, URIRef

from asbuilt.facts import Fact
from asbuilt.reading import Refusal
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from asbuilt.facts import Item, Source
    from asbuilt.reading.tree import Node

BUILT_IN: Final = frozenset(
    ("account", "account-console", "admin-cli", "broker", "realm-management",
     "security-admin-console")
)  # fmt: skip
"""Clients that Keycloak makes in every realm with their roles; partial exports leave them out."""
_OF_REALM: Final = frozenset(("offline_access", "uma_authorization", "admin", "create-realm"))
"""Roles that Keycloak makes in every realm, beside ``default-roles-…``."""
_OF_A_RESOURCE_SERVER: Final = "uma_protection"
"""The role that Keycloak makes in each client whose resources it protects."""


class Names:
    """Mints the things of one realm; raises `Refusal` where two things of it bear one name."""

    def __init__(self, source: Source, realm: str) -> None:
        """Begin with none."""
        self.source = source
        self.realm = realm
        self._at: dict[str, Node] = {}
        self._known: dict[str, URIRef] = {}
        self._made: set[URIRef] = set()
        """Built-in roles and mentions that have been stated."""

    def define(self, address: str, node: Node) -> URIRef:
        """Take note of a thing at its address. Raises `Refusal` where there is one already."""
        first = self._at.setdefault(address, node)
        if first is not node:
            raise Refusal(
                f"{address!r} stands twice in the realm {self.realm!r}, on lines {first.line} and"
                f" {node.line}",
                "remove or rename one of the two",
                node.place,
            )
        self._known[address] = self.source.element(self._address(address))
        return self._known[address]

    def __getitem__(self, address: str) -> URIRef:
        """Give what the realm defines at an address."""
        return self._known[address]

    def get(self, address: str) -> URIRef | None:
        """Give what the realm defines at an address, or nothing."""
        return self._known.get(address)

    def role(self, name: str, client: str, node: Node) -> Generator[Item, None, URIRef]:
        """Give a role: one that is defined, Keycloak's own, or a mention of one."""
        address = f"client/{client}/role/{name}" if client else f"role/{name}"
        known = self._known.get(address)
        if known is not None:
            return known
        is_own = (
            client in BUILT_IN or name == _OF_A_RESOURCE_SERVER
            if client
            else name in _OF_REALM or name.startswith("default-roles-")
        )
        if is_own:
            thing = self.source.element(self._address(address))
            if thing not in self._made:
                self._made.add(thing)
                yield from self.source.describe(
                    thing, AB.Role, label=name, identifier=name, place=node.place
                )
            return thing
        return (yield from self._mention("role", AB.Role, name, client or self.realm, node))

    def group(self, path: str, node: Node) -> Generator[Item, None, URIRef]:
        """Give a group by its path, or a mention of it."""
        known = self._known.get(f"group{path}")
        if known is not None:
            return known
        return (yield from self._mention("group", AB.Group, path, self.realm, node))

    def user(self, login: str, node: Node) -> Generator[Item, None, URIRef]:
        """Give a user by login, or a mention of one."""
        known = self._known.get(f"user/{login}")
        if known is not None:
            return known
        return (yield from self._mention("agent", AB.Agent, login, self.realm, node))

    def _mention(
        self, word: str, kind: URIRef, text: str, within: str, node: Node
    ) -> Generator[Item, None, URIRef]:
        thing = self.source.minter.reference(word, text, within)
        yield from self._introduced(thing, text, kind, node)
        return thing

    def _introduced(self, thing: URIRef, text: str, kind: URIRef, node: Node) -> Iterator[Item]:
        if thing in self._made:
            return
        self._made.add(thing)
        yield Fact(thing, RDF.type, AB.Reference, node.place)
        yield Fact(thing, RDFS.label, Literal(text), node.place)
        yield Fact(thing, AB.referenceKind, kind, node.place)
        yield Fact(thing, PROV.hadPrimarySource, self.source.at(node.place), node.place)

    def _address(self, address: str) -> str:
        return self.realm if address == "realm" else f"{self.realm}/{address}"
