"""From where work goes on once it has left an element, in whatever way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asbuilt.derive.behaviour.model import ABRUPT, Behaviour, Passage, Point
from asbuilt.derive.behaviour.paths import Tree, reach

if TYPE_CHECKING:
    from rdflib import URIRef


def out_of(behaviour: Behaviour, element: URIRef) -> list[Passage]:
    """Give the passages that leave an element for good, also from where what it holds is done."""
    points = (Point(element), Point(element, "done"))
    return [
        passage
        for point in points
        for passage in behaviour.leaving.get(point, ())
        if not (passage.kind == "branch" and point.phase == "at" and points[1] in behaviour.leaving)
    ]


def after(behaviour: Behaviour, element: URIRef) -> Tree:
    """Search from where work goes on after an element."""
    return reach(behaviour, [p.goal for p in out_of(behaviour, element)], gather=False)


def around(behaviour: Behaviour, element: URIRef) -> list[URIRef]:
    """Give what holds an element, the innermost first."""
    found: list[URIRef] = []
    outer = behaviour.elements[element].container
    while outer is not None and outer in behaviour.elements and outer not in found:
        found.append(outer)
        outer = behaviour.elements[outer].container
    return found


def broken_off(behaviour: Behaviour, element: URIRef) -> list[Passage]:
    """Give the ways out of what holds an element by which it is broken off, or goes on beside."""
    return [
        passage
        for outer in around(behaviour, element)
        for passage in behaviour.leaving.get(Point(outer), ())
        if passage.kind in ABRUPT
    ]
