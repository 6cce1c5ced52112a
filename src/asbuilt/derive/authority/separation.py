"""Tells duties that must be separate, and who can perform both: by role, by group and by person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import Literal

from asbuilt.derive.reading import listed
from asbuilt.derive.statement import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.derive.authority.boundary import Boundary
    from asbuilt.derive.authority.duties import Duty, Separation
    from asbuilt.store import Triple


def separations(boundary: Boundary) -> Iterator[Triple]:
    """State each pair of duties that must be apart, and each principal that can perform both.

    Where a role or group can, those who can only because they have it are named with it, not again
    one by one.
    """
    for separation in boundary.duties.separations:
        yield from _pair(boundary, separation)
        first, second = (
            _ways(boundary, boundary.duties[step]) for step in (separation.first, separation.second)
        )
        if not first or not second:
            continue
        both = {
            who
            for who, reach in boundary.reaches.items()
            if _is_able(
                boundary, who, boundary.duties[separation.first], reach.keys() & first.keys()
            )
            and _is_able(
                boundary, who, boundary.duties[separation.second], reach.keys() & second.keys()
            )
        }
        for who in sorted(both):
            above = (boundary.reaches[who].keys() - {who}) & both
            if not any(who not in boundary.reaches[upper] for upper in above):
                yield from _conflict(boundary, separation, who, first, second)


def _pair(boundary: Boundary, separation: Separation) -> Iterator[Triple]:
    """State what must be apart and why, whether or not anybody can do both."""
    first, second = (boundary.duties[step] for step in (separation.first, separation.second))
    node = boundary.context.minter.derived("authority", "pair", first.step, second.step)
    control = [separation.control] if separation.control else []
    yield from describe(
        node,
        AB.Separation,
        label=f"{first.label} and {second.label} must be done by different people",
        about=second.step,
        proof=f"{separation.reason}.",
        involves=[first.step, *control],
    )
    yield node, AB.apartFrom, first.step
    for one in control:
        yield node, AB.control, one


def _is_able(boundary: Boundary, who: URIRef, duty: Duty, through: set[URIRef]) -> bool:
    """Say whether somebody can perform a duty through one of these: no denial takes it away."""
    return any(upper in duty.entitled for upper in through) or any(
        through & set(boundary.grantees(permission))
        and not boundary.is_denied(who, permission, duty.states)
        for permission in (boundary.permissions.on(duty.states) if through else ())
    )


def _ways(boundary: Boundary, duty: Duty) -> dict[URIRef, str]:
    """Give the principals that may perform a duty directly, and by what right.

    A machine's step is nobody's duty.
    """
    ways: dict[URIRef, str] = {}
    if duty.execution == "automated":
        return ways
    word = "decides" if duty.is_decision else "performs"
    for role in duty.entitled:
        ways[role] = f"{boundary.principals.names.of(role)} {word} {duty.label}"
    for permission in boundary.permissions.on(duty.states):
        where = listed(
            boundary.duties.names.of(state) for state in duty.states if state in permission.covers
        )
        for grantee in boundary.grantees(permission):
            told = f"{boundary.principals.names.of(grantee)} has the permission for {where}"
            told += boundary.written(permission.iri)
            ways[grantee] = f"{ways[grantee]}, and {told}" if grantee in ways else told
    return ways


def _conflict(
    boundary: Boundary,
    separation: Separation,
    who: URIRef,
    first: dict[URIRef, str],
    second: dict[URIRef, str],
) -> Iterator[Triple]:
    principals = boundary.principals
    minter = boundary.context.minter
    node = minter.derived("authority", "conflict", separation.first, separation.second, who)
    asking, deciding = boundary.duties[separation.first], boundary.duties[separation.second]
    people = [] if who in principals.persons else boundary.people_of(who)
    subject = principals.names.of(who)
    whom = f" ({listed(map(principals.names.of, people))})" if people else ""
    rights = [
        _right(boundary, who, step, ways)
        for step, ways in ((asking.step, first), (deciding.step, second))
    ]
    control = [separation.control] if separation.control else []
    yield from describe(
        node,
        AB.DutyConflict,
        label=f"{subject} can perform both {asking.label} and {deciding.label}",
        about=deciding.step,
        proof=f"{subject}{whom} can do both: {rights[0]}; {rights[1]}. {separation.reason}.",
        involves=[asking.step, who, *people, *control],
    )
    yield node, AB.apartFrom, asking.step
    yield node, AB.party, who
    yield node, AB.firstRight, Literal(rights[0])
    yield node, AB.secondRight, Literal(rights[1])
    if separation.control:
        yield node, AB.control, separation.control
    if who in principals.roles:
        yield node, AB.role, who
    for person in people or ([who] if who in principals.persons else []):
        yield node, AB.agent, person


def _right(boundary: Boundary, who: URIRef, step: URIRef, ways: dict[URIRef, str]) -> str:
    """Say how somebody came to a duty: by the shortest way, and by duty rather than permission."""
    reach = boundary.reaches[who]
    entitled = boundary.duties[step].entitled
    upper = min(
        reach.keys() & ways.keys(), key=lambda u: (len(reach[u].ties), u not in entitled, u)
    )
    how = f"{boundary.principals.names.of(who)} {reach[upper].words}, and " if upper != who else ""
    return f"{how}{ways[upper]}"
