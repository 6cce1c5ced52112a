"""Levels of a behaviour: a whole model, or what one sub-process, call or state directly holds.

Tokens of one level meet only there: a sub-process is entered by one token and left by one, when all
inside it are used up (BPMN 2.0.2, 13.3.4 and 13.5.6). So each level can be looked at by itself, and
what its members hold is one step of it. A way out of the depths of a member breaks that member off.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from asbuilt.derive.behaviour.model import ABRUPT, Behaviour, Passage, Point

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Way:
    """A way from a member of a level to another one, or out of the level."""

    origin: Point
    goal: Point | None
    """None where it leads out and breaks off all that the level holds."""
    passage: Passage
    breaks: bool
    """Whether it leaves its origin without completing it."""
    into: tuple[Point, ...] = ()
    """Where it leads right into the depths of its goal: the members of the levels inside, inward.
    """

    @property
    def is_of_depths(self) -> bool:
        """Whether it comes out of the depths of its origin."""
        return self.passage.origin.thing != self.origin.thing


@dataclass(slots=True)
class Level:
    """What a container directly holds; members are the points at which work is at each of them."""

    container: Point | None
    """None for the level of the model itself."""
    members: list[Point] = field(default_factory=list)
    entries: dict[Point, Passage | None] = field(default_factory=dict)
    """Members at which work comes in from outside, each with a passage that leads there."""
    begun: dict[Point, None] = field(default_factory=dict)
    """Those of them at which work comes in when the container, or the model, begins."""
    ways: dict[Way, None] = field(default_factory=dict)
    ending: set[Point] = field(default_factory=set)
    """Members after which work may be over at this level."""


def levels(behaviour: Behaviour) -> dict[Point | None, Level]:
    """Give the levels of a model by their containers; the model's own has none and comes first."""
    depths = _Depths(behaviour)
    found: dict[Point | None, Level] = {None: Level(None)}
    points: dict[Point, None] = {}
    for element in sorted(behaviour.elements):
        for point in behaviour.points_of[element]:
            points |= dict.fromkeys(depths.around(point))
    for point in points:
        member, container = next(depths.places(point))
        found.setdefault(container, Level(container)).members.append(member)
    for start in behaviour.starts:
        for member, container in depths.places(start):
            found[container].entries.setdefault(member, None)
        member, container = next(depths.places(start))
        found[container].begun.setdefault(member)
    for end in behaviour.ends:
        member, container = next(depths.places(end))
        found[container].ending.add(member)
    for passage in behaviour.passages:
        _place(depths, found, passage)
    for level in found.values():
        if not level.begun:
            level.begun = {member: None for member, by in level.entries.items() if by is None}
    return found


def innermost_first(found: dict[Point | None, Level]) -> list[Level]:
    """Give levels in an order in which each comes after those that its members hold."""
    depth: dict[Point | None, int] = {None: 0}
    home = {member: container for container, level in found.items() for member in level.members}
    for container in found:
        chain = []
        here = container
        while here not in depth:
            chain.append(here)
            here = home[here] if here is not None else None
        depth |= {one: place for place, one in enumerate(reversed(chain), start=depth[here] + 1)}
    inside = sorted(one for one in found if one is not None)
    return [*(found[one] for one in sorted(inside, key=lambda one: -depth[one])), found[None]]


class _Depths:
    """Tells what holds an element, at any depth: sub-processes, states, and calls."""

    def __init__(self, behaviour: Behaviour) -> None:
        self._elements = behaviour.elements
        self._known: dict[Point, tuple[Point, ...]] = {}

    def around(self, point: Point) -> tuple[Point, ...]:
        """Give where work is at the element itself and at all that holds it, innermost first."""
        if point.phase != "at":
            point = Point(point.thing, calls=point.calls)
        if point not in self._known:
            chain = {point: None}
            here: Point | None = self._outer(point)
            while here is not None and here not in chain:
                chain[here] = None
                here = self._outer(here)
            self._known[point] = tuple(chain)
        return self._known[point]

    def places(self, point: Point) -> Iterator[tuple[Point, Point | None]]:
        """Give each member under which an element stands, with the container of that member."""
        chain = self.around(point)
        yield from zip(chain, (*chain[1:], None), strict=True)

    def _outer(self, point: Point) -> Point | None:
        container = self._elements[point.thing].container
        if container is not None and container in self._elements:
            return Point(container, calls=point.calls)
        if point.calls:
            return Point(point.calls[-1], calls=point.calls[:-1])
        return None


def _place(depths: _Depths, found: dict[Point | None, Level], passage: Passage) -> None:
    """Add a passage to the level at which it leads on, and to those that it enters or leaves."""
    origin, goal = passage.origin, passage.goal
    left = depths.around(origin)[0]
    if goal.phase != "at":
        if origin.phase != "branch" and origin.thing != goal.thing:
            member, container = next(depths.places(origin))
            found[container].ending.add(member)
        return
    outside = dict(depths.places(goal))
    if origin.phase == "at" and origin in depths.around(goal)[1:]:
        for member, container in outside.items():
            found[container].entries.setdefault(member, passage)
            if container == origin:
                found[container].begun.setdefault(member)
                return
    containers = {container: member for member, container in outside.items()}
    for member, container in depths.places(origin):
        if container in containers:
            breaks = member != left or passage.kind in ABRUPT
            inside = list(outside)[: list(outside.values()).index(container)]
            way = Way(member, containers[container], passage, breaks, tuple(reversed(inside)))
            found[container].ways.setdefault(way)
            for inner in inside:
                found[outside[inner]].entries.setdefault(inner, passage)
            return
        found[container].ways.setdefault(Way(member, None, passage, breaks=True))
