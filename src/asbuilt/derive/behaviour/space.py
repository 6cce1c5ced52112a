"""The states that a net can come to, built as they are asked for and no further than a bound.

A state is the set of places that hold a token. A second token in a place is not followed further:
that it can come there at all is what is told. What can happen in a state is worked out only when a
search comes to it.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from asbuilt.derive.behaviour.net import Move, Net

MOST_STATES: Final = 50_000
"""Number of states of one level that are looked at."""


@dataclass(slots=True)
class Space:
    """What a search through all states found."""

    before: dict[int, tuple[int, int] | None] = field(default_factory=dict)
    """Of each state that before which it was first come to, and the number of the move."""
    after: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Of each state those that can follow."""
    crowded: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Places that get a second token, with the state and the number of the move that give it."""
    stopped: set[int] = field(default_factory=set)
    """States out of which a move leads that was not followed, since it crowds a place."""
    moved: set[int] = field(default_factory=set)
    """The numbers of moves that can happen."""
    marked: int = 0
    """The places that can hold a token."""
    is_whole: bool = True
    """Whether no state was left out for the bound."""

    def way_to(self, state: int) -> list[int]:
        """Give the numbers of the moves of a shortest way to a state."""
        way = []
        came = self.before[state]
        while came is not None:
            way.append(came[1])
            came = self.before[came[0]]
        return way[::-1]


class States:
    """A net whose states can be walked."""

    def __init__(self, net: Net) -> None:
        """Take a net."""
        self._moves = net.moves
        self._takes = [_mask(move.takes) for move in net.moves]
        self._gives = [_mask(move.gives) for move in net.moves]
        self._unless = [_mask(move.unless) for move in net.moves]
        self._doubled = [_doubled(move) for move in net.moves]
        self._gathers = {
            number: _Gathering(net, move) for number, move in enumerate(net.moves) if move.gathers
        }
        self._by_place: dict[int, list[int]] = defaultdict(list)
        for number, move in enumerate(net.moves):
            for place in move.gathers or move.takes[:1]:
                self._by_place[place].append(number)
        self._merging = _mask(net.merging)
        self.first = _mask(net.initial)

    def following(self, state: int) -> Iterator[tuple[int, int, int]]:
        """Give each move that can happen with the state after it and the places that it crowds.

        Inclusive joins that wait for each other alone go on.
        """
        stalled: list[int] = []
        went = False
        for number in self._candidates(state):
            takes = self._takes[number]
            if state & takes != takes or state & self._unless[number]:
                continue
            gathering = self._gathers.get(number)
            if gathering is not None:
                if not gathering.is_ready(state):
                    stalled.append(number)
                    continue
                takes |= state & gathering.places
            went = True
            yield self._moved(state, number, takes)
        if not went:
            for number in stalled:
                takes = self._takes[number] | (state & self._gathers[number].places)
                yield self._moved(state, number, takes)

    def explore(self, most: int = MOST_STATES) -> Space:
        """Walk all states, nearest first, until there are no more or their number is too great."""
        space = Space(before={self.first: None}, marked=self.first)
        front = deque([self.first])
        while front:
            state = front.popleft()
            for number, following, crowded in self.following(state):
                space.moved.add(number)
                space.marked |= self._gives[number]
                if crowded:
                    space.stopped.add(state)
                    for place in _bits(crowded):
                        space.crowded.setdefault(place, (state, number))
                    continue
                space.after[state].append(following)
                if following in space.before:
                    continue
                if len(space.before) >= most:
                    space.is_whole = False
                    space.stopped.add(state)
                    continue
                space.before[following] = (state, number)
                front.append(following)
        return space

    def _candidates(self, state: int) -> list[int]:
        found = {number for place in _bits(state) for number in self._by_place.get(place, ())}
        return sorted(found)

    def _moved(self, state: int, number: int, takes: int) -> tuple[int, int, int]:
        rest = 0 if self._moves[number].clears else state & ~takes
        gives = self._gives[number]
        crowded = (rest & gives) | self._doubled[number]
        return number, rest | gives, crowded & ~self._merging


class _Gathering:
    """Tells when an inclusive join has all that can come to it (BPMN 2.0.2, 13.4.3)."""

    def __init__(self, net: Net, join: Move) -> None:
        self.places = _mask(join.gathers)
        before: dict[int, set[int]] = defaultdict(set)
        for move in net.moves:
            if move is not join:
                for place in move.gives:
                    before[place].update(move.takes, move.gathers)
        self._leading = {place: _leading(place, before) for place in join.gathers}

    def is_ready(self, state: int) -> bool:
        """Say whether no token is on its way to an empty place but to none that has one."""
        here = state & self.places
        if here == self.places:
            return True
        to_empty = to_held = 0
        for place, leading in self._leading.items():
            if here >> place & 1:
                to_held |= leading
            else:
                to_empty |= leading
        return bool(here) and not state & to_empty & ~to_held & ~self.places


def _leading(place: int, before: dict[int, set[int]]) -> int:
    found, front = {place}, [place]
    while front:
        for one in before.get(front.pop(), ()):
            if one not in found:
                found.add(one)
                front.append(one)
    return _mask(found)


def _mask(places: Iterable[int]) -> int:
    mask = 0
    for place in places:
        mask |= 1 << place
    return mask


def _doubled(move: Move) -> int:
    return _mask({place for place in move.gives if move.gives.count(place) > 1})


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
