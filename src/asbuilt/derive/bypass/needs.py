"""What must happen for a way around a control to be open, where no source says that it does."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from asbuilt.derive.behaviour.choices import taken_when
from asbuilt.derive.behaviour.contradiction import comparisons
from asbuilt.derive.behaviour.guarded import is_possible
from asbuilt.derive.behaviour.model import EMPTY
from asbuilt.derive.bypass.turning import leading_to
from asbuilt.derive.reading import listed

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from asbuilt.derive.behaviour.beginnings import Beginnings
    from asbuilt.derive.behaviour.conditions import Condition
    from asbuilt.derive.behaviour.guards import Guards
    from asbuilt.derive.behaviour.model import Passage, Point
    from asbuilt.derive.bypass.questions import Question

_MOST_STARTS = 5
"""Starts of one case that are named."""


class Needs:
    """Tells what paths around the control that a question is about need."""

    def __init__(
        self,
        question: Question,
        guards: Guards,
        beginnings: Beginnings,
        applies: Condition,
        beyond: Iterable[Passage],
    ) -> None:
        """Take the question, when the control applies, and the passages taken only where not."""
        self._question, self._behaviour = question, question.behaviour
        self._guards, self._beginnings = guards, beginnings
        self._applies = applies
        self._beyond: Container[Passage] = frozenset(beyond)
        self._deciding = tuple(beyond)

    @cached_property
    def changed_later(self) -> frozenset[Point]:
        """The points after which work may still change whether the control applies."""
        fields = {one.field for one in comparisons(self._applies)}
        for passage in self._deciding:
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
        return frozenset(leading_to(self._behaviour, changing, self._question.target))

    def else_than_changes(self, path: list[Passage]) -> str:
        """Say what must happen other than that work changes what a choice asks."""
        label_of = self._behaviour.label_of
        for place, passage in enumerate(path):
            if passage.kind == EMPTY:
                return f"{label_of(passage.origin.thing)!r} has no item to be done for"
            if passage in self._beyond:
                after = [step for step in path[place + 1 :] if step.goal in self.changed_later]
                changing = after[-1].goal.thing if after else passage.goal.thing
                return (
                    f"{label_of(changing)!r} changes what was asked before, so that the control"
                    " does apply"
                )
        starts = self._beginnings.missing(path)
        if not starts:
            return ""
        names = [repr(label_of(start.thing)) for start in starts[:_MOST_STARTS]]
        if len(starts) > _MOST_STARTS:
            names.append(f"{len(starts) - _MOST_STARTS} more")
        return f"{listed(names)} begin one case together"

    def of(self, path: list[Passage]) -> str:
        """Say what must happen for a path to be open."""
        return self.else_than_changes(path) or self._change(path)

    def _change(self, path: list[Passage]) -> str:
        label_of = self._behaviour.label_of
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
