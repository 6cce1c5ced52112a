"""What a net can do as an automaton: its states, and the steps between them that a log can show.

With each state go three things by which a search for an alignment is guided: how few steps lead to
an end, which steps may still come, and which must still come whatever happens.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from asbuilt.derive.behaviour.reduction import reduced
from asbuilt.derive.behaviour.space import MOST_STATES, States, TooLargeError

if TYPE_CHECKING:
    from collections.abc import Callable

    from asbuilt.derive.behaviour.net import Net

_MOST_TOKENS: Final = 31
"""Most tokens in a place; a model that makes ever more never ends."""

_Edges: TypeAlias = "tuple[tuple[tuple[int, int], ...], ...]"


class NoEndError(Exception):
    """A net can never come to an end."""


@dataclass(frozen=True, slots=True)
class Automaton:
    """States from 0, which is where it starts, and what leads from each to others."""

    edges: _Edges
    """For each state the steps that may come next, each with the state after it."""
    silent: tuple[tuple[int, ...], ...]
    """For each state those to which it leads without a step."""
    is_end: tuple[bool, ...]
    fewest: tuple[int, ...]
    """Fewest steps from each state to an end."""
    may: tuple[int, ...]
    """Steps that may still come, as the bits of a number."""
    must: tuple[int, ...]
    """Steps that come on every way to an end, as the bits of a number."""

    @property
    def shortest(self) -> int:
        """Number of steps in the shortest case."""
        return self.fewest[0]


def automaton_of(net: Net) -> Automaton:
    """Follow everything that a net can do until no token is left.

    States from which no end can be reached are left out: no alignment leads through them. Raises
    `TooLargeError` beyond the bounds, and `NoEndError` where no end can be reached at all.
    """
    leading, ends = _explored(reduced(net))
    before: list[list[tuple[int, int]]] = [[] for _ in leading]
    for state, edges in enumerate(leading):
        for label, after in edges:
            before[after].append((label, state))
    fewest = _fewest(ends, before)
    if 0 not in fewest:
        raise NoEndError
    kept = {state: number for number, state in enumerate(sorted(fewest))}
    steps: list[tuple[tuple[int, int], ...]] = []
    silent: list[tuple[int, ...]] = []
    for state in kept:
        later = sorted({(label, kept[after]) for label, after in leading[state] if after in kept})
        steps.append(tuple(edge for edge in later if edge[0] >= 0))
        silent.append(tuple(after for label, after in later if label < 0))
    is_end = tuple(state in ends for state in kept)
    every = 0
    for onward in steps:
        for label, _ in onward:
            every |= 1 << label
    below = [[(step, kept[one]) for step, one in before[state] if one in kept] for state in kept]
    may = _settled([0] * len(kept), below, lambda own, label, later: own | _bit(label) | later)
    must = _settled(
        [0 if end else every for end in is_end],
        below,
        lambda own, label, later: own & (_bit(label) | later),
    )
    return Automaton(tuple(steps), tuple(silent), is_end, tuple(fewest[s] for s in kept), may, must)


def _explored(net: Net) -> tuple[list[list[tuple[int, int]]], set[int]]:
    """Give what leads from each state to which, silent things as -1, and the states at an end."""
    states = States(net, _MOST_TOKENS)
    labels = [-1 if move.label is None else move.label for move in net.moves]
    numbers = {states.first: 0}
    waiting = deque([states.first])
    leading: list[list[tuple[int, int]]] = []
    ends: set[int] = set()
    while waiting:
        state = waiting.popleft()
        if not state:
            ends.add(len(leading))
        edges = []
        for move, after, crowded in states.following(state):
            if crowded:
                raise TooLargeError
            number = numbers.get(after)
            if number is None:
                number = numbers[after] = len(numbers)
                waiting.append(after)
                if number > MOST_STATES:
                    raise TooLargeError
            edges.append((labels[move], number))
        leading.append(edges)
    return leading, ends


def _fewest(ends: set[int], before: list[list[tuple[int, int]]]) -> dict[int, int]:
    fewest = dict.fromkeys(sorted(ends), 0)
    front = deque(fewest)
    while front:
        state = front.popleft()
        for label, earlier in before[state]:
            steps = fewest[state] + (label >= 0)
            if steps < fewest.get(earlier, steps + 1):
                fewest[earlier] = steps
                if label < 0:
                    front.appendleft(earlier)
                else:
                    front.append(earlier)
    return fewest


def _settled(
    values: list[int],
    before: list[list[tuple[int, int]]],
    joined: Callable[[int, int, int], int],
) -> tuple[int, ...]:
    """Carry values back along the edges until nothing changes."""
    waiting = deque(reversed(range(len(values))))
    queued = set(waiting)
    while waiting:
        state = waiting.popleft()
        queued.discard(state)
        for label, earlier in before[state]:
            value = joined(values[earlier], label, values[state])
            if value != values[earlier]:
                values[earlier] = value
                if earlier not in queued:
                    queued.add(earlier)
                    waiting.append(earlier)
    return tuple(values)


def _bit(label: int) -> int:
    return 1 << label if label >= 0 else 0
