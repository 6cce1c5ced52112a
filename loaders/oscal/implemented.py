"""Systems and their components, who answers for them, and which controls they implement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rdflib import Literal

from asbuilt.facts import Fact
from asbuilt.loaders.oscal.controls import COMPONENTS, POLICIES
from asbuilt.loaders.oscal.document import listed, said
from asbuilt.loaders.oscal.markup import tidy
from asbuilt.loaders.oscal.observed import technical_rules
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.facts import Item, Place
    from asbuilt.loaders.oscal.reading import Reading
    from asbuilt.loaders.oscal.spot import Spot
    from asbuilt.reading.tree import Node

_ABSENT: Final = frozenset({"planned", "not-applicable", "not-implemented", "none"})
"""Words for a control that is not, or not yet, carried out."""
_OWNERS: Final = frozenset({"owner", "system-owner", "asset-owner", "component-owner"})
"""Ids of roles that answer for a system or a part of it."""


def party(reading: Reading, spot: Spot) -> Iterator[Item]:
    """State of which organisations a party is a member."""
    for one in listed(spot.node, "member-of-organizations"):
        group = reading.references.thing("party-uuid", said(one) or "", one.place)
        if group is not None:
            yield Fact(spot.iri, AB.memberOf, group, one.place)


def responsible(reading: Reading, spot: Spot) -> Iterator[Item]:
    """State who holds a role, and for what the role answers."""
    node = spot.node.get("role-id")
    identifier = said(node)
    if node is None or not identifier:
        return
    role = reading.references.role(identifier, node.place)
    for one in listed(spot.node, "party-uuids"):
        holder = reading.references.thing("party-uuid", said(one) or "", one.place)
        if holder is not None:
            yield Fact(holder, AB.holdsRole, role, one.place)
    around = spot.above
    if around is None:
        return
    if around.kind in {"component", "system-characteristics"} and identifier in _OWNERS:
        yield Fact(around.iri, AB.ownedBy, role, node.place)
    elif around.kind == "system-security-plan" and identifier in _OWNERS:
        yield Fact(_system(reading, spot), AB.ownedBy, role, node.place)
    elif spot.root.kind == "system-security-plan":
        required = around if around.kind == "implemented-requirement" else None
        control = reading.control(required) if required is not None else None
        if control is not None:
            yield Fact(control, AB.ownedBy, role, node.place)


def system(_: Reading, spot: Spot) -> Iterator[Item]:
    """State in what state a system is."""
    yield from _status(spot.iri, spot.node)


def component(reading: Reading, spot: Spot) -> Iterator[Item]:
    """State of which system a component is a part, and in what state it is."""
    if spot.root.kind == "system-security-plan":
        yield Fact(spot.iri, AB.partOf, _system(reading, spot), spot.place)
    yield from _status(spot.iri, spot.node)


def privilege(reading: Reading, spot: Spot) -> Iterator[Item]:
    """State what the users of a system may do, by the roles that they have."""
    for one in listed(spot.node, "functions-performed"):
        yield Fact(spot.iri, AB.action, Literal(tidy(said(one) or "")), one.place)
    if spot.root.kind == "system-security-plan":
        yield Fact(spot.iri, AB.heldBy, _system(reading, spot), spot.place)
    user = spot.up("user")
    for one in listed(user.node if user is not None else None, "role-ids"):
        role = reading.references.role(said(one) or "", one.place)
        yield Fact(spot.iri, AB.grantedTo, role, one.place)


def requirement(reading: Reading, spot: Spot) -> Iterator[Item]:
    """State by which components a control is carried out, or that it does not apply."""
    control = reading.control(spot)
    if control is None:
        return
    place = spot.place
    status = _said_status(spot.node)
    if status:
        yield Fact(spot.iri, AB.status, Literal(status), place)
    plan = spot.root.kind == "system-security-plan"
    if plan and status == "not-applicable":
        yield from _not_applicable(control, spot)
    if status in _ABSENT:
        return
    yield from (
        Fact(control, AB.technicalRule, Literal(rule), one.place)
        for rule, one in technical_rules(spot.node)
    )
    holder = spot.up("component", "capability")
    if holder is not None and holder.kind == "component":
        yield from _carried_out(control, holder.iri, holder.node, place)
    elif holder is not None:
        for one in listed(holder.node, "incorporates-components"):
            thing = reading.uuid(one, "component-uuid")
            if thing is not None:
                yield Fact(control, AB.implementedBy, thing, one.place)
    elif plan and not _has_components(spot.node):
        yield Fact(control, AB.implementedBy, _system(reading, spot), place)


def by_component(reading: Reading, spot: Spot) -> Iterator[Item]:
    """State that a component carries out the control of which this is said, if it does."""
    status = _said_status(spot.node)
    if status:
        yield Fact(spot.iri, AB.status, Literal(status), spot.place)
    required = spot.up("implemented-requirement")
    thing = reading.uuid(spot.node, "component-uuid")
    control = reading.control(required) if required is not None else None
    if status in _ABSENT or thing is None or control is None:
        return
    identifier = (said(spot.node.get("component-uuid")) or "").strip().lower()
    node = reading.document.things.get(identifier)
    yield from _carried_out(control, thing, node, spot.place)


def _not_applicable(control: URIRef, spot: Spot) -> Iterator[Item]:
    yield Fact(control, AB.applicable, Literal(False), spot.place)  # noqa: FBT003 - a value
    if remarks := said(spot.node.get("remarks")):
        yield Fact(control, AB.reason, Literal(tidy(remarks)), spot.place)


def _carried_out(
    control: URIRef, thing: URIRef, component: Node | None, place: Place
) -> Iterator[Item]:
    kind = (said(component.get("type")) or "").lower() if component is not None else ""
    if kind in POLICIES:
        yield Fact(control, AB.servesPolicy, thing, place)
    elif kind in COMPONENTS:
        yield Fact(thing, AB.controlledBy, control, place)
    else:
        yield Fact(control, AB.implementedBy, thing, place)


def _has_components(node: Node) -> bool:
    holders = [node, *listed(node, "statements")]
    return any(True for one in holders for _ in listed(one, "by-components"))


def _system(reading: Reading, spot: Spot) -> URIRef:
    """Give the system that a plan is about, as the organisation calls it."""
    about = spot.root.node.get("system-characteristics")
    name = said(about.get("system-name")) if about is not None else None
    if name:
        return reading.source.minter.named("system", name)
    return reading.source.element(f"{spot.root.address}/system-characteristics")


def _status(thing: URIRef, node: Node) -> Iterator[Item]:
    status = node.get("status")
    state = said(status.get("state")) if status is not None else None
    if state and status is not None:
        yield Fact(thing, AB.status, Literal(state.strip().lower()), status.place)


def _said_status(node: Node) -> str:
    """Give how far a control is implemented: by its own object, or by a property as in 1.0."""
    own = node.get("implementation-status")
    state = said(own.get("state")) if own is not None else None
    for one in listed(node, "props"):
        if said(one.get("name")) == "implementation-status":
            state = state or said(one.get("value"))
    return (state or "").strip().lower()
