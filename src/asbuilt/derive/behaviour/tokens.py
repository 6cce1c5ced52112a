"""One level of a behaviour, ready for its elements' rules to be spelled out: see `spelling`.

Several ways at which work may come in are alternatives, and a join does not wait for a way that
only another of them leads to, since such starts may belong to one conversation (BPMN 2.0.2,
13.5.1). Activities of a process without start events that nothing leads to begin together (13.3.1).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from asbuilt.derive.behaviour.cycles import on_cycles
from asbuilt.derive.behaviour.model import PARALLEL
from asbuilt.derive.behaviour.splits import BPMN_NODES, TAKES_ALL, TAKES_SOME

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from asbuilt.derive.behaviour.levels import Level, Way
    from asbuilt.derive.behaviour.model import Behaviour, Element, Point

GATHERING: Final = frozenset({"inclusiveGateway", "complexGateway", "join"})
"""Kinds of element that go on once nothing more can come to them."""
_BREAKING_ENDS: Final = frozenset({"terminate", "error", "cancel"})


class Tokens:
    """A level with what each of its members is, and what leads into and out of it."""

    def __init__(
        self, behaviour: Behaviour, level: Level, unfinishable: AbstractSet[Point] = frozenset()
    ) -> None:
        """Take a level, and the members of it of which it is known that they are never done."""
        self.behaviour = behaviour
        self.unfinishable = unfinishable
        self.level = level
        self.onward: dict[Point, list[Way]] = defaultdict(list)
        self.aside: dict[Point, list[Way]] = defaultdict(list)
        self.inward: dict[Point, list[Way]] = defaultdict(list)
        drawn: set[tuple[Point, Point | None]] = set()
        for way in level.ways:
            if behaviour.side == "digital" and way.passage.origin.phase == "done":
                # The same flow out of a sub-process, told once for each state in which it ends.
                if (way.origin, way.goal) in drawn:
                    continue
                drawn.add((way.origin, way.goal))
            if way.goal is not None and self._undoes(way.goal):
                continue
            (self.aside if way.breaks else self.onward)[way.origin].append(way)
            if way.goal is not None:
                self.inward[way.goal].append(way)
        self.closing = self._find_closing()
        self.reached_at_all = self.reached(level.entries)
        self.cyclic = on_cycles(level.members, {one: self._following(one) for one in level.members})

    def element(self, member: Point) -> Element:
        """Give the element that a member is."""
        return self.behaviour.elements[member.thing]

    def kind(self, member: Point) -> str:
        """Give the kind of element that a member is, in the words of its format."""
        return self.element(member).kind

    def beginnings(self, entries: Iterable[Point] | None = None) -> list[tuple[Point, ...]]:
        """Give the ways in which the level may begin: at which members work comes in together.

        Those of all its entries are given, or only of some.
        """
        entries = sorted(self.level.entries if entries is None else entries)
        container = self.level.container
        if container is not None and self.kind(container).lower() in PARALLEL:
            return [tuple(entries)] if entries else []
        apart = self.behaviour.side == "digital"
        alone = [one for one in entries if apart or self.behaviour.begins_alone(one.thing)]
        together = tuple(one for one in entries if one not in alone)
        return [*((one,) for one in alone), *([together] if together else [])]

    def is_triggered(self, member: Point) -> bool:
        """Say whether a member is a sub-process that an event starts, rather than a flow."""
        is_flowed_to = self.behaviour.side != "process" or bool(self.inward[member])
        return not is_flowed_to and self.behaviour.awaits_event(member.thing)

    def is_simple(self) -> bool:
        """Say whether there is never more than one token, and none ever waits for another."""
        return all(len(one) == 1 for one in self.beginnings()) and not any(
            (self.kind(one) in TAKES_ALL and len(self.onward[one]) > 1)
            or (self.kind(one) in TAKES_ALL | TAKES_SOME | {"join"} and len(self.inward[one]) > 1)
            or (self.kind(one) in TAKES_SOME | BPMN_NODES and len(self.onward[one]) > 1)
            or any(not self.interrupts(way) for way in self.aside[one])
            for one in self.level.members
        )

    def reached(
        self, entries: Iterable[Point], without: Way | None = None, *, drawn: bool = False
    ) -> set[Point]:
        """Give the members that can be come to from some entries, whatever waits for what.

        As it is `drawn`, a way leads on even from what can never be done.
        """
        found = set(entries)
        front = list(found)
        while front:
            here = front.pop()
            ways = [*self.aside[here]]
            ways += self.onward[here] if drawn or here not in self.unfinishable else ()
            for way in ways:
                if way.goal is not None and way.goal not in found and way is not without:
                    found.add(way.goal)
                    front.append(way.goal)
        return found

    def joined_by(self, member: Point, reached: AbstractSet[Point]) -> list[Way]:
        """Give the ways for each of which a member waits, where `reached` is come to at all."""
        if self.kind(member) not in GATHERING | {"parallelGateway"}:
            return []
        inward = [
            way
            for way in self.inward[member]
            if way.origin in reached or way.origin not in self.reached_at_all
        ]
        return inward if len(inward) > 1 else []

    def breaks_off(self, member: Point) -> bool:
        """Say whether a member is an end that takes away whatever else goes on at its level."""
        element = self.element(member)
        return element.kind == "endEvent" and bool(element.events & _BREAKING_ENDS)

    def interrupts(self, way: Way) -> bool:
        """Say whether a way aside breaks off its origin."""
        goal = way.goal
        return goal is None or self.kind(goal) != "boundaryEvent" or self.element(goal).interrupts

    def _undoes(self, goal: Point) -> bool:
        """Say whether a member is a boundary event that is taken only to undo its activity."""
        element = self.element(goal)
        return element.kind == "boundaryEvent" and "compensation" in element.events

    def _following(self, member: Point) -> set[Point]:
        ways = (*self.onward[member], *self.aside[member])
        return {way.goal for way in ways if way.goal is not None}

    def _find_closing(self) -> set[Point]:
        """Give ends that use up each token as it comes: two at one are no fault (13.5.6)."""
        return {
            one
            for one in self.level.members
            if self.kind(one) == "endEvent"
            and not self.onward[one]
            and not any(way.goal is None for way in self.aside[one])
            and not self.breaks_off(one)
        }
