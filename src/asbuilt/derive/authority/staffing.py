"""Roles that are held under their name somewhere else, though nobody has said that the two are one.

A register of roles names an approver and no holder of it; an access server has a role or group of
that name, with people in it. Whoever reads both takes the role for staffed. So does this, until
somebody rejects that the two are one; that it is only presumed is stated, with the people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asbuilt.derive.reading import listed
from asbuilt.derive.statement import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.derive.authority.boundary import Boundary
    from asbuilt.store import Triple

NAMED: Final = 5
"""Most people who are named for a role; the others are counted."""


def presumed_holdings(boundary: Boundary) -> Iterator[Triple]:
    """State each role that has, by its name alone, people beside those who are known to hold it."""
    for role in sorted(boundary.principals.roles):
        own = set(boundary.people_of(role))
        for other in sorted(boundary.namesakes.of([role])):
            people = [who for who in boundary.people_of(other) if who not in own]
            if people:
                yield from _presumed(boundary, role, other, people, held=len(own))


def _presumed(
    boundary: Boundary, role: URIRef, other: URIRef, people: list[URIRef], *, held: int
) -> Iterator[Triple]:
    names = boundary.principals.names
    number = len(people) - NAMED
    told = [names.of(who) for who in people[:NAMED]]
    whom = listed([*told, f"{number:,} more"] if number > 0 else told)
    kind = "role" if other in boundary.principals.roles else "group"
    said = f"{held} hold it" if held > 1 else "one person holds it" if held else "nobody holds it"
    yield from describe(
        boundary.context.minter.derived("authority", "presumed", role, other),
        AB.PresumedHolding,
        label=f"{names.of(role)} is likely held by {whom}",
        about=role,
        proof=f"By the files that speak of the role {names.of(role)}, {said}. Another file has a"
        f" {kind} of the same name, which {whom} {'has' if len(people) == 1 else 'have'}. Until"
        " somebody rejects that the two are one, they count as one here.",
        involves=[other, *people[:NAMED]],
        source=[role, other],
    )
