"""Whom a policy of a client's authorization settings lets in, where that can be said exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from asbuilt.reading import Refusal
from asbuilt.reading import json as json_reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from asbuilt.reading.tree import Node

PERMISSIONS: Final = frozenset(("resource", "scope"))
"""Types of policies that are permissions: they say on what others apply."""
_DEPTH: Final = 20
"""How deep policies may be made of others; deeper ones, and rings, are not followed."""


@dataclass(frozen=True, slots=True)
class Party:
    """A role, group or user by the name under which a policy knows it."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """Whom a policy lets in, and what must be so besides; no parties where that is not known."""

    parties: frozenset[Party]
    conditions: tuple[str, ...] = ()


class Policies:
    """The policies of one client, by name."""

    def __init__(self, nodes: Mapping[str, Node], parents: set[str]) -> None:
        """Take the policies, and the paths of groups that have sub-groups."""
        self._nodes = nodes
        self._parents = parents

    def meaning(self, name: str, depth: int = 0) -> Meaning:
        """Say whom the policy with a name lets in."""
        node = self._nodes.get(name)
        kind = node.text_of("type") if node is not None else "missing"
        unknown = Meaning(frozenset(), (f"policy {name!r} ({kind})",))
        if node is None or depth > _DEPTH:
            return unknown
        if (node.text_of("logic") or "POSITIVE").upper() != "POSITIVE":
            return Meaning(frozenset(), (f"not policy {name!r} ({kind})",))
        if kind == "aggregate":
            found = self.together(node, depth)
            return found if found.parties else unknown
        parties = {
            "role": self._roles,
            "group": self._groups,
            "user": self._users,
        }.get(kind or "", lambda _: frozenset())(node)
        return Meaning(parties) if parties else unknown

    def together(self, node: Node, depth: int = 0) -> Meaning:
        """Say whom a permission or aggregate lets in that applies other policies.

        Of several that must all agree, one may name parties, and the others are conditions. Where
        two name parties, nobody can be said to be in both.
        """
        applied = [self.meaning(name, depth + 1) for name in texts(node, "applyPolicies")]
        strategy = (node.text_of("decisionStrategy") or "UNANIMOUS").upper()
        named = [one for one in applied if one.parties]
        if strategy == "AFFIRMATIVE":
            if any(one.conditions for one in named):
                return Meaning(frozenset())
            # What else lets somebody in is not known; those who are named are let in by themselves.
            return Meaning(frozenset().union(*(one.parties for one in named)))
        if len(named) != 1 or (strategy == "CONSENSUS" and len(applied) > 1):
            return Meaning(frozenset())
        conditions = tuple(text for one in applied for text in one.conditions)
        return Meaning(named[0].parties, conditions)

    @staticmethod
    def _roles(node: Node) -> frozenset[Party]:
        """Give the roles of a policy of which one is enough."""
        roles = list(_values(node, "roles"))
        required = [role for role in roles if _is_true(role, "required")]
        if required and len(roles) > 1:
            return frozenset()
        names = (role.text_of("id") or role.text_of("name") or role.text for role in roles)
        return frozenset(Party("role", name) for name in names if name)

    def _groups(self, node: Node) -> frozenset[Party]:
        """Give the groups of a policy, none where it leaves out the members of a sub-group."""
        found = set()
        for group in _values(node, "groups"):
            path = group.text_of("path") or group.text
            if not path or (path in self._parents and not _is_true(group, "extendChildren")):
                return frozenset()
            found.add(Party("group", path))
        return frozenset(found)

    @staticmethod
    def _users(node: Node) -> frozenset[Party]:
        return frozenset(Party("user", user.text) for user in _values(node, "users") if user.text)


def texts(node: Node, key: str) -> list[str]:
    """Give the names that a policy lists under a key."""
    return [name for one in _values(node, key) if (name := one.text or one.text_of("name"))]


def setting(node: Node, key: str) -> str:
    """Give a plain setting of a policy, empty where there is none."""
    config = node.get("config")
    return (config.text_of(key) if config is not None else None) or ""


def _values(node: Node, key: str) -> Iterator[Node]:
    """Give a list of a policy: an array of its own, or JSON in a text of its ``config``."""
    own = node.get(key)
    if own is not None and own.is_array:
        yield from own.elements()
        return
    written = setting(node, key)
    if written:
        try:
            yield from json_reading.parse_text(written).elements()
        except Refusal:
            return


def _is_true(node: Node, key: str) -> bool:
    found = node.get(key)
    return found is not None and (found.value is True or found.text == "true")
