"""A control that is carried out for each of several items is not carried out for none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from asbuilt.derive.behaviour.interruptions import replace_passages
from asbuilt.derive.behaviour.model import EMPTY, Behaviour

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib import URIRef


def with_empty_lists(behaviour: Behaviour, control: Iterable[URIRef]) -> Behaviour:
    """Give a behaviour in which what repeats a control may be passed without being done once.

    It is the same one where nothing that may have no items carries the control out or holds it.
    """
    repeated = sorted(
        element
        for element in {outer for one in control for outer in _with_all_around(behaviour, one)}
        if behaviour.elements[element].may_be_empty
    )
    passages = [
        replace(passage, origin=point, kind=EMPTY, completes=False)
        for element in repeated
        for point in behaviour.points_of[element]
        for origin in (point, replace(point, phase="done"))
        for passage in behaviour.leaving.get(origin, ())
        if passage.completes
    ]
    if not passages:
        return behaviour
    return replace_passages(behaviour, [*behaviour.passages, *passages])


def _with_all_around(behaviour: Behaviour, thing: URIRef) -> list[URIRef]:
    """Give an element with all that holds it; nothing for a transition."""
    found: list[URIRef] = []
    here: URIRef | None = thing
    while here is not None and here in behaviour.elements and here not in found:
        found.append(here)
        here = behaviour.elements[here].container
    return found
