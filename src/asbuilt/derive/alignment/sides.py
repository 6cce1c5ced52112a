"""What a log is aligned with: a process as it is documented, or workflows as they are deployed.

An activity is a state of a workflow as the step to which the state is mapped, or else by the
identifier or name of the state. A log is of a workflow if it is stated to record it, if mappings
lead from its activities to at least half of what is done there, or if at least half of its
activities are states of this one and of no other as many.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from asbuilt.derive.conformance.linking import bare
from asbuilt.derive.conformance.recording import FEWEST, MOST
from asbuilt.derive.reading import last_part

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from rdflib import URIRef

    from asbuilt.derive.behaviour.model import Behaviour
    from asbuilt.derive.behaviour.reading import Behaviours
    from asbuilt.derive.conformance.actors import Inquiry

_SHARE: Final = 0.5
"""Share of a log's activities, or of a workflow's work, that ties the two to each other."""
_FEWEST_MAPPED: Final = 2
"""Fewest states that mappings must lead to for that."""


@dataclass(frozen=True, slots=True)
class Side:
    """A behaviour with what is known of a log's activities in it."""

    behaviour: Behaviour
    elements_of: Mapping[str, frozenset[URIRef]]
    """For each activity the steps or states that it is; none for many."""
    shown: AbstractSet[URIRef]
    """Steps or states that the log would show if they were done."""
    apart: AbstractSet[str] = frozenset()
    """Activities that are no part of this side, but are known, and so are not held against it."""

    @property
    def hidden(self) -> tuple[URIRef, ...]:
        """Where something is done that the log would not show."""
        work = {iri for iri, element in self.behaviour.elements.items() if element.works}
        return tuple(sorted(work - self.shown))


class Deployed:
    """The workflows of a graph by what their states are called, read once for all logs."""

    def __init__(self, behaviours: Behaviours) -> None:
        """Look at all workflows."""
        self._behaviours = behaviours
        self._called: tuple[dict[str, set[URIRef]], ...] = (defaultdict(set), defaultdict(set))
        self._homes: dict[URIRef, set[URIRef]] = defaultdict(set)
        for workflow, behaviour in behaviours.workflows.items():
            for iri, element in behaviour.elements.items():
                self._homes[iri].add(workflow)
                for names, name in zip(self._called, (last_part(iri), element.label), strict=True):
                    names[bare(name)].add(iri)

    def behind(self, inquiry: Inquiry) -> list[Side]:
        """Give the workflows of whose work a log tells, in the order of their IRIs."""
        log = inquiry.log
        mapped = {activity: self._mapped(inquiry, activity) for activity in log.steps_of}
        states = {one: mapped[one] or self._named(one) for one in log.steps_of}
        shares = self._shares(states.values())
        most = max(shares.values(), default=0)
        most_of_it = most if most >= _SHARE * len(log.steps_of) else 0
        first = [one for one, share in shares.items() if share == most_of_it]
        led_to = {state for found in mapped.values() for state in found}
        sides = []
        for workflow in sorted(shares):
            work = self._work(workflow)
            is_mapped = len(led_to & work) >= max(_FEWEST_MAPPED, _SHARE * len(work))
            if workflow in log.stated or is_mapped or first == [workflow]:
                sides.append(self._side(inquiry, workflow, states, whole=first == [workflow]))
        return [side for side in sides if side.behaviour.passages]

    def _side(
        self,
        inquiry: Inquiry,
        workflow: URIRef,
        states: Mapping[str, set[URIRef]],
        *,
        whole: bool,
    ) -> Side:
        """Give a workflow; what nothing is known of is held against one that is the `whole`."""
        behaviour = self._behaviours.linked[workflow]
        own = behaviour.elements.keys()
        elements_of = {activity: frozenset(found & own) for activity, found in states.items()}
        shown = {state for found in elements_of.values() for state in found}
        work = self._work(workflow)
        if len(shown & work) >= FEWEST and len(shown & work) >= MOST * len(work):
            shown |= work
        apart = frozenset(
            activity
            for activity, found in elements_of.items()
            if not found and (not whole or states[activity] or inquiry.log.steps_of[activity])
        )
        return Side(behaviour, elements_of, shown, apart)

    def _work(self, workflow: URIRef) -> set[URIRef]:
        elements = self._behaviours.linked[workflow].elements
        return {iri for iri, element in elements.items() if element.works}

    def _shares(self, states: Iterable[set[URIRef]]) -> Counter[URIRef]:
        """Count the activities that are states of each workflow."""
        return Counter(
            workflow
            for found in states
            for workflow in {home for state in found for home in self._homes[state]}
        )

    def _mapped(self, inquiry: Inquiry, activity: str) -> set[URIRef]:
        """Give the states to which the steps that an activity is are mapped."""
        duties = inquiry.duties.by_step
        steps = [step for step in inquiry.log.steps_of[activity] if step in duties]
        return {state for step in steps for state in duties[step].states if state in self._homes}

    def _named(self, activity: str) -> set[URIRef]:
        sign = bare(activity)
        named = (names[sign] for names in self._called if sign and sign in names)
        return next(named, set())
