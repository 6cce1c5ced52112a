"""What is stated about a realm: who is in it, which roles there are, and who holds them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rdflib import DCTERMS, PROV, RDF, RDFS, XSD, Literal, Namespace, URIRef

from asbuilt.facts import Fact, Item, Source, Tally, Version
from asbuilt.reading import Refusal
from asbuilt.reading.secrets import is_secret
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from asbuilt.reading.tree import Node

KEYCLOAK: Final = Namespace("https://www.keycloak.org/realm#")
"""The namespace under which settings are kept that the ontology has no word for."""

_BUILT_IN: Final = frozenset(
    ("account", "account-console", "admin-cli", "broker", "realm-management",
     "security-admin-console")
)  # fmt: skip
"""Clients that Keycloak makes in every realm with their roles; partial exports leave them out."""
_OF_REALM: Final = frozenset(("offline_access", "uma_authorization", "admin", "create-realm"))
"""Roles that Keycloak makes in every realm, beside ``default-roles-…``."""
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*\Z")
_UNDERSTOOD: Final = {
    "realm": {"realm", "displayName", "roles", "groups", "users", "clients", "keycloakVersion"},
    "role": {"name", "description", "composites", "composite", "clientRole", "containerId"},
    "group": {"name", "path", "realmRoles", "clientRoles", "subGroups", "description"},
    "client": {"clientId", "name", "description"},
    "user": {"username", "firstName", "lastName", "realmRoles", "clientRoles", "groups"},
}


class Realm:
    """States one realm of a file; raises `Refusal` where two things of it bear one name."""

    def __init__(self, source: Source, node: Node) -> None:
        """Prepare to state a realm that has a name."""
        self._source = source
        self._node = node
        self._name = node.text_of("realm") or ""
        self._at: dict[str, Node] = {}
        self._known: dict[str, URIRef] = {}
        """What the realm defines, by its address in it."""
        self._made: set[URIRef] = set()
        """Built-in roles and mentions that have been stated."""

    def items(self) -> Iterator[Item]:
        """Yield all that is stated, definitions before what names them."""
        if version := self._node.text_of("keycloakVersion"):
            yield Version(version)
        realm = self._define("realm", self._node)
        label = self._node.text_of("displayName") or self._name
        yield Tally("realm")
        yield from self._source.describe(
            realm, AB.System, label=label, identifier=self._name, place=self._node.place
        )
        yield from self._rest(realm, "realm", self._node)
        clients = list(_elements(self._node, "clients"))
        for client in clients:
            yield from self._client(client, realm)
        roles = list(self._roles())
        for address, role in roles:
            self._define(address, role)
            yield from self._role(address, role)
        groups = list(self._groups(self._node, "groups", ""))
        for path, group, _ in groups:
            self._define(f"group{path}", group)
        for address, role in roles:
            yield from self._composites(address, role)
        for path, group, around in groups:
            yield from self._group(path, group, around)
        for user in _elements(self._node, "users"):
            yield from self._user(user)

    def _client(self, node: Node, realm: URIRef) -> Iterator[Item]:
        identifier = node.text_of("clientId")
        if not identifier or identifier in _BUILT_IN:
            yield Tally("client of Keycloak's own" if identifier else "client without clientId")
            return
        yield Tally("client")
        client = self._define(f"client/{identifier}", node)
        label = node.text_of("name")
        yield from self._source.describe(
            client,
            AB.System,
            label=None if label is None or label.startswith("${") else label,
            identifier=identifier,
            place=node.place,
        )
        yield Fact(client, AB.partOf, realm, node.place)
        yield from _description(client, node)
        yield from self._rest(client, "client", node)

    def _roles(self) -> Iterator[tuple[str, Node]]:
        """Yield each role with its address: those of the realm, then those of clients."""
        roles = self._node.get("roles")
        if roles is None:
            return
        for role in _elements(roles, "realm"):
            if name := role.text_of("name"):
                yield f"role/{name}", role
        for client, held in _members(roles, "client"):
            for role in held.elements():
                if name := role.text_of("name"):
                    yield f"client/{client}/role/{name}", role

    def _role(self, address: str, node: Node) -> Iterator[Item]:
        name = node.text_of("name")
        role = self._known[address]
        client = address.startswith("client/")
        yield Tally("client role" if client else "realm role")
        yield from self._source.describe(
            role, AB.Role, label=name, identifier=name, place=node.place
        )
        holder = self._known.get(address.partition("/role/")[0]) if client else None
        if holder is not None:
            yield Fact(role, AB.partOf, holder, node.place)
        yield from _description(role, node)
        yield from self._rest(role, "role", node)

    def _composites(self, address: str, node: Node) -> Iterator[Item]:
        """State that whoever holds a role holds those that it is made of."""
        composites = node.get("composites")
        if composites is None:
            return
        yield from self._held(
            self._known[address], composites, "realm", "client", AB.partOf, "composite of a role"
        )

    def _groups(self, node: Node, key: str, above: str) -> Iterator[tuple[str, Node, str]]:
        """Yield each group with its path and the path of the group around it."""
        for group in _elements(node, key):
            if name := group.text_of("name"):
                path = f"{above}/{name}"
                yield path, group, above
                yield from self._groups(group, "subGroups", path)

    def _group(self, path: str, node: Node, around: str) -> Iterator[Item]:
        group = self._known[f"group{path}"]
        yield Tally("group")
        yield from self._source.describe(
            group, AB.Group, label=node.text_of("name"), identifier=path, place=node.place
        )
        if around:
            yield Fact(group, AB.partOf, self._known[f"group{around}"], node.place)
        yield from _description(group, node)
        yield from self._rest(group, "group", node)
        yield from self._held(
            group, node, "realmRoles", "clientRoles", AB.holdsRole, "role of a group"
        )

    def _user(self, node: Node) -> Iterator[Item]:
        login = node.text_of("username") or node.text_of("email")
        yield Tally("user" if login else "user without username")
        if not login:
            return
        agent = self._define(f"user/{login}", node)
        names = [node.text_of(part) for part in ("firstName", "lastName")]
        yield from self._source.describe(
            agent,
            AB.Agent,
            label=" ".join(part for part in names if part) or None,
            identifier=login,
            place=node.place,
        )
        yield Fact(agent, AB.login, Literal(login), node.place)
        yield from self._rest(agent, "user", node)
        enabled = node.get("enabled")
        if enabled is not None and enabled.value is False:
            # Nobody can act by a disabled account, so what it held is not said to be held.
            held = len(_named_roles(node, "realmRoles", "clientRoles"))
            held += len(list(_elements(node, "groups")))
            if held:
                yield Tally("role or group of a disabled user", "unread", held)
            return
        yield from self._held(
            agent, node, "realmRoles", "clientRoles", AB.holdsRole, "role of a user"
        )
        for group in _elements(node, "groups"):
            if group.text:
                path = "/" + group.text.strip("/")
                yield Tally("group of a user")
                thing = self._known.get(f"group{path}")
                if thing is None:
                    thing = self._source.minter.reference("group", path, self._name)
                    yield from self._mention(thing, path, AB.Group, group)
                yield Fact(agent, AB.memberOf, thing, group.place)

    def _held(  # noqa: PLR0913, PLR0917 - who holds what, and where the file says it
        self, holder: URIRef, node: Node, own: str, of_clients: str, how: URIRef, kind: str
    ) -> Iterator[Item]:
        """State which roles something has; `own` and `of_clients` are the keys that list them."""
        for role, client in _named_roles(node, own, of_clients):
            yield Tally(kind)
            address = f"client/{client}/role/{role.text}" if client else f"role/{role.text}"
            thing = self._known.get(address)
            if thing is None:
                thing = yield from self._undefined(address, role, client)
            yield Fact(holder, how, thing, role.place)

    def _undefined(self, address: str, role: Node, client: str) -> Generator[Item, None, URIRef]:
        """Give a role that the file does not define: Keycloak's own, or a mention of one."""
        name = role.text or ""
        is_own = client in _BUILT_IN or (
            not client and (name in _OF_REALM or name.startswith("default-roles-"))
        )
        if is_own:
            thing = self._source.element(self._address(address))
            if thing not in self._made:
                self._made.add(thing)
                yield from self._source.describe(
                    thing, AB.Role, label=name, identifier=name, place=role.place
                )
            return thing
        thing = self._source.minter.reference("role", name, client or self._name)
        yield from self._mention(thing, name, AB.Role, role)
        return thing

    def _mention(self, thing: URIRef, text: str, kind: URIRef, node: Node) -> Iterator[Item]:
        if thing in self._made:
            return
        self._made.add(thing)
        yield Fact(thing, RDF.type, AB.Reference, node.place)
        yield Fact(thing, RDFS.label, Literal(text), node.place)
        yield Fact(thing, AB.referenceKind, kind, node.place)
        yield Fact(thing, PROV.hadPrimarySource, self._source.at(node.place), node.place)

    def _rest(self, thing: URIRef, kind: str, node: Node) -> Iterator[Item]:
        """Keep plain settings in Keycloak's words; count what is more, and all that is secret."""
        for key, value in node.members():
            if key in _UNDERSTOOD[kind]:
                continue
            is_plain = not (value.is_object or value.is_array) and value.value is not None
            if is_plain and _NAME.match(key) and not is_secret(key, value.text):
                yield Tally(f"{kind}: {key}", "kept")
                yield Fact(thing, KEYCLOAK[key], _literal(value), value.place)
            elif value.plain() not in (None, [], {}):
                yield Tally(f"{kind}: {key}", "unread")

    def _define(self, address: str, node: Node) -> URIRef:
        """Take note of a thing at its address. Raises `Refusal` where there is one already."""
        first = self._at.setdefault(address, node)
        if first is not node:
            raise Refusal(
                f"{address!r} stands twice in the realm {self._name!r}, on lines {first.line} and"
                f" {node.line}",
                "remove or rename one of the two",
                node.place,
            )
        self._known[address] = self._source.element(self._address(address))
        return self._known[address]

    def _address(self, address: str) -> str:
        return self._name if address == "realm" else f"{self._name}/{address}"


def _elements(node: Node, key: str) -> Iterator[Node]:
    held = node.get(key)
    if held is not None:
        yield from held.elements()


def _named_roles(node: Node, own: str, of_clients: str) -> list[tuple[Node, str]]:
    """Give the names of roles that are listed, each with its client; none for one of the realm."""
    listed = [(role, "") for role in _elements(node, own)]
    for client, roles in _members(node, of_clients):
        listed += [(role, client) for role in roles.elements()]
    return [(role, client) for role, client in listed if role.text]


def _members(node: Node, key: str) -> Iterator[tuple[str, Node]]:
    held = node.get(key)
    if held is not None:
        yield from held.members()


def _description(thing: URIRef, node: Node) -> Iterator[Item]:
    text = node.text_of("description")
    if text and not text.startswith("${"):
        yield Fact(thing, DCTERMS.description, Literal(text), node.place)


def _literal(node: Node) -> Literal:
    if isinstance(node.value, bool):
        return Literal("true" if node.value else "false", datatype=XSD.boolean)
    if node.number is not None:
        kind = XSD.integer if isinstance(node.number.value, int) else XSD.double
        return Literal(node.number.text, datatype=kind)
    return Literal(node.text or "")
