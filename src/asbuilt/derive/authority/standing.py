"""How everybody stands to each decision: by what way somebody may take it, and by what way can.

These are the cells of the authority matrix. Roles and groups are all told; of the people of a
decision so many as a person can read, and how many more there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rdflib import Literal

from asbuilt.derive.reading import listed
from asbuilt.derive.statement import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.derive.authority.boundary import Boundary
    from asbuilt.derive.authority.duties import Duty
    from asbuilt.derive.authority.permissions import Permission
    from asbuilt.derive.authority.ties import Reach
    from asbuilt.store import Triple

PEOPLE: Final = 200
"""Most people who are told one by one for a decision; the others are counted."""
NAMED: Final = 3
"""Most people of a group who are named in a proof."""


@dataclass(frozen=True, slots=True)
class _Way:
    """How somebody came to a right or a permission, in words, and what states it."""

    words: str
    sources: tuple[URIRef, ...] = ()


def standings(boundary: Boundary) -> Iterator[Triple]:
    """State for each decision who may take it, who carries it out, who can, and by what way."""
    for duty in boundary.duties.by_step.values():
        if duty.has_standings:
            yield from _of_decision(boundary, duty)


def holders_of(boundary: Boundary, duty: Duty) -> str:
    """Give the roles that hold a decision right, as words; say so if a lane alone tells it."""
    roles = listed(boundary.principals.names.of(role) for role in duty.deciding)
    return roles if duty.accountable else f"{roles}, in whose lane it is drawn"


def _of_decision(boundary: Boundary, duty: Duty) -> Iterator[Triple]:
    permissions = boundary.permissions.on(duty.states)
    granted = {who for one in permissions for who in boundary.grantees(one)}
    direct = granted | duty.deciding | duty.responsible
    same = boundary.principals.same
    direct = {same.get(who, who) for who in direct}
    direct = {
        who
        for who in direct
        if boundary.people_of(who)
        or not boundary.has_been_held(who)
        or who in duty.deciding | duty.responsible
    }
    people = sorted({who for upper in direct for who in boundary.people_of(upper)})
    told = sorted(direct - set(people)) + people[:PEOPLE]
    for party in told:
        yield from _standing(boundary, duty, party, permissions)
    if len(people) > PEOPLE:
        yield from _others(boundary, duty, len(people) - PEOPLE)


def _standing(
    boundary: Boundary, duty: Duty, party: URIRef, permissions: list[Permission]
) -> Iterator[Triple]:
    names = boundary.principals.names
    kind, right = _right(boundary, duty, party)
    ability, permission = _permission(boundary, duty, party, permissions)
    if kind == "none" and ability == "can":
        kind, right = _through_members(boundary, duty, party, right)
    who = names.of(party)
    said = {
        "decides": "may decide",
        "responsible": "carries out",
        "unclear": "may be the one who decides",
        "unknown": "may or may not decide",
        "none": "may not decide",
    }[kind]
    does = {"can": "and can", "cannot": "and cannot", "unknown": "and nothing says whether it can"}
    if kind == "none" and ability == "can":
        does["can"] = "but can"
    elif kind != "none" and ability == "cannot":
        does["cannot"] = "but cannot"
    node = boundary.context.minter.derived("authority", "standing", duty.step, party)
    yield from describe(
        node,
        AB.Standing,
        label=f"{who} {said} {duty.label}, {does[ability]}",
        about=duty.step,
        proof=f"{right.words}. {permission.words}.",
        involves=[party],
        source=sorted({duty.step, *right.sources, *permission.sources}),
    )
    yield node, AB.party, party
    yield node, AB.decisionRight, Literal(kind)
    yield node, AB.ability, Literal(ability)
    yield node, AB.rightThrough, Literal(right.words)
    yield node, AB.permissionThrough, Literal(permission.words)


def _others(boundary: Boundary, duty: Duty, number: int) -> Iterator[Triple]:
    yield from describe(
        boundary.context.minter.derived("authority", "standing", duty.step),
        AB.Standing,
        label=f"{number:,} more people stand to {duty.label} in some way",
        about=duty.step,
        proof=f"The first {PEOPLE} people are told one by one; what is wrong with any of the"
        f" {number:,} others is found all the same.",
        source=[duty.step],
    )
    node = boundary.context.minter.derived("authority", "standing", duty.step)
    yield node, AB.untold, Literal(number)


def _right(boundary: Boundary, duty: Duty, party: URIRef) -> tuple[str, _Way]:
    names = boundary.principals.names
    if duty.accountable:
        by = f"accountable for {duty.label}"
    else:
        by = f"the one in whose lane {duty.label} is drawn"
    found = _nearest(boundary, party, duty.deciding)
    if found:
        return "decides", _way(boundary, party, found, f"is {by}")
    carried = _nearest(boundary, party, duty.responsible)
    if carried:
        end = f"is responsible for {duty.label} and does not decide it"
        return "responsible", _way(boundary, party, carried, end)
    maybe = _nearest(boundary, party, frozenset(boundary.namesakes.of(duty.deciding)))
    if maybe:
        name = names.of(maybe[0])
        end = f"bears the name of the role that decides; nobody has said whether {name} is that one"
        return "unclear", _way(boundary, party, maybe, end)
    whose = f" is with {holders_of(boundary, duty)}" if duty.deciding else " is with no role"
    words = f"{names.of(party)} has no part in it; the decision right{whose}"
    return "none", _Way(words)


def _through_members(
    boundary: Boundary, duty: Duty, party: URIRef, right: _Way
) -> tuple[str, _Way]:
    """Say how those stand who can, where that is known: a group may be granted what all of it may.

    Where nobody is known to be in it, or to hold the right, nobody may be said not to have it.
    """
    principals = boundary.principals
    who = principals.names.of(party)
    members = [] if party in principals.persons else boundary.people_of(party)
    told = _named(boundary, members)
    if members and all(boundary.has_any(one, duty.deciding) for one in members):
        return "decides", _Way(f"Everybody of {who} ({told}) may decide {duty.label}")
    if members and all(boundary.has_any(one, duty.deciding | duty.responsible) for one in members):
        words = f"Everybody of {who} ({told}) decides {duty.label} or is responsible for it"
        return "responsible", _Way(words)
    if party in principals.roles:
        return "none", right
    if not members and party not in principals.persons:
        return "unknown", _Way(f"Nobody is known to be in {who}")
    if not boundary.is_comparable(duty):
        whose = holders_of(boundary, duty)
        return "unknown", _Way(f"The decision right is with {whose}, and nobody says who that is")
    return "none", right


def _permission(
    boundary: Boundary, duty: Duty, party: URIRef, permissions: list[Permission]
) -> tuple[str, _Way]:
    names = boundary.principals.names
    who = names.of(party)
    refused = False
    ways = []
    for permission in permissions:
        found = _nearest(boundary, party, frozenset(boundary.grantees(permission)))
        if found is None:
            continue
        if boundary.is_denied(party, permission, duty.states):
            refused = True
            continue
        end = f"is granted {_told(boundary, duty, permission)}"
        way = _way(boundary, party, found, end)
        ways.append((len(found[1].ties), permission.iri, way))
    if ways:
        _, iri, way = min(ways, key=lambda one: one[:2])
        return "can", _Way(way.words, (*way.sources, iri))
    where = listed(boundary.duties.names.of(state) for state in duty.states)
    if refused:
        return "cannot", _Way(f"{who} has a permission for {where}, and a denial takes it away")
    granted = boundary.granted(list(duty.states))
    if boundary.namesakes.of(boundary.reaches.get(party, {})) & granted:
        return "unknown", _Way(
            f"A role or group of the same name may act on {where}, and nobody has said whether it"
            f" is {who}"
        )
    if governed := boundary.governed(duty):
        members = [] if party in boundary.principals.persons else boundary.people_of(party)
        able = bool(members) and all(boundary.may_act(one, governed) for one in members)
        told = f"Everybody of {who} ({_named(boundary, members)}) can act on {where} in another way"
        return (
            ("can", _Way(told))
            if able
            else ("cannot", _Way(f"No permission lets {who} act on {where}"))
        )
    if not duty.states:
        return "unknown", _Way(f"{duty.label} is mapped to nothing in a system")
    return "unknown", _Way(f"No source says who may act on {where}")


def _named(boundary: Boundary, people: list[URIRef]) -> str:
    """Give people by name, or the first of them and how many more there are."""
    named = [*map(boundary.principals.names.of, people[:NAMED])]
    more = len(people) - NAMED
    return listed([*named, f"{more:,} more"] if more > 0 else named)


def _told(boundary: Boundary, duty: Duty, permission: Permission) -> str:
    where = listed(
        boundary.duties.names.of(state) for state in duty.states if state in permission.covers
    )
    action = listed(sorted(permission.actions - {"*"})) or "everything"
    return f"{action} on {where}{boundary.written(permission.iri)}"


def _nearest(
    boundary: Boundary, party: URIRef, uppers: frozenset[URIRef]
) -> tuple[URIRef, Reach] | None:
    """Give that of some principals whose rights somebody has by the shortest way."""
    reach = boundary.reaches.get(party, {})
    found = [upper for upper in uppers if upper in reach]
    if not found:
        return None
    upper = min(found, key=lambda one: (len(reach[one].ties), one))
    return upper, reach[upper]


def _way(boundary: Boundary, party: URIRef, found: tuple[URIRef, Reach], end: str) -> _Way:
    """Tell a chain tie by tie, each with its days and the file that states it."""
    _, reach = found
    parts = [reach.words, end] if reach.ties else [end]
    words = f"{boundary.principals.names.of(party)} {', which '.join(parts)}"
    return _Way(words, tuple(tie.source for tie in reach.ties if tie.source is not None))
