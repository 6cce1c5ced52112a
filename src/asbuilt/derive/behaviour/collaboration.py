"""Processes that send messages to each other, as one net (BPMN 2.0.2, 9.3 and 13.4.4).

A message waits at its flow until it is taken, and may be there several times. What receives, waits:
a receive task, an event that catches a message, a process that one begins. Any other activity that
a message flow leads to goes on without it, and what a participant as a whole sends is taken to
come, since nothing says when. A process that no message begins is begun once.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from asbuilt.derive.behaviour.net import Net, joined
from asbuilt.derive.behaviour.scope import Reading
from asbuilt.derive.behaviour.whole import begin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rdflib import URIRef

    from asbuilt.derive.behaviour.model import Behaviour, Element

_CATCHING: Final = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})


@dataclass(frozen=True, slots=True)
class Collaboration:
    """Processes, or workflows, that exchange messages of which both ends are known."""

    participants: tuple[Behaviour, ...]
    flows: tuple[tuple[URIRef, URIRef], ...]
    """Who sends to whom: elements of two participants, of which the second one waits."""

    def participant(self, element: URIRef) -> Behaviour | None:
        """Give the participant that an element is of."""
        return next((one for one in self.participants if element in one.elements), None)

    def senders(self, receiver: URIRef) -> list[URIRef]:
        """Give what sends the messages that an element waits for."""
        return [sender for sender, waiting in self.flows if waiting == receiver]


@dataclass(frozen=True, slots=True)
class Exchange:
    """The net of a collaboration."""

    net: Net
    idle: frozenset[int]
    """Places in which a token is no work: of messages, and of what has not begun."""
    received: Mapping[URIRef, tuple[int, ...]]
    """For each element that waits the numbers of its messages among `Net.elements`."""


def collaborations(
    behaviours: Iterable[Behaviour], messages: Iterable[tuple[URIRef, URIRef]]
) -> Iterator[Collaboration]:
    """Give the groups of behaviours that exchange messages, and what of these can be traced.

    What another one of a group calls is a part of that one already, and stands in none itself.
    """
    known = list(behaviours)
    home: dict[URIRef, Behaviour] = {}
    for one in sorted(known, key=lambda one: (len(one.elements), one.thing)):
        home |= dict.fromkeys(one.elements, one)
    flows: dict[URIRef, list[URIRef]] = defaultdict(list)
    for sender, receiver in messages:
        if receiver in home and waits(home[receiver].elements[receiver]):
            flows[receiver].append(sender)
    traced = [
        (sender, receiver)
        for receiver, senders in flows.items()
        for sender in senders
        if all(one in home and home[one] is not home[receiver] for one in senders)
    ]
    group = {one.thing: {one.thing} for one in known}
    for sender, receiver in traced:
        merged = group[home[sender].thing] | group[home[receiver].thing]
        group |= dict.fromkeys(merged, merged)
    whole = {one.thing: one for one in known}
    for members in sorted({tuple(sorted(found)) for found in group.values() if len(found) > 1}):
        parts = tuple(whole[one] for one in members)
        own = tuple(flow for flow in traced if home[flow[1]].thing in members)
        yield Collaboration(parts, own)


def exchange(collaboration: Collaboration) -> Exchange:
    """Spell out a collaboration as one net. Raises `TooLargeError` as `whole.net_of` does."""
    net = Net()
    sent: dict[URIRef, list[int]] = defaultdict(list)
    awaited: dict[URIRef, list[int]] = defaultdict(list)
    number_of: dict[int, int] = {}
    received: dict[URIRef, list[int]] = defaultdict(list)
    for sender, receiver in collaboration.flows:
        place = net.place(receiver)
        sent[sender].append(place)
        awaited[receiver].append(place)
        net.elements.append(receiver)
        number_of[place] = len(net.elements) - 1
        received[receiver].append(number_of[place])
    reading = Reading(net, sent=_settled(sent), awaited=_settled(awaited))
    roots = [begin(reading, one) for one in collaboration.participants]
    for move in net.moves:
        for place in number_of.keys() & set(move.takes):
            move.covers = joined(move.covers, number_of[place])
    return Exchange(net, frozenset(number_of).union(roots), _settled(received))


def waits(element: Element) -> bool:
    """Say whether an element waits for the messages whose flows lead to it."""
    if element.kind == "receiveTask":
        return True
    return element.kind in _CATCHING and (not element.events or "message" in element.events)


def _settled(places: Mapping[URIRef, list[int]]) -> dict[URIRef, tuple[int, ...]]:
    return {element: tuple(found) for element, found in places.items()}
