"""A process that comes back to itself by a call, as what it documents about order.

`behaviour.calls` takes such a call as a single step. What the process allows is then more than its
passages show, so here the call also leads to where the model in which it stands begins, and on
from where that is done. This allows orders that no case has, which is the safe side to err on: of
the documented order less is known, and nothing is said that may be false.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from asbuilt.derive.behaviour.calls import entries, returns
from asbuilt.derive.behaviour.interruptions import replace_passages
from asbuilt.derive.behaviour.model import Behaviour, Passage, Point

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rdflib import URIRef


def with_recursion(
    behaviour: Behaviour,
    known: Mapping[URIRef, Behaviour],
    called: Mapping[URIRef, Sequence[URIRef]],
) -> Behaviour:
    """Give a behaviour in which calls that come back to it lead round again.

    It is the same one where it has none.
    """
    points = {point for passage in behaviour.passages for point in (passage.origin, passage.goal)}
    points |= {*behaviour.starts, *behaviour.ends}
    more = [
        passage
        for call in behaviour.cut
        for point in behaviour.points_of[call]
        for thing in called[call]
        if thing in known
        for passage in _round(point, known[thing])
        if passage.origin in points and passage.goal in points
    ]
    return replace_passages(behaviour, [*behaviour.passages, *more]) if more else behaviour


def _round(call: Point, model: Behaviour) -> Iterator[Passage]:
    """Give the passages from a call to each place around it at which its model is laid out."""
    for depth in range(len(call.calls), -1, -1):
        inside = call.calls[:depth]
        for entry in entries(model):
            yield Passage(call, replace(entry, calls=inside), "branch", completes=False)
        for end in returns(model):
            yield Passage(replace(end, calls=inside), call, "join", completes=False)
