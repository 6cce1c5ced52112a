"""Work that waits for a message that never comes: deadlocks between participants that are sound.

All that is wrong with a participant by itself is told of it alone (`analysis`); here each has ended
as it may, and still work is left that waits. That messages are left which nobody takes is no fault:
it is the message-relaxed soundness of F. Corradini, C. Muzi, B. Re and F. Tiezzi, "A classification
of BPMN collaborations based on safeness and soundness notions" (2018).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from asbuilt.derive.behaviour.collaboration import Collaboration, Exchange, exchange
from asbuilt.derive.behaviour.net import come_to, steps_of
from asbuilt.derive.behaviour.reduction import reduced
from asbuilt.derive.behaviour.space import MOST_STATES, States
from asbuilt.derive.behaviour.spelling import EVENT_BASED

if TYPE_CHECKING:
    from rdflib import URIRef

    from asbuilt.derive.behaviour.net import Step

MOST_MESSAGES: Final = 3
"""Messages that may wait at one flow at a time; more are not looked at, which is said."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Work that waits in vain."""

    path: tuple[Step, ...]
    never: bool
    """Whether none of the messages that it waits for ever comes, whatever is chosen."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of a collaboration."""

    waits: dict[URIRef, Wait]
    is_decided: bool
    states: int


def judge(collaboration: Collaboration, most: int = MOST_STATES) -> Verdict:
    """Look for states of a collaboration in which nothing can happen although there is work left.

    Where work is also stuck at a join, that is told of its participant alone. Raises
    `TooLargeError` as `whole.net_of` does.
    """
    found = exchange(collaboration)
    small = reduced(found.net)
    states = States(small, MOST_MESSAGES)
    space = states.explore(most)
    idle = states.mask(found.idle)
    alive = come_to(small, space.moved)
    is_decided = space.is_whole and not space.crowded
    waits: dict[URIRef, Wait] = {}
    for state in space.before:
        if space.after.get(state) or state in space.stopped or not state & ~idle:
            continue
        if not found.net.inputs.keys().isdisjoint(states.marked(state)):
            continue
        path = tuple(found.net.steps[step] for step in steps_of(small, space.way_to(state)))
        for place in states.marked(state & ~idle):
            for element in _waiting(collaboration, found, found.net.owners[place]):
                never = is_decided and alive.isdisjoint(found.received[element])
                waits.setdefault(element, Wait(path, never))
    return Verdict(waits, is_decided, len(space.before))


def _waiting(collaboration: Collaboration, found: Exchange, owner: URIRef) -> list[URIRef]:
    """Give what waits for a message where a token stands: it, or the events after a gateway."""
    part = collaboration.participant(owner)
    waiting = [owner]
    if part is not None and part.elements[owner].kind == EVENT_BASED:
        waiting = [way.goal.thing for point in part.points_of[owner] for way in part.leaving[point]]
    return [one for one in waiting if one in found.received]
