"""How work goes through what a process or workflow calls: in at its starts, back when it is done.

What is called is laid out once for each call (BPMN 2.0.2, 10.3.6), so that no path goes in by one
call and comes back from another. Where a process has start events without a trigger, a call enters
at these alone (10.5.2). A call that comes back to a model in which it stands stays a single step,
and so do all beyond `MOST_POINTS`; both are told in `Behaviour.cut`.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from asbuilt.derive.behaviour.model import Behaviour, Element, Passage, Point

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rdflib import URIRef

MOST_POINTS: Final = 5_000
"""Elements that one behaviour may have with all that it calls."""


@dataclass(frozen=True, slots=True)
class Calls:
    """What elements call, as far as it is loaded."""

    called: Mapping[URIRef, tuple[URIRef, ...]]
    """The processes and workflows that an element calls, sorted."""
    unawaited: frozenset[URIRef] = frozenset()
    """Elements that start what they call and go on at once."""


@dataclass(slots=True)
class _Layout:
    """A behaviour with what it calls, as far as it is laid out."""

    elements: dict[URIRef, Element] = field(default_factory=dict)
    passages: list[Passage] = field(default_factory=list)
    gathering: set[Point] = field(default_factory=set)
    followed: set[URIRef] = field(default_factory=set)
    cut: dict[URIRef, str] = field(default_factory=dict)
    points: int = 0


def with_calls(whole: Behaviour, known: Mapping[URIRef, Behaviour], calls: Calls) -> Behaviour:
    """Give a behaviour in which passages lead through what it calls, at any depth.

    It is the same one where it calls nothing that is known.
    """
    if not any(calls.called.get(element) for element in whole.elements):
        return whole
    layout = _Layout(points=len(whole.elements))
    waiting: deque[tuple[Behaviour, tuple[URIRef, ...], frozenset[URIRef]]] = deque(
        [(whole, (), frozenset({whole.thing}))]
    )
    ends = whole.ends
    while waiting:
        model, through, around = waiting.popleft()
        entered: set[URIRef] = set()
        for call in sorted(element for element in model.elements if calls.called.get(element)):
            called = [known[thing] for thing in calls.called[call] if thing in known]
            reason = _reason_against(layout, called, around)
            if reason:
                layout.cut.setdefault(call, reason)
                continue
            entered.add(call)
            layout.points += sum(len(one.elements) for one in called)
            for one in called:
                _enter(layout, one, through, call, awaited=call not in calls.unawaited)
                waiting.append((one, (*through, call), around | {one.thing}))
        _lay_out(layout, model, through, entered)
        layout.followed |= entered
        if model is whole:
            ends = frozenset(_left(end, entered) for end in whole.ends)
    return Behaviour(
        whole.thing,
        whole.label,
        whole.side,
        {**layout.elements, **whole.elements},
        tuple(layout.passages),
        whole.starts,
        ends,
        frozenset(layout.gathering),
        frozenset(layout.followed),
        {call: layout.cut[call] for call in sorted(layout.cut)},
    )


def entries(called: Behaviour) -> list[Point]:
    """Give where a call enters: start events without a trigger if there are any, else all starts.

    A sub-process that an event starts is entered as well, since the event may occur meanwhile.
    """
    kinds = {point: called.elements[point.thing].kind.lower() for point in called.starts}
    plain = [
        point
        for point, kind in kinds.items()
        if kind == "startevent" and not called.elements[point.thing].events
    ]
    if not plain:
        return list(called.starts)
    return plain + [point for point, kind in kinds.items() if kind != "startevent"]


def returns(called: Behaviour) -> list[Point]:
    """Give where what is called is done, in a settled order; what ends in an error is not."""
    return sorted(
        (end for end in called.ends if not called.elements[end.thing].throws),
        key=lambda end: (end.thing, end.phase),
    )


def _reason_against(layout: _Layout, called: list[Behaviour], around: frozenset[URIRef]) -> str:
    empty = next((one for one in called if not entries(one)), None)
    if empty is not None:
        return f"nothing says where work enters {empty.label!r}"
    again = next((one for one in called if one.thing in around), None)
    if again is not None:
        return f"it comes back to {again.label!r}, in which it stands"
    if layout.points + sum(len(one.elements) for one in called) > MOST_POINTS:
        return f"with it there would be more than {MOST_POINTS} elements"
    return ""


def _enter(
    layout: _Layout, called: Behaviour, through: tuple[URIRef, ...], call: URIRef, *, awaited: bool
) -> None:
    inside = (*through, call)
    origin = Point(call, calls=through)
    layout.elements.update(called.elements)
    layout.passages += [
        Passage(origin, _moved(entry, inside), "branch", completes=False)
        for entry in entries(called)
    ]
    done = replace(origin, phase="done")
    if awaited:
        back = [_moved(end, inside) for end in returns(called)]
        layout.passages += [Passage(end, done, "join") for end in back]
    else:
        layout.passages.append(Passage(origin, done, "branch"))


def _lay_out(
    layout: _Layout, model: Behaviour, through: tuple[URIRef, ...], entered: set[URIRef]
) -> None:
    """Take over the passages of a model; a call that is entered is left where it is done."""
    for passage in model.passages:
        origin = _left(passage.origin, entered) if passage.completes else passage.origin
        layout.passages.append(
            replace(passage, origin=_moved(origin, through), goal=_moved(passage.goal, through))
        )
    layout.gathering |= {_moved(point, through) for point in model.gathering}


def _left(point: Point, entered: set[URIRef]) -> Point:
    return replace(point, phase="done") if point.thing in entered else point


def _moved(point: Point, through: tuple[URIRef, ...]) -> Point:
    return replace(point, calls=through) if through else point
