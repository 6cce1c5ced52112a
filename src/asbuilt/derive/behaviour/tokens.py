"""How each kind of element takes and gives tokens: splits, joins, events that break off, ends.

An element other than a gateway out of which several flows without conditions lead gives a token to
each of them (BPMN 2.0.2, 10.3.1), and flows with conditions one at a time; this counts for BPMN
alone: in other notations one is chosen. An inclusive split takes any of its ways together whose
conditions do not exclude each other.
Several ways at which work may come in are alternatives, and a join does not wait for a way that
only another of them leads to, since such starts may belong to one conversation (13.5.1).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from asbuilt.derive.behaviour.cycles import on_cycles
from asbuilt.derive.behaviour.net import Net, Rope, Step, joined
from asbuilt.derive.behaviour.splits import BPMN_NODES, TAKES_ALL, TAKES_SOME, options

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from rdflib import URIRef

    from asbuilt.derive.behaviour.levels import Level, Way
    from asbuilt.derive.behaviour.model import Behaviour

_GATHERING: Final = frozenset({"inclusiveGateway", "complexGateway", "join"})
_BREAKING_ENDS: Final = frozenset({"terminate", "error", "cancel"})


class Tokens:
    """One level of a behaviour, ready to be spelled out as a net for each of its entries."""

    def __init__(
        self, behaviour: Behaviour, level: Level, unfinishable: AbstractSet[URIRef]
    ) -> None:
        """Take a level, and the members of it of which it is known that they are never done."""
        self._elements = behaviour.elements
        self.unfinishable = unfinishable
        self.level = level
        self.onward: dict[URIRef, list[Way]] = defaultdict(list)
        self.aside: dict[URIRef, list[Way]] = defaultdict(list)
        self.inward: dict[URIRef, list[Way]] = defaultdict(list)
        drawn: set[tuple[URIRef, URIRef | None]] = set()
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
        self._closing = self._find_closing()
        self._reached_at_all: set[URIRef] = set()
        for entry in level.entries:
            self._reached_at_all |= self.reached(entry)
        self.cyclic = on_cycles(level.members, {one: self._following(one) for one in level.members})

    def _undoes(self, goal: URIRef) -> bool:
        """Say whether a member is a boundary event that is taken only to undo its activity."""
        element = self._elements[goal]
        return element.kind == "boundaryEvent" and "compensation" in element.events

    def is_simple(self) -> bool:
        """Say whether there is never more than one token, and none ever waits for another."""
        return not any(
            (self.kind(one) in TAKES_ALL and len(self.onward[one]) > 1)
            or (self.kind(one) in TAKES_ALL | TAKES_SOME | {"join"} and len(self.inward[one]) > 1)
            or (self.kind(one) in TAKES_SOME | BPMN_NODES and len(self.onward[one]) > 1)
            or any(not self.interrupts(way) for way in self.aside[one])
            for one in self.level.members
        )

    def reached(
        self, entry: URIRef, without: Way | None = None, *, drawn: bool = False
    ) -> set[URIRef]:
        """Give the members that can be come to from an entry, whatever waits for what.

        As it is `drawn`, a way leads on even from what can never be done.
        """
        found, front = {entry}, [entry]
        while front:
            here = front.pop()
            ways = [*self.aside[here]]
            ways += self.onward[here] if drawn or here not in self.unfinishable else ()
            for way in ways:
                if way.goal is not None and way.goal not in found and way is not without:
                    found.add(way.goal)
                    front.append(way.goal)
        return found

    def net(self, entry: URIRef) -> Net:
        """Give the net of what can happen once work has come in at a member."""
        net, reached = Net(), self.reached(entry)
        at: dict[URIRef, int] = {}
        waiting: dict[Way, int] = {}
        for member in self.level.members:
            if member not in reached:
                continue
            net.elements.append(member)
            if member in self._closing:
                continue
            at[member] = net.place(member)
            net.seen[at[member]] = len(net.elements) - 1
            if member in self.unfinishable:
                net.stuck.add(at[member])
            if self.breaks_off(member):
                net.merging.add(at[member])
            if self.kind(member) in _GATHERING | {"parallelGateway"}:
                inward = [
                    way
                    for way in self.inward[member]
                    if way.origin in reached or way.origin not in self._reached_at_all
                ]
                if len(inward) > 1:
                    for way in inward:
                        waiting[way] = net.place(member)
                        net.inputs[waiting[way]] = way.passage
        numbers = {member: number for number, member in enumerate(net.elements)}
        spelled = _Spelling(self, net, at, waiting, numbers)
        for member in at:
            spelled.add(member, entry)
        net.initial = (at[entry],) if entry in at else ()
        return net

    def _following(self, member: URIRef) -> set[URIRef]:
        ways = (*self.onward[member], *self.aside[member])
        return {way.goal for way in ways if way.goal is not None}

    def _find_closing(self) -> set[URIRef]:
        """Give ends that use up each token as it comes: two at one are no fault (13.5.6)."""
        return {
            one
            for one in self.level.members
            if self.kind(one) == "endEvent"
            and not self.onward[one]
            and not any(way.goal is None for way in self.aside[one])
            and not self.breaks_off(one)
        }

    def kind(self, member: URIRef) -> str:
        """Give the kind of element that a member is, in the words of its format."""
        return self._elements[member].kind

    def breaks_off(self, member: URIRef) -> bool:
        """Say whether a member is an end that takes away whatever else goes on at its level."""
        element = self._elements[member]
        return element.kind == "endEvent" and bool(element.events & _BREAKING_ENDS)

    def interrupts(self, way: Way) -> bool:
        """Say whether a way aside breaks off its origin."""
        goal = way.goal
        return goal is None or self.kind(goal) != "boundaryEvent" or self._elements[goal].interrupts


class _Spelling:
    """Adds the moves of members to a net."""

    def __init__(
        self,
        tokens: Tokens,
        net: Net,
        at: dict[URIRef, int],
        waiting: dict[Way, int],
        numbers: dict[URIRef, int],
    ) -> None:
        self._tokens, self._net, self._at = tokens, net, at
        self._waiting, self._numbers = waiting, numbers

    def add(self, member: URIRef, entry: URIRef) -> None:
        """Add all moves of a member."""
        tokens, net = self._tokens, self._net
        here = (self._at[member],)
        is_cyclic = member in tokens.cyclic
        inputs = tuple(self._waiting[way] for way in tokens.inward[member] if way in self._waiting)
        if inputs:
            gathers = tokens.kind(member) in _GATHERING
            net.add(
                Step(member, waits=True),
                () if gathers else inputs,
                here,
                gathers=inputs if gathers else (),
                is_cyclic=is_cyclic,
            )
        beside = [way for way in tokens.aside[member] if not tokens.interrupts(way)]
        places = [here]
        if beside:
            places.append((net.place(member),))
            if here[0] in net.stuck:
                net.stuck.add(places[1][0])
        for way in beside:
            gives, covers = self._given([way])
            net.add(
                Step(member, (way.passage,)), here, (*places[1], *gives),
                covers=covers, unless=self._only_by(way, entry), is_cyclic=is_cyclic,
            )  # fmt: skip
        for place in places:
            self._leave(member, place, is_cyclic=is_cyclic)

    def _leave(self, member: URIRef, here: tuple[int, ...], *, is_cyclic: bool) -> None:
        """Add the ways by which a member is broken off, completed, or the last one."""
        tokens, net = self._tokens, self._net
        for way in tokens.aside[member]:
            if tokens.interrupts(way):
                gives, covers = self._given([way])
                net.add(
                    Step(member, (way.passage,)), here, gives,
                    covers=covers, clears=way.goal is None, is_cyclic=is_cyclic,
                )  # fmt: skip
        if member in tokens.unfinishable:
            return
        onward = tokens.onward[member]
        if not onward or (member in tokens.level.ending and tokens.kind(member) not in BPMN_NODES):
            net.add(Step(member), here, (), clears=tokens.breaks_off(member), is_cyclic=is_cyclic)
        chosen_sets = list(options(tokens.kind(member), onward))
        for option in chosen_sets:
            gives, covers = self._given(option)
            chosen = tuple(way.passage for way in option) if len(chosen_sets) > 1 else ()
            net.add(Step(member, chosen), here, gives, covers=covers, is_cyclic=is_cyclic)

    def _given(self, ways: Iterable[Way]) -> tuple[tuple[int, ...], Rope]:
        gives: list[int] = []
        covers: Rope = None
        for way in ways:
            if way in self._waiting:
                gives.append(self._waiting[way])
            elif way.goal is not None and way.goal in self._at:
                gives.append(self._at[way.goal])
            elif way.goal is not None:
                covers = joined(covers, self._numbers[way.goal])
        return tuple(gives), covers

    def _only_by(self, way: Way, entry: URIRef) -> frozenset[int]:
        """Give the places that only this way leads to; its event comes again when none is held."""
        assert way.goal is not None
        region = self._tokens.reached(way.goal) - self._tokens.reached(entry, without=way)
        places = {self._at[one] for one in region if one in self._at}
        places |= {
            place
            for other, place in self._waiting.items()
            if other.goal in region or other.origin in region
        }
        return frozenset(places)
