"""What is stated about a realm: who is in it, which roles there are, and who holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import Literal

from asbuilt.facts import Fact, Item, Source, Tally, Version
from asbuilt.loaders.keycloak.authorization import Authorization
from asbuilt.loaders.keycloak.names import BUILT_IN, Names
from asbuilt.loaders.keycloak.settings import description, kept
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.reading.tree import Node


class Realm:
    """States one realm of a file; raises `Refusal` where two things of it bear one name."""

    def __init__(self, source: Source, node: Node) -> None:
        """Prepare to state a realm that has a name."""
        self._source = source
        self._node = node
        self._name = node.text_of("realm") or ""
        self._names = Names(source, self._name)

    def items(self) -> Iterator[Item]:
        """Yield all that is stated, definitions before what names them."""
        if version := self._node.text_of("keycloakVersion"):
            yield Version(version)
        realm = self._names.define("realm", self._node)
        label = self._node.text_of("displayName") or self._name
        yield Tally("realm")
        yield from self._source.describe(
            realm, AB.System, label=label, identifier=self._name, place=self._node.place
        )
        yield from kept(realm, "realm", self._node)
        clients = list(_elements(self._node, "clients"))
        for client in clients:
            yield from self._client(client, realm)
        roles = list(self._roles())
        for address, role in roles:
            self._names.define(address, role)
            yield from self._role(address, role)
        groups = list(self._groups(self._node, "groups", ""))
        for path, group, _ in groups:
            self._names.define(f"group{path}", group)
        for address, role in roles:
            yield from self._composites(address, role)
        for path, group, around in groups:
            yield from self._group(path, group, around)
        for user in _elements(self._node, "users"):
            yield from self._user(user)
        parents = {around for _, _, around in groups}
        for client in clients:
            yield from self._authorization(client, [role for _, role in roles], parents)

    def _client(self, node: Node, realm: URIRef) -> Iterator[Item]:
        identifier = node.text_of("clientId")
        if not identifier or identifier in BUILT_IN:
            yield Tally("client of Keycloak's own" if identifier else "client without clientId")
            return
        yield Tally("client")
        client = self._names.define(f"client/{identifier}", node)
        label = node.text_of("name")
        yield from self._source.describe(
            client,
            AB.System,
            label=None if label is None or label.startswith("${") else label,
            identifier=identifier,
            place=node.place,
        )
        yield Fact(client, AB.partOf, realm, node.place)
        yield from description(client, node)
        yield from kept(client, "client", node)

    def _authorization(self, client: Node, roles: list[Node], parents: set[str]) -> Iterator[Item]:
        settings = client.get("authorizationSettings")
        identifier = client.text_of("clientId")
        if settings is None or not settings.is_object or not identifier:
            return
        if identifier in BUILT_IN:
            yield Tally("authorizationSettings of a client of Keycloak's own", "unread")
            return
        by_id = {role.text_of("id"): role for role in roles}
        yield from Authorization(self._names, identifier, settings, by_id, parents).items()

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
        role = self._names[address]
        client = address.startswith("client/")
        yield Tally("client role" if client else "realm role")
        yield from self._source.describe(
            role, AB.Role, label=name, identifier=name, place=node.place
        )
        holder = self._names.get(address.partition("/role/")[0]) if client else None
        if holder is not None:
            yield Fact(role, AB.partOf, holder, node.place)
        yield from description(role, node)
        yield from kept(role, "role", node)

    def _composites(self, address: str, node: Node) -> Iterator[Item]:
        """State that whoever holds a role holds those that it is made of."""
        composites = node.get("composites")
        if composites is None:
            return
        yield from self._held(
            self._names[address], composites, "realm", "client", AB.partOf, "composite of a role"
        )

    def _groups(self, node: Node, key: str, above: str) -> Iterator[tuple[str, Node, str]]:
        """Yield each group with its path and the path of the group around it."""
        for group in _elements(node, key):
            if name := group.text_of("name"):
                path = f"{above}/{name}"
                yield path, group, above
                yield from self._groups(group, "subGroups", path)

    def _group(self, path: str, node: Node, around: str) -> Iterator[Item]:
        group = self._names[f"group{path}"]
        yield Tally("group")
        yield from self._source.describe(
            group, AB.Group, label=node.text_of("name"), identifier=path, place=node.place
        )
        if around:
            yield Fact(group, AB.partOf, self._names[f"group{around}"], node.place)
        yield from description(group, node)
        yield from kept(group, "group", node)
        yield from self._held(
            group, node, "realmRoles", "clientRoles", AB.holdsRole, "role of a group"
        )

    def _user(self, node: Node) -> Iterator[Item]:
        login = node.text_of("username") or node.text_of("email")
        yield Tally("user" if login else "user without username")
        if not login:
            return
        agent = self._names.define(f"user/{login}", node)
        names = [node.text_of(part) for part in ("firstName", "lastName")]
        yield from self._source.describe(
            agent,
            AB.Agent,
            label=" ".join(part for part in names if part) or None,
            identifier=login,
            place=node.place,
        )
        yield Fact(agent, AB.login, Literal(login), node.place)
        yield from kept(agent, "user", node)
        enabled = node.get("enabled")
        if enabled is not None and enabled.value is False:
            # Nobody can act by a disabled account, so what it held is not said to be held.
            yield Fact(agent, AB.status, Literal("disabled"), enabled.place)
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
                yield Tally("group of a user")
                thing = yield from self._names.group("/" + group.text.strip("/"), group)
                yield Fact(agent, AB.memberOf, thing, group.place)

    def _held(  # noqa: PLR0913, PLR0917 - who holds what, and where the file says it
        self, holder: URIRef, node: Node, own: str, of_clients: str, how: URIRef, kind: str
    ) -> Iterator[Item]:
        """State which roles something has; `own` and `of_clients` are the keys that list them."""
        for role, client in _named_roles(node, own, of_clients):
            yield Tally(kind)
            thing = yield from self._names.role(role.text or "", client, role)
            yield Fact(holder, how, thing, role.place)


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
