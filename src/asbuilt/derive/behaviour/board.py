"""A net while it is being changed: what takes from and gives to which place, what to do next."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING

from asbuilt.derive.behaviour.net import joined

if TYPE_CHECKING:
    from asbuilt.derive.behaviour.net import Move, Net


class Board:
    """The moves of a net with an index of its places; equal moves are kept once."""

    def __init__(self, net: Net) -> None:
        """Take up a net, which itself is left as it is."""
        self.net = net
        self.moves: dict[int, Move] = dict(enumerate(net.moves))
        self.taken_by: dict[int, set[int]] = defaultdict(set)
        self.given_by: dict[int, set[int]] = defaultdict(set)
        self.initial = list(net.initial)
        self.initial_trail = net.initial_trail
        self.initial_covers = net.initial_covers
        self.seen = dict(net.seen)
        self.side = _sides(net)
        """For each place the groups of places that some move looks at as a whole."""
        self.alike: dict[tuple[object, ...], int] = {}
        self.waiting: deque[int] = deque()
        self.queued: set[int] = set()
        for number in self.moves:
            self.link(number)

    def merge_alike(self, number: int) -> None:
        """Keep one of two moves that do the same."""
        move = self.moves.get(number)
        if move is None:
            return
        known = self.alike.get(_signature(move))
        if known is None or known == number or known not in self.moves:
            self.alike[_signature(move)] = number
            return
        kept, gone = sorted((known, number))
        self.moves[kept].covers = joined(self.moves[kept].covers, self.moves[gone].covers)
        self.remove(gone)
        self.alike[_signature(move)] = kept
        for place in (*move.takes, *move.gathers, *move.gives):
            self.queue(place)

    def replace_move(self, number: int, move: Move) -> None:
        """Put a move in the place of another one, and look at its places again."""
        self.remove(number)
        self.moves[number] = move
        self.link(number)
        for place in (*move.takes, *move.gathers, *move.gives):
            self.queue(place)

    def remove(self, number: int) -> None:
        """Take a move away."""
        move = self.moves.pop(number)
        if self.alike.get(_signature(move)) == number:
            del self.alike[_signature(move)]
        for place in (*move.takes, *move.gathers):
            self.taken_by[place].discard(number)
        for place in move.gives:
            self.given_by[place].discard(number)

    def link(self, number: int) -> None:
        """Enter a move in the index of places."""
        move = self.moves[number]
        for place in (*move.takes, *move.gathers):
            self.taken_by[place].add(number)
        for place in move.gives:
            self.given_by[place].add(number)

    def queue(self, place: int) -> None:
        """Have a place looked at."""
        if place not in self.queued:
            self.queued.add(place)
            self.waiting.append(place)


def _signature(move: Move) -> tuple[object, ...]:
    return (
        tuple(sorted(move.takes)), tuple(sorted(move.gives)), tuple(sorted(move.gathers)),
        move.unless, move.clears, move.label,
    )  # fmt: skip


def _sides(net: Net) -> dict[int, frozenset[int]]:
    groups = dict.fromkeys(one for move in net.moves for one in (move.unless, move.clears) if one)
    found: dict[int, set[int]] = defaultdict(set)
    for number, group in enumerate(groups):
        for place in group:
            found[place].add(number)
    return {place: frozenset(numbers) for place, numbers in found.items()}
