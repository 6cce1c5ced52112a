"""Plain settings that the ontology has no word for, in Keycloak's words; what is secret is not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rdflib import DCTERMS, XSD, Literal, Namespace

from asbuilt.facts import Fact, Tally
from asbuilt.reading.secrets import is_secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.facts import Item
    from asbuilt.reading.tree import Node

KEYCLOAK: Final = Namespace("https://www.keycloak.org/realm#")
"""The namespace under which settings are kept."""

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*\Z")
_UNDERSTOOD: Final = {
    "realm": {"realm", "displayName", "roles", "groups", "users", "clients", "keycloakVersion"},
    "role": {"name", "description", "composites", "composite", "clientRole", "containerId"},
    "group": {"name", "path", "realmRoles", "clientRoles", "subGroups", "description"},
    "client": {"clientId", "name", "description", "authorizationSettings"},
    "user": {"username", "firstName", "lastName", "realmRoles", "clientRoles", "groups"},
    "authorization": {"resources", "policies", "scopes"},
    "resource": {"name", "displayName", "scopes", "uri", "uris", "_id"},
}


def kept(thing: URIRef, kind: str, node: Node) -> Iterator[Item]:
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


def description(thing: URIRef, node: Node) -> Iterator[Item]:
    """State a description, unless it is the key of one of Keycloak's own texts."""
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
