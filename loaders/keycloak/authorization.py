"""What a client's authorization settings let whom do: resources, scopes and permissions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import Literal

from asbuilt.facts import Fact, Problem, Tally
from asbuilt.loaders.keycloak.policies import PERMISSIONS, Policies, setting, texts
from asbuilt.loaders.keycloak.settings import KEYCLOAK, description, kept
from asbuilt.reading import Refusal
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    from rdflib import URIRef

    from asbuilt.facts import Item
    from asbuilt.loaders.keycloak.names import Names
    from asbuilt.loaders.keycloak.policies import Meaning, Party
    from asbuilt.reading.tree import Node


class Authorization:
    """States the authorization settings of one client."""

    def __init__(
        self,
        names: Names,
        client: str,
        settings: Node,
        roles: Mapping[str | None, Node],
        parents: set[str],
    ) -> None:
        """Prepare to state them; `roles` are by Keycloak's ids, `parents` have sub-groups."""
        self._names = names
        self._client = client
        self._settings = settings
        self._roles = roles
        self._resources = _by_name(settings, "resources")
        self._policies = _by_name(settings, "policies")
        self._meanings = Policies(self._policies, parents)

    def items(self) -> Iterator[Item]:
        """Yield resources, scopes and permissions, and count the policies that are not exact."""
        holder = self._names[f"client/{self._client}"]
        yield from kept(holder, "authorization", self._settings)
        if (self._settings.text_of("policyEnforcementMode") or "").upper() == "DISABLED":
            yield Problem(
                "warning",
                f"the client {self._client!r} enforces no policy, so all may do everything in it",
                "set its policy enforcement mode to Enforcing",
                self._settings.place,
            )
        for name, node in _by_name(self._settings, "scopes").items():
            scope = self._names.define(self._address("scope", name), node)
            yield Tally("authorization scope")
            yield from self._described(scope, KEYCLOAK.Scope, name, node)
        for name, node in self._resources.items():
            yield from self._resource(name, node)
        for name, node in self._policies.items():
            kind = node.text_of("type") or "unknown"
            if kind in PERMISSIONS:
                yield from self._permission(name, node, kind)
            else:
                known = self._meanings.meaning(name).parties
                yield Tally(f"{kind} policy", "read" if known else "unread")

    def _resource(self, name: str, node: Node) -> Iterator[Item]:
        resource = self._names.define(self._address("resource", name), node)
        yield Tally("authorization resource")
        yield from self._described(resource, KEYCLOAK.Resource, name, node)
        yield from kept(resource, "resource", node)
        for address in [node.get("uri"), *_elements(node, "uris")]:
            if address is not None and address.text:
                yield Fact(resource, KEYCLOAK.uris, Literal(address.text), address.place)
        for scope in _scopes(node):
            thing = self._names.get(self._address("scope", scope))
            if thing is not None:
                yield Fact(resource, KEYCLOAK.scopes, thing, node.place)

    def _permission(self, name: str, node: Node, kind: str) -> Iterator[Item]:
        yield Tally(f"{kind} permission")
        meaning = self._meanings.together(node)
        permission = self._names.define(self._address("permission", name), node)
        exact = bool(meaning.parties)
        yield from self._described(
            permission, AB.Permission if exact else KEYCLOAK.Permission, name, node
        )
        if not exact:
            yield Tally(f"{kind} permission that is not exact", "kept")
            for policy in texts(node, "applyPolicies"):
                yield Fact(permission, KEYCLOAK.applyPolicies, Literal(policy), node.place)
        else:
            holder = self._names[f"client/{self._client}"]
            yield Fact(permission, AB.heldBy, holder, node.place)
            yield from self._granted(permission, name, node, meaning)
        on = AB.mayTrigger if exact else KEYCLOAK.resources
        for resource in self._covered(node):
            thing = self._names.get(self._address("resource", resource))
            if thing is None:
                yield Tally("resource that is not defined", "unread")
                yield Problem(
                    "warning",
                    f"the permission {name!r} is on {resource!r}, which is no resource here",
                    "define the resource in the client, or remove it from the permission",
                    node.place,
                )
            else:
                yield Fact(permission, on, thing, node.place)
        for scope in texts(node, "scopes"):
            yield Fact(permission, AB.action, Literal(scope), node.place)

    def _granted(
        self, permission: URIRef, name: str, node: Node, meaning: Meaning
    ) -> Iterator[Item]:
        for party in sorted(meaning.parties, key=lambda one: (one.kind, one.name)):
            thing = yield from self._party(party, node)
            yield Fact(permission, AB.grantedTo, thing, node.place)
        conditions = [*meaning.conditions, *self._also_needed(name, node)]
        if conditions:
            yield Tally("condition of a permission", "kept")
            yield Fact(permission, AB.condition, Literal(" and ".join(conditions)), node.place)

    def _party(self, party: Party, node: Node) -> Generator[Item, None, URIRef]:
        if party.kind == "group":
            return (yield from self._names.group(party.name, node))
        if party.kind == "user":
            return (yield from self._names.user(party.name, node))
        role, client = party.name, ""
        known = self._roles.get(role)
        if known is not None:
            role = known.text_of("name") or role
            is_client = known.get("clientRole")
            container = known.text_of("containerId") or ""
            if is_client is not None and is_client.value is True:
                client = container
        elif "/" in role and self._names.get(f"role/{role}") is None:
            client, _, role = role.partition("/")
        return (yield from self._names.role(role, client, node))

    def _also_needed(self, name: str, node: Node) -> list[str]:
        """Give the other permissions that must grant, too, where all that apply must agree."""
        strategy = (self._settings.text_of("decisionStrategy") or "UNANIMOUS").upper()
        if strategy != "UNANIMOUS":
            return []
        own = self._reach(node)
        return [
            f"permission {other!r} grants it, too"
            for other, there in self._policies.items()
            if other != name and there.text_of("type") in PERMISSIONS and own & self._reach(there)
        ]

    def _covered(self, node: Node) -> list[str]:
        """Give the resources of a permission: those named, of its type, or with its scopes."""
        named = texts(node, "resources")
        of_type = setting(node, "defaultResourceType") or node.text_of("resourceType") or ""
        if of_type:
            named += [
                name for name, one in self._resources.items() if one.text_of("type") == of_type
            ]
        if not named:
            scopes = set(texts(node, "scopes"))
            named = [name for name, one in self._resources.items() if scopes & set(_scopes(one))]
        return list(dict.fromkeys(named))

    def _reach(self, node: Node) -> set[tuple[str, str]]:
        """Give each resource with each scope to which a permission applies; empty is the whole."""
        scopes = set(texts(node, "scopes"))
        found = set()
        for resource in self._covered(node):
            known = self._resources.get(resource)
            all_scopes = {*(_scopes(known) if known is not None else ()), ""}
            found |= {(resource, scope) for scope in scopes or all_scopes}
        return found

    def _described(self, thing: URIRef, kind: URIRef, name: str, node: Node) -> Iterator[Item]:
        label = node.text_of("displayName")
        yield from self._names.source.describe(
            thing, kind, label=label or name, identifier=name, place=node.place
        )
        if kind != AB.Permission:
            holder = self._names[f"client/{self._client}"]
            yield Fact(thing, AB.partOf, holder, node.place)
        yield from description(thing, node)

    def _address(self, kind: str, name: str) -> str:
        return f"client/{self._client}/{kind}/{name}"


def _elements(node: Node, key: str) -> list[Node]:
    held = node.get(key)
    return list(held.elements()) if held is not None else []


def _by_name(node: Node, key: str) -> dict[str, Node]:
    """Give the named elements of an array. Raises `Refusal` where a name stands twice."""
    found: dict[str, Node] = {}
    for one in _elements(node, key):
        name = one.text_of("name")
        if name and found.setdefault(name, one) is not one:
            raise Refusal(
                f"{name!r} stands twice in {key} of a client, on lines {found[name].line} and"
                f" {one.line}",
                "remove or rename one of the two",
                one.place,
            )
    return found


def _scopes(resource: Node) -> list[str]:
    return [name for one in _elements(resource, "scopes") if (name := one.text_of("name"))]
