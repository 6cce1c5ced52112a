"""Which workflow is deployed for which process, and what of both is mapped to the other."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.derive.behaviour.model import Behaviour, Element
    from asbuilt.derive.behaviour.reading import Behaviours
    from asbuilt.derive.correspondence.mapped import Pairs


@dataclass(frozen=True, slots=True)
class Versions:
    """A process and a workflow that carries it out, or part of it."""

    process: Behaviour
    workflow: Behaviour
    states_of: dict[URIRef, set[URIRef]]
    """The states of this workflow that carry out each step of this process."""

    @property
    def steps_of(self) -> dict[URIRef, set[URIRef]]:
        """The steps of this process that each state of this workflow carries out."""
        found: dict[URIRef, set[URIRef]] = defaultdict(set)
        for step, states in self.states_of.items():
            for state in states:
                found[state].add(step)
        return found


def versions(known: Behaviours, mapped: Pairs) -> Iterator[Versions]:
    """Give each process with each workflow to which some of its steps are mapped, in order.

    A mapping to a transition is one to the state that it leaves.
    """
    homes: dict[URIRef, list[Behaviour]] = defaultdict(list)
    for workflow in known.workflows.values():
        for state in workflow.elements:
            homes[state].append(workflow)
    for process in known.processes.values():
        carried: dict[URIRef, dict[URIRef, set[URIRef]]] = defaultdict(lambda: defaultdict(set))
        for step in process.elements:
            for pair in mapped.of_step.get(step, ()):
                for workflow in homes.get(pair.digital, ()):
                    carried[workflow.thing][step].add(pair.digital)
        for thing, states_of in sorted(carried.items()):
            yield Versions(process, known.workflows[thing], dict(states_of))


def is_asked_for(step: Element) -> bool:
    """Say whether a step wants a counterpart: a task or decision that is not done by hand."""
    return (
        step.works
        and step.execution != "manual"
        and not step.types & {AB.Event, AB.Gateway, AB.SubProcess}
    )


def within(behaviour: Behaviour, element: URIRef, held: set[URIRef]) -> bool:
    """Say whether an element, or something that holds it, is one of these."""
    here: URIRef | None = element
    seen: set[URIRef] = set()
    while here is not None and here not in seen:
        if here in held:
            return True
        seen.add(here)
        around = behaviour.elements.get(here)
        here = around.container if around is not None else None
    return False


def chief_process(found: list[Versions]) -> dict[URIRef, URIRef]:
    """Give for each workflow the process of which it carries out most steps."""
    counts: dict[URIRef, Counter[URIRef]] = defaultdict(Counter)
    for one in found:
        counts[one.workflow.thing][one.process.thing] += len(one.states_of)
    return {
        workflow: min(count, key=lambda process: (-count[process], process))
        for workflow, count in counts.items()
    }
