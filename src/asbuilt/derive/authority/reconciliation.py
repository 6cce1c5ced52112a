"""Sets decision rights against permissions: who can but must not, must but cannot, or can do both.

It also states, as of the day, which roles everybody holds, in which roles somebody stands in, and
which decisions somebody may take. Being responsible for a decision gives no right to take it, and
having the permission for it then is no offence.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rdflib import PROV, URIRef

from asbuilt.derive.authority import duties as duty_reading
from asbuilt.derive.authority import permissions as permission_reading
from asbuilt.derive.authority.principals import Principals
from asbuilt.derive.authority.responsibility import gaps
from asbuilt.derive.authority.separation import conflicts
from asbuilt.derive.reading import ask_rows, listed, things
from asbuilt.derive.statement import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from asbuilt.derive import Context
    from asbuilt.derive.authority.duties import Duties, Duty
    from asbuilt.derive.authority.permissions import Permission, Permissions
    from asbuilt.derive.authority.principals import Reach
    from asbuilt.store import Triple

name: Final = "authority"


@dataclass(frozen=True)
class Boundary:
    """What both domains say about who may act, as of a day."""

    context: Context
    principals: Principals
    duties: Duties
    permissions: Permissions
    reaches: dict[URIRef, dict[URIRef, Reach]]
    """For each principal those whose rights it has on the day, with the shortest way."""
    executions: dict[URIRef, str]

    @classmethod
    def read(cls, context: Context) -> Boundary:
        """Read it from the graph."""
        principals = Principals.read(context.store, context.minter.derived_graph(name))
        everybody = principals.persons | principals.groups | principals.roles
        executions = {
            thing: str(text)
            for thing, text in ask_rows(
                context.store, "SELECT ?a ?b WHERE { ?a a ab:State ; ab:execution ?b }"
            )
            if isinstance(thing, URIRef)
        }
        return cls(
            context,
            principals,
            duty_reading.read(context.store),
            permission_reading.read(context.store),
            {who: principals.reach_on(who, context.as_of) for who in sorted(everybody)},
            executions,
        )

    def people_of(self, principal: URIRef) -> list[URIRef]:
        """Give the persons who have the rights of a principal on the day."""
        principal = self.principals.same.get(principal, principal)
        return [w for w in self._persons if principal in self.reaches[w]]

    def has_any(self, who: URIRef, principals: Iterable[URIRef]) -> bool:
        """Say whether somebody has the rights of one of these on the day."""
        return any(principal in self.reaches.get(who, {}) for principal in principals)

    def grantees(self, permission: Permission) -> list[URIRef]:
        """Give the principals to which a permission is granted, each by the IRI of its person."""
        same = self.principals.same
        return sorted({same.get(grantee, grantee) for grantee in permission.granted_to})

    def is_denied(self, who: URIRef, permission: Permission, states: Iterable[URIRef]) -> bool:
        """Say whether a permission is refused to somebody on every one of these that it covers."""
        covered = [state for state in states if state in permission.covers]
        return bool(covered) and all(
            any(
                denial.stops(permission) and self.has_any(who, self.grantees(denial))
                for denial in self.permissions.denials.get(state, ())
            )
            for state in covered
        )

    def can(self, who: URIRef, permission: Permission, states: Iterable[URIRef]) -> bool:
        """Say whether somebody has a permission on some of these on the day, and is not denied."""
        granted = self.has_any(who, self.grantees(permission))
        return granted and not self.is_denied(who, permission, states)

    def can_act(self, who: URIRef, states: list[URIRef]) -> bool:
        """Say whether somebody has a permission on some of these on the day, and is not denied."""
        return any(self.can(who, one, states) for one in self.permissions.on(states))

    def governed(self, duty: Duty) -> list[URIRef]:
        """Give the mapped states of a duty at which people act and of which permissions are known.

        Others say nothing about what anybody can do.
        """
        return [
            state
            for state in duty.states
            if state in self.permissions.governed
            and self.executions.get(state, "user") not in {"automated", "none"}
        ]

    def granted(self, states: list[URIRef]) -> set[URIRef]:
        """Give the principals that may act on one of these states."""
        return {
            grantee
            for permission in self.permissions.on(states)
            for grantee in self.grantees(permission)
        }

    def may(self, role: URIRef, granted: set[URIRef]) -> bool:
        """Say whether a role without holders may act: those who hold it may be in a group."""
        by_group = any(grantee not in self.principals.roles for grantee in granted)
        return by_group or self.has_any(role, granted)

    @property
    def _persons(self) -> list[URIRef]:
        return [who for who in self.reaches if who in self.principals.persons]


def derive(context: Context) -> Iterator[Triple]:
    """State the roles held as of the day, and where rights, permissions and duties disagree."""
    boundary = Boundary.read(context)
    yield from _held(boundary)
    for duty in boundary.duties.by_step.values():
        if not (duty.is_work and duty.accountable and (duty.is_decision or duty.controls)):
            continue
        yield from _excess(boundary, duty)
        if duty.is_decision:
            yield from _missing(boundary, duty)
    yield from gaps(boundary)
    yield from conflicts(boundary)


def _held(boundary: Boundary) -> Iterator[Triple]:
    roles = boundary.principals.roles
    rights: dict[URIRef, list[URIRef]] = defaultdict(list)
    for duty in boundary.duties.by_step.values():
        if duty.is_decision:
            for role in duty.accountable:
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
    entitled = duty.accountable | duty.responsible
    for permission in boundary.permissions.on(duty.states):
        for grantee in boundary.grantees(permission):
            members = boundary.people_of(grantee)
            people = [
                who for who in members if not boundary.is_denied(who, permission, duty.states)
            ]
            offenders = [who for who in people if not boundary.has_any(who, entitled)]
            is_role = grantee in boundary.principals.roles
            denied = boundary.is_denied(grantee, permission, duty.states)
            if is_role and not (members or denied or boundary.has_any(grantee, entitled)):
                yield from _excess_node(boundary, duty, permission, grantee, [], whole=True)
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
    holders = listed(names.of(role) for role in duty.accountable)
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
    for role in sorted(duty.accountable):
        people = boundary.people_of(role)
        unable = [who for who in people if not boundary.can_act(who, states)]
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
