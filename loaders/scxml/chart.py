"""The states of a chart: which hold which, where each begins, and what transitions lead to.

The first draft (W3C Working Draft of 5 July 2005) writes a transition's target as an element,
``<target next="…"/>``, and a final state as ``<state final="true">``; its ``<join>`` of parallel
states is, like ``<history>``, one in which nothing is done. Drafts up to 2008 begin a chart by the
attribute ``initialstate``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asbuilt.reading.model import Grammar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.reading.model import Element, Model

PSEUDO: Final = frozenset({"history", "join"})
"""Elements at which work can be only in passing."""
STATES: Final = frozenset({"state", "parallel", "final"}) | PSEUDO
TEXTS: Final = frozenset({"onentry", "onexit", "invoke", "datamodel", "script", "donedata"})
"""Elements of executable content and data, which are kept as they stand."""

_THINGS = STATES | {"scxml", "transition"}


def is_scxml(namespace: str) -> bool:
    """Say whether a namespace is that of SCXML, or of one of its drafts, or none."""
    folded = namespace.lower()
    return not folded or (folded.startswith("http://www.w3.org/2005/") and "scxml" in folded)


GRAMMAR: Final = Grammar(
    owns=is_scxml,
    is_thing=lambda node: str(node.tag).rpartition("}")[2] in _THINGS,
    texts=TEXTS,
)


class Chart:
    """A state chart with its states in order and the ends of its transitions."""

    def __init__(self, model: Model) -> None:
        """Take a model; what its references name in vain becomes warnings as it is followed."""
        self.model = model

    def states(self) -> Iterator[Element]:
        """Give all states, at any depth."""
        return self.model.all(*STATES)

    def inside(self, state: Element) -> list[Element]:
        """Give the states directly in another one, or in the chart itself."""
        return list(state.all(*STATES))

    def atoms(self, state: Element) -> Iterator[Element]:
        """Give the states in which work can be while it is in a state: those that hold no others.

        A state that holds none is its own; at a history or join, work is only in passing.
        """
        waiting = [state]
        while waiting:
            here = waiting.pop()
            inner = self.holding(here)
            if inner:
                waiting += inner
            elif here.name not in PSEUDO:
                yield here

    def holding(self, state: Element) -> list[Element]:
        """Give the states directly in another one at which work can stay."""
        return [one for one in self.inside(state) if one.name not in PSEUDO]

    def begin(self, holder: Element) -> list[Element]:
        """Give where work in a state or chart begins (3.2 and 3.3): all regions of a parallel."""
        inner = self.holding(holder)
        if holder.name == "parallel":
            return inner
        first = "initial" if holder.get("initial") else "initialstate"
        named = self.named(holder, first, holder.get(first))
        for initial in holder.all("initial"):
            for transition in initial.all("transition"):
                named += self.targets(transition)
        return named or inner[:1]

    def targets(self, transition: Element) -> list[Element]:
        """Give the states to which a transition leads, however its version of SCXML writes it."""
        named = self.named(transition, "target", transition.get("target"))
        for target in transition.all("target"):
            named += self.named(target, "next", target.get("next"))
        return named

    def named(self, holder: Element, reference: str, text: str) -> list[Element]:
        """Give the states that a list of identifiers names."""
        found = [self.model.find(holder, reference, one) for one in text.split()]
        return [one for one in found if one is not None and one.name in STATES]

    def is_final(self, state: Element) -> bool:
        """Say whether work ends in a state."""
        return state.name == "final" or state.get("final") == "true"

    def transitions(self) -> Iterator[tuple[Element, Element]]:
        """Give each transition of a state with the state; those of ``initial`` are none."""
        for transition in self.model.all("transition"):
            holder = transition.parent
            if holder is not None and holder.name in STATES:
                yield holder, transition
