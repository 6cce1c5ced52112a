"""The states of a chart: which hold which, where each begins, and what transitions lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asbuilt.reading.model import Grammar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.reading.model import Element, Model

STATES: Final = frozenset({"state", "parallel", "final", "history"})
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

        A state that holds none is its own; history is no state in which work can be.
        """
        waiting = [state]
        while waiting:
            here = waiting.pop()
            inner = [one for one in self.inside(here) if one.name != "history"]
            if inner:
                waiting += inner
            elif here.name != "history":
                yield here

    def begin(self, holder: Element) -> list[Element]:
        """Give where work in a state or chart begins (3.2 and 3.3): all regions of a parallel."""
        inner = [one for one in self.inside(holder) if one.name != "history"]
        if holder.name == "parallel":
            return inner
        named = self.named(holder, "initial", holder.get("initial"))
        for initial in holder.all("initial"):
            for transition in initial.all("transition"):
                named += self.named(transition, "target", transition.get("target"))
        return named or inner[:1]

    def named(self, holder: Element, reference: str, text: str) -> list[Element]:
        """Give the states that a list of identifiers names."""
        found = [self.model.find(holder, reference, one) for one in text.split()]
        return [one for one in found if one is not None and one.name in STATES]

    def transitions(self) -> Iterator[tuple[Element, Element]]:
        """Give each transition of a state with the state; those of ``initial`` are none."""
        for transition in self.model.all("transition"):
            holder = transition.parent
            if holder is not None and holder.name in STATES:
                yield holder, transition
