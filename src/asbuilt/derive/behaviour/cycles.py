"""Which elements can come again: what remains when all first and all last ones are taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rdflib import URIRef


def on_cycles(
    members: Iterable[URIRef], following: Mapping[URIRef, Iterable[URIRef]]
) -> set[URIRef]:
    """Give the members that lie on cycles, or between two of them."""
    after = {one: set(following.get(one, ())) for one in members}
    before: dict[URIRef, set[URIRef]] = {one: set() for one in after}
    for one, goals in after.items():
        for goal in goals:
            before[goal].add(one)
    left = set(after)
    for here, there in ((before, after), (after, before)):
        front = [one for one in left if not here[one] & left]
        while front:
            gone = front.pop()
            left.discard(gone)
            for other in there[gone]:
                here[other].discard(gone)
                if other in left and not here[other] & left:
                    front.append(other)
    return left
