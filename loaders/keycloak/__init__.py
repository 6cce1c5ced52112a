"""Realms of Keycloak as its export and partial export write them: one, or an array of several.

Roles, groups and users become roles, groups and agents; a realm and its clients become systems.
What opens doors (passwords, secrets, keys), told by where Keycloak writes it and by how keys and
addresses look, is counted and not put into the graph.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from asbuilt.loaders.keycloak.realm import Realm
from asbuilt.reading import Refusal
from asbuilt.reading import json as json_reading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asbuilt.facts import Item, Source

name: Final = "keycloak"
suffixes: Final = ("-realm.json", "realm-export.json")
settings: tuple[str, ...] = ()

_REALM: Final = re.compile(rb'"realm"\s*:\s*"')
_PARTS: Final = re.compile(
    rb'"(?:roles|defaultRole|clientScopes)"\s*:\s*\{|"(?:users|clients|groups|requiredCredentials)"'
    rb'\s*:\s*\[|"(?:sslRequired|accessTokenLifespan|registrationAllowed)"\s*:'
)
_ADAPTER: Final = re.compile(rb'"auth-server-url"\s*:')
"""What the settings of an application that signs people in by Keycloak have, and no realm."""


def claims(path: Path, head: bytes) -> bool:
    """Say whether a file is an exported realm, by its content."""
    is_json = path.name.lower().endswith(".json") or head.lstrip()[:1] in (b"{", b"[")
    plain = head.replace(b"\0", b"")
    return bool(
        is_json and _REALM.search(plain) and _PARTS.search(plain) and not _ADAPTER.search(plain)
    )


def load(source: Source) -> Iterator[Item]:
    """Read realms and yield their systems, roles, groups and agents.

    Raises `Refusal` where the file is no JSON, no realm with a name, or has one thing twice.
    """
    root = json_reading.parse(source.path)
    realms = list(root.elements()) if root.is_array else [root]
    for node in realms or [root]:
        if not node.text_of("realm"):
            raise Refusal(
                "this is no realm of Keycloak: nothing says its name",
                "export the realm again, with its roles, groups, clients and users",
                node.place,
            )
    # All of it before the first is given: a name that stands twice refuses the file as a whole.
    yield from [item for node in realms for item in Realm(source, node).items()]
