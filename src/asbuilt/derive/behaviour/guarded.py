"""The shortest path on which no answer contradicts one given before.

A plain search comes first, and nearly always its path will do. Only where its guards exclude each
other is the search repeated over points together with the guards that hold there, as in
lazy abstraction (T. Henzinger, R. Jhala, R. Majumdar and G. Sutre, 2002): a point is gone on from
again only with guards that leave more open than those with which it was come to before. The
number of such pairs is bounded, and whoever asks is told when the bound was met.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice, product
from typing import TYPE_CHECKING, Final

from asbuilt.derive.behaviour.paths import path_to, reach

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rdflib import URIRef

    from asbuilt.derive.behaviour.guards import Guards
    from asbuilt.derive.behaviour.model import Behaviour, Passage, Point

MOST_VISITS: Final = 30_000
"""Pairs of a point and the guards that hold there, up to which a path is looked for."""

_MOST_MEETINGS: Final = 64
"""Ways in which what holds in the branches that meet at a join is put together."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to: a path, or none, or none within its bound."""

    path: list[Passage] | None
    start: Point | None = None
    gave_up: bool = False


def shortest(
    behaviour: Behaviour,
    guards: Guards,
    target: URIRef,
    barred: Callable[[Passage], bool],
    *,
    unsaid: bool,
) -> Found:
    """Find the shortest path to an element, or along a transition, whose guards agree.

    With `unsaid`, work may change what nobody says it does.
    """
    plain = unguarded(behaviour, target, barred)
    if plain.path is None or is_possible(guards, plain.path, unsaid=unsaid):
        return plain
    return _Search(behaviour, guards, target, barred, unsaid=unsaid).run()


def is_possible(guards: Guards, path: Iterable[Passage], *, unsaid: bool) -> bool:
    """Say whether the guards along a path can all be met."""
    held: frozenset[int] = frozenset()
    for passage in path:
        after = _onward(guards, held, passage, unsaid=unsaid)
        if after is None:
            return False
        held = after
    return True


def is_forced(behaviour: Behaviour, guards: Guards, path: Iterable[Passage]) -> bool:
    """Say whether work must change what nobody says it does, wherever a path needs that.

    It must where every way out of a choice is excluded by what was answered before: no case
    could go on otherwise.
    """
    held: frozenset[int] = frozenset()
    changed: frozenset[int] = frozenset()
    for passage in path:
        known = _left(guards, held, passage, unsaid=False)
        left = guards.met(_left(guards, changed, passage, unsaid=True), passage)
        if left is None:
            return False
        met = guards.met(known, passage)
        if met is None:
            ways = behaviour.leaving[passage.origin]
            if any(guards.met(known, one) is not None for one in ways):
                return False
            met = left
        held, changed = met, left
    return True


def unguarded(behaviour: Behaviour, target: URIRef, barred: Callable[[Passage], bool]) -> Found:
    """Find the shortest path to an element, or along a transition, whatever its guards."""
    tree = reach(behaviour, barred=barred)
    if target in behaviour.elements:
        points = [point for point in behaviour.points_of[target] if point in tree]
        paths = [(path_to(tree, point), point) for point in points]
    else:
        paths = [
            ([*path_to(tree, passage.origin), passage], passage.origin)
            for passage in behaviour.by_statement.get(target, ())
            if passage.origin in tree and not barred(passage)
        ]
    if not paths:
        return Found(None)
    path, point = min(paths, key=lambda found: len(found[0]))
    return Found(path, path[0].origin if path else point)


def _onward(
    guards: Guards, held: frozenset[int], passage: Passage, *, unsaid: bool
) -> frozenset[int] | None:
    """Give what holds after a passage; None where it cannot be taken with what holds before."""
    return guards.met(_left(guards, held, passage, unsaid=unsaid), passage)


def _left(
    guards: Guards, held: frozenset[int], passage: Passage, *, unsaid: bool
) -> frozenset[int]:
    origin = passage.origin
    is_whole_done = origin.phase == "done" and not guards.works(origin.thing)
    if origin.phase != "at" and not is_whole_done:
        return held
    return guards.after(held, passage.origin.thing, unsaid=unsaid)


@dataclass(slots=True)
class _Visit:
    """A point that was come to, with what holds there, and from which other visit."""

    point: Point
    held: frozenset[int]
    before: int
    passage: Passage | None


class _Search:
    """Searches points together with the guards that hold at them, breadth first."""

    def __init__(
        self,
        behaviour: Behaviour,
        guards: Guards,
        target: URIRef,
        barred: Callable[[Passage], bool],
        *,
        unsaid: bool,
    ) -> None:
        self._behaviour = behaviour
        self._guards = guards
        self._target = target
        self._barred = barred
        self._unsaid = unsaid
        self._visits: list[_Visit] = []
        self._held_at: dict[Point, list[frozenset[int]]] = {}
        self._met: dict[Point, dict[Passage, list[frozenset[int]]]] = {}
        self._cut = False
        possible = reach(behaviour, gather=False)
        for point in behaviour.gathering:
            incoming = [p for p in behaviour.entering.get(point, ()) if p.origin in possible]
            if len(incoming) > 1:
                self._met[point] = {passage: [] for passage in incoming}

    def run(self) -> Found:
        """Search until a goal is come to, nothing is left, or the bound is met."""
        for start in self._behaviour.starts:
            self._add(start, frozenset(), -1, None)
        number = 0
        while number < len(self._visits):
            if len(self._visits) > MOST_VISITS:
                return Found(None, gave_up=True)
            visit = self._visits[number]
            for passage in self._behaviour.leaving.get(visit.point, ()):
                if self._barred(passage):
                    continue
                held = _onward(self._guards, visit.held, passage, unsaid=self._unsaid)
                if held is None:
                    continue
                for together in self._gathered(passage, held):
                    if self._is_goal(passage):
                        return self._found([*self._back(number), passage])
                    self._add(passage.goal, together, number, passage)
            number += 1
        return Found(None, gave_up=self._cut)

    def _is_goal(self, passage: Passage) -> bool:
        at_goal = passage.goal.phase == "at" and passage.goal.thing == self._target
        return at_goal or passage.via == self._target

    def _gathered(self, passage: Passage, held: frozenset[int]) -> Iterable[frozenset[int]]:
        """Give what holds once all branches have come in to where a passage leads."""
        met = self._met.get(passage.goal)
        if met is None or passage not in met:
            return [held]
        met[passage].append(held)
        others = [found for other, found in met.items() if other != passage]
        meetings = list(islice(product(*others), _MOST_MEETINGS + 1))
        if len(meetings) > _MOST_MEETINGS:
            self._cut = True
            meetings.pop()
        together = (self._together([held, *meeting]) for meeting in meetings)
        return [one for one in together if one is not None]

    def _together(self, branches: list[frozenset[int]]) -> frozenset[int] | None:
        """Put together what branches hold; what another branch may have changed is forgotten."""
        common = frozenset.intersection(*branches)
        result: frozenset[int] | None = common
        for number in sorted(frozenset.union(*branches) - common):
            if result is not None and not self._guards.is_changeable(number):
                result = self._guards.together(result, number)
        return result

    def _add(
        self, point: Point, held: frozenset[int], before: int, passage: Passage | None
    ) -> None:
        known = self._held_at.setdefault(point, [])
        if any(other <= held for other in known):
            return
        known.append(held)
        self._visits.append(_Visit(point, held, before, passage))

    def _back(self, number: int) -> list[Passage]:
        path: list[Passage] = []
        while number >= 0:
            visit = self._visits[number]
            if visit.passage is not None:
                path.append(visit.passage)
            number = visit.before
        return path[::-1]

    @staticmethod
    def _found(path: list[Passage]) -> Found:
        return Found(path, path[0].origin)
