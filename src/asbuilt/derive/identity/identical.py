"""Principals that people confirmed to be one: a role of a system and a role of a register.

Confirmed mappings between two roles, groups or agents join them. Of those that are one, that of the
Process Domain speaks for all: the end that no such mapping has as its digital one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from asbuilt.derive.correspondence.mapped import NOT_COUNTED
from asbuilt.derive.reading import pairs

if TYPE_CHECKING:
    from rdflib import URIRef

    from asbuilt.store import Store

_PRINCIPALS = "VALUES ?k { ab:Role ab:Agent ab:Group } VALUES ?l { ab:Role ab:Agent ab:Group }"


def confirmed_same(store: Store) -> dict[URIRef, URIRef]:
    """Give, for each principal that a confirmed mapping joins to another, that which speaks."""
    statuses = " ".join(f'"{status}"' for status in sorted(NOT_COUNTED))
    stated = list(
        pairs(
            store,
            f"""{_PRINCIPALS} ?m a ab:Mapping ; ab:processElement ?b ; ab:digitalElement ?a .
            ?a a ?k . ?b a ?l . FILTER(?a != ?b)
            FILTER NOT EXISTS {{ ?m ab:mappingStatus ?s . VALUES ?s {{ {statuses} }} }}""",
        )
    )
    digital = {lower for lower, _ in stated}
    members: dict[URIRef, set[URIRef]] = {}
    for lower, upper in stated:
        joined = members.get(lower, {lower}) | members.get(upper, {upper})
        for one in joined:
            members[one] = joined
    speaking = {one: min(group, key=lambda m: (m in digital, m)) for one, group in members.items()}
    return {one: speaker for one, speaker in speaking.items() if one != speaker}


def one_for_all(
    guessed: dict[URIRef, URIRef], confirmed: dict[URIRef, URIRef]
) -> dict[URIRef, URIRef]:
    """Join what names say of who is who with what people confirmed, which goes before it."""
    speakers = set(confirmed.values())
    whole = {one: other for one, other in guessed.items() if one not in speakers} | confirmed
    return {one: confirmed.get(other, other) for one, other in whole.items()}
