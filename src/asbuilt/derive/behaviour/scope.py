"""The places in which a level that has begun in one of its ways can hold tokens.

What a member holds is either one step with it, or a scope of its own: the member is then under way
while that scope is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from asbuilt.derive.behaviour.net import Net, Rope, joined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from rdflib import URIRef

    from asbuilt.derive.behaviour.levels import Way
    from asbuilt.derive.behaviour.model import Point
    from asbuilt.derive.behaviour.tokens import Tokens


@dataclass(slots=True)
class Reading:
    """In what a net is spelled out, and how."""

    net: Net = field(default_factory=Net)
    label: Callable[[URIRef], int | None] = lambda _: None
    """The number by which a log shows an element, if it does."""
    is_lenient: bool = False
    """Whether flows with conditions out of a step may be taken together, and not one at a time.

    What a model may do is read leniently, what is wrong with it narrowly: people draw such flows
    for a choice as well.
    """
    sent: Mapping[URIRef, tuple[int, ...]] = field(default_factory=dict)
    """The places of the messages that each element sends when it is done."""
    awaited: Mapping[URIRef, tuple[int, ...]] = field(default_factory=dict)
    """The places of the messages of which each element waits for one; others are taken to come."""


class Scope:
    """The places of a level that has begun in one of its ways."""

    def __init__(
        self,
        reading: Reading,
        tokens: Tokens,
        beginning: tuple[Point, ...],
        armed: Iterable[Point] = (),
    ) -> None:
        """Add its places to the net; those of what its members hold are told by `hold`.

        What is `armed` are sub-processes that an event may start while the level is under way.
        """
        self.reading, self.tokens, self.beginning = reading, tokens, beginning
        self.around: tuple[Scope, Point] | None = None
        """The scope in which what holds the level is a member, and which one."""
        self.inner: dict[Point, list[Scope]] = {}
        """For members that are not one step each way in which what they hold may begin."""
        self.at: dict[Point, int] = {}
        self.under_way: dict[Point, tuple[int, ...]] = {}
        """The places in which a member is that has been come to, before it is done."""
        self.shown: dict[Point, int] = {}
        """For members that hold something and are shown themselves, where they wait for that."""
        self.waiting: dict[Way, int] = {}
        """Where a token that came by a way waits for others at a join."""
        self.occurred: dict[Point, int] = {}
        """Where an event is whose message has come as work came to it."""
        self._reached = tokens.reached([*beginning, *armed])
        self._numbers: dict[Point, int] = {}
        self._add_places()
        self.armed = {one: reading.net.place(one.thing) for one in armed}
        """For what waits for the event that starts it, where it waits."""

    def _add_places(self) -> None:
        net, tokens = self.reading.net, self.tokens
        for member in tokens.level.members:
            if member not in self._reached:
                continue
            net.elements.append(member.thing)
            self._numbers[member] = len(net.elements) - 1
            if member in tokens.closing and member.thing not in self.reading.sent:
                continue
            self.at[member] = at = net.place(member.thing)
            net.seen[at] = self._numbers[member]
            if tokens.breaks_off(member):
                net.merging.add(at)
            for way in tokens.joined_by(member, self._reached):
                self.waiting[way] = net.place(member.thing)
                net.inputs[self.waiting[way]] = way.passage
            again = any(not tokens.interrupts(way) for way in tokens.aside[member])
            self.under_way[member] = (at, net.place(member.thing)) if again else (at,)
            if member in tokens.unfinishable:
                net.stuck.update(self.under_way[member])
            if member.thing in self.reading.awaited:
                self.occurred[member] = net.place(member.thing)

    def hold(self, member: Point, scopes: list[Scope]) -> None:
        """Let a member be under way as long as the level that it holds is, begun in one way."""
        net = self.reading.net
        for scope in scopes:
            scope.around = self, member
        self.inner[member] = scopes
        self.under_way[member] = (net.place(member.thing), *self.under_way[member][1:])
        if self.reading.label(member.thing) is not None:
            self.shown[member] = net.place(member.thing)

    def begun(self) -> tuple[int, ...]:
        """Give the places that hold a token when the level has begun."""
        return (
            *(self.at[one] for one in self.beginning if one in self.at),
            *self.armed.values(),
        )

    @property
    def places(self) -> frozenset[int]:
        """The places in which there is a token as long as the level is under way."""
        groups = (self.at, self.waiting, self.shown, self.occurred)
        own = (place for group in groups for place in group.values())
        return frozenset(own).union(*self.under_way.values())

    def everything(self) -> frozenset[int]:
        """Give all places of the level and of what its members hold."""
        found: set[int] = set()
        waiting = [self]
        while waiting:
            scope = waiting.pop()
            found.update(scope.places, scope.armed.values())
            waiting += [one for scopes in scope.inner.values() for one in scopes]
        return frozenset(found)

    def given(
        self, ways: Iterable[Way], *, occurring: Point | None = None
    ) -> tuple[tuple[int, ...], Rope]:
        """Give the places that get a token by some ways, and what is come to that has none.

        An event that is `occurring` as work comes to it has its message.
        """
        gives: list[int] = []
        covers: Rope = None
        for way in ways:
            if way.goal is not None and way.goal == occurring:
                gives.append(self.occurred[way.goal])
            elif way in self.waiting:
                gives.append(self.waiting[way])
            elif way.goal is not None and way.goal in self.at:
                gives += self._given_to(way.goal, way.into)
            elif way.goal is not None:
                covers = joined(covers, self._numbers[way.goal])
        return tuple(gives), covers

    def _given_to(self, member: Point, into: tuple[Point, ...]) -> list[int]:
        """Give the place of a member, or those of a way right into what it holds."""
        scope, gives = self, []
        for inward in into:
            inside = [one for one in scope.inner.get(member, ()) if inward in one.beginning]
            if not inside:
                break
            gives.append(scope.under_way[member][0])
            member, scope = inward, inside[0]
            gives += [scope.at[one] for one in scope.beginning if one != member]
        return [*gives, scope.at[member]]

    def places_of(self, members: AbstractSet[Point]) -> frozenset[int]:
        """Give the places of some members, and of what waits at them or comes from them."""
        places = {self.at[one] for one in members if one in self.at}
        places |= {place for one in members for place in self.under_way.get(one, ())}
        for some in (self.shown, self.occurred):
            places |= {some[one] for one in members if one in some}
        places |= {
            place
            for way, place in self.waiting.items()
            if way.goal in members or way.origin in members
        }
        return frozenset(places)
