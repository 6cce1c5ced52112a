"""The ways around a control: those that stand open, those that are meant, those left undecided.

A way is a shortest path that avoids completing the control. Two ways are different where they turn
away from the control at different passages. Those to which the control applies come first; then,
where there are none, one that is open only if something happens that no source speaks of; then
those that the control's own condition leaves open.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

from asbuilt.derive.behaviour.beginnings import Beginnings
from asbuilt.derive.behaviour.choices import taken_when
from asbuilt.derive.behaviour.completion import too_early
from asbuilt.derive.behaviour.conditions import Constant, parse
from asbuilt.derive.behaviour.contradiction import excludes, is_complement
from asbuilt.derive.behaviour.emptiness import with_empty_lists
from asbuilt.derive.behaviour.guarded import Found, is_forced, shortest, unguarded
from asbuilt.derive.behaviour.paths import avoiding
from asbuilt.derive.bypass.inclusive import never_alone
from asbuilt.derive.bypass.needs import Needs
from asbuilt.derive.bypass.turning import Turning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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

    def __init__(
        self, question: Question, guards: Guards, beginnings: Beginnings | None = None
    ) -> None:
        """Take the question, and the guards of its behaviour and how that can begin."""
        self._question = question
        self._behaviour = question.behaviour
        self._guards = guards
        self._beginnings = beginnings or Beginnings(question.behaviour)
        self._turning = Turning(question)
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
            turn = self._turning.of(found.path)
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
            yield Way(plain.start, plain.path, "undecided", self._turning.of(plain.path))

    def _uncertain(self) -> Iterator[Way]:
        """Give a way that is open if something changes, or is missing, of which nothing is said."""

        def barred(passage: Passage) -> bool:
            return self._uncontrolled(passage) or (
                passage in self._beyond and passage.goal not in self._needs.changed_later
            )

        emptied = with_empty_lists(self._behaviour, self._question.elements)
        begun = [self._beginnings]
        if emptied is not self._behaviour:
            begun.append(Beginnings(emptied))
        found = [self._find(barred, beginnings=one, unsaid=True) for one in begun]
        found.append(self._search(self._beginnings, self._beginnings.together, barred, unsaid=True))
        for one in found:
            if one.path is not None and one.start is not None:
                forced = is_forced(self._behaviour, self._guards, one.path)
                is_open = forced and not self._needs.else_than_changes(one.path)
                yield Way(
                    one.start,
                    one.path,
                    "open" if is_open else "conditional",
                    self._turning.of(one.path),
                    needs=self._needs.of(one.path),
                )
                return
        if any(one.gave_up for one in found):
            yield from self._undecided()

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
        beginnings: Beginnings | None = None,
        unsaid: bool = False,
        compare: bool = True,
    ) -> Found:
        """Find a shortest path that a case can take which begins in one way alone."""
        begun = self._beginnings if beginnings is None else beginnings
        found = self._search(begun, begun.together, barred, unsaid=unsaid, compare=compare)
        joins = begun.whole.gathering
        if found.path is None or not any(passage.goal in joins for passage in found.path):
            return found
        apart = begun.apart
        if len(apart) == 1:
            return found
        each = [self._search(begun, one, barred, unsaid=unsaid, compare=compare) for one in apart]
        possible = [one for one in each if one.path is not None]
        if not possible:
            return Found(None, gave_up=any(one.gave_up for one in each))
        return min(possible, key=lambda one: len(one.path or ()))

    def _search(
        self,
        begun: Beginnings,
        model: Behaviour,
        barred: Callable[[Passage], bool],
        *,
        unsaid: bool = False,
        compare: bool = True,
    ) -> Found:
        """Find a shortest path that is one, and no token's that another one has to wait for."""
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
            early |= begun.never_passed(model, found.path)
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
    def _needs(self) -> Needs:
        return Needs(self._question, self._guards, self._beginnings, self._applies, self._beyond)
