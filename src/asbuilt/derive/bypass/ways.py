"""The ways around a control: those that stand open, those that are meant, those left undecided.

A way is a shortest path that avoids completing the control. Two ways are different where they turn
away from the control at different passages. Those to which the control applies come first; then,
where there are none, one that is open only if something happens that no source speaks of; then
those that the control's own condition leaves open.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

from asbuilt.derive.behaviour.choices import taken_when
from asbuilt.derive.behaviour.completion import too_early
from asbuilt.derive.behaviour.conditions import Constant, parse
from asbuilt.derive.behaviour.contradiction import comparisons, excludes, is_complement
from asbuilt.derive.behaviour.emptiness import with_empty_lists
from asbuilt.derive.behaviour.guarded import Found, is_possible, shortest, unguarded
from asbuilt.derive.behaviour.model import EMPTY
from asbuilt.derive.behaviour.paths import avoiding
from asbuilt.derive.bypass.inclusive import never_alone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rdflib import URIRef

    from asbuilt.derive.behaviour.guards import Guards
    from asbuilt.derive.behaviour.model import Behaviour, Passage, Point
    from asbuilt.derive.bypass.questions import Question

MOST_WAYS: Final = 5
"""Number of ways of a kind around one control to one guarded element that are told."""

_MOST_TRIES: Final = 16
"""Paths that turn out to be none, after which a search is given up."""

Standing = Literal["open", "conditional", "undecided", "documented", "narrower", "excepted"]


@dataclass(frozen=True, slots=True)
class Way:
    """A path around a control."""

    start: Point
    path: list[Passage]
    standing: Standing
    turn: Passage | None
    """The passage at which the path turns away from the control, where it comes near it."""
    needs: str = ""
    """What must happen for the way to be open, where that is not certain."""
    more: bool = False
    """Whether there are more ways of the kind than are told."""


class Ways:
    """Looks for the ways around one control in one behaviour."""

    def __init__(self, question: Question, guards: Guards) -> None:
        """Take the question, and the guards of its behaviour."""
        self._question = question
        self._behaviour = question.behaviour
        self._guards = guards
        self._uncontrolled = avoiding(question.elements)
        self._applies = parse(question.control.applies)
        self._turned: set[Passage] = set()

    def all(self) -> Iterator[Way]:
        """Give the ways, those that stand open first."""
        first = self._find(self._is_barred)
        if first.gave_up:
            yield from self._undecided()
        elif first.path is None:
            yield from self._uncertain()
        else:
            yield from self._open(first)
        if not isinstance(self._applies, Constant):
            yield from self._meant()

    def _open(self, found: Found) -> Iterator[Way]:
        for number in range(1, MOST_WAYS + 1):
            if found.path is None or found.start is None:
                return
            turn = self._turn(found.path)
            self._turned.update(found.path[-1:] if turn is None else [turn])
            following = self._find(self._is_barred) if turn is not None else Found(None)
            more = number == MOST_WAYS and following.path is not None
            yield Way(found.start, found.path, "open", turn, more=more)
            found = following

    def _undecided(self) -> Iterator[Way]:
        """Give the path that was found, of which it was not found out whether it is possible."""
        plain = self._find(self._is_barred, compare=False)
        if plain.gave_up:
            plain = unguarded(self._behaviour, self._question.target, self._is_barred)
        if plain.path is not None and plain.start is not None:
            yield Way(plain.start, plain.path, "undecided", self._turn(plain.path))

    def _uncertain(self) -> Iterator[Way]:
        """Give a way that is open if something changes, or is missing, of which nothing is said."""
        control = self._question.elements

        def barred(passage: Passage) -> bool:
            return self._uncontrolled(passage) or (
                passage in self._beyond and passage.goal not in self._changed_later
            )

        emptied = with_empty_lists(self._behaviour, control)
        models = [self._behaviour] if emptied is self._behaviour else [self._behaviour, emptied]
        for behaviour in models:
            found = self._find(barred, behaviour=behaviour, unsaid=True)
            if found.path is not None and found.start is not None:
                yield Way(
                    found.start,
                    found.path,
                    "conditional",
                    self._turn(found.path),
                    needs=self._needed(found.path),
                )
                return

    def _meant(self) -> Iterator[Way]:
        """Give the ways that are taken only by cases to which the control does not apply."""
        met: set[Passage] = set()

        def barred(passage: Passage) -> bool:
            return passage in self._turned or passage in met or self._uncontrolled(passage)

        for number in range(1, MOST_WAYS + 1):
            found = self._find(barred)
            if found.path is None or found.start is None:
                return
            deciding = [passage for passage in found.path if passage in self._beyond]
            if not deciding:
                return
            exact = [passage for passage in deciding if self._beyond[passage]]
            standing: Standing = "documented" if exact else "narrower"
            turn = (exact or deciding)[0]
            met.add(turn)
            more = number == MOST_WAYS and self._find(barred).path is not None
            yield Way(found.start, found.path, standing, turn, more=more)

    def _is_barred(self, passage: Passage) -> bool:
        return passage in self._turned or passage in self._beyond or self._uncontrolled(passage)

    def _find(
        self,
        barred: Callable[[Passage], bool],
        *,
        behaviour: Behaviour | None = None,
        unsaid: bool = False,
        compare: bool = True,
    ) -> Found:
        """Find a shortest path that is one, and no token's that another one has to wait for."""
        model = self._behaviour if behaviour is None else behaviour
        target, control = self._question.target, self._question.elements
        held_back: set[Passage] = set()

        def shut(passage: Passage) -> bool:
            return passage in held_back or barred(passage)

        for _ in range(_MOST_TRIES):
            if compare:
                found = shortest(model, self._guards, target, shut, unsaid=unsaid)
            else:
                found = unguarded(model, target, shut)
            if found.path is None:
                return found
            early = too_early(model, found.path, self._uncontrolled)
            early |= never_alone(model, found.path, control, target, self._applies)
            if not early:
                return found
            held_back |= early
        return Found(None, gave_up=True)

    @cached_property
    def _beyond(self) -> dict[Passage, bool]:
        """The passages that are taken only where the control does not apply; whether exactly there.

        A flow of which nothing is said is taken by any case.
        """
        found: dict[Passage, bool] = {}
        if isinstance(self._applies, Constant):
            return found
        for passage in self._behaviour.passages:
            if passage.condition or passage.is_default or passage.kind == "default":
                when = taken_when(self._behaviour, passage)
                if when is not None and excludes(self._applies, when):
                    found[passage] = is_complement(self._applies, when)
        return found

    @cached_property
    def _changed_later(self) -> frozenset[Point]:
        """The points after which work may still change whether the control applies."""
        fields = {one.field for one in comparisons(self._applies)}
        for passage in self._beyond:
            when = taken_when(self._behaviour, passage)
            if when is not None:
                fields |= {one.field for one in comparisons(when)}
        aside = self._question.elements | {self._question.target}
        changing = [
            point
            for thing, points in self._behaviour.points_of.items()
            if thing not in aside and self._guards.speaks_of(thing, fields)
            for point in points
        ]
        return frozenset(_leading_to(self._behaviour, set(changing), self._question.target))

    def _needed(self, path: list[Passage]) -> str:
        """Say what must happen for an uncertain path to be open."""
        label_of = self._behaviour.label_of
        for place, passage in enumerate(path):
            if passage.kind == EMPTY:
                return f"{label_of(passage.origin.thing)!r} has no item to be done for"
            if passage in self._beyond:
                after = [step for step in path[place + 1 :] if step.goal in self._changed_later]
                changing = after[-1].goal.thing if after else passage.goal.thing
                return (
                    f"{label_of(changing)!r} changes what was asked before, so that the control"
                    " does apply"
                )
        possible = [
            place
            for place in range(1, len(path) + 1)
            if is_possible(self._guards, path[:place], unsaid=False)
        ]
        again = path[max(possible, default=0)]
        works = [
            passage.origin.thing
            for passage in path[: path.index(again)]
            if passage.origin.phase == "at" and self._guards.works(passage.origin.thing)
        ]
        work = label_of(works[-1]) if works else "a step in between"
        return f"{work!r} changes what {label_of(again.origin.thing)!r} asks"

    def _turn(self, path: list[Passage]) -> Passage | None:
        """Give the last passage of a path at whose origin the control could still have been met."""
        return next((passage for passage in reversed(path) if passage.origin in self._near), None)

    @cached_property
    def _near(self) -> set[Point]:
        """The points from which the control can be met before what it guards."""
        control = self._question.elements
        carrying = {
            passage.origin
            for passage in self._behaviour.passages
            if passage.origin.thing in control or passage.via in control
        }
        return _leading_to(self._behaviour, carrying, self._question.target)


def _leading_to(behaviour: Behaviour, points: set[Point], target: URIRef) -> set[Point]:
    """Give the points from which one of these can be come to without passing the target."""
    found = set(points)
    front = deque(found)
    while front:
        for passage in behaviour.entering.get(front.popleft(), ()):
            origin = passage.origin
            if origin not in found and origin.thing != target:
                found.add(origin)
                front.append(origin)
    return found
