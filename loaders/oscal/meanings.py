"""What the objects of OSCAL are in the ontology's terms, kind by kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asbuilt.loaders.oscal import assessed, controls, implemented, mapped, observed
from asbuilt.loaders.oscal.controls import COMPONENTS, POLICIES
from asbuilt.loaders.oscal.document import said
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rdflib import URIRef

    from asbuilt.facts import Item
    from asbuilt.loaders.oscal.reading import Reading
    from asbuilt.loaders.oscal.spot import Spot
    from asbuilt.reading.tree import Node

_CLASSES: Final[dict[str, tuple[URIRef, ...]]] = {
    "catalog": (AB.Policy,),
    "profile": (AB.Policy,),
    "control": (AB.Control,),
    "role": (AB.Role,),
    "system-characteristics": (AB.System,),
    "observation": (AB.Evidence,),
    "risk": (AB.Risk,),
    "poam-item": (AB.Issue,),
    "authorized-privilege": (AB.Permission,),
}

MEANINGS: Final[dict[str, Callable[[Reading, Spot], Iterator[Item]]]] = {
    "catalog": controls.published,
    "profile": controls.profile,
    "control": controls.control,
    "group": controls.group,
    "party": implemented.party,
    "responsible-party": implemented.responsible,
    "responsible-role": implemented.responsible,
    "system-characteristics": implemented.system,
    "component": implemented.component,
    "authorized-privilege": implemented.privilege,
    "implemented-requirement": implemented.requirement,
    "by-component": implemented.by_component,
    "observation": observed.observation,
    "finding": assessed.finding,
    "risk": assessed.risk,
    "poam-item": assessed.item,
    "map": mapped.pair,
}


def classes(spot: Spot) -> tuple[URIRef, ...]:
    """Give the classes of the ontology that an object is an instance of."""
    if spot.kind == "party":
        person = said(spot.node.get("type")) == "person"
        return (AB.Agent,) if person else (AB.Group, AB.Agent)
    if spot.kind == "component":
        kind = (said(spot.node.get("type")) or "").lower()
        return (AB.Policy if kind in POLICIES else COMPONENTS.get(kind, AB.System),)
    return _CLASSES.get(spot.kind, ())


def stated(reading: Reading, spot: Spot) -> Iterator[Item]:
    """State what an object says in the ontology's terms."""
    meaning = MEANINGS.get(spot.kind)
    if meaning is not None:
        yield from meaning(reading, spot)


def resources(node: Node) -> list[str]:
    """Give the references to the two sides of a mapping."""
    return mapped.resources(node)
