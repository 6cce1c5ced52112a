"""Who is responsible for a step by the RACI and can act on none of its states in the system.

Decisions are left out: being responsible for one gives no right to take it, and that whoever is
accountable for it can take it is compared elsewhere. An accountable role that can act does not make
up for a responsible one that cannot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from asbuilt.derive.reading import listed
from asbuilt.derive.statement import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.derive.authority.boundary import Boundary
    from asbuilt.derive.authority.duties import Duty
    from asbuilt.store import Triple


def gaps(boundary: Boundary) -> Iterator[Triple]:
    """State each responsible role of which nobody has the permission for the step."""
    for duty in boundary.duties.by_step.values():
        if not duty.is_work or duty.is_decision or duty.execution == "automated":
            continue
        states = boundary.governed(duty)
        granted = boundary.granted(states)
        for role in sorted(duty.assigned) if states else ():
            if boundary.namesakes.of([role]) & granted:
                continue
            people = boundary.people_of(role)
            able = [who for who in people if boundary.may_act(who, states)]
            if not able and (people or not boundary.may(role, granted)):
                yield from _gap(boundary, duty, role, people, states)


def _gap(
    boundary: Boundary, duty: Duty, role: URIRef, people: list[URIRef], states: list[URIRef]
) -> Iterator[Triple]:
    names = boundary.principals.names
    holders = f" ({listed(map(names.of, people))})" if people else ""
    where = listed(boundary.duties.names.of(state) for state in states)
    node = boundary.context.minter.derived("authority", "gap", duty.step, role)
    yield from describe(
        node,
        AB.PermissionGap,
        label=f"{names.of(role)} is responsible for {duty.label} and has no permission for it",
        about=duty.step,
        proof=f"{names.of(role)}{holders} is responsible for {duty.label}. No permission, granted"
        f" directly, by role or by group, lets anybody of them act on {where}.",
        involves=[role, *people, *states],
    )
    yield node, AB.role, role
    yield from ((node, AB.state, state) for state in states)
