"""How each kind of element takes and gives tokens: splits, joins, events that break off, ends.

The rules are those of R. Dijkman, M. Dumas and C. Ouyang (2008) and of BPMN 2.0.2, clause 13. An
element other than a gateway out of which several flows without conditions lead gives a token to
each of them (10.3.1); this counts for BPMN alone: in other notations one is chosen. What holds a
scope is done when nothing there goes on, and is broken off with all of it (13.3.4, 13.5.2, 13.5.6).
A message is taken when what waits for it is done, or as an event occurs: one at an edge, one that
begins something, or the first of several after an event-based gateway (13.4.4, 13.5.3).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from asbuilt.derive.behaviour.net import Step
from asbuilt.derive.behaviour.scope import Reading, Scope
from asbuilt.derive.behaviour.splits import BPMN_NODES, options
from asbuilt.derive.behaviour.tokens import GATHERING, Tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib import URIRef

    from asbuilt.derive.behaviour.levels import Way
    from asbuilt.derive.behaviour.model import Point
    from asbuilt.derive.behaviour.net import Net

_NONE: Final[frozenset[int]] = frozenset()
EVENT_BASED: Final = "eventBasedGateway"
"""Kind of a gateway at which work waits for the first of several events."""


def net_of_level(tokens: Tokens, beginning: tuple[Point, ...]) -> Net:
    """Spell out a level by itself, begun in one way, with all that its members hold as one step."""
    reading = Reading()
    scope = Scope(reading, tokens, beginning)
    spell(scope)
    reading.net.initial = scope.begun()
    return reading.net


def begun_by(scope: Scope) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Give the messages that begin a process, each with the places of what it begins.

    They come to a start event, to a task that instantiates, or after a gateway that does (10.5.2,
    10.6.6). There are none where it begins by itself.
    """
    spelling, found = _Spelling(scope), []
    for one in scope.beginning if len(scope.beginning) == 1 else ():
        heads = [one]
        if scope.tokens.kind(one) == EVENT_BASED:
            heads = [way.goal for way in scope.tokens.onward[one] if way.goal is not None]
        for head in heads:
            found += [
                (message, (scope.occurred[head], *scope.armed.values()))
                for message in spelling.messages(head.thing)
            ]
    return found


def spell(scope: Scope) -> None:
    """Add the moves of all members of a scope, those that it holds with their own."""
    spelling = _Spelling(scope)
    for member in scope.at:
        spelling.add(member)
    for member, place in scope.armed.items():
        spelling.add_armed(member, place)


class _Spelling:
    """Adds the moves of members."""

    def __init__(self, scope: Scope) -> None:
        self._scope, self._tokens, self._net = scope, scope.tokens, scope.reading.net
        self._all = scope.everything()

    def add(self, member: Point) -> None:
        """Add all moves of a member."""
        tokens, net, scope = self._tokens, self._net, self._scope
        at, step = (scope.at[member],), Step(member.thing, waits=True)
        is_cyclic = member in tokens.cyclic
        inputs = tuple(scope.waiting[way] for way in tokens.inward[member] if way in scope.waiting)
        if inputs and tokens.kind(member) in GATHERING:
            net.add(step, (), at, gathers=inputs, is_cyclic=is_cyclic)
        elif inputs:
            net.add(step, inputs, at, is_cyclic=is_cyclic)
        if member in scope.inner:
            self._enter(member)
        elif tokens.element(member).is_multiple:
            label = scope.reading.label(member.thing)
            net.add(step, at, at, label=label, is_cyclic=True)
        under_way = scope.under_way[member]
        for way in (one for one in tokens.aside[member] if not tokens.interrupts(one)):
            self._go(
                member, under_way[:1], [way], under_way[1:],
                unless=self._only_by(way), is_cyclic=is_cyclic,
            )  # fmt: skip
        messages = self._awaited(member) if member not in tokens.unfinishable else []
        for place in under_way:
            self._break_off(member, (place,), is_cyclic=is_cyclic)
            for message in messages:
                self._complete(member, (place, *message), is_cyclic=is_cyclic)
        if member in scope.occurred:
            self._complete(member, (scope.occurred[member],), is_cyclic=is_cyclic)

    def add_armed(self, member: Point, place: int) -> None:
        """Add the moves by which an event starts a sub-process, beside the rest or in its place."""
        begun = self._tokens.behaviour.start_events[member.thing]
        clears = self._all if any(one.interrupts for one in begun) else _NONE
        step, gives = Step(member.thing, waits=True), (self._scope.at[member],)
        anyhow: list[tuple[int, ...]] = [()]
        for message in [one for start in begun for one in self.messages(start.iri)] or anyhow:
            self._net.add(step, (place, *message), gives, clears=clears)

    def _awaited(self, member: Point) -> list[tuple[int, ...]]:
        """Give the messages for one of which a member waits; what begins has received its own."""
        if self._tokens.kind(member) == "startEvent":
            return [()]
        return self.messages(member.thing) or [()]

    def messages(self, element: URIRef) -> list[tuple[int, ...]]:
        """Give the messages for one of which an element waits, if it waits for any."""
        return [(one,) for one in self._scope.reading.awaited.get(element, ())]

    def _go(  # noqa: PLR0913 - what a move is made of
        self,
        member: Point,
        takes: tuple[int, ...],
        ways: Iterable[Way],
        gives: tuple[int, ...] = (),
        *,
        chosen: bool = True,
        unless: frozenset[int] = _NONE,
        clears: frozenset[int] = _NONE,
        label: int | None = None,
        is_cyclic: bool = False,
    ) -> None:
        """Add a move that leaves a member by some ways; one for each message that may be taken."""
        scope, ways = self._scope, list(ways)
        step = Step(member.thing, tuple(way.passage for way in ways) if chosen else ())
        for goal, message in self._occurring(member, ways):
            given, covers = scope.given(ways, occurring=goal)
            self._net.add(
                step, (*takes, *message), (*gives, *given), covers=covers,
                unless=unless, clears=clears, label=label, is_cyclic=is_cyclic,
            )  # fmt: skip

    def _occurring(
        self, member: Point, ways: list[Way]
    ) -> list[tuple[Point | None, tuple[int, ...]]]:
        """Give the event that occurs as a way leads to it, with each message that it may take."""
        goals = [way.goal for way in ways if way.goal in self._scope.occurred]
        if len(goals) == 1 and goals[0] is not None:
            kinds = {self._tokens.kind(member), self._tokens.kind(goals[0])}
            if kinds & {EVENT_BASED, "boundaryEvent"}:
                return [(goals[0], message) for message in self._awaited(goals[0])]
        return [(None, ())]

    def _enter(self, member: Point) -> None:
        """Let what a member holds begin, once or, where it is repeated, each time it is done."""
        net, scope = self._net, self._scope
        here = scope.under_way[member][0]
        shown = (scope.shown[member],) if member in scope.shown else ()
        step = Step(member.thing, waits=True)
        inside = frozenset(place for inner in scope.inner[member] for place in inner.places)
        for inner in scope.inner[member]:
            if not inner.tokens.level.begun.keys() >= set(inner.beginning):
                continue
            begun = inner.begun()
            if self._tokens.kind(member) == "adHocSubProcess":
                begun = tuple(inner.armed.values())
                self._begin_at_will(inner, here)
            net.add(step, (scope.at[member],), (here, *shown, *begun), is_cyclic=True)
            if self._tokens.element(member).is_multiple:
                armed = frozenset(inner.armed.values())
                net.add(step, (here,), (here, *begun), unless=inside, clears=armed)
        if shown:
            # Whether a log shows it where it begins or where it ends, it shows it once.
            net.add(step, shown, (), label=scope.reading.label(member.thing))

    def _begin_at_will(self, inner: Scope, under_way: int) -> None:
        """Let each part begin while what holds them is under way, unless it already goes on."""
        for part in inner.beginning:
            going_on = inner.places_of(inner.tokens.reached([part]))
            given = (inner.at[part],) if part in inner.at else ()
            step = Step(part.thing, waits=True)
            self._net.add(step, (under_way,), (under_way, *given), unless=going_on, is_cyclic=True)

    def _break_off(self, member: Point, here: tuple[int, ...], *, is_cyclic: bool) -> None:
        """Add the ways by which a member, or all that the level holds, is left undone."""
        scope = self._scope
        for way in self._tokens.aside[member]:
            if not self._tokens.interrupts(way) or (member in scope.inner and way.is_of_depths):
                continue
            if way.goal is None and scope.around is not None:
                self._leave(member, way, here)
                continue
            clears = self._all if way.goal is None else self._inside(member)
            self._go(member, here, [way], clears=clears, is_cyclic=is_cyclic)

    def _inside(self, member: Point) -> frozenset[int]:
        if member not in self._scope.inner:
            return _NONE
        held = [inner.everything() for inner in self._scope.inner[member]]
        shown = self._scope.shown
        return _NONE.union(*held, [shown[member]] if member in shown else ())

    def _leave(self, member: Point, way: Way, here: tuple[int, ...]) -> None:
        """Lead out of a level into one around it, of which what holds the level is a member."""
        scope = self._scope
        completes = way.passage.completes
        while scope.around is not None:
            left, (scope, holder) = scope, scope.around
            for outer in scope.tokens.aside[holder]:
                if outer.passage == way.passage and outer.goal is not None:
                    gives, covers = scope.given([outer])
                    self._net.add(
                        Step(member.thing, (way.passage,)), here, gives, covers=covers,
                        unless=self._before_done(member)[0] if completes else _NONE,
                        clears=left.everything().union(scope.under_way[holder]),
                        label=self._label(member) if completes else None, is_cyclic=True,
                    )  # fmt: skip
                    return

    def _complete(self, member: Point, takes: tuple[int, ...], *, is_cyclic: bool) -> None:
        """Add the ways by which a member is done, and those by which its level is."""
        tokens, scope, label = self._tokens, self._scope, self._label(member)
        unless, clears = self._before_done(member)
        sent = scope.reading.sent.get(member.thing, ())
        onward = tokens.onward[member]
        if not onward or (member in tokens.level.ending and tokens.kind(member) not in BPMN_NODES):
            if scope.around is not None and tokens.element(member).throws:
                self._throw(member, takes)
            else:
                ended = self._all if tokens.breaks_off(member) else clears
                self._go(
                    member, takes, (), sent,
                    unless=unless, clears=ended, label=label, is_cyclic=is_cyclic,
                )  # fmt: skip
        chosen_sets = list(
            options(tokens.kind(member), onward, is_lenient=scope.reading.is_lenient)
        )
        for option in chosen_sets:
            self._go(
                member, takes, option, sent, chosen=len(chosen_sets) > 1,
                unless=unless, clears=clears, label=label, is_cyclic=is_cyclic,
            )  # fmt: skip

    def _before_done(self, member: Point) -> tuple[frozenset[int], frozenset[int]]:
        """Give the places that must be empty before a member is done, and what ends with it."""
        scope = self._scope
        if member not in scope.inner:
            return _NONE, _NONE
        done = replace(member, phase="done")
        goes_on = any(way.goal == done for way in self._tokens.behaviour.leaving.get(member, ()))
        held = [] if goes_on else scope.inner[member]
        unless = {place for inner in held for place in inner.places}
        if member in scope.shown:
            unless.add(scope.shown[member])
        return frozenset(unless), frozenset(one for inner in held for one in inner.armed.values())

    def _throw(self, member: Point, takes: tuple[int, ...]) -> None:
        """Let an end be caught by an event of its kind around it; where none is, all is over."""
        net, thrown = self._net, self._tokens.element(member).throws
        sent = self._scope.reading.sent.get(member.thing, ())
        scope = self._scope
        while scope.around is not None:
            left, (scope, holder) = scope, scope.around
            caught = [
                way
                for way in scope.tokens.aside[holder]
                if way.goal is not None
                and not way.is_of_depths
                and scope.tokens.interrupts(way)
                and (scope.tokens.element(way.goal).events or thrown) & thrown
            ]
            for way in caught:
                gives, covers = scope.given([way])
                clears = left.everything().union(scope.under_way[holder])
                step = Step(member.thing, (way.passage,))
                net.add(step, takes, (*sent, *gives), covers=covers, clears=clears)
            if caught:
                return
        clears = _NONE if thrown == {"escalation"} else scope.everything()
        net.add(Step(member.thing), takes, sent, clears=clears, label=self._label(member))

    def _label(self, member: Point) -> int | None:
        return None if member in self._scope.inner else self._scope.reading.label(member.thing)

    def _only_by(self, way: Way) -> frozenset[int]:
        """Give the places that only this way leads to; its event comes again when none is held."""
        assert way.goal is not None
        tokens, scope = self._tokens, self._scope
        region = tokens.reached([way.goal]) - tokens.reached(scope.beginning, without=way)
        return scope.places_of(region)
