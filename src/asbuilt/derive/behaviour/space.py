"""The states that a net can come to, built as they are asked for and no further than a bound.

A state is the number of tokens in each place, written as one number with as many bits for each as
are needed. What is asked of a model's soundness needs one bit: that a second token can come to a
place at all is what is told, and it is not followed further. What can happen in a state is worked
out only when a search comes to it.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from asbuilt.derive.behaviour.net import Move, Net

MOST_STATES: Final = 50_000
"""Number of states of one level that are looked at."""


class TooLargeError(Exception):
    """A net has more states, or more tokens in a place, than are looked at."""


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
    """The places that can hold a token, as the state in which each holds one."""
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

    def __init__(self, net: Net, most_tokens: int = 1) -> None:
        """Take a net, of which a place may hold so many tokens."""
        self._most, self._width = most_tokens, most_tokens.bit_length()
        self._moves = [_Change(self, move) for move in net.moves]
        self._gathers = {
            number: _Gathering(self, net, move)
            for number, move in enumerate(net.moves)
            if move.gathers
        }
        self._by_place: dict[int, list[int]] = defaultdict(list)
        for number, move in enumerate(net.moves):
            for place in move.gathers or move.takes[:1]:
                self._by_place[place].append(number)
        self._merging = self.mask(net.merging)
        self.first = sum(self.token(place) for place in net.initial)

    def token(self, place: int) -> int:
        """Give the state in which there is one token in a place, and nothing else."""
        return 1 << place * self._width

    def mask(self, places: Iterable[int]) -> int:
        """Give all bits of some places."""
        whole = (1 << self._width) - 1
        mask = 0
        for place in places:
            mask |= whole << place * self._width
        return mask

    def marked(self, state: int) -> list[int]:
        """Give the places that hold a token, in order."""
        found = []
        while state:
            place = ((state & -state).bit_length() - 1) // self._width
            found.append(place)
            state &= ~self.mask([place])
        return found

    def following(self, state: int) -> Iterator[tuple[int, int, int]]:
        """Give each move that can happen with the state after it and the places that it crowds.

        Inclusive joins that wait for each other alone go on. A place is crowded by more tokens than
        it may hold, which are left out of the state.
        """
        stalled: list[int] = []
        went = False
        for number in self._candidates(state):
            move = self._moves[number]
            if state & move.unless or not all(state & mask for mask in move.takes):
                continue
            gathering = self._gathers.get(number)
            if gathering is not None and not gathering.is_ready(state):
                stalled.append(number)
                continue
            went = True
            yield self._moved(state, number)
        if not went:
            for number in stalled:
                yield self._moved(state, number)

    def explore(self, most: int = MOST_STATES) -> Space:
        """Walk all states, nearest first, until there are no more or their number is too great."""
        space = Space(before={self.first: None}, marked=self.first)
        front = deque([self.first])
        while front:
            state = front.popleft()
            for number, following, crowded in self.following(state):
                space.moved.add(number)
                space.marked |= self._moves[number].given
                if crowded:
                    space.stopped.add(state)
                    for place in self.marked(crowded):
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
        found = {number for place in self.marked(state) for number in self._by_place.get(place, ())}
        return sorted(found)

    def _moved(self, state: int, number: int) -> tuple[int, int, int]:
        move = self._moves[number]
        rest = state - move.taken
        if move.gathers:
            rest -= sum(token for mask, token in move.gathers if state & mask)
        rest &= ~move.clears
        if self._most == 1:
            crowded = (rest & move.given) | move.doubled
            return number, rest | move.given, crowded & ~self._merging
        crowded = 0
        for mask, token, count in move.gives:
            if (rest & mask) // token + count > self._most:
                crowded |= mask
            else:
                rest += token * count
        return number, rest, crowded


class _Change:
    """What a move does to a state."""

    __slots__ = ("clears", "doubled", "gathers", "given", "gives", "taken", "takes", "unless")

    def __init__(self, states: States, move: Move) -> None:
        given = Counter(move.gives)
        self.takes = [states.mask([place]) for place in move.takes]
        self.taken = sum(states.token(place) for place in move.takes)
        self.gathers = [(states.mask([place]), states.token(place)) for place in move.gathers]
        self.gives = [(states.mask([p]), states.token(p), count) for p, count in given.items()]
        self.given = sum(states.token(place) for place in given)
        self.unless, self.clears = states.mask(move.unless), states.mask(move.clears)
        self.doubled = states.mask(place for place, count in given.items() if count > 1)


class _Gathering:
    """Tells when an inclusive join has all that can come to it (BPMN 2.0.2, 13.4.3)."""

    def __init__(self, states: States, net: Net, join: Move) -> None:
        self._places = states.mask(join.gathers)
        before: dict[int, set[int]] = defaultdict(set)
        for move in net.moves:
            if move is not join:
                for place in move.gives:
                    before[place].update(move.takes, move.gathers)
        self._leading = [
            (states.mask([place]), states.mask(_leading(place, before))) for place in join.gathers
        ]

    def is_ready(self, state: int) -> bool:
        """Say whether no token is on its way to an empty place but to none that has one."""
        to_empty = to_held = 0
        for place, leading in self._leading:
            if state & place:
                to_held |= leading
            else:
                to_empty |= leading
        return bool(state & self._places) and not state & to_empty & ~to_held & ~self._places


def _leading(place: int, before: dict[int, set[int]]) -> set[int]:
    found, front = {place}, [place]
    while front:
        for one in before.get(front.pop(), ()):
            if one not in found:
                found.add(one)
                front.append(one)
    return found
