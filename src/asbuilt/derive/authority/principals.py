"""Who stands for whom, and when: members of groups, holders of roles, deputies.

Everybody who may be granted something is a principal: an agent, a group or a role. A tie leads from
a principal to one whose rights it has too, for a span of days. Following ties gives every role and
group that a person has, with the days on which it is so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final, Self

from rdflib import URIRef

from asbuilt.derive.authority.named_people import named_in_person
from asbuilt.derive.authority.places import Places
from asbuilt.derive.authority.ties import Delegation, Reach, Tie, has_ended
from asbuilt.derive.identity.groups import named_groups
from asbuilt.derive.identity.identical import confirmed_same, one_for_all
from asbuilt.derive.identity.persons import same_persons
from asbuilt.derive.reading import Names, ask_rows, day, pairs, things
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from asbuilt.identity import Minter
    from asbuilt.store import Store


_INACTIVE = """?a a ab:Agent ; ab:status ?s . VALUES ?s { "inactive" "disabled" }
    FILTER NOT EXISTS { ?a a ab:Group }"""


_MEMBER: Final = "is a member of"


@dataclass(frozen=True)
class Principals:
    """All principals of a graph and the ties between them."""

    names: Names
    persons: frozenset[URIRef]
    groups: frozenset[URIRef]
    roles: frozenset[URIRef]
    delegations: tuple[Delegation, ...]
    ties: dict[URIRef, list[Tie]]
    same: dict[URIRef, URIRef]
    """Principals that are known by another IRI, too, and that IRI."""
    inactive: frozenset[URIRef]
    """Accounts by which nobody can act, as the system that keeps them says."""
    places: Places
    aliases: dict[URIRef, list[URIRef]]
    """Other IRIs of roles and groups, by that which speaks for them."""

    @classmethod
    def read(cls, store: Store, minter: Minter) -> Self:
        """Read the principals of a graph.

        What an earlier run of the analysis states is not believed: it may be of another day.
        """
        names = Names(store, AB.Agent, AB.Group, AB.Role, AB.Reference)
        roles = frozenset(things(store, "?a a ab:Role"))
        groups = frozenset(things(store, "?a a ab:Group"))
        agents = frozenset(things(store, "?a a ab:Agent"))
        guessed = same_persons(store) | named_groups(store)
        same = one_for_all(guessed, confirmed_same(store))
        inactive = frozenset(things(store, _INACTIVE))
        everybody = (agents | set(_holders(store))) - groups - roles - inactive
        persons = {same.get(who, who) for who in everybody} - groups - roles
        delegations = tuple(dict.fromkeys(_delegations(store, same)))
        aliases: dict[URIRef, list[URIRef]] = {}
        for one in sorted(same.keys() & (roles | groups)):
            aliases.setdefault(same[one], []).append(one)
        principals = cls(
            names,
            frozenset(persons),
            groups,
            roles,
            delegations,
            {},
            same,
            inactive,
            Places(store, minter),
            aliases,
        )
        plain = list(_plain_ties(store, names, minter.derived_graph("authority")))
        plain += named_in_person(names, sorted(persons), roles, plain)
        principals._tie(replace(tie, place=_place(principals.places, tie)) for tie in plain)
        lent = principals._lent()
        principals._tie(replace(tie, place=_place(principals.places, tie)) for tie in lent)
        return principals

    def reach(self, who: URIRef) -> dict[URIRef, list[Reach]]:
        """Give every principal whose rights `who` has on some day, itself first, with the ways."""
        found: dict[URIRef, list[Reach]] = {who: [Reach(date.min, date.max, ())]}
        waiting = [who]
        while waiting:
            lower = waiting.pop(0)
            for tie in self.ties.get(lower, ()):
                grown = False
                for way in list(found[lower]):
                    first, last = max(way.first, tie.first), min(way.last, tie.last)
                    known = found.setdefault(tie.upper, [])
                    if first > last or any(k.first <= first and last <= k.last for k in known):
                        continue
                    known.append(Reach(first, last, (*way.ties, tie)))
                    grown = True
                if grown:
                    waiting.append(tie.upper)
        found |= {
            alias: ways for upper, ways in found.items() for alias in self.aliases.get(upper, ())
        }
        return {upper: ways for upper, ways in found.items() if ways}

    def reach_on(self, who: URIRef, when: date) -> dict[URIRef, Reach]:
        """Give every principal whose rights `who` has on a day, with the shortest way to it."""
        found = {}
        for upper, ways in self.reach(who).items():
            valid = [way for way in ways if way.holds_on(when)]
            if valid:
                found[upper] = min(valid, key=lambda way: len(way.ties))
        return found

    def memberships_on(self, when: date) -> Iterator[tuple[URIRef, URIRef]]:
        """Give who is in which group on a day by a membership for a time."""
        for lower in sorted(self.ties):
            for tie in self.ties[lower]:
                timed = tie.source is not None and tie.how.startswith(_MEMBER)
                if timed and tie.first <= when <= tie.last:
                    yield lower, tie.upper

    def _tie(self, ties: Iterable[Tie]) -> None:
        for stated in list(ties):
            if stated.lower in self.inactive:
                continue
            lower, upper = (self.same.get(who, who) for who in (stated.lower, stated.upper))
            known = self.ties.setdefault(lower, [])
            tie = replace(stated, lower=lower, upper=upper)
            if tie not in known:
                known.append(tie)

    def _lent(self) -> Iterator[Tie]:
        """Give a deputy's ties: only a right that the principal has in its own name can be lent.

        Where nobody is known to hold the role, the register of holders is taken not to be loaded,
        and the delegation is believed.
        """
        held = {role for who in self.persons for role in self.reach(who)}
        for lent in self.delegations:
            own = self.reach(lent.principal)
            lendable = [lent.role] if lent.role else sorted(set(own) & self.roles)
            for role in lendable:
                how = f"stands in for {self.names.of(lent.principal)} as {self.names.of(role)}"
                if role not in held:
                    yield Tie(lent.deputy, role, how, lent.first, lent.last, lent.iri)
                for way in own.get(role, ()):
                    first, last = max(way.first, lent.first), min(way.last, lent.last)
                    if first <= last:
                        yield Tie(lent.deputy, role, how, first, last, lent.iri)


def _place(places: Places, tie: Tie) -> str:
    return places.of(tie.source) if tie.source else places.of_tie(tie.lower, tie.upper)


def _holders(store: Store) -> list[URIRef]:
    return things(
        store,
        "{ ?x ab:holder ?a } UNION { ?x ab:principal ?a } UNION { ?x ab:deputy ?a }"
        " UNION { ?a ab:memberOf ?x } UNION { ?x ab:member ?a }",
    )


def _plain_ties(store: Store, names: Names, leave_out: URIRef) -> Iterator[Tie]:
    for holding, kind, holder, role, first, last, status in ask_rows(
        store,
        """SELECT ?h ?k ?holder ?role ?first ?last ?status WHERE {
            { ?h a ab:Holding ; ab:holder ?holder ; ab:role ?role . BIND(ab:Holding AS ?k) }
            UNION
            { ?h a ab:Membership ; ab:member ?holder ; ab:group ?role . BIND(ab:Membership AS ?k) }
            OPTIONAL { ?h ab:validFrom ?first } OPTIONAL { ?h ab:validUntil ?last }
            OPTIONAL { ?h ab:status ?status }
        }""",
    ):
        how = "holds the role" if kind == AB.Holding else _MEMBER
        if isinstance(holder, URIRef) and isinstance(role, URIRef) and not has_ended(status):
            yield Tie(
                holder,
                role,
                f"{how} {names.of(role)}",
                day(first) or date.min,
                day(last) or date.max,
                holding if isinstance(holding, URIRef) else None,
            )
    for holder, role in pairs(
        store, f"GRAPH ?g {{ ?a ab:holdsRole ?b }} FILTER(?g != {leave_out.n3()})"
    ):
        yield Tie(holder, role, f"holds the role {names.of(role)}")
    for member, group in pairs(
        store, f"GRAPH ?g {{ ?a ab:memberOf ?b }} FILTER(?g != {leave_out.n3()})"
    ):
        yield Tie(member, group, f"{_MEMBER} {names.of(group)}")
    for part, whole in pairs(
        store,
        "?a ab:partOf ?b . VALUES ?k { ab:Group ab:Role } VALUES ?l { ab:Group ab:Role }"
        " ?a a ?k . ?b a ?l",
    ):
        yield Tie(part, whole, f"is part of {names.of(whole)}")


def _delegations(store: Store, same: dict[URIRef, URIRef]) -> Iterator[Delegation]:
    for iri, principal, deputy, role, first, last in ask_rows(
        store,
        """SELECT ?d ?principal ?deputy ?role ?first ?last WHERE {
            ?d a ab:Delegation ; ab:principal ?principal ; ab:deputy ?deputy .
            OPTIONAL { ?d ab:role ?role }
            OPTIONAL { ?d ab:validFrom ?first } OPTIONAL { ?d ab:validUntil ?last }
        }""",
    ):
        if isinstance(iri, URIRef) and isinstance(principal, URIRef) and isinstance(deputy, URIRef):
            yield Delegation(
                iri,
                same.get(principal, principal),
                same.get(deputy, deputy),
                role if isinstance(role, URIRef) else None,
                day(first) or date.min,
                day(last) or date.max,
            )
