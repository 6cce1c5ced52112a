"""From where work goes on once it has left an element, in whatever way.

An element of what is called several times is left at several points, once for each call.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from asbuilt.derive.behaviour.model import ABRUPT, Behaviour, Passage, Point
from asbuilt.derive.behaviour.paths import Tree, reach

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib import URIRef


def out_of(behaviour: Behaviour, element: URIRef) -> list[Passage]:
    """Give the passages that leave an element for good, also from where what it holds is done.

    What is called and not waited for is begun as the element is left.
    """
    found: list[Passage] = []
    for point in behaviour.points_of[element]:
        done = replace(point, phase="done")
        leaving = behaviour.leaving.get(point, ())
        stays = done in behaviour.leaving and not is_unawaited(behaviour, point)
        found += [one for one in leaving if not (stays and one.kind == "branch")]
        found += behaviour.leaving.get(done, ())
    return found


def is_unawaited(behaviour: Behaviour, point: Point) -> bool:
    """Say whether work goes on from an element at once while what it calls is done."""
    done = replace(point, phase="done")
    return any(
        passage.goal == done and passage.kind == "branch"
        for passage in behaviour.leaving.get(point, ())
    )


def after(behaviour: Behaviour, element: URIRef) -> Tree:
    """Search from where work goes on after an element."""
    return reach(behaviour, [p.goal for p in out_of(behaviour, element)], gather=False)


def around(behaviour: Behaviour, element: URIRef) -> list[URIRef]:
    """Give what holds an element or calls what holds it, the innermost first."""
    found = list(_containers(behaviour, element))
    for point in behaviour.points_of[element]:
        for call in reversed(point.calls):
            found += [call, *_containers(behaviour, call)]
    return list(dict.fromkeys(found))


def _containers(behaviour: Behaviour, element: URIRef) -> Iterable[URIRef]:
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
        for point in behaviour.points_of[outer]
        for passage in behaviour.leaving.get(point, ())
        if passage.kind in ABRUPT
    ]
