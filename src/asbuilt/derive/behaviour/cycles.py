"""Which elements can come again: what remains when all first and all last ones are taken away."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_Member = TypeVar("_Member", bound=Hashable)


def on_cycles(
    members: Iterable[_Member], following: Mapping[_Member, Iterable[_Member]]
) -> set[_Member]:
    """Give the members that lie on cycles, or between two of them."""
    after = {one: set(following.get(one, ())) for one in members}
    before: dict[_Member, set[_Member]] = {one: set() for one in after}
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
