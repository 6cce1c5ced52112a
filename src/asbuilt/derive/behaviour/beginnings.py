"""What can be come to in a case that begins in one way alone, or in several ways together.

Each start event begins a case of its own (BPMN 2.0.2, 10.5.2), unless its event belongs to a
conversation in which another one has begun the case already (13.5.1), of which models seldom speak.
So a parallel join to which no single start leads by all its flows is passed only in cases that
begin in several ways. What begins without a start event, since no flow leads to it, begins at once
(10.5.2), and so do the states in which a state chart begins; event-based gateways that begin a
process have to be of one conversation (13.5.1).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from asbuilt.derive.behaviour.interruptions import replace_passages
from asbuilt.derive.behaviour.meeting import can_meet
from asbuilt.derive.behaviour.paths import reach

if TYPE_CHECKING:
    from collections.abc import Iterable

    from asbuilt.derive.behaviour.model import Behaviour, Passage, Point


@dataclass(frozen=True)
class Beginnings:
    """The ways in which a case of a behaviour can begin."""

    whole: Behaviour
    """The behaviour with all of its starts at once."""
    _met: dict[tuple[int, Point], bool] = field(default_factory=dict, repr=False)

    @cached_property
    def together(self) -> Behaviour:
        """What can happen in a case that begins in all ways together."""
        return _as_far_as_work_comes(self.whole, self.whole.starts)

    @cached_property
    def apart(self) -> list[Behaviour]:
        """What can happen in cases that begin in one way alone, for each of these ways."""
        groups = _groups(self.whole)
        if len(groups) < 2:
            return [self.together]
        return [_as_far_as_work_comes(self.whole, group) for group in groups]

    def never_passed(self, model: Behaviour, path: Iterable[Passage]) -> set[Passage]:
        """Give the ways on from joins of a path whose branches never come in one case.

        `model` is one of those given here, in which the path was found.
        """
        joins = {passage.goal for passage in path} & model.gathering
        for join in joins:
            if (id(model), join) not in self._met:
                self._met[id(model), join] = can_meet(model, join)
        return {
            onward
            for join in joins
            if not self._met[id(model), join]
            for onward in model.leaving.get(join, ())
        }

    def missing(self, path: Iterable[Passage]) -> list[Point]:
        """Give the starts that must be of one case with that of a path, as joins on it want them.

        The first one given is that of the path itself; none where it needs no other.
        """
        path = list(path)
        start = path[0].origin
        own = next(group for group in _groups(self.whole) if start in group)
        reached = _all_around(self.whole, own)
        wanted = {
            passage.origin
            for step in path
            if step.goal in self.whole.gathering
            for passage in self.whole.entering[step.goal]
            if passage.origin not in reached
        }
        others = [
            other
            for other in self.whole.starts
            if other not in own and not wanted.isdisjoint(_all_around(self.whole, [other]))
        ]
        return [start, *others] if others else []


def _groups(behaviour: Behaviour) -> list[tuple[Point, ...]]:
    """Give the sets of starts of which each begins a case, in a settled order."""
    alone = [start for start in behaviour.starts if behaviour.begins_alone(start.thing)]
    at_once = tuple(start for start in behaviour.starts if start not in alone)
    return [*([at_once] if at_once else []), *((start,) for start in alone)]


def _all_around(behaviour: Behaviour, starts: Iterable[Point]) -> set[Point]:
    return set(reach(behaviour, starts, gather=False))


def _as_far_as_work_comes(behaviour: Behaviour, starts: tuple[Point, ...]) -> Behaviour:
    """Give a behaviour without what waits for ever at joins, and what comes only after that."""
    found, front = set(starts), deque(starts)
    missing = {point: len(behaviour.entering.get(point, ())) for point in behaviour.gathering}
    while front:
        for passage in behaviour.leaving.get(front.popleft(), ()):
            goal = passage.goal
            if goal in missing:
                missing[goal] -= 1
            if goal not in found and missing.get(goal, 0) <= 0:
                found.add(goal)
                front.append(goal)
    passages = [one for one in behaviour.passages if one.origin in found and one.goal in found]
    if starts == behaviour.starts and len(passages) == len(behaviour.passages):
        return behaviour
    return replace_passages(behaviour, passages, list(starts))
