"""One process and one workflow, each with what it calls, and which states stand for which steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from asbuilt.derive.order.leaving import around

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rdflib import URIRef

    from asbuilt.derive.behaviour.model import Behaviour


@dataclass(frozen=True)
class Pair:
    """A process and a workflow that carries steps of it out."""

    process: Behaviour
    workflow: Behaviour
    steps_of: Mapping[URIRef, set[URIRef]]
    """The steps of the process that each mapped state stands for."""
    homes: Mapping[URIRef, Behaviour] = field(default_factory=dict)
    """The process or workflow that itself holds each element."""

    @cached_property
    def states_of(self) -> Mapping[URIRef, set[URIRef]]:
        """The states that stand for each mapped step."""
        found: dict[URIRef, set[URIRef]] = {}
        for state, steps in self.steps_of.items():
            for step in steps:
                found.setdefault(step, set()).add(state)
        return found

    @cached_property
    def _around(self) -> Mapping[URIRef, set[URIRef]]:
        return {state: set(around(self.workflow, state)) for state in self.steps_of}

    def holds(self, state: URIRef, other: URIRef) -> bool:
        """Say whether one mapped state holds the other, or calls what does."""
        return state in self._around[other] or other in self._around[state]

    @cached_property
    def holding(self) -> set[URIRef]:
        """The mapped states that hold other mapped ones."""
        return {outer for inner in self._around.values() for outer in inner} & self.steps_of.keys()

    def shares(self, other: Pair, state: URIRef) -> bool:
        """Say whether a state stands for a step here that it stands for in another pair, too."""
        return not self.steps_of[state].isdisjoint(other.steps_of.get(state, ()))

    def where(self, things: Iterable[URIRef]) -> Behaviour:
        """Give the called workflow that itself holds all of some elements, else the whole one."""
        homes = {self.homes[thing].thing: self.homes[thing] for thing in things}
        return next(iter(homes.values())) if len(homes) == 1 else self.workflow

    def models(self, *elements: URIRef) -> Iterable[URIRef]:
        """Give the workflow and the process, and those that they call and that hold elements."""
        homes = (self.homes[element].thing for element in elements if element in self.homes)
        return dict.fromkeys((self.workflow.thing, self.process.thing, *homes))
