"""How a process as it is deployed differs from how it is documented, in the field's own words.

Missing: a step that no workflow carries out although others of its process are. Added: work in a
workflow that no step documents. Renamed: a counterpart with a name that does not tell it.
Reordered: the workflow allows the order that the process excludes (from the analysis of order).
Control dropped: a control acts at steps that nothing carries out, and nothing else implements it.
Guard changed: between two pairs of counterparts the conditions are about the same, and not equal.

These are facts for people to read side by side; what of them is wrong is judged by WF001, WF003,
WF004, WF005 and WF011, each once. A choice that decides otherwise than documented, and of which no
way around a control is told, is a fact of its own, which WF017 judges.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rdflib import URIRef

from asbuilt.derive.correspondence.mapped import pairs
from asbuilt.derive.drift import guard_changes
from asbuilt.derive.drift.choices import ChangedChoice, WaysToldOf, changed_choices
from asbuilt.derive.drift.difference import DRIFT, Difference
from asbuilt.derive.drift.elements import Elements
from asbuilt.derive.drift.guard_changes import Changed
from asbuilt.derive.drift.same_data import SameData
from asbuilt.derive.drift.versions import Versions, versions
from asbuilt.derive.reading import ask_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive import Context
    from asbuilt.derive.drift.guard_changes import Uncompared
    from asbuilt.store import Store, Triple

name: Final = DRIFT


def derive(context: Context) -> Iterator[Triple]:
    """State every difference between a process and the workflows that are deployed for it."""
    for one in differences(context):
        yield from one.triples(context.minter)


def differences(context: Context) -> Iterator[Difference | ChangedChoice | Uncompared]:
    """Give the differences of all processes, and what was not compared."""
    mapped = pairs(context.store)
    found = list(versions(context.behaviours, mapped))
    if not found:
        return
    elements = Elements(context.store, found, mapped)
    same, told = SameData(context.store), WaysToldOf(context.store)
    yield from elements.missing()
    yield from elements.added()
    for one in found:
        yield from elements.renamed(one)
        yield from _guards(one, same, told)
    yield from _reordered(context.store, found)


def _guards(
    one: Versions, same: SameData, told: WaysToldOf
) -> Iterator[Difference | ChangedChoice | Uncompared]:
    """Give the ways that are taken under other conditions, and the choices that decide so."""
    found: list[Changed] = []
    for change in guard_changes.changed(one, same):
        if isinstance(change, Changed):
            found.append(change)
            yield change.difference
        else:
            yield change
    yield from changed_choices(found, told)


def _reordered(store: Store, found: list[Versions]) -> Iterator[Difference]:
    """Give contradictions of order as differences between both versions."""
    rows = ask_rows(
        store,
        """SELECT DISTINCT ?fact ?second ?state ?workflow ?proof ?first WHERE {
            ?fact a ab:OrderContradiction ; ab:step ?second ; ab:state ?state ;
                ab:workflow ?workflow ; ab:proof ?proof ; ab:involves ?first .
            ?first a ab:Step . }""",
    )
    for fact, second, state, workflow, proof, first in rows:
        for one in found:
            if (
                one.workflow.thing == workflow
                and {first, second} <= one.process.elements.keys()
                and isinstance(second, URIRef)
                and isinstance(state, URIRef)
                and isinstance(first, URIRef)
                and isinstance(fact, URIRef)
            ):
                yield Difference(
                    between=one,
                    kind="reordered",
                    about=second,
                    label=f"{one.workflow.label} allows {one.process.label_of(second)} before"
                    f" {one.process.label_of(first)}",
                    proof=str(proof),
                    step=second,
                    state=state,
                    others=(first, fact),
                )
