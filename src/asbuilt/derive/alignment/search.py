"""Finds an optimal alignment: the least that a case and a model must yield to each other.

A. Adriansyah, "Aligning observed and modeled behavior", 2014; W. van der Aalst, A. Adriansyah and
B. van Dongen, "Replaying history on process models", 2012. An event that the model cannot do where
it stands costs one, a step of the model that the case does not show costs one, both doing the same
costs nothing. Of alignments that cost the same, one that takes what was done for what the process
asks is chosen. The search is A* over the states of the model and the events of the case. What
guides it never overestimates: events of steps that cannot come any more, steps that must come and
that no event shows, and the shortest way to an end.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from asbuilt.derive.alignment.automaton import Automaton

MOST_VISITS: Final = 200_000
"""Most pairs of a state and an event that are looked at for one case."""

_WHOLE: Final = 1_000_000
"""What costs one in the search; giving up an event that the model knows costs a trifle more."""

Kind: TypeAlias = Literal["both", "log", "model"]


@dataclass(frozen=True, slots=True)
class Move:
    """One step of an alignment: by both, by the log alone, or by the model alone."""

    kind: Kind
    event: int | None
    """Place of the event in the case, from 0."""
    step: int | None
    """Number of the step in the model."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """An optimal alignment, and what it took to find it."""

    moves: tuple[Move, ...]
    cost: int
    visits: int


def align(automaton: Automaton, trace: Sequence[int], most: int = MOST_VISITS) -> Alignment | None:
    """Align a case with a model; None where it takes more visits than allowed.

    A `trace` gives for each event the steps that it may be, as the bits of a number; an event that
    is no step of the model gives 0.
    """
    edges, silent, is_end = automaton.edges, automaton.silent, automaton.is_end
    states, length = len(edges), len(trace)
    at_least = _estimate(automaton, trace)
    best = {0: 0}
    came_from: dict[int, tuple[int, Move]] = {}
    # Of equal estimates what is further in the case comes first, then what was found first.
    queue = [(at_least(0, 0), 0, 0, 0)]
    visits = found = 0
    while queue:
        estimate, _, _, node = heappop(queue)
        place, state = divmod(node, states)
        paid = best[node]
        if paid + at_least(place, state) < estimate:
            continue
        if place == length and is_end[state]:
            return Alignment(_moves(came_from, node), paid // _WHOLE, visits)
        visits += 1
        if visits > most:
            return None
        bits = trace[place] if place < length else 0
        following: list[tuple[int, int, Kind, int | None]] = []
        for label, after in edges[state]:
            if bits >> label & 1:
                following.append((node + states - state + after, paid, "both", label))
            following.append((node - state + after, paid + _WHOLE, "model", label))
        if place < length:
            following.append((node + states, paid + _WHOLE + bool(bits), "log", None))
        following += [(node - state + after, paid, "model", None) for after in silent[state]]
        for after, cost, kind, step in following:
            if cost < best.get(after, cost + 1):
                best[after] = cost
                event = None if kind == "model" else place
                came_from[after] = (node, Move(kind, event, step))
                found += 1
                further = after // states
                heappush(queue, (cost + at_least(further, after % states), -further, found, after))
    return None


def _estimate(automaton: Automaton, trace: Sequence[int]) -> Callable[[int, int], int]:
    """Give the function that tells what the rest of a case costs at least."""
    fewest, may, must = automaton.fewest, automaton.may, automaton.must
    length = len(trace)
    shown_after = [0] * (length + 1)
    for place in reversed(range(length)):
        shown_after[place] = shown_after[place + 1] | trace[place]
    known: dict[tuple[int, int], int] = {}
    useless_of: dict[tuple[int, int], int] = {}

    def at_least(place: int, state: int) -> int:
        estimate = known.get((place, state))
        if estimate is None:
            possible = may[state]
            useless = useless_of.get((place, possible))
            if useless is None:
                useless = sum(not bits & possible for bits in trace[place:])
                useless_of[place, possible] = useless
            absent = (must[state] & ~shown_after[place]).bit_count()
            least = useless + max(absent, fewest[state] - (length - place - useless))
            estimate = least * _WHOLE
            known[place, state] = estimate
        return estimate

    return at_least


def _moves(came_from: dict[int, tuple[int, Move]], node: int) -> tuple[Move, ...]:
    moves = []
    while node in came_from:
        node, move = came_from[node]
        if move.event is not None or move.step is not None:
            moves.append(move)
    return tuple(reversed(moves))
