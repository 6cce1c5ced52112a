"""What work can never come to, and where it can never end, in workflows and in processes.

A workflow whose format marks its final states ends only in these. Where none is marked, as in a
tracker, a status without actions is an end, unless a step is mapped to it after which the process
must go on. In a process that has end events, anything else without a way on is a dead end
(BPMN 2.0.2, 10.5.3); in one without, it is an end.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

from rdflib import URIRef

from asbuilt.derive.behaviour.model import Behaviour, Point
from asbuilt.derive.behaviour.paths import path_to, reach, sentence
from asbuilt.derive.correspondence.mapped import Pairs, pairs
from asbuilt.derive.statement import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive import Context
    from asbuilt.store import Triple

name: Final = "reachability"

_STATUS_KINDS: Final = frozenset({"status", "step"})
"""Kinds of element by which trackers call their states."""


def derive(context: Context) -> Iterator[Triple]:
    """State dead elements and traps of every workflow and every process."""
    mapped = pairs(context.store)
    documented = context.behaviours.processes
    undoing = {
        thing
        for row in context.store.select(f"SELECT ?s WHERE {{ ?s <{AB.compensates}> ?o }}").rows
        for thing in row
        if isinstance(thing, URIRef)
    }
    for behaviour in (*context.behaviours.workflows.values(), *documented.values()):
        if not behaviour.elements:
            continue
        yield from _dead(context, behaviour, undoing)
        ends = _ends(behaviour, undoing)
        if behaviour.side == "digital":
            ends -= _unfinished(behaviour, mapped, documented)
        yield from _traps(context, behaviour, ends, undoing)


def _dead(context: Context, behaviour: Behaviour, undoing: set[URIRef]) -> Iterator[Triple]:
    reached = _with_containers(behaviour, {point.thing for point in reach(behaviour, gather=False)})
    first = ", ".join(repr(behaviour.label_of(start.thing)) for start in behaviour.starts[:5])
    for element in sorted(behaviour.elements):
        if element in reached or element in undoing or _is_beside(behaviour, element, undoing):
            continue
        label = behaviour.label_of(element)
        before = sorted(
            {passage.origin.thing for passage in behaviour.entering.get(Point(element), ())}
        )
        why = (
            f"only {', '.join(repr(behaviour.label_of(one)) for one in before[:5])} lead to it,"
            " which cannot be reached either"
            if before
            else "nothing leads to it"
        )
        yield from describe(
            context.minter.derived(name, "dead", str(behaviour.thing), str(element)),
            AB.DeadElement,
            label=f"{label} in {behaviour.label} can never be reached",
            about=element,
            proof=f"Work enters {behaviour.label!r} at {first or 'no element'};"
            f" no path leads from there to {label!r}: {why}.",
            involves=[behaviour.thing, *before[:5]],
        )


def _with_containers(behaviour: Behaviour, reached: set[URIRef]) -> set[URIRef]:
    """Give what is reached with all that holds it: a way may lead right into a composite state."""
    found = set(reached)
    for element in reached:
        here = behaviour.elements[element].container
        while here is not None and here not in found and here in behaviour.elements:
            found.add(here)
            here = behaviour.elements[here].container
    return found


def _ends(behaviour: Behaviour, undoing: set[URIRef]) -> set[Point]:
    """Give where work may end; in a process, at end events wherever the level has any."""
    thrown = {  # An end event that throws breaks off what it stands in, which is an end, too.
        Point(one)
        for one, element in behaviour.elements.items()
        if element.kind.lower() == "endevent"
    }
    if behaviour.side == "digital":
        return set(behaviour.ends) | thrown
    has_end_event = {
        element.container
        for element in behaviour.elements.values()
        if element.kind.lower() == "endevent"
    }
    return thrown | {
        point
        for point in behaviour.ends
        if (element := behaviour.elements[point.thing]).kind.lower() == "endevent"
        or element.container not in has_end_event
        or _is_beside(behaviour, point.thing, undoing)
        or (point.phase == "done" and Point(point.thing) in behaviour.starts)
    }


def _is_beside(behaviour: Behaviour, inner: URIRef, undoing: set[URIRef]) -> bool:
    """Say whether an element stands beside the flow: compensation, or inside of what undoes."""
    here: URIRef | None = inner
    seen: set[URIRef] = set()
    while here is not None and here not in seen:
        seen.add(here)
        element = behaviour.elements[here]
        if here in undoing or element.undoes or "compensation" in element.events:
            return True
        here = behaviour.elements[here].container
    return False


def _unfinished(
    behaviour: Behaviour, mapped: Pairs, documented: dict[URIRef, Behaviour]
) -> set[Point]:
    """Give the statuses without actions to whose step the process must add further work."""
    unfinished = set()
    for point in behaviour.ends:
        element = behaviour.elements[point.thing]
        if behaviour.leaving.get(point) or not (
            element.kind.lower() in _STATUS_KINDS or not element.kind
        ):
            continue
        steps = {pair.step for pair in mapped.of_digital.get(point.thing, ())}
        must = [
            _must_go_on(process, step)
            for step in steps
            for process in documented.values()
            if step in process.elements
        ]
        if must and all(must):
            unfinished.add(point)
    return unfinished


def _must_go_on(process: Behaviour, step: URIRef) -> bool:
    """Say whether every path from a step to an end of its process comes through further work."""
    works = {iri for iri, element in process.elements.items() if element.works and iri != step}
    here = [Point(step), Point(step, "done")]
    tree = reach(process, here, lambda passage: passage.goal.thing in works, gather=False)
    return bool(process.ends) and not any(end in tree for end in process.ends)


def _traps(
    context: Context, behaviour: Behaviour, ends: set[Point], undoing: set[URIRef]
) -> Iterator[Triple]:
    tree = reach(behaviour, gather=False)
    if not tree:
        return
    kind = "workflow" if behaviour.side == "digital" else "process"
    if not any(end in tree for end in ends):
        yield from describe(
            context.minter.derived(name, "endless", str(behaviour.thing)),
            AB.Trap,
            label=f"{behaviour.label} can never end",
            about=behaviour.thing,
            proof=f"The {kind} {behaviour.label!r} has {len(behaviour.elements)} elements, and none"
            " at which work may end can be reached from where it begins.",
        )
        return
    can_end = _leading_to(behaviour, ends)
    trapped = sorted(
        {
            point.thing
            for point in tree
            if point.phase == "at"
            and point not in can_end
            and not _is_beside(behaviour, point.thing, undoing)
        }
    )
    for element in trapped:
        label = behaviour.label_of(element)
        path = path_to(tree, Point(element))
        onward = behaviour.leaving.get(Point(element), ())
        why = (
            "every way on from there comes back or stops short of an end"
            if onward
            else "nothing leads on from there, and it is no end"
        )
        route = sentence(behaviour, path, path[0].origin if path else Point(element))
        yield from describe(
            context.minter.derived(name, "trap", str(behaviour.thing), str(element)),
            AB.Trap,
            label=f"Work that comes to {label} in {behaviour.label} cannot end",
            about=element,
            proof=f"In the {kind} {behaviour.label!r} work comes to {label!r} ({route}); {why}.",
            involves=[behaviour.thing],
        )


def _leading_to(behaviour: Behaviour, ends: set[Point]) -> set[Point]:
    """Give all points from which one of these can be reached."""
    found = set(ends)
    front = deque(ends)
    while front:
        for passage in behaviour.entering.get(front.popleft(), ()):
            if passage.origin not in found:
                found.add(passage.origin)
                front.append(passage.origin)
    return found
