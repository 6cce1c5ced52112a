"""Where a sub-process cannot be done yet, since a branch inside of it has to end first.

A sub-process, or a called process, is done when nothing in it is going on any more, unless an end
event terminates it (BPMN 2.0.2, 13.5.6). So a path that comes out of a fork inside and leaves by
the end of one branch is a path only if each other branch of that fork can end, too, without the
passages that are barred.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

from asbuilt.derive.behaviour.model import ABRUPT, PARALLEL, Behaviour, Passage, Point
from asbuilt.derive.behaviour.paths import reach

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from collections.abc import Set as AbstractSet

_ENDS: Final = frozenset({"branch", "done"})
_FORKING: Final = ("task", "event", "callactivity", "subprocess", "transaction")
"""Ends of the names of BPMN's elements of which all flows are taken (13.3.1)."""


def too_early(
    behaviour: Behaviour, path: Iterable[Passage], barred: Callable[[Passage], bool]
) -> set[Passage]:
    """Give the passages by which what a path goes through would be left before it is done.

    All such passages of what is left on the path are given, not only the one on it; none if the
    path leaves everything in its time.
    """
    found: set[Passage] = set()
    for passage in path:
        goal = passage.goal
        if goal.phase in _ENDS and passage.origin.thing != goal.thing:
            outer = Point(goal.thing, calls=goal.calls)
            early = _early_exits(behaviour, outer, barred)
            if passage in early:
                found |= early
    return found


def _early_exits(
    behaviour: Behaviour, outer: Point, barred: Callable[[Passage], bool]
) -> set[Passage]:
    """Give the exits that work comes to only by a fork of which another branch cannot end."""

    def leaves(passage: Passage) -> bool:
        goal = passage.goal
        return goal.thing == outer.thing and goal.calls == outer.calls and goal.phase in _ENDS

    inside = reach(behaviour, [outer], barred, edge=leaves)
    exits = [
        passage
        for point in inside
        for passage in behaviour.leaving.get(point, ())
        if leaves(passage) and passage.origin.thing != outer.thing and not barred(passage)
    ]
    finishing = _leading_to(behaviour, {passage.origin for passage in exits}, set(inside))
    stuck = {
        point
        for point in inside
        if len(branches := _branches(behaviour, point)) > 1
        and any(branch.goal not in finishing for branch in branches)
    }
    if not stuck:
        return set()
    free = reach(
        behaviour,
        [outer],
        lambda passage: barred(passage) or passage.origin in stuck,
        edge=leaves,
    )
    return {
        passage
        for passage in exits
        if passage.origin not in free
        and "terminate" not in behaviour.elements[passage.origin.thing].events
    }


def _branches(behaviour: Behaviour, point: Point) -> list[Passage]:
    """Give the passages out of a point that are all taken together; one or none if not several."""
    element = behaviour.elements[point.thing]
    kind = element.kind.lower()
    leaving = behaviour.leaving.get(point, ())
    if kind in PARALLEL:
        return [p for p in leaving if p.completes or p.kind == "branch"]
    begins = [p for p in leaving if p.kind == "branch" and not p.completes]
    if begins:  # what nothing leads to is all begun at once; of what events start, one is
        started = {"startevent", "subprocess"}
        return [p for p in begins if behaviour.elements[p.goal.thing].kind.lower() not in started]
    if not kind.endswith(_FORKING):
        return []
    return [p for p in leaving if p.completes and p.kind not in ABRUPT and not p.condition]


def _leading_to(
    behaviour: Behaviour, ends: Iterable[Point], inside: AbstractSet[Point]
) -> set[Point]:
    found = set(ends)
    front = deque(found)
    while front:
        for passage in behaviour.entering.get(front.popleft(), ()):
            if passage.origin in inside and passage.origin not in found:
                found.add(passage.origin)
                front.append(passage.origin)
    return found
