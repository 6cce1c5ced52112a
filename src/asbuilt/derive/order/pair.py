"""One process and one workflow, with the states of the one and their steps of the other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rdflib import URIRef

    from asbuilt.derive.behaviour.model import Behaviour


@dataclass(frozen=True)
class Pair:
    """A process and a workflow that carries steps of it out."""

    process: Behaviour
    workflow: Behaviour
    steps_of: Mapping[URIRef, set[URIRef]]
    """The steps of the process that each mapped state stands for."""

    @cached_property
    def states_of(self) -> Mapping[URIRef, set[URIRef]]:
        """The states that stand for each mapped step."""
        found: dict[URIRef, set[URIRef]] = {}
        for state, steps in self.steps_of.items():
            for step in steps:
                found.setdefault(step, set()).add(state)
        return found
