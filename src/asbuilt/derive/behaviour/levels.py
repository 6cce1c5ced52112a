"""Levels of a behaviour: a whole model, or what one sub-process or composite state directly holds.

Tokens of one level meet only there: a sub-process is entered by one token and left by one, when all
inside it are used up (BPMN 2.0.2, 13.3.4 and 13.5.6). So each level is looked at by itself, and
what its members hold is one step of it. A way out of the depths of a member breaks that member off.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from asbuilt.derive.behaviour.model import ABRUPT, Behaviour, Passage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef


@dataclass(frozen=True, slots=True)
class Way:
    """A way from a member of a level to another one, or out of the level."""

    origin: URIRef
    goal: URIRef | None
    """None where it leads out and breaks off all that the level holds."""
    passage: Passage
    breaks: bool
    """Whether it leaves its origin without completing it."""


@dataclass(slots=True)
class Level:
    """What a container directly holds."""

    container: URIRef | None
    """None for the level of the model itself."""
    members: list[URIRef] = field(default_factory=list)
    entries: dict[URIRef, Passage | None] = field(default_factory=dict)
    """Members at which work comes in from outside, each with a passage that leads there."""
    ways: dict[Way, None] = field(default_factory=dict)
    ending: set[URIRef] = field(default_factory=set)
    """Members after which work may be over at this level."""


def levels(behaviour: Behaviour) -> dict[URIRef | None, Level]:
    """Give the levels of a model by their containers; the model's own has none and comes first."""
    depths = _Depths(behaviour)
    found: dict[URIRef | None, Level] = {None: Level(None)}
    for element in sorted(behaviour.elements):
        around = depths.around(element)
        found.setdefault(around[1] if len(around) > 1 else None, Level(None)).members.append(
            element
        )
    for container, level in found.items():
        level.container = container
    for start in behaviour.starts:
        for member, container in depths.places(start.thing):
            found[container].entries.setdefault(member, None)
    for end in behaviour.ends:
        member, container = next(depths.places(end.thing))
        found[container].ending.add(member)
    for passage in behaviour.passages:
        _place(depths, found, passage)
    return found


class _Depths:
    """Tells what holds an element, at any depth."""

    def __init__(self, behaviour: Behaviour) -> None:
        self._elements = behaviour.elements
        self._known: dict[URIRef, tuple[URIRef, ...]] = {}

    def around(self, element: URIRef) -> tuple[URIRef, ...]:
        """Give the element itself and all that holds it, the innermost first."""
        if element not in self._known:
            chain = [element]
            here = self._elements[element].container
            while here is not None and here in self._elements and here not in chain:
                chain.append(here)
                here = self._elements[here].container
            self._known[element] = tuple(chain)
        return self._known[element]

    def places(self, element: URIRef) -> Iterator[tuple[URIRef, URIRef | None]]:
        """Give each member under which an element stands, with the container of that member."""
        chain = self.around(element)
        yield from zip(chain, (*chain[1:], None), strict=True)


def _place(depths: _Depths, found: dict[URIRef | None, Level], passage: Passage) -> None:
    """Add a passage to the level at which it leads on, and to those that it enters or leaves."""
    origin, goal = passage.origin, passage.goal
    if goal.phase != "at":
        if origin.phase != "branch" and origin.thing != goal.thing:
            member, container = next(depths.places(origin.thing))
            found[container].ending.add(member)
        return
    outside = dict(depths.places(goal.thing))
    if origin.phase == "at" and origin.thing in depths.around(goal.thing)[1:]:
        for member, container in outside.items():
            found[container].entries.setdefault(member, passage)
            if container == origin.thing:
                return
    containers = {container: member for member, container in outside.items()}
    for member, container in depths.places(origin.thing):
        if container in containers:
            breaks = member != origin.thing or passage.kind in ABRUPT
            way = Way(member, containers[container], passage, breaks)
            found[container].ways.setdefault(way)
            for inner, holder in outside.items():
                if holder == container:
                    break
                found[holder].entries.setdefault(inner, passage)
            return
        found[container].ways.setdefault(Way(member, None, passage, breaks=True))
