"""Where a path around a control turns away from it."""

from __future__ import annotations

from collections import deque
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib import URIRef

    from asbuilt.derive.behaviour.model import Behaviour, Passage, Point
    from asbuilt.derive.bypass.questions import Question


class Turning:
    """Tells where paths turn away from the control that a question is about."""

    def __init__(self, question: Question) -> None:
        """Take the question."""
        self._question = question

    def of(self, path: list[Passage]) -> Passage | None:
        """Give the last passage of a path at whose origin the control could still have been met."""
        return next((passage for passage in reversed(path) if passage.origin in self._near), None)

    @cached_property
    def _near(self) -> set[Point]:
        """The points from which the control can be met before what it guards."""
        control, behaviour = self._question.elements, self._question.behaviour
        carrying = {
            passage.origin
            for passage in behaviour.passages
            if passage.origin.thing in control or passage.via in control
        }
        return leading_to(behaviour, carrying, self._question.target)


def leading_to(behaviour: Behaviour, points: Iterable[Point], target: URIRef) -> set[Point]:
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
