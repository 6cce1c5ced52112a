"""Whether what a join waits for can be on its way at once, or only ever one or the other.

Work that comes in by two ways at once was parted before, where all or several ways are taken, with
one part going on to each of the two. Where only choices of one way lead to both, the join is passed
by no case (such work is stuck there: BPMN 2.0.2, 13.4.1).
"""

from __future__ import annotations

from collections import deque
from itertools import combinations
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from asbuilt.derive.behaviour.model import Behaviour, Passage, Point

_CHOOSES_ONE: Final = frozenset({"exclusivegateway", "eventbasedgateway", "choice"})
"""Kinds of elements, in lower case, out of which one way alone is taken."""


def can_meet(behaviour: Behaviour, join: Point) -> bool:
    """Say whether work may come in at a join by each two of its ways in one case.

    Whatever is not known to choose one way is taken to part work, so that this is never denied
    where it can happen. All ways are followed back together, and no further than to where the last
    two of them part: this takes as long as what lies between is large.
    """
    return _Back(behaviour, join).all_part()


class _Back:
    """The ways into a join, followed back together."""

    def __init__(self, behaviour: Behaviour, join: Point) -> None:
        self._behaviour, self._join = behaviour, join
        self._ways = behaviour.entering.get(join, ())
        self._unmet = set(combinations(range(len(self._ways)), 2))
        self._onward: dict[Point, dict[int, set[Passage]]] = {}
        """Of each point, the numbers of the ways that it leads to, with how it leads on there."""
        self._starts: dict[int, set[Point]] = {}
        self._front: deque[tuple[Point, int]] = deque()

    def all_part(self) -> bool:
        for number, way in enumerate(self._ways):
            self._come(number, way)
        while self._front and self._unmet:
            point, number = self._front.popleft()
            if point in self._behaviour.starts:
                self._begin(number, point)
            for before in self._behaviour.entering.get(point, ()):
                if before.origin != self._join:
                    self._come(number, before)
        return not self._unmet

    def _come(self, number: int, passage: Passage) -> None:
        point = passage.origin
        by_way = self._onward.setdefault(point, {})
        if number not in by_way:
            by_way[number] = set()
            self._front.append((point, number))
        by_way[number].add(passage)
        if self._behaviour.elements[point.thing].kind.lower() not in _CHOOSES_ONE:
            for other, passages in by_way.items():
                if other != number and passages - {passage}:
                    self._part(number, other)

    def _begin(self, number: int, start: Point) -> None:
        """Note that a way is led to from a start; two starts of one case are two parts of work."""
        self._starts.setdefault(number, set()).add(start)
        for other, starts in self._starts.items():
            if other != number and len(starts | self._starts[number]) > 1:
                self._part(number, other)

    def _part(self, one: int, other: int) -> None:
        self._unmet.discard((min(one, other), max(one, other)))
