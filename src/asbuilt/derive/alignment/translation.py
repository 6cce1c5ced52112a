"""Translates a process into a Petri net, as BPMN says that its elements behave.

R. Dijkman, M. Dumas and C. Ouyang, "Semantics and analysis of business process models in BPMN",
2008; BPMN 2.0.2, clause 13. Each point at which work can be is a place. A step leads from its place
to those that follow; a parallel gateway waits for all ways in and takes all ways out, an exclusive
or event-based one takes one way, an inclusive one any of them and waits for those still to come. A
step with several flows out begins all that have no condition. A sub-process, or what is called, is
done when nothing in it is left, and is broken off as a whole. Conditions are left open, for a log
need not say what they ask. What is marked as multiple may be done several times.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import TYPE_CHECKING, Final

from asbuilt.derive.alignment.net import Gathering, Net, Transition
from asbuilt.derive.alignment.reduction import reduced
from asbuilt.derive.behaviour.model import PARALLEL, Behaviour, Element, Passage, Point

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rdflib import URIRef

_CHOOSING: Final = frozenset({"exclusivegateway", "eventbasedgateway"})
_INCLUSIVE: Final = frozenset({"inclusivegateway", "complexgateway"})
_MOST_BRANCHES: Final = 6
"""Most ways out of an inclusive gateway of which every selection is tried; of more, one or all."""
_THROWN: Final = frozenset({"error", "cancel", "escalation"})
_NONE: Final[frozenset[int]] = frozenset()


def net_of(behaviour: Behaviour, label: Callable[[URIRef], int | None]) -> Net:
    """Translate a process; `label` gives the number of a step that the log can show."""
    weaver = _Weaver(behaviour, label)
    weaver.weave()
    return reduced(Net(tuple(weaver.transitions), (0,), frozenset({()})))


@dataclass(slots=True)
class _Weaver:
    """Makes the places and transitions; place 0 is where the process begins."""

    behaviour: Behaviour
    label: Callable[[URIRef], int | None]
    transitions: list[Transition | Gathering] = field(default_factory=list)
    at: dict[Point, int] = field(default_factory=dict)
    on: dict[Passage, int] = field(default_factory=dict)
    """The places of passages into a point that waits for several."""
    own: dict[Point, int] = field(default_factory=dict)
    """For each sub-process or call that the log shows itself, where it is until it is shown."""
    places: int = 1

    def weave(self) -> None:
        behaviour = self.behaviour
        found = dict.fromkeys(behaviour.starts)
        for passage in behaviour.passages:
            found |= dict.fromkeys((passage.origin, passage.goal))
        points = sorted(found, key=lambda p: (p.calls, p.thing, p.phase, p.branch))
        for point in points:
            self.at[point] = self._place()
            if self._is_shown_whole(point):
                self.own[point] = self._place()
            if self._waits(point):
                self.on |= {p: self._place() for p in behaviour.entering[point]}
        for choice in self._beginnings(behaviour.starts):
            self._add((0,), [self.at[point] for point in choice])
        for point in points:
            self._enter(point)
            if point.phase == "at":
                self._perform(point)
            elif point.phase == "done":
                inside, here = self._inside(replace(point, phase="at")), self.at[point]
                self._go_on(point, here, None, frozenset({here}), inside - {here})
            else:
                self._go_on(point, self.at[point], None)

    def _is_shown_whole(self, point: Point) -> bool:
        """Say whether a log shows a sub-process or call itself, beside what it holds."""
        inward = any(p.kind == "branch" for p in self._leaving(point))
        return point.phase == "at" and inward and self.label(point.thing) is not None

    def _place(self) -> int:
        self.places += 1
        return self.places - 1

    def _element(self, point: Point) -> Element:
        return self.behaviour.elements[point.thing]

    def _kind(self, point: Point) -> str:
        return self._element(point).kind.lower()

    def _leaving(self, point: Point) -> list[Passage]:
        """Give the passages out of a point that are no breaking off."""
        return [p for p in self.behaviour.leaving.get(point, ()) if not _is_catch(p)]

    def _caught(self, point: Point) -> list[Passage]:
        return [p for p in self.behaviour.leaving.get(point, ()) if _is_catch(p)]

    def _waits(self, point: Point) -> bool:
        """Say whether a point is passed only once work has come in by several passages."""
        several = len(self.behaviour.entering.get(point, ())) > 1
        return point in self.behaviour.gathering or (
            several and point.phase == "at" and self._kind(point) in _INCLUSIVE
        )

    def _target(self, passage: Passage) -> int:
        return self.on.get(passage, self.at[passage.goal])

    def _around(self, point: Point) -> list[Point]:
        """Give the sub-processes and calls that a point stands in, innermost first."""
        found: list[Point] = []
        outer, calls = self._element(point).container, point.calls
        while True:
            while outer is not None and outer in self.behaviour.elements:
                if Point(outer, calls=calls) in found:
                    break
                found.append(Point(outer, calls=calls))
                outer = self.behaviour.elements[outer].container
            if not calls:
                return found
            call, calls = calls[-1], calls[:-1]
            found.append(Point(call, calls=calls))
            outer = self.behaviour.elements[call].container

    def _inside(self, outer: Point) -> frozenset[int]:
        """Give the places of what a sub-process or call holds, at any depth."""
        held = {point for point in self.at if outer in self._around(point)}
        held.add(replace(outer, phase="done"))
        places = {self.at[point] for point in held if point in self.at}
        places |= {place for point, place in self.own.items() if point in held or point == outer}
        return frozenset(places | {p for passage, p in self.on.items() if passage.goal in held})

    def _beginnings(self, points: Iterable[Point]) -> list[list[Point]]:
        """Give the ways to begin: one start event or another, or all else that nothing leads to."""
        drawn = list(points)
        alone = [p for p in drawn if self._kind(p).endswith("event") or self._is_triggered(p)]
        rest = [point for point in drawn if point not in alone]
        return [*([point] for point in alone), *([rest] if rest else [])]

    def _is_triggered(self, point: Point) -> bool:
        inside = [p.goal for p in self._leaving(point) if p.kind == "branch"]
        return bool(inside) and all(
            self._kind(goal) == "startevent" and self._element(goal).events for goal in inside
        )

    def _enter(self, point: Point) -> None:
        """Let work that has come in by all that is waited for be at the point."""
        entering = self.behaviour.entering.get(point, ())
        ways_in = tuple(self.on[passage] for passage in entering if passage in self.on)
        if not ways_in:
            return
        if point in self.behaviour.gathering:
            self._add(ways_in, [self.at[point]])
            return
        before = {self.on[p]: self._before(p) for p in entering if p in self.on}
        self.transitions.append(Gathering(ways_in, (self.at[point],), before))

    def _before(self, passage: Passage) -> frozenset[int]:
        """Give the places from which work may come to a passage without passing its goal."""
        seen = {passage.goal}
        found: set[int] = set()
        front = [passage.origin]
        while front:
            point = front.pop()
            if point in seen:
                continue
            seen.add(point)
            found.add(self.at[point])
            for earlier in self.behaviour.entering.get(point, ()):
                found.update(self.on[p] for p in (earlier,) if p in self.on)
                front.append(earlier.origin)
        return frozenset(found)

    def _perform(self, point: Point) -> None:
        """Do a step, begin a sub-process, or pass a gateway or event."""
        here, element = self.at[point], self._element(point)
        branches = [p for p in self._leaving(point) if p.kind == "branch"]
        label = None if branches else self.label(point.thing)
        inside = self._inside(point) if branches else _NONE
        for passage in self._caught(point):
            target = self._target(passage)
            if not self.behaviour.elements[passage.goal.thing].interrupts:
                self._beside(point, target, label)
                continue
            for place in (here, *sorted(inside)):
                self._add((place,), [target], None, inside)
        if element.is_multiple and not branches:
            self._add((here,), [here], label)
        if self._kind(point) == "endevent" and "terminate" in element.events:
            self._terminate(point)
        else:
            self._go_on(point, here, label)

    def _beside(self, point: Point, target: int, label: int | None) -> None:
        """Let what a boundary event begins go on beside the step, once at most."""
        again = self._place()
        self._add((self.at[point],), [again, target])
        self._go_on(point, again, label)

    def _terminate(self, point: Point) -> None:
        """End all that is under way in the process, or in the sub-process around."""
        around = self._around(point)
        places = self._inside(around[0]) if around else self._all()
        given = [self.at[replace(around[0], phase="done")]] if around else []
        self._add((self.at[point],), given, None, places)

    def _all(self) -> frozenset[int]:
        return frozenset({*self.at.values(), *self.on.values(), *self.own.values()})

    def _go_on(
        self,
        point: Point,
        here: int,
        label: int | None,
        clears: frozenset[int] = _NONE,
        needs_empty: frozenset[int] = _NONE,
    ) -> None:
        """Go from a point to what may follow it; where nothing may, work is at an end there."""
        leaving = self._leaving(point)
        choices = [[self._target(p) for p in choice] for choice in self._choices(point, leaving)]
        if point in self.own:
            # Whether a log shows it where it begins or where it ends, it shows it once.
            choices = [[*given, self.own[point]] for given in choices]
            self._add((self.own[point],), [], self.label(point.thing))
        if point in self.behaviour.ends or not (leaving or self._around(point)):
            choices.append([])
        elif not leaving:
            self._throw(point)
        if label is None or len(choices) < 2:
            for given in choices:
                self._add((here,), given, label, clears, needs_empty)
            return
        after = self._place()
        self._add((here,), [after], label)
        for given in choices:
            self._add((after,), given)

    def _throw(self, point: Point) -> None:
        """Let an error wait for a boundary event around it; where none is, all is at an end."""
        around = self._around(point)
        is_thrown = bool(self._element(point).events & _THROWN)
        if is_thrown and not any(self._caught(outer) for outer in around):
            self._add((self.at[point],), [], self.label(point.thing), self._all())
        elif not is_thrown:
            self._add((self.at[point],), [], self.label(point.thing))

    def _choices(self, point: Point, leaving: list[Passage]) -> list[list[Passage]]:
        """Give the sets of passages that work may take out of a point together."""
        if not leaving:
            return []
        kind = self._kind(point) if point.phase == "at" else ""
        inward = [p for p in leaving if p.kind == "branch"]
        if point.phase == "at" and inward and kind not in PARALLEL:
            by_goal = {p.goal: p for p in leaving}
            choices = [[by_goal[g] for g in choice] for choice in self._beginnings(by_goal)]
        elif kind in PARALLEL:
            choices = [leaving]
        elif kind in _CHOOSING:
            choices = [[passage] for passage in leaving]
        elif kind in _INCLUSIVE:
            choices = _selections(leaving)
        else:
            choices = _flows(leaving)
        return choices

    def _add(
        self,
        takes: tuple[int, ...],
        gives: list[int],
        label: int | None = None,
        clears: frozenset[int] = _NONE,
        needs_empty: frozenset[int] = _NONE,
    ) -> None:
        self.transitions.append(Transition(takes, tuple(gives), label, clears, needs_empty))


def _flows(leaving: list[Passage]) -> list[list[Passage]]:
    """Give what may follow a step: all that has no condition, and any of what has one.

    Only a drawn flow says that all are taken; what merely may come next is one of several.
    """
    always = [p for p in leaving if p.via is not None and not p.condition and not p.is_default]
    others = [p for p in leaving if p not in always]
    if always:
        return [always, *([*always, *some] for some in _selections(others))]
    return _selections(others) if others[0].via is not None else [[p] for p in others]


def _is_catch(passage: Passage) -> bool:
    return not passage.completes and passage.kind != "branch"


def _selections(passages: list[Passage]) -> list[list[Passage]]:
    if len(passages) > _MOST_BRANCHES:
        return [*([passage] for passage in passages), passages]
    return [
        list(chosen)
        for number in range(1, len(passages) + 1)
        for chosen in combinations(passages, number)
    ]
