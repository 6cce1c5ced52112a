"""A Petri net: places that hold tokens, and moves that take and give them.

A move takes a token from each of some places and gives one to each of others (T. Murata, 1989).
What BPMN asks for beyond that is said by the move itself, so that it stays exact: an inclusive join
goes on once no token that is still to come could reach it (BPMN 2.0.2, 13.4.3), something may only
happen while other places are empty, and what is broken off is cleared as a whole (13.5.2, 13.5.6).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias, Union

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rdflib import URIRef

    from asbuilt.derive.behaviour.model import Passage

Rope: TypeAlias = Union[int, "tuple[Rope, Rope]", None]
"""A sequence of numbers that is joined to another one without being copied."""


@dataclass(frozen=True, slots=True)
class Step:
    """What happens in one move of an unreduced net."""

    element: URIRef
    chosen: tuple[Passage, ...] = ()
    """The ways that were taken, where the element has a choice."""
    waits: bool = False
    """Whether it only brings together what came in, before the element is done."""


@dataclass(slots=True)
class Move:
    """A change of the marking."""

    takes: tuple[int, ...]
    gives: tuple[int, ...]
    """Places, each as often as it gets a token."""
    trail: Rope
    """The numbers of the steps that it stands for, in an order in which they can happen."""
    covers: Rope = None
    """The numbers of elements that are come to by it."""
    gathers: tuple[int, ...] = ()
    """Places of an inclusive join: a token is taken from each that has one, once no more can come.
    """
    unless: frozenset[int] = frozenset()
    """Places that must be empty."""
    clears: frozenset[int] = frozenset()
    """Places of which all tokens are taken away, too."""
    label: int | None = None
    """The number by which a log shows it; None where it goes unseen."""
    is_cyclic: bool = False
    """Whether one of its steps can come again."""

    @property
    def is_silent(self) -> bool:
        """Whether no log shows it."""
        return self.label is None

    @property
    def is_plain(self) -> bool:
        """Whether nothing but the tokens that it takes decides when it can happen."""
        return not (self.gathers or self.unless or self.clears)


@dataclass(slots=True)
class Net:
    """Places, which are numbers, and moves between them."""

    elements: list[URIRef] = field(default_factory=list)
    """What the numbers in `Move.covers` and in `seen` stand for."""
    steps: list[Step] = field(default_factory=list)
    """What the numbers in `Move.trail` stand for."""
    moves: list[Move] = field(default_factory=list)
    initial: tuple[int, ...] = ()
    initial_trail: Rope = None
    initial_covers: Rope = None
    owners: list[URIRef] = field(default_factory=list)
    """The element at which, or before which, a token in each place stands."""
    inputs: dict[int, Passage] = field(default_factory=dict)
    """Places in which a token waits for others at a join, with the passage by which it came."""
    seen: dict[int, Rope] = field(default_factory=dict)
    """The numbers of elements that are come to when there is a token in a place."""
    merging: set[int] = field(default_factory=set)
    """Places in which a second token is no fault, since whatever is left is about to vanish."""
    stuck: set[int] = field(default_factory=set)
    """Places of members that can never be done."""

    def place(self, owner: URIRef) -> int:
        """Add a place."""
        self.owners.append(owner)
        return len(self.owners) - 1

    def add(  # noqa: PLR0913 - what a move is made of
        self,
        step: Step,
        takes: tuple[int, ...],
        gives: tuple[int, ...],
        *,
        covers: Rope = None,
        gathers: tuple[int, ...] = (),
        unless: frozenset[int] = frozenset(),
        clears: frozenset[int] = frozenset(),
        label: int | None = None,
        is_cyclic: bool = False,
    ) -> None:
        """Add a move that is one step."""
        self.steps.append(step)
        number = len(self.steps) - 1
        self.moves.append(
            Move(takes, gives, number, covers, gathers, unless, clears, label, is_cyclic)
        )


def numbers(rope: Rope) -> Iterator[int]:
    """Give the numbers of a rope in order."""
    waiting = [rope]
    while waiting:
        here = waiting.pop()
        if isinstance(here, tuple):
            waiting += (here[1], here[0])
        elif here is not None:
            yield here


def joined(first: Rope, second: Rope) -> Rope:
    """Give the numbers of one rope and then those of another."""
    if first is None or second is None:
        return second if first is None else first
    return first, second


def steps_of(net: Net, moves: Iterable[int]) -> list[int]:
    """Give the numbers of all steps of a way through a net, which may be a reduced one."""
    trails = (net.moves[move].trail for move in moves)
    return [number for trail in (net.initial_trail, *trails) for number in numbers(trail)]


def come_to(net: Net, moves: Iterable[int], places: Iterable[int] = ()) -> set[int]:
    """Give the numbers of the elements come to by some moves, and where some places are marked."""
    covers = [net.moves[move].covers for move in moves]
    seen = [net.seen[place] for place in places if place in net.seen]
    return {number for rope in (net.initial_covers, *covers, *seen) for number in numbers(rope)}
