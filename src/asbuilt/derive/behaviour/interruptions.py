"""Where what a sub-process holds is begun or broken off by an event inside or at its edge.

An event sub-process inside of another one can begin as soon as that one has (BPMN 2.0.2, 10.3.5
and 13.5.4). One whose start interrupts breaks off what it stands in, and work then leaves that
by its flows without having completed it; one that does not goes on beside. So does a boundary
event that does not interrupt (10.5.6). What undoes something stands beside the flow, and no way
leads on from there (10.7.1).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from asbuilt.derive.behaviour.model import BESIDE, Behaviour, Passage, Point

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef


_BEGUN_BY: Final = frozenset({"catch", "branch"})
"""Kinds of the passages by which event sub-processes are drawn as begun."""


def with_interruptions(behaviour: Behaviour) -> Behaviour:
    """Give a behaviour in which events begin and break off what the standard says that they do."""
    triggered = _triggered(behaviour)
    passages = [one for one in _beside(behaviour) if not _is_strayed(one, triggered)]
    if not triggered and passages == list(behaviour.passages):
        return behaviour
    for inner, outer in sorted(triggered.items()):
        for point in behaviour.points_of[inner]:
            around = replace(point, thing=outer)
            breaks_off = _interrupts(behaviour, inner)
            kind = "catch" if breaks_off else BESIDE
            passages.append(Passage(around, point, kind, completes=False))
            if breaks_off:
                passages += _led_on(behaviour, inner, around)
    return replace_passages(
        behaviour, passages, [start for start in behaviour.starts if start.thing not in triggered]
    )


def replace_passages(
    behaviour: Behaviour, passages: list[Passage], starts: list[Point] | None = None
) -> Behaviour:
    """Give a behaviour with other passages, and other starts where they are given."""
    return replace(
        behaviour,
        passages=tuple(dict.fromkeys(passages)),
        starts=behaviour.starts if starts is None else tuple(starts),
    )


def _triggered(behaviour: Behaviour) -> dict[URIRef, URIRef]:
    """Give the event sub-processes inside of other sub-processes, with what they stand in."""
    found = {}
    for inner in behaviour.start_events:
        outer = behaviour.elements[inner].container if inner in behaviour.elements else None
        if outer is None or outer not in behaviour.elements:
            continue
        entering = behaviour.entering.get(behaviour.points_of[inner][0], ())
        if behaviour.awaits_event(inner) and all(p.kind in _BEGUN_BY for p in entering):
            found[inner] = outer
    return found


def _beside(behaviour: Behaviour) -> list[Passage]:
    return [
        replace(passage, kind=BESIDE)
        if passage.kind == "catch" and not behaviour.elements[passage.goal.thing].interrupts
        else passage
        for passage in behaviour.passages
        if not (passage.kind == "catch" and "compensation" in _reacts_to(behaviour, passage))
    ]


def _reacts_to(behaviour: Behaviour, passage: Passage) -> frozenset[str]:
    return behaviour.elements[passage.goal.thing].events


def _is_strayed(passage: Passage, triggered: dict[URIRef, URIRef]) -> bool:
    """Say whether a passage enters an event sub-process, or leaves it, like a plain one."""
    origin, goal = passage.origin, passage.goal
    enters = goal.thing in triggered and goal.phase == "at" and passage.kind in _BEGUN_BY
    leaves = goal.phase == "done" and triggered.get(origin.thing) == goal.thing
    return enters or leaves


def _interrupts(behaviour: Behaviour, inner: URIRef) -> bool:
    return any(event.interrupts for event in behaviour.start_events[inner])


def _led_on(behaviour: Behaviour, inner: URIRef, around: Point) -> Iterator[Passage]:
    """Give the ways on from the end of an event sub-process that breaks off what is around it."""
    done = replace(around, thing=inner, phase="done")
    exits = [done] if behaviour.entering.get(done) else _last(behaviour, inner, around.calls)
    for onward in behaviour.leaving.get(replace(around, phase="done"), ()):
        for point in exits:
            yield replace(onward, origin=point, completes=True)


def _last(behaviour: Behaviour, inner: URIRef, calls: tuple[URIRef, ...]) -> list[Point]:
    return sorted(
        (
            end
            for end in behaviour.ends
            if end.calls == calls and inner in _around(behaviour, end.thing)
        ),
        key=lambda point: (point.thing, point.phase),
    )


def _around(behaviour: Behaviour, element: URIRef) -> list[URIRef]:
    around: list[URIRef] = []
    outer = behaviour.elements[element].container
    while outer is not None and outer in behaviour.elements and outer not in around:
        around.append(outer)
        outer = behaviour.elements[outer].container
    return around
