"""What is asked of which process or workflow about which control.

A process is asked about its own control, and a workflow about that of the steps that its states
carry out. One that others call is asked as a part of these, since the control may stand where it
is called.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asbuilt.derive.behaviour.roots import roots

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.derive.behaviour.model import Behaviour
    from asbuilt.derive.behaviour.reading import Behaviours
    from asbuilt.derive.bypass.controls import Control
    from asbuilt.derive.correspondence.mapped import Pairs


@dataclass(frozen=True, slots=True)
class Question:
    """Whether, in one behaviour, something can be reached without any of the control's elements."""

    behaviour: Behaviour
    control: Control
    step: URIRef
    target: URIRef
    """The step, state or transition that must not be reached uncontrolled."""
    elements: frozenset[URIRef]
    """What carries the control out in this behaviour."""


class Asked:
    """Puts the questions about controls to the models in which what they guard is found."""

    def __init__(self, behaviours: Behaviours, mapped: Pairs) -> None:
        """Read what each model holds, with all that it calls."""
        self._mapped = mapped
        self._homes: dict[URIRef, list[Behaviour]] = defaultdict(list)
        for behaviour in roots(behaviours):
            for part in (*behaviour.elements, *behaviour.by_statement):
                self._homes[part].append(behaviour)

    def about(self, control: Control) -> Iterator[Question]:
        """Give the questions about a control, in a settled order."""
        for step in sorted(control.guards):
            yield from self._in_processes(control, step)
            yield from self._in_workflows(control, step)

    def _in_processes(self, control: Control, step: URIRef) -> Iterator[Question]:
        for behaviour in self._homes.get(step, ()):
            elements = frozenset(s for s in control.steps - {step} if s in behaviour.elements)
            if behaviour.side == "process" and elements:
                yield Question(behaviour, control, step, step, elements)

    def _in_workflows(self, control: Control, step: URIRef) -> Iterator[Question]:
        own = control.steps - {step}
        if control.steps and not own:
            return  # the control is carried out at the guarded step itself
        carriers = {*self._mapped.digital_of(own), *control.states}
        for target in sorted({*self._mapped.digital_of([step]), *self._if_digital(step)}):
            for behaviour in self._homes.get(target, ()):
                here = frozenset(
                    carrier
                    for carrier in carriers - {target}
                    if behaviour in self._homes.get(carrier, ())
                )
                if behaviour.side == "digital" and (here or target not in carriers):
                    yield Question(behaviour, control, step, target, here)

    def _if_digital(self, step: URIRef) -> set[URIRef]:
        """Give what a control guards itself where that is a state or transition, and no step."""
        homes = self._homes.get(step, ())
        return {step} if any(behaviour.side == "digital" for behaviour in homes) else set()
