"""What is stated of users and groups: who is in which group, and holds what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rdflib import ORG, RDF, RDFS, Literal

from asbuilt.facts import Fact, Tally
from asbuilt.loaders.scim.resource import CORE, ENTERPRISE, rest, term
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Item
    from asbuilt.loaders.scim.directory import Directory, Entry
    from asbuilt.loaders.scim.resource import Resource, Value

_USER: Final = f"{CORE}User"
_GROUP: Final = f"{CORE}Group"
_USER_KNOWN: Final = frozenset(
    ("schemas", "id", "username", "name", "displayname", "groups", "roles", "entitlements",
     "emails", "meta", "active", ENTERPRISE.casefold())
)  # fmt: skip
_GROUP_KNOWN: Final = frozenset(("schemas", "id", "displayname", "members", "meta"))
_MANAGER: Final = frozenset(("manager",))


def users(directory: Directory, entry: Entry) -> Iterator[Item]:
    """State a user: an agent with its login, roles, entitlements, groups and manager."""
    user, agent, place = entry.resource, entry.iri, entry.place
    login = user.text("userName")
    yield from directory.source.describe(
        agent, AB.Agent, label=_name(user) or login, identifier=entry.identifier, place=place
    )
    if login:
        yield Fact(agent, AB.login, Literal(login), place)
    for email in user.values("emails"):
        yield Tally("User: emails", "kept")
        yield Fact(agent, term(_USER, "emails"), Literal(email.text), email.node.place)
    yield from _lifecycle(entry, _USER)
    yield from rest(agent, "User", _USER, user, _USER_KNOWN)
    extension = user.inner(ENTERPRISE)
    if extension is not None:
        yield from _employee(directory, entry, extension)
    if entry.is_inactive:
        yield Fact(agent, AB.status, Literal("inactive"), place)
    yield from _held(directory, entry)


def groups(directory: Directory, entry: Entry) -> Iterator[Item]:
    """State a group and its members, who may be users or groups."""
    group, place = entry.resource, entry.place
    yield from directory.source.describe(
        entry.iri,
        AB.Group,
        label=group.text("displayName"),
        identifier=entry.identifier,
        place=place,
    )
    yield from _lifecycle(entry, _GROUP)
    yield from rest(entry.iri, "Group", _GROUP, group, _GROUP_KNOWN)
    for member in group.values("members"):
        yield Tally("member of a group")
        known = directory.entry(member.text)
        if known is not None and known.is_inactive:
            yield Tally("group of an inactive user", "unread")
            continue
        thing = yield from directory.party(member, _kind(member))
        yield Fact(thing, AB.memberOf, entry.iri, member.node.place)


def _employee(directory: Directory, entry: Entry, extension: Resource) -> Iterator[Item]:
    """State what the enterprise extension says; a manager is whom the user reports to."""
    yield from rest(entry.iri, "enterprise", ENTERPRISE, extension, _MANAGER)
    for manager in extension.values("manager"):
        yield Tally("manager of a user")
        above = yield from directory.party(manager, "User")
        yield Fact(entry.iri, ORG.reportsTo, above, manager.node.place)


def _held(directory: Directory, entry: Entry) -> Iterator[Item]:
    """State what a user is in and has; by an inactive account nobody has anything."""
    user = entry.resource
    held = {kind: user.values(name) for name, kind in _HELD.items()}
    if entry.is_inactive:
        for name, kind in _HELD.items():
            if held[kind]:
                yield Tally(f"{kind} of an inactive user", "unread", len(held[kind]))
                if name == "groups":
                    yield Tally("group of a user", count=len(held[kind]))
        return
    for group in held["group"]:
        yield Tally("group of a user")
        if group.part("type").casefold() == "indirect" and directory.lists_members(group.text):
            yield Tally("indirect group of a user", "unread")
            continue
        thing = yield from directory.party(group, "Group")
        yield Fact(entry.iri, AB.memberOf, thing, group.node.place)
    for role in held["role"]:
        yield Tally("role of a user")
        thing = directory.source.element(f"role/{role.text}")
        yield from directory.once(thing, AB.Role, role)
        yield Fact(entry.iri, AB.holdsRole, thing, role.node.place)
    for right in held["entitlement"]:
        yield from _entitled(directory, entry, right)


_HELD: Final = {"groups": "group", "roles": "role", "entitlements": "entitlement"}


def _entitled(directory: Directory, entry: Entry, right: Value) -> Iterator[Item]:
    yield Tally("entitlement of a user")
    source, place = directory.source, right.node.place
    thing = source.element(f"entitlement/{right.text}")
    yield from directory.once(thing, AB.Permission, right)
    yield Fact(thing, AB.action, Literal(right.text), place)
    yield Fact(thing, AB.grantedTo, entry.iri, place)
    if source.system:
        system = source.minter.named("system", source.system)
        yield Fact(system, RDF.type, AB.System, place)
        yield Fact(system, RDFS.label, Literal(source.system), place)
        yield Fact(thing, AB.heldBy, system, place)


def _lifecycle(entry: Entry, schema: str) -> Iterator[Fact]:
    """State when a resource was made and last changed, and at which address it is."""
    meta = entry.resource.inner("meta")
    for name in ("created", "lastModified", "location"):
        text = meta.text(name) if meta is not None else ""
        if text:
            yield Fact(entry.iri, term(schema, f"meta.{name}"), Literal(text), entry.place)


def _name(user: Resource) -> str:
    name = user.inner("name")
    if user.text("displayName") or name is None:
        return user.text("displayName")
    parts = (name.text(part) for part in ("givenName", "familyName"))
    return name.text("formatted") or " ".join(part for part in parts if part)


def _kind(member: Value) -> str:
    said = member.part("type").casefold()
    where = member.part("$ref").casefold()
    if said == "group" or "/groups/" in where:
        return "Group"
    return "User" if said == "user" or "/users/" in where else ""
