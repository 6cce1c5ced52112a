"""Makes a net smaller without changing which steps it can do in which order.

A place that only one silent transition takes from, and takes nothing else, is passed as soon as it
is reached; whatever gives to it may as well give what lies behind (fusion of series transitions,
T. Murata, "Petri nets: properties, analysis and applications", 1989, section VI). A place that
matters to a transition which looks at the rest of the net stays, unless what lies behind matters to
it in the same way.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from asbuilt.derive.alignment.net import Gathering, Net, Transition

if TYPE_CHECKING:
    from collections.abc import Iterator


def reduced(net: Net) -> Net:
    """Give a net with the same runs and fewer silent transitions."""
    takers: dict[int, list[Transition | Gathering]] = defaultdict(list)
    for transition in net.transitions:
        for place in set(_taken(transition)):
            takers[place].append(transition)
    kept = {*net.start, *(place for end in net.ends for place in end)}
    special = [found for transition in net.transitions for found in _looked_at(transition)]
    instead: dict[int, tuple[int, ...]] = {}
    for place, taking in takers.items():
        (passing, *others) = taking
        if (
            not others
            and place not in kept
            and isinstance(passing, Transition)
            and passing.label is None
            and passing.takes == (place,)
            and not (passing.clears or passing.needs_empty or place in passing.gives)
            and all(_same_side(place, passing.gives, found) for found in special)
        ):
            instead[place] = passing.gives
    return replace(net, transitions=tuple(_passed(net, instead)))


def _passed(net: Net, instead: dict[int, tuple[int, ...]]) -> Iterator[Transition | Gathering]:
    behind: dict[int, tuple[int, ...]] = {}

    def onward(place: int, seen: frozenset[int]) -> tuple[int, ...]:
        # In a ring of silent transitions one place stays, so that work has somewhere to be.
        if place not in instead or place in seen:
            return (place,)
        if place not in behind:
            inner = seen | {place}
            behind[place] = tuple(p for given in instead[place] for p in onward(given, inner))
        return behind[place]

    for transition in net.transitions:
        gives = tuple(p for given in transition.gives for p in onward(given, frozenset()))
        yield replace(transition, gives=gives)


def _same_side(place: int, gives: tuple[int, ...], found: frozenset[int]) -> bool:
    return all((given in found) == (place in found) for given in gives)


def _taken(transition: Transition | Gathering) -> tuple[int, ...]:
    return transition.ways_in if isinstance(transition, Gathering) else transition.takes


def _looked_at(transition: Transition | Gathering) -> list[frozenset[int]]:
    if isinstance(transition, Gathering):
        return list(transition.before.values())
    return [found for found in (transition.clears, transition.needs_empty) if found]
