"""How what a sub-process or composite state holds is entered and left, drawn as passages.

It is entered where it begins, and left through the point at which it is done: by all branches of a
Parallel state, by any end of another one. A Map is left like any other; where its list may be
empty, its loader states a passage around it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from asbuilt.derive.behaviour.model import PARALLEL, Behaviour, Element, Passage, Point, Side

if TYPE_CHECKING:
    from rdflib import URIRef

_STARTS = frozenset({"startevent", "initial"})


@dataclass(slots=True)
class Draft:
    """What the graph says of one process or workflow, before passages are drawn."""

    thing: URIRef
    label: str
    side: Side
    elements: dict[URIRef, Element] = field(default_factory=dict)
    links: list[Passage] = field(default_factory=list)
    initial: set[URIRef] = field(default_factory=set)
    final: set[URIRef] = field(default_factory=set)
    instantiating: set[URIRef] = field(default_factory=set)
    """What an event begins although no flow leads to it (BPMN 2.0.2, 10.3.3, 10.3.5, 10.6.6)."""
    children: dict[URIRef, list[URIRef]] = field(default_factory=lambda: defaultdict(list))
    passages: list[Passage] = field(default_factory=list)
    gathering: set[Point] = field(default_factory=set)
    entered: set[URIRef] = field(default_factory=set)
    """What a passage from elsewhere leads to."""
    onward: set[URIRef] = field(default_factory=set)
    """What work leaves when it is completed."""

    def add(self, link: Passage) -> None:
        """Take up what a flow or transition states."""
        self.links.append(link)
        if link.origin != link.goal:
            self.entered.add(link.goal.thing)
            if link.completes:
                self.onward.add(link.origin.thing)


def behaviour_of(draft: Draft) -> Behaviour:
    """Draw the passages of a process or workflow, and tell where it begins, ends and gathers."""
    for part, element in draft.elements.items():
        if element.container is not None and element.container in draft.elements:
            draft.children[element.container].append(part)
    if draft.side == "process":
        _enclose_steps(draft)
    else:
        _enclose_states(draft)
    entered = {passage.goal for passage in draft.passages}
    tops = [part for part in draft.elements if _container(draft, part) is None]
    starts = draft.initial or set(_entries(draft, tops))
    starts |= draft.instantiating - draft.entered
    ends = {Point(part) for part in draft.final}
    ends |= {Point(part, "done") for part in draft.final if draft.children.get(part)}
    if draft.side == "process" or not draft.final:
        ends |= {_exit(draft, part) for part in tops if part not in draft.onward}
    starts |= {part for part in draft.elements if _is_triggered(draft, part, entered)}
    counted = Counter(passage.goal for passage in draft.passages)
    draft.gathering |= {
        point
        for point, number in counted.items()
        if number > 1
        and point.phase == "at"
        and draft.elements[point.thing].kind.lower() == "parallelgateway"
    }
    return Behaviour(
        draft.thing,
        draft.label,
        draft.side,
        draft.elements,
        tuple(dict.fromkeys(draft.passages)),
        tuple(Point(part) for part in sorted(starts)),
        frozenset(ends),
        frozenset(draft.gathering),
    )


def _enclose_steps(draft: Draft) -> None:
    """Lead into sub-processes at their starts, and out of them through where they are done."""
    for link in draft.links:
        origin = link.origin.thing
        holds = bool(draft.children.get(origin))
        if holds and link.completes:
            draft.passages.append(_moved(link, Point(origin, "done")))
        else:
            draft.passages.append(link)
    for outer, inside in draft.children.items():
        entries = _entries(draft, inside)
        for entry in sorted(entries):
            draft.passages.append(Passage(Point(outer), Point(entry), "branch", completes=False))
        for part in inside:
            element = draft.elements[part]
            if part not in draft.onward and not element.throws:
                exit_ = _exit(draft, part)
                draft.passages.append(Passage(exit_, Point(outer, "done"), "join"))


def _enclose_states(draft: Draft) -> None:
    """Lead joins through the points at which what they leave is done."""
    branches = _Branches(draft)
    for link in draft.links:
        origin, goal = link.origin.thing, link.goal.thing
        if draft.children.get(origin) and link.kind == "branch":
            draft.passages.append(
                Passage(
                    link.origin, link.goal, "branch", link.condition, completes=False, via=link.via
                )
            )
            continue
        left = _left_containers(draft, origin, goal) if link.kind == "join" else []
        here = Point(origin)
        inner: URIRef = origin
        for outer in left:
            for number in branches.numbers(outer, inner):
                through = Point(outer, "branch", number)
                draft.passages.append(Passage(here, through, "join"))
                draft.passages.append(
                    Passage(through, Point(outer, "done"), "join", completes=False)
                )
            here, inner = Point(outer, "done"), outer
            if draft.elements[outer].kind.lower() in PARALLEL:
                draft.gathering.add(here)
        draft.passages.append(_moved(link, here))


class _Branches:
    """Tells which branches of a composite state can lead to a state in it."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._next: dict[URIRef, list[URIRef]] = defaultdict(list)
        for link in draft.links:
            self._next[link.origin.thing].append(link.goal.thing)
        self._known: dict[URIRef, dict[URIRef, list[int]]] = {}

    def numbers(self, outer: URIRef, inner: URIRef) -> list[int]:
        """Give the numbers of the branches of `outer` from which `inner` is reached."""
        if outer not in self._known:
            self._known[outer] = self._reached(outer)
        return self._known[outer].get(inner, [0])

    def _reached(self, outer: URIRef) -> dict[URIRef, list[int]]:
        inside = set(self._draft.children.get(outer, ()))
        waiting = list(inside)
        while waiting:
            deeper = self._draft.children.get(waiting.pop(), ())
            waiting += [part for part in deeper if part not in inside]
            inside.update(deeper)
        reached: dict[URIRef, list[int]] = defaultdict(list)
        starts = [
            link.goal.thing
            for link in self._draft.links
            if link.origin.thing == outer and link.kind == "branch"
        ]
        for number, start in enumerate(starts):
            seen, front = {start}, [start]
            while front:
                for following in self._next[front.pop()]:
                    if following in inside and following not in seen:
                        seen.add(following)
                        front.append(following)
            for part in seen:
                reached[part].append(number)
        return reached


def _moved(link: Passage, origin: Point) -> Passage:
    return Passage(
        origin, link.goal, link.kind, link.condition, link.is_default, link.completes, link.via
    )


def _container(draft: Draft, part: URIRef) -> URIRef | None:
    around = draft.elements[part].container
    return around if around in draft.elements else None


def _left_containers(draft: Draft, origin: URIRef, goal: URIRef) -> list[URIRef]:
    """Give the composite states around the origin that do not hold the goal, innermost first."""
    around_goal = set(_around(draft, goal))
    return [outer for outer in _around(draft, origin) if outer not in around_goal]


def _around(draft: Draft, part: URIRef) -> list[URIRef]:
    around: list[URIRef] = []
    outer = _container(draft, part)
    while outer is not None and outer not in around:
        around.append(outer)
        outer = _container(draft, outer)
    return around


def _entries(draft: Draft, inside: list[URIRef]) -> set[URIRef]:
    """Give where work in a container begins: start events, else all that nothing leads to."""
    starts = {part for part in inside if draft.elements[part].kind.lower() in _STARTS}
    if starts:
        return starts
    return {
        part
        for part in inside
        if part not in draft.entered and draft.elements[part].kind.lower() != "boundaryevent"
    }


def _exit(draft: Draft, part: URIRef) -> Point:
    return Point(part, "done") if draft.children.get(part) else Point(part)


def _is_triggered(draft: Draft, part: URIRef, entered: set[Point]) -> bool:
    """Say whether a sub-process is started by an event rather than by a flow into it."""
    inside = draft.children.get(part)
    if draft.side != "process" or not inside or Point(part) in entered:
        return False
    starts = [p for p in inside if draft.elements[p].kind.lower() == "startevent"]
    return bool(starts) and all(draft.elements[start].events for start in starts)
