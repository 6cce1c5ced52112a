"""Steps that nothing carries out, work that nobody documents, and counterparts of other names.

Missing: a step that no workflow carries out although others of its process are. Control dropped: a
control acts at such steps alone, and nothing else implements it. Added: work in a workflow that no
step documents. Renamed: a counterpart with a name that does not tell it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from rdflib import URIRef

from asbuilt.derive.behaviour.model import Point
from asbuilt.derive.correspondence.likeness import likeness
from asbuilt.derive.drift.difference import Difference
from asbuilt.derive.drift.versions import Versions, chief_process, is_asked_for, within
from asbuilt.derive.reading import ask_rows, listed
from asbuilt.derive.reading import pairs as pairs_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive.correspondence.mapped import Pairs
    from asbuilt.store import Store

RENAMED: Final = 0.5
"""Likeness of names below which a counterpart's name does not tell the step."""
_ENOUGH: Final = 2
"""Mapped steps from which a process counts as mapped, so that what is not mapped is missing."""


class Elements:
    """The elements of all processes and of the workflows that are deployed for them."""

    def __init__(self, store: Store, found: list[Versions], mapped: Pairs) -> None:
        """Read the controls, and what is proposed and not confirmed."""
        self._found = found
        self._mapped_steps = set(mapped.of_step)
        self._mapped_digital = set(mapped.of_digital)
        self._proposed = _proposed(store)
        self._controls = _controls(store)
        self._of_process: dict[URIRef, list[Versions]] = defaultdict(list)
        for one in found:
            self._of_process[one.process.thing].append(one)

    def missing(self) -> Iterator[Difference]:
        """Give the steps of mapped processes that nothing carries out, and controls with them."""
        for here in self._of_process.values():
            process = here[0].process
            asked = [step for step in process.elements.values() if is_asked_for(step)]
            carried = [step for step in asked if step.iri in self._mapped_steps]
            if len(carried) < _ENOUGH and 2 * len(carried) < len(asked):
                continue
            chief = max(here, key=lambda one: (len(one.states_of), one.workflow.thing))
            gone = {
                step.iri
                for step in asked
                if step.iri not in self._proposed
                and not within(process, step.iri, self._mapped_steps)
            }
            told: set[URIRef] = set()
            for control, label, steps in self._controls:
                if steps and steps <= gone:
                    told |= steps
                    yield from self._dropped(chief, control, label, steps)
            for step in sorted(gone - told):
                yield from self._missing(chief, here, step)

    def added(self) -> Iterator[Difference]:
        """Give the work of mapped workflows that no step documents."""
        chief = chief_process(self._found)
        for one in self._found:
            workflow = one.workflow
            if chief[workflow.thing] != one.process.thing:
                continue
            working = [state for state in workflow.elements.values() if state.works]
            carried = [state for state in working if state.iri in self._mapped_digital]
            if len(carried) < _ENOUGH and 2 * len(carried) < len(working):
                continue
            for state in working:
                leaving = {
                    passage.via
                    for passage in workflow.leaving.get(Point(state.iri), ())
                    if passage.via is not None
                }
                if (
                    state.iri in self._proposed
                    or leaving & self._mapped_digital
                    or within(workflow, state.iri, self._mapped_digital)
                ):
                    continue
                who = {"user": "people act", "automated": "a machine acts"}
                yield Difference(
                    between=one,
                    kind="added",
                    about=state.iri,
                    label=f"{state.label} is in {workflow.label} and in no document",
                    proof=f"In the state {state.label!r} of the workflow {workflow.label!r}"
                    f" {who.get(state.execution, 'something is done')}; no step of the process"
                    f" {one.process.label!r}, of which the workflow carries out"
                    f" {len(one.states_of)} elements, is mapped to it.",
                    state=state.iri,
                )

    def renamed(self, one: Versions) -> Iterator[Difference]:
        """Give single counterparts whose names do not tell that they are."""
        steps_of = one.steps_of
        for step, states in sorted(one.states_of.items()):
            (state, *others) = sorted(states)
            if others or len(steps_of[state]) > 1:
                continue
            if not is_asked_for(one.process.elements[step]):
                continue  # what gateways and plain ends are called tells nobody what to do
            mine, theirs = one.process.label_of(step), one.workflow.label_of(state)
            alike = likeness(mine, theirs)
            if alike < RENAMED:
                yield Difference(
                    between=one,
                    kind="renamed",
                    about=step,
                    label=f"{mine} is called {theirs} in {one.workflow.label}",
                    proof=f"The step {mine!r} of the process {one.process.label!r} is mapped to"
                    f" the state {theirs!r} of the workflow {one.workflow.label!r}; the names are"
                    f" {alike:.0%} alike.",
                    step=step,
                    state=state,
                )

    def _missing(self, chief: Versions, here: list[Versions], step: URIRef) -> Iterator[Difference]:
        process = chief.process
        label = process.label_of(step)
        names = listed(one.workflow.label for one in here)
        count = len({other for one in here for other in one.states_of})
        yield Difference(
            between=chief,
            kind="missing",
            about=step,
            label=f"{label} is documented and not deployed",
            proof=f"Of the process {process.label!r} {count} elements are mapped to states of"
            f" {names}; the step {label!r} is mapped to none, it is not declared manual, and"
            " nothing that is like it is proposed.",
            step=step,
        )

    def _dropped(
        self, chief: Versions, control: URIRef, label: str, steps: set[URIRef]
    ) -> Iterator[Difference]:
        process = chief.process
        names = listed(repr(process.label_of(step)) for step in steps)
        first = min(steps)
        yield Difference(
            between=chief,
            kind="control dropped",
            about=first,
            label=f"The control {label} is documented and not deployed",
            proof=f"The control {label!r} acts at {names} of the process {process.label!r}. No"
            f" state is mapped to that, although {len(chief.states_of)} other elements are mapped"
            f" to states of {chief.workflow.label!r}, and no source says that a system or state"
            " implements the control.",
            step=first,
            others=(control, *sorted(steps - {first})),
            control=control,
        )


def _proposed(store: Store) -> set[URIRef]:
    """Give the elements for which a counterpart is proposed and not yet confirmed."""
    rows = pairs_of(
        store,
        '?m ab:mappingStatus "proposed" ; ab:processElement ?a ; ab:digitalElement ?b',
    )
    return {end for pair in rows for end in pair}


def _controls(store: Store) -> list[tuple[URIRef, str, set[URIRef]]]:
    """Give the controls that act at steps and that nothing is said to implement, with these."""
    rows = ask_rows(
        store,
        """SELECT DISTINCT ?control ?label ?step WHERE {
            ?step ab:controlledBy ?control ; a ab:Step . ?control rdfs:label ?label .
            FILTER NOT EXISTS { ?control ab:implementedBy ?something } }""",
    )
    found: dict[URIRef, tuple[str, set[URIRef]]] = {}
    for control, label, step in rows:
        if isinstance(control, URIRef) and isinstance(step, URIRef):
            found.setdefault(control, (str(label), set()))[1].add(step)
    return [(control, label, steps) for control, (label, steps) in found.items()]
