"""What is wrong with one level, by its states: work stuck at a join, tokens too many, dead members.

The criteria are those of W. van der Aalst (1997; with others, 2011): the option to complete, no
dead steps, and as the part of proper completion that BPMN leaves open, no second token where one
still is. That several ends take a token each is how BPMN completes (13.5.6), and no fault; nor is
what a terminate event takes away, for that is what it is drawn for.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from asbuilt.derive.behaviour.net import come_to, steps_of
from asbuilt.derive.behaviour.reduction import reduced
from asbuilt.derive.behaviour.space import Space, States
from asbuilt.derive.behaviour.spelling import net_of_level

if TYPE_CHECKING:
    from rdflib import URIRef

    from asbuilt.derive.behaviour.model import Passage, Point
    from asbuilt.derive.behaviour.net import Net, Step
    from asbuilt.derive.behaviour.tokens import Tokens

MOST_FAULTS: Final = 5
"""Number of faults of a kind that are told of one level."""

MOST_ENTRIES: Final = 20
"""Number of ways into a level that are looked at one by one."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and how it comes to that."""

    element: URIRef
    path: tuple[Step, ...]
    missing: tuple[Passage, ...] = ()
    """The ways by which a join waits in vain; empty for a second token."""


@dataclass(slots=True)
class Verdict:
    """What is known of a level."""

    stuck: dict[URIRef, Fault] = field(default_factory=dict)
    crowded: dict[URIRef, Fault] = field(default_factory=dict)
    endless: dict[URIRef, Fault] = field(default_factory=dict)
    """Elements at which work goes on for ever although no single way is a dead end."""
    dead: set[URIRef] = field(default_factory=set)
    """Members that a way leads to, but no token ever comes to."""
    can_finish: bool = False
    is_decided: bool = True
    """Whether all states were looked at."""
    states: int = 0


def judge(tokens: Tokens, *, needs_all: bool, most: int) -> Verdict:
    """Judge a level from each of the members at which work may come in.

    `needs_all` says that all of them begin together, as branches that do not meet.
    """
    verdict = Verdict()
    level = tokens.level
    beginnings = [(one,) for one in sorted(level.entries)] if needs_all else tokens.beginnings()
    if tokens.is_simple():
        finished = [_reaches_end(tokens, beginning) for beginning in beginnings]
        verdict.can_finish = all(finished) if needs_all else any(finished)
        if tokens.unfinishable:
            dead = tokens.reached(level.entries, drawn=True) - tokens.reached(level.entries)
            verdict.dead = {member.thing for member in dead}
        return verdict
    verdict.is_decided = len(beginnings) <= MOST_ENTRIES
    finished = []
    alive: set[URIRef] = set()
    possible: set[URIRef] = set()
    for beginning in beginnings[:MOST_ENTRIES]:
        net = net_of_level(tokens, beginning)
        small = reduced(net)
        space = States(small).explore(most)
        verdict.states += len(space.before)
        verdict.is_decided &= space.is_whole
        finished.append(_look(verdict, net, small, space))
        alive |= _alive(small, space)
        possible |= {member.thing for member in tokens.reached(beginning, drawn=True)}
    verdict.can_finish = all(finished) if needs_all else any(finished)
    if verdict.is_decided and not verdict.crowded:
        verdict.dead = possible - alive
    return verdict


def _reaches_end(tokens: Tokens, beginning: tuple[Point, ...]) -> bool:
    level = tokens.level
    return any(
        (
            member not in tokens.unfinishable
            and (member in level.ending or not tokens.onward[member])
        )
        or any(way.goal is None for way in tokens.aside[member])
        for member in tokens.reached(beginning)
    )


def _look(verdict: Verdict, net: Net, small: Net, space: Space) -> bool:
    """Add the faults that a space shows, and say whether work can be over."""
    for state, number in sorted(space.crowded.values()):
        if len(verdict.crowded) >= MOST_FAULTS:
            break
        path = steps_of(small, [*space.way_to(state), number])
        _, crowd = _replayed(net, path)
        if crowd is not None:
            place, length = crowd
            steps = tuple(net.steps[step] for step in path[:length])
            verdict.crowded.setdefault(net.owners[place], Fault(net.owners[place], steps))
    doomed = _doomed(space)
    for state in space.before:
        if state and not space.after.get(state) and state not in space.stopped:
            if len(verdict.stuck) >= MOST_FAULTS:
                break
            _add_stuck(verdict, net, steps_of(small, space.way_to(state)))
    if doomed and not verdict.stuck and space.is_whole and not verdict.crowded:
        state = next(one for one in space.before if one in doomed)
        path = steps_of(small, space.way_to(state))
        marking, _ = _replayed(net, path)
        held = [place for place in sorted(marking) if place in net.inputs] or sorted(marking)
        if held and not net.stuck & set(marking):
            element = net.owners[held[0]]
            verdict.endless.setdefault(
                element, Fault(element, tuple(net.steps[step] for step in path))
            )
    return 0 in space.before or bool(space.stopped) or not space.is_whole


def _add_stuck(verdict: Verdict, net: Net, path: list[int]) -> None:
    """Add the joins at which work waits in vain, unless it waits for what is told elsewhere."""
    marking, _ = _replayed(net, path)
    if net.stuck & set(marking):
        return
    steps = tuple(net.steps[step] for step in path)
    for place in sorted(marking):
        owner = net.owners[place]
        if place in net.inputs and owner not in verdict.stuck:
            missing = tuple(
                passage
                for other, passage in net.inputs.items()
                if net.owners[other] == owner and other not in marking
            )
            verdict.stuck[owner] = Fault(owner, steps, missing)


def _doomed(space: Space) -> set[int]:
    """Give the states after which work can never be over, as far as that is known."""
    before: dict[int, list[int]] = {}
    for state, following in space.after.items():
        for one in following:
            before.setdefault(one, []).append(state)
    front = deque(state for state in space.before if state == 0 or state in space.stopped)
    found = set(front)
    while front:
        for state in before.get(front.popleft(), ()):
            if state not in found:
                found.add(state)
                front.append(state)
    return space.before.keys() - found


def _alive(small: Net, space: Space) -> set[URIRef]:
    """Give the elements that a token comes to in some state."""
    marked = [place for place in small.seen if space.marked >> place & 1]
    return {small.elements[number] for number in come_to(small, space.moved, marked)}


def _replayed(net: Net, path: list[int]) -> tuple[Counter[int], tuple[int, int] | None]:
    """Take the steps of a path in the unreduced net, up to the first place with two tokens.

    Gives the tokens that there are then, and that place with the number of steps taken.
    """
    marking = Counter(net.initial)
    for length, number in enumerate(path, start=1):
        move = net.moves[number]
        for place in (*move.takes, *(one for one in move.gathers if marking[one])):
            marking[place] -= 1
        for place in move.clears:
            marking[place] = 0
        for place in move.gives:
            marking[place] += 1
            if marking[place] > 1 and place not in net.merging:
                return marking, (place, length)
    return Counter({place: count for place, count in marking.items() if count > 0}), None
