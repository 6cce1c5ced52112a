"""Tells of every process and workflow what the analyses of its behaviour take more simply."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asbuilt.derive.behaviour.approximations import Surroundings, approximations
from asbuilt.derive.behaviour.collaboration import collaborations, waits
from asbuilt.derive.reading import things
from asbuilt.derive.statement import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive import Context
    from asbuilt.store import Triple

name: Final = "approximation"


def derive(context: Context) -> Iterator[Triple]:
    """State each construct that is approximated, about its element."""
    behaviours = context.behaviours
    unloaded = frozenset(
        things(
            context.store,
            """?a ab:calls ?b . ?b a ab:Reference . VALUES ?k { ab:Process ab:Workflow }
               ?b ab:referenceKind ?k . FILTER NOT EXISTS { ?b ab:refersTo ?thing }""",
        )
    )
    sides = [list(behaviours.processes.values()), list(behaviours.workflows.values())]
    elements = {iri: one for side in sides for part in side for iri, one in part.elements.items()}
    together = [one for side in sides for one in collaborations(side, behaviours.messages)]
    traced = {receiver for one in together for _, receiver in one.flows}
    unawaited = {
        receiver
        for _, receiver in behaviours.messages
        if receiver in elements and not waits(elements[receiver])
    }
    known = Surroundings(unloaded, traced, unawaited)
    for behaviour in (one for side in sides for one in side):
        linked = behaviours.linked[behaviour.thing]
        for number, one in enumerate(approximations(behaviour, linked, known)):
            label = behaviour.label_of(one.element)
            yield from describe(
                context.minter.derived(name, str(behaviour.thing), str(one.element), str(number)),
                AB.Approximation,
                label=f"{label} in {behaviour.label} is approximated",
                about=one.element,
                proof=f"{label!r} in {behaviour.label!r}: {one.how}.",
                involves=[behaviour.thing],
            )
