"""What both domains say about who may act, as of a day: duties, permissions and principals."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from rdflib import URIRef

from asbuilt.derive.authority import duties as duty_reading
from asbuilt.derive.authority import permissions as permission_reading
from asbuilt.derive.authority.namesakes import Namesakes
from asbuilt.derive.authority.principals import Principals
from asbuilt.derive.reading import ask_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from asbuilt.derive import Context
    from asbuilt.derive.authority.duties import Duties, Duty
    from asbuilt.derive.authority.permissions import Permission, Permissions
    from asbuilt.derive.authority.ties import Reach


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
        principals = Principals.read(context.store, context.minter)
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
            permission_reading.read(context.store, context.as_of),
            {who: principals.reach_on(who, context.as_of) for who in sorted(everybody)},
            executions,
        )

    def people_of(self, principal: URIRef) -> list[URIRef]:
        """Give the persons who have the rights of a principal on the day."""
        return self._people.get(self.principals.same.get(principal, principal), [])

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

    def is_comparable(self, duty: Duty) -> bool:
        """Say whether anything tells which people have the right to a decision on some day.

        Without a holder of a deciding role nobody can say of a person that he must not decide.
        """
        return any(self._holders[role] for role in duty.deciding)

    def speaks_of(self, duty: Duty) -> bool:
        """Say whether systems and the document that gives a decision right use the same names.

        A RACI is written for that. A lane may be called as its author liked: it counts where
        somebody is known to hold its role, or where a system grants something to it by its name.
        """
        if duty.accountable:
            return True
        known = self.permissions.grantees
        return self.is_comparable(duty) or any(role in known for role in duty.deciding)

    def written(self, thing: URIRef) -> str:
        """Give the place where something is stated, in brackets, as the end of a clause."""
        place = self.principals.places.of(thing)
        return f" ({place})" if place else ""

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

    @cached_property
    def namesakes(self) -> Namesakes:
        """Which roles and groups bear one name, and may be one."""
        return Namesakes(self.context.store, self.principals)

    def may_be_entitled(self, who: URIRef, roles: Iterable[URIRef]) -> bool:
        """Say whether somebody has a role or group that may be one of these, by its name.

        So has whoever has an account of the login of somebody who has one of these.
        """
        accounts = self.namesakes.accounts_of(who)
        return self.has_any(who, self.namesakes.of(roles)) or any(
            self.has_any(other, roles) for other in accounts
        )

    def may_act(self, who: URIRef, states: list[URIRef]) -> bool:
        """Say whether somebody can act on some of these, or an account can that may be his."""
        return self.can_act(who, states) or any(
            self.can_act(other, states) for other in self.namesakes.accounts_of(who)
        )

    def has_been_held(self, role: URIRef) -> bool:
        """Say whether any person is known to have a role on some day."""
        return self._holders[role] > 0

    @cached_property
    def _holders(self) -> Counter[URIRef]:
        """How many persons have each role on some day."""
        return Counter(
            upper for who in self.principals.persons for upper in self.principals.reach(who)
        )

    @cached_property
    def _people(self) -> dict[URIRef, list[URIRef]]:
        """The persons who have the rights of each principal on the day, in order."""
        people: dict[URIRef, list[URIRef]] = defaultdict(list)
        for who, reach in self.reaches.items():
            if who in self.principals.persons:
                for upper in reach:
                    people[upper].append(who)
        return people
