"""The conditions under which work comes to an element and goes on from it, as one digest of both.

Conditions stand on the flows of gateways more often than on those of the steps between them, so
they are followed through technical elements, three in a row. Only what is said counts: identifiers,
the order of flows and how a condition is written make no difference (see `spelling`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asbuilt.derive.correspondence.spelling import passed_when
from asbuilt.identity import digest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib import URIRef

    from asbuilt.derive.behaviour.model import Behaviour, Passage

_IN_A_ROW: Final = 3
"""Technical elements between an element and a condition up to which the condition is its own."""


class Guarding:
    """The conditions around each element of one process or workflow."""

    def __init__(self, behaviour: Behaviour) -> None:
        """Spell each condition once."""
        self._behaviour = behaviour
        self._spelled = {one: passed_when(behaviour, one) for one in behaviour.passages}
        self._out: dict[URIRef, list[Passage]] = {}
        self._in: dict[URIRef, list[Passage]] = {}
        for passage in behaviour.passages:
            if passage.origin.thing != passage.goal.thing:
                self._out.setdefault(passage.origin.thing, []).append(passage)
                self._in.setdefault(passage.goal.thing, []).append(passage)
        self._known: dict[tuple[URIRef, bool, int], str] = {}

    def around(self, element: URIRef) -> str:
        """Give the digest of the conditions before and after an element."""
        return digest(
            self._side(element, is_before=True, depth=_IN_A_ROW),
            self._side(element, is_before=False, depth=_IN_A_ROW),
        )

    def whole(self) -> str:
        """Give the digest of all conditions of the process or workflow."""
        return digest(*sorted(filter(None, self._spelled.values())))

    def _side(self, element: URIRef, *, is_before: bool, depth: int) -> str:
        """Spell what is asked on one side, empty where nothing is."""
        key = (element, is_before, depth)
        if key not in self._known:
            passages = (self._in if is_before else self._out).get(element, ())
            self._known[key] = self._together(passages, is_before=is_before, depth=depth)
        return self._known[key]

    def _together(self, passages: Iterable[Passage], *, is_before: bool, depth: int) -> str:
        found = set()
        for passage in passages:
            beyond = (passage.origin if is_before else passage.goal).thing
            around = self._behaviour.elements.get(beyond)
            on = ""
            if depth and around is not None and not around.works:
                on = self._side(beyond, is_before=is_before, depth=depth - 1)
            if self._spelled[passage] or on:
                found.add(digest(self._spelled[passage], on))
        return digest(*sorted(found)) if found else ""
