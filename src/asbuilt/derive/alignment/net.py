"""A Petri net in which a transition may also wait for the rest of the net, or clear part of it.

Places hold tokens; a transition takes some and gives others (T. Murata, 1989). Two things that BPMN
asks for are beyond that and are said by the transition itself, so that both stay exact: an
inclusive join fires once no token that is still to come could reach it (BPMN 2.0.2, 13.4.3), and a
sub-process is done, or broken off, as a whole (13.3.4, 13.5.2).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Marking: TypeAlias = tuple[int, ...]
"""The places of all tokens, sorted; a place with two tokens stands twice."""


@dataclass(frozen=True, slots=True)
class Transition:
    """Something that can happen: silent, or a step that a log can show."""

    takes: tuple[int, ...]
    gives: tuple[int, ...]
    label: int | None = None
    """Number of the step that it performs; None where it is silent."""
    clears: frozenset[int] = frozenset()
    """Places of which all tokens are taken as well."""
    needs_empty: frozenset[int] = frozenset()
    """Places that must hold no token."""

    def fire(self, marking: Marking) -> Marking | None:
        """Give the marking after it; None where it cannot happen."""
        tokens = list(marking)
        for place in self.takes:
            if place not in tokens:
                return None
            tokens.remove(place)
        if self.needs_empty and not self.needs_empty.isdisjoint(tokens):
            return None
        if self.clears:
            tokens = [place for place in tokens if place not in self.clears]
        return tuple(sorted((*tokens, *self.gives)))


@dataclass(frozen=True, slots=True)
class Gathering:
    """An inclusive join: takes a token from each way in that has one, once no other can come."""

    ways_in: tuple[int, ...]
    gives: tuple[int, ...]
    before: Mapping[int, frozenset[int]]
    """For each way in, the places from which a token could still come to it."""
    label: None = None

    def fire(self, marking: Marking) -> Marking | None:
        """Give the marking after it; None where it cannot happen."""
        here = [place for place in self.ways_in if place in marking]
        if not here:
            return None
        awaited: set[int] = set()
        for place in self.ways_in:
            if place not in here:
                awaited |= self.before[place]
        for place in here:
            awaited -= self.before[place]
        if awaited.intersection(marking):
            return None
        tokens = list(marking)
        for place in here:
            tokens.remove(place)
        return tuple(sorted((*tokens, *self.gives)))


@dataclass(frozen=True)
class Net:
    """A net with its beginning and its ends."""

    transitions: tuple[Transition | Gathering, ...]
    start: Marking
    ends: frozenset[Marking]
    """Markings in which all is done."""
    _by_place: dict[int, list[Transition | Gathering]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Note at which places each transition may become possible."""
        for transition in self.transitions:
            places = (
                transition.ways_in if isinstance(transition, Gathering) else transition.takes[:1]
            )
            for place in places:
                self._by_place.setdefault(place, []).append(transition)

    def following(self, marking: Marking) -> Iterator[tuple[int | None, Marking]]:
        """Give what can happen next, as the step's number or None, and the marking after it."""
        tried: set[int] = set()
        for place in dict.fromkeys(marking):
            for transition in self._by_place.get(place, ()):
                if id(transition) not in tried:
                    tried.add(id(transition))
                    after = transition.fire(marking)
                    if after is not None:
                        yield transition.label, after
