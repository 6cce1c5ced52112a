"""Sets decision rights against permissions: who can but must not, must but cannot, or can do both.

It also states, as of the day, which roles everybody holds, in which roles somebody stands in, and
which decisions somebody may take. Being responsible for a decision gives no right to take it, and
having the permission for it then is no offence.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from rdflib import PROV

from asbuilt.derive.authority.boundary import Boundary
from asbuilt.derive.authority.quorum import quorums
from asbuilt.derive.authority.responsibility import gaps
from asbuilt.derive.authority.separation import separations
from asbuilt.derive.authority.staffing import presumed_holdings
from asbuilt.derive.authority.standing import holders_of, standings
from asbuilt.derive.reading import listed, things
from asbuilt.derive.statement import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.derive import Context
    from asbuilt.derive.authority.duties import Duty
    from asbuilt.derive.authority.permissions import Permission
    from asbuilt.store import Triple

name: Final = "authority"


def derive(context: Context) -> Iterator[Triple]:
    """State the roles held as of the day, and where rights, permissions and duties disagree."""
    boundary = Boundary.read(context)
    yield from _held(boundary)
    for member, group in boundary.principals.memberships_on(context.as_of):
        yield member, AB.memberOf, group
    for duty in boundary.duties.by_step.values():
        if not (duty.is_work and duty.deciding and (duty.is_decision or duty.controls)):
            continue
        if not (duty.accountable or (duty.is_decision and boundary.speaks_of(duty))):
            continue
        yield from _excess(boundary, duty)
        if duty.is_decision:
            yield from _missing(boundary, duty)
    yield from gaps(boundary)
    yield from separations(boundary)
    yield from standings(boundary)
    yield from quorums(boundary)
    yield from presumed_holdings(boundary)


def _held(boundary: Boundary) -> Iterator[Triple]:
    roles = boundary.principals.roles
    rights: dict[URIRef, list[URIRef]] = defaultdict(list)
    for duty in boundary.duties.by_step.values():
        if duty.is_decision:
            for role in duty.deciding:
                rights[role].append(duty.step)
    for who in sorted(boundary.principals.persons):
        for upper, way in boundary.reaches[who].items():
            if upper not in roles:
                continue
            lent = any(tie.how.startswith("stands in") for tie in way.ties)
            yield who, AB.standsInFor if lent else AB.holdsRole, upper
            for step in rights[upper]:
                yield who, AB.mayDecide, step
    agents = things(boundary.context.store, "?a a ab:Agent")
    for agent in agents:
        person = boundary.principals.same.get(agent)
        if person is not None:
            yield agent, PROV.alternateOf, person


def _excess(boundary: Boundary, duty: Duty) -> Iterator[Triple]:
    """State who can act on a mapped state of a decision without holding its right."""
    entitled = duty.deciding | duty.responsible
    comparable = boundary.is_comparable(duty)
    for permission in boundary.permissions.on(duty.states):
        for grantee in boundary.grantees(permission):
            members = boundary.people_of(grantee)
            people = [
                who for who in members if not boundary.is_denied(who, permission, duty.states)
            ]
            offenders = [
                who
                for who in people
                if not (boundary.has_any(who, entitled) or boundary.may_be_entitled(who, entitled))
            ]
            is_role = grantee in boundary.principals.roles
            denied = boundary.is_denied(grantee, permission, duty.states)
            by_name = is_role and not (denied or boundary.has_any(grantee, entitled))
            if boundary.may_be_entitled(grantee, entitled):
                continue
            if is_role and not members and boundary.has_been_held(grantee):
                # Nobody has the role on this day, and so nobody can act by it.
                continue
            if by_name and not (members and comparable):
                yield from _excess_node(boundary, duty, permission, grantee, members, whole=True)
            elif not comparable:
                continue
            elif offenders and len(offenders) == len(members) and grantee not in people:
                yield from _excess_node(boundary, duty, permission, grantee, people, whole=True)
            else:
                for who in offenders:
                    yield from _excess_node(boundary, duty, permission, grantee, [who], whole=False)


def _excess_node(  # noqa: PLR0913 - each is a part of what is said
    boundary: Boundary,
    duty: Duty,
    permission: Permission,
    grantee: URIRef,
    people: list[URIRef],
    *,
    whole: bool,
) -> Iterator[Triple]:
    names = boundary.principals.names
    minter = boundary.context.minter
    subject = grantee if whole else people[0]
    node = minter.derived(name, "excess", duty.step, permission.iri, grantee, subject)
    states = [s for s in duty.states if s in permission.covers]
    where = listed(boundary.duties.names.of(state) for state in states)
    holders = holders_of(boundary, duty)
    if whole:
        number = f" ({listed(map(names.of, people))})" if people else ""
        who = f"{names.of(grantee)}{number}"
        how = f"The permission is granted to {names.of(grantee)}, of whom nobody holds it."
    else:
        who = names.of(subject)
        way = boundary.reaches[subject][grantee]
        ties = f"{who} {way.words}" if way.ties else f"{who} is named in it"
        how = f"The permission is granted to {names.of(grantee)}, and {ties}."
    yield from describe(
        node,
        AB.ExcessPermission,
        label=f"{who} can act on {duty.label} without the right to decide it",
        about=duty.step,
        proof=f"{who} may act on {where}. The decision right is with {holders}. {how}",
        involves=[*people, *([grantee] if grantee not in people else []), *states, permission.iri],
        source=[permission.iri, *_because(boundary, people, grantee), duty.step],
    )
    for person in people:
        yield node, AB.agent, person
    if grantee in boundary.principals.roles:
        yield node, AB.role, grantee
    yield from ((node, AB.state, state) for state in states)


def _missing(boundary: Boundary, duty: Duty) -> Iterator[Triple]:
    """State who is to take a decision and can act on none of its mapped states.

    States of systems of which no permission is known say nothing about what anybody can do.
    """
    states = boundary.governed(duty)
    if not states:
        return
    granted = boundary.granted(states)
    for role in sorted(duty.deciding):
        if boundary.namesakes.of([role]) & granted:
            continue
        people = boundary.people_of(role)
        unable = [who for who in people if not boundary.may_act(who, states)]
        if unable and len(unable) == len(people) > 1:
            yield from _missing_node(boundary, duty, role, role, unable, states)
        else:
            for who in unable:
                yield from _missing_node(boundary, duty, role, who, [who], states)
        if not people and not boundary.may(role, granted):
            yield from _missing_node(boundary, duty, role, role, [], states)


def _missing_node(  # noqa: PLR0913, PLR0917 - each is a part of what is said
    boundary: Boundary,
    duty: Duty,
    role: URIRef,
    subject: URIRef,
    people: list[URIRef],
    states: list[URIRef],
) -> Iterator[Triple]:
    names = boundary.principals.names
    node = boundary.context.minter.derived(name, "missing", duty.step, role, subject)
    who = names.of(subject)
    where = listed(boundary.duties.names.of(state) for state in states)
    if subject != role:
        how = f"{who} {boundary.reaches[subject][role].words}, which decides {duty.label}"
    else:
        number = f" ({listed(map(names.of, people))})" if people else ""
        how = f"{who}{number} decides {duty.label}"
    yield from describe(
        node,
        AB.MissingPermission,
        label=f"{who} decides {duty.label} but has no permission for it",
        about=duty.step,
        proof=f"{how}. No permission, granted directly, by role or by group and not denied, lets"
        f" {'anybody of them' if len(people) > 1 else who} act on {where}.",
        involves=[*people, role, *states],
        source=[*_because(boundary, people, role), duty.step, *states],
    )
    yield node, AB.role, role
    for person in people:
        yield node, AB.agent, person
    yield from ((node, AB.state, state) for state in states)


def _because(boundary: Boundary, people: list[URIRef], upper: URIRef) -> list[URIRef]:
    """Give the holdings and delegations by which people have the rights of another."""
    return sorted(
        {
            tie.source
            for who in people
            if upper in boundary.reaches[who]
            for tie in boundary.reaches[who][upper].ties
            if tie.source is not None
        }
    )
