"""The net of a whole behaviour, with all that its sub-processes, states and calls hold laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asbuilt.derive.behaviour.levels import levels
from asbuilt.derive.behaviour.net import Net, Step
from asbuilt.derive.behaviour.scope import Reading, Scope
from asbuilt.derive.behaviour.space import TooLargeError
from asbuilt.derive.behaviour.spelling import begun_by, spell
from asbuilt.derive.behaviour.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rdflib import URIRef

    from asbuilt.derive.behaviour.model import Behaviour, Point

MOST_SCOPES: Final = 5_000
"""Levels, each as often as it may begin differently, that one net may have."""


def net_of(behaviour: Behaviour, label: Callable[[URIRef], int | None]) -> Net:
    """Spell out what a behaviour may do; it is over when no token is left.

    A `label` is the number of a step that a log can show. Raises `TooLargeError` where levels that
    may begin in many ways stand in each other.
    """
    reading = Reading(label=label, is_lenient=True)
    begin(reading, behaviour)
    return reading.net


def begin(reading: Reading, behaviour: Behaviour) -> int:
    """Add a behaviour to a net, and give the place of the token from which it begins.

    It begins in any of its ways, and may begin anew once it is done where a message begins it.
    Raises `TooLargeError` as `net_of` does.
    """
    net = reading.net
    tokens = {container: Tokens(behaviour, level) for container, level in levels(behaviour).items()}
    root = net.place(behaviour.thing)
    net.initial = (*net.initial, root)
    first = list(_begun(reading, tokens[None]))
    for scope in _laid_out(reading, tokens, first):
        spell(scope)
    step = Step(behaviour.thing, waits=True)
    for scope in first:
        messages = begun_by(scope)
        going = [net.place(behaviour.thing)] if scope.armed or messages else []
        for message, begun in messages:
            net.add(step, (root, *message), (*going, *begun), is_cyclic=True)
        if not messages:
            net.add(step, (root,), (*going, *scope.begun()))
        if going:
            again = (root,) if messages else ()
            armed = frozenset(scope.armed.values())
            net.add(step, (going[0],), again, unless=scope.places, clears=armed)
    return root


def _laid_out(
    reading: Reading, tokens: dict[Point | None, Tokens], first: list[Scope]
) -> list[Scope]:
    """Give scopes with those of all that they hold, at any depth."""
    found = list(first)
    for scope in found:
        for member in scope.at:
            if member in tokens and (inner := list(_begun(reading, tokens[member]))):
                scope.hold(member, inner)
                found += inner
                if len(found) > MOST_SCOPES:
                    raise TooLargeError
    return found


def _begun(reading: Reading, tokens: Tokens) -> Iterator[Scope]:
    """Give a scope for each way in which a level may begin, by itself or where a way leads to."""
    begun = tokens.level.begun
    armed = [one for one in begun if tokens.is_triggered(one)]
    plain = [one for one in begun if one not in armed] or armed
    armed = [one for one in armed if one not in plain]
    for beginning in tokens.beginnings(plain):
        yield Scope(reading, tokens, beginning, armed)
    for entry in tokens.level.entries:
        if entry not in begun:
            yield Scope(reading, tokens, (entry,), armed)
