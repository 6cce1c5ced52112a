"""How a process as it is deployed differs from how it is documented, in the field's own words.

Missing: a step that no workflow carries out although others of its process are. Added: work in a
workflow that no step documents. Renamed: a counterpart with a name that does not tell it.
Reordered: the workflow allows the order that the process excludes (from the analysis of order).
Control dropped: a control acts at steps that nothing carries out, and nothing else implements it.
Guard changed: between two pairs of counterparts the conditions are about the same, and not equal.

These are facts for people to read side by side; what of them is wrong is judged by WF001, WF003,
WF004, WF005 and WF011, each once.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from rdflib import Literal, URIRef

from asbuilt.derive.behaviour.model import Point
from asbuilt.derive.behaviour.paths import sentence
from asbuilt.derive.correspondence.likeness import likeness
from asbuilt.derive.correspondence.mapped import pairs
from asbuilt.derive.drift.guards import Crowded, Way, is_changed, taken_together, ways
from asbuilt.derive.drift.versions import (
    Versions,
    chief_process,
    is_asked_for,
    versions,
    within,
)
from asbuilt.derive.reading import ask_rows, listed
from asbuilt.derive.reading import pairs as pairs_of
from asbuilt.derive.statement import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive import Context
    from asbuilt.derive.behaviour.model import Behaviour
    from asbuilt.store import Store, Triple

name: Final = "drift"

RENAMED: Final = 0.5
"""Likeness of names below which a counterpart's name does not tell the step."""
_ENOUGH: Final = 2
"""Mapped steps from which a process counts as mapped, so that what is not mapped is missing."""


def derive(context: Context) -> Iterator[Triple]:
    """State every difference between a process and the workflows that are deployed for it."""
    mapped = pairs(context.store)
    found = list(versions(context.behaviours, mapped))
    if not found:
        return
    reading = _Differences(context, found, set(mapped.of_step), set(mapped.of_digital))
    yield from reading.missing()
    yield from reading.added()
    for one in found:
        yield from reading.renamed(one)
        yield from reading.guards(one)
    yield from reading.reordered()


class _Differences:
    """All processes with their workflows, and the differences between them."""

    def __init__(
        self,
        context: Context,
        found: list[Versions],
        mapped_steps: set[URIRef],
        mapped_digital: set[URIRef],
    ) -> None:
        self._context = context
        self._found = found
        self._mapped_steps = mapped_steps
        self._mapped_digital = mapped_digital
        self._proposed = _proposed(context.store)
        self._of_process: dict[URIRef, list[Versions]] = defaultdict(list)
        for one in found:
            self._of_process[one.process.thing].append(one)

    def missing(self) -> Iterator[Triple]:
        """State the steps of mapped processes that nothing carries out, and controls with them."""
        controls = _controls(self._context.store)
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
            for control, label, steps in controls:
                if steps and steps <= gone:
                    told |= steps
                    yield from self._dropped(chief, control, label, steps)
            for step in sorted(gone - told):
                yield from self._missing(chief, here, step)

    def added(self) -> Iterator[Triple]:
        """State the work of mapped workflows that no step documents."""
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
                yield from self._difference(
                    one,
                    "added",
                    state.iri,
                    f"{state.label} is in {workflow.label} and in no document",
                    f"In the state {state.label!r} of the workflow {workflow.label!r}"
                    f" {who.get(state.execution, 'something is done')}; no step of the process"
                    f" {one.process.label!r}, of which the workflow carries out"
                    f" {len(one.states_of)} elements, is mapped to it.",
                    state=state.iri,
                )

    def renamed(self, one: Versions) -> Iterator[Triple]:
        """State single counterparts whose names do not tell that they are."""
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
                yield from self._difference(
                    one,
                    "renamed",
                    step,
                    f"{mine} is called {theirs} in {one.workflow.label}",
                    f"The step {mine!r} of the process {one.process.label!r} is mapped to the state"
                    f" {theirs!r} of the workflow {one.workflow.label!r}; the names are"
                    f" {alike:.0%} alike.",
                    step=step,
                    state=state,
                )

    def guards(self, one: Versions) -> Iterator[Triple]:
        """State changed conditions between two pairs of counterparts."""
        steps_of = one.steps_of
        for step in sorted(one.states_of):
            try:
                mine = ways(one.process, step, one.states_of.keys())
                theirs = {
                    state: ways(one.workflow, state, steps_of.keys())
                    for state in sorted(one.states_of[step])
                }
            except Crowded:
                yield from self._crowded(one, step)
                continue
            for after in sorted(mine):
                for state, onward in theirs.items():
                    for other in sorted(one.states_of[after] & onward.keys()):
                        yield from self._guard(
                            one, (step, after), (state, other), mine[after], onward[other]
                        )

    def reordered(self) -> Iterator[Triple]:
        """Restate contradictions of order as differences between both versions."""
        rows = ask_rows(
            self._context.store,
            """SELECT DISTINCT ?fact ?second ?state ?workflow ?proof ?first WHERE {
                ?fact a ab:OrderContradiction ; ab:step ?second ; ab:state ?state ;
                    ab:workflow ?workflow ; ab:proof ?proof ; ab:involves ?first .
                ?first a ab:Step . }""",
        )
        for fact, second, state, workflow, proof, first in rows:
            for one in self._found:
                if (
                    one.workflow.thing == workflow
                    and {first, second} <= one.process.elements.keys()
                    and isinstance(second, URIRef)
                    and isinstance(state, URIRef)
                    and isinstance(first, URIRef)
                    and isinstance(fact, URIRef)
                ):
                    yield from self._difference(
                        one,
                        "reordered",
                        second,
                        f"{one.workflow.label} allows {one.process.label_of(second)} before"
                        f" {one.process.label_of(first)}",
                        str(proof),
                        step=second,
                        state=state,
                        others=(first, fact),
                    )

    def _missing(self, chief: Versions, here: list[Versions], step: URIRef) -> Iterator[Triple]:
        process = chief.process
        label = process.label_of(step)
        names = listed(one.workflow.label for one in here)
        count = len({other for one in here for other in one.states_of})
        yield from self._difference(
            chief,
            "missing",
            step,
            f"{label} is documented and not deployed",
            f"Of the process {process.label!r} {count} elements are mapped to states of {names};"
            f" the step {label!r} is mapped to none, it is not declared manual, and nothing that is"
            " like it is proposed.",
            step=step,
        )

    def _dropped(
        self, chief: Versions, control: URIRef, label: str, steps: set[URIRef]
    ) -> Iterator[Triple]:
        process = chief.process
        names = listed(repr(process.label_of(step)) for step in steps)
        first = min(steps)
        yield from self._difference(
            chief,
            "control dropped",
            first,
            f"The control {label} is documented and not deployed",
            f"The control {label!r} acts at {names} of the process {process.label!r}. No state is"
            f" mapped to that, although {len(chief.states_of)} other elements are mapped to states"
            f" of {chief.workflow.label!r}, and no source says that a system or state implements"
            " the control.",
            step=first,
            others=(control, *sorted(steps - {first})),
            control=control,
        )

    def _guard(
        self,
        one: Versions,
        steps: tuple[URIRef, URIRef],
        states: tuple[URIRef, URIRef],
        mine: list[Way],
        theirs: list[Way],
    ) -> Iterator[Triple]:
        documented, deployed = taken_together(mine), taken_together(theirs)
        if documented is None or deployed is None or not is_changed(documented, deployed):
            return
        process, workflow = one.process, one.workflow
        names = tuple(map(process.label_of, steps))
        flows = [p.via for way in (*mine, *theirs) for p in way.path if p.via is not None]
        yield from self._difference(
            one,
            "guard changed",
            steps[1],
            f"{workflow.label} goes from {names[0]} to {names[1]} under another condition",
            f"The process {process.label!r} says: {_told(process, mine)}. The workflow"
            f" {workflow.label!r} does: {_told(workflow, theirs)}. Both are about the same, and"
            " there are cases in which only one of them holds.",
            step=steps[1],
            state=states[1],
            others=(steps[0], states[0], *flows),
        )

    def _crowded(self, one: Versions, step: URIRef) -> Iterator[Triple]:
        label = one.process.label_of(step)
        yield from describe(
            self._context.minter.derived(name, "crowded", str(one.workflow.thing), str(step)),
            AB.Omission,
            label=f"The conditions after {label} were not compared",
            about=self._context.minter.derived_graph(name),
            proof=f"More ways lead on from {label!r}, or from its counterpart in"
            f" {one.workflow.label!r}, than are followed; a changed condition would not be seen.",
            involves=[step, one.workflow.thing],
        )

    def _difference(  # noqa: PLR0913 - each is a part of the statement
        self,
        one: Versions,
        kind: str,
        about: URIRef,
        label: str,
        proof: str,
        *,
        step: URIRef | None = None,
        state: URIRef | None = None,
        control: URIRef | None = None,
        others: tuple[URIRef, ...] = (),
    ) -> Iterator[Triple]:
        seeds = (one.process.thing, one.workflow.thing, about, *filter(None, (state, control)))
        node = self._context.minter.derived(name, kind, *map(str, (*seeds, *others[:1])))
        held = (step, state, *others, one.process.thing, one.workflow.thing)
        involved = dict.fromkeys(thing for thing in held if thing is not None)
        yield from describe(
            node, AB.Difference, label=label, about=about, proof=proof, involves=involved
        )
        yield node, AB.differenceKind, Literal(kind)
        yield node, AB.workflow, one.workflow.thing
        for term, thing in ((AB.step, step), (AB.state, state), (AB.control, control)):
            if thing is not None:
                yield node, term, thing


def _told(behaviour: Behaviour, found: list[Way]) -> str:
    shown = sorted(sentence(behaviour, list(way.path), way.path[0].origin) for way in found)
    return " or ".join(shown[:3]) + (f" or {len(shown) - 3} more ways" if len(shown) > 3 else "")


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
