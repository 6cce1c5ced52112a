"""Which of many likely pairs are proposed: the best of each end, and parts of one work in sequence.

A pair is proposed where neither end has a clearly better one. One step may be carried out by
several states that follow each other, and several steps by one state: then the further ones need
be less alike, as long as nothing else claims them and
the first does not bear the whole name.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rdflib import URIRef

    from asbuilt.derive.correspondence.surroundings import Surroundings

THRESHOLD: Final = 0.66
"""Confidence from which a pair is proposed."""
RUNNER_UP: Final = 0.02
"""Distance from the best proposal of an end within which another is made, too."""
MOST_TIES: Final = 2
"""Proposals for one end among which nothing tells."""
_PART: Final = 0.5
"""Likeness of names from which a neighbour of a counterpart does part of the same work."""
_WHOLE: Final = 0.9
"""Likeness of names from which a counterpart does the whole work, and no neighbour a part."""


@dataclass(frozen=True, slots=True)
class Likely:
    """A pair with how likely it is, by what it ranks, and why."""

    step: URIRef
    digital: URIRef
    confidence: float
    rank: float
    alike: float
    reason: str


def chosen(likely: Iterable[Likely]) -> list[Likely]:
    """Choose the pairs of which neither end has a clearly better one, the likeliest first."""
    ranked = sorted(
        (one for one in likely if one.confidence >= THRESHOLD),
        key=lambda one: (-one.rank, str(one.step), str(one.digital)),
    )
    best: dict[URIRef, float] = {}
    made: dict[URIRef, int] = defaultdict(int)
    found = []
    for one in ranked:
        ends = (one.step, one.digital)
        near = all(best.get(end, one.rank) - one.rank <= RUNNER_UP for end in ends)
        if near and all(made[end] < MOST_TIES for end in ends):
            found.append(one)
            for end in ends:
                made[end] += 1
                best.setdefault(end, one.rank)
    return found


def parts(
    made: list[Likely],
    likely: Iterable[Likely],
    mine: Surroundings,
    theirs: Surroundings,
    label: Callable[[URIRef], str],
) -> Iterator[Likely]:
    """Give pairs that do part of a work of which the other part is proposed right beside them."""
    taken = {end for one in made for end in (one.step, one.digital)}
    best: dict[URIRef, Likely] = {}
    known: dict[tuple[URIRef, URIRef], Likely] = {}
    for one in sorted(likely, key=lambda it: (-it.alike, str(it.step), str(it.digital))):
        known[one.step, one.digital] = one
        best.setdefault(one.step, one)
        best.setdefault(one.digital, one)
    for one in made:
        if one.alike >= _WHOLE:
            continue
        beside = [(one.step, other) for other in theirs.beside(one.digital)]
        beside += [(other, one.digital) for other in mine.beside(one.step)]
        for pair in beside:
            (other,) = set(pair) - {one.step, one.digital}
            found = known.get(pair)
            if other in taken or found is None or found.alike < _PART:
                continue
            if best[other] is found:
                taken.add(other)
                end = one.digital if other == pair[1] else one.step
                yield replace(
                    found,
                    confidence=min(0.6 + 0.2 * found.alike, THRESHOLD + 0.1),
                    reason=f"{found.reason}; it stands right beside {label(end)!r}, which is"
                    " proposed for the same work",
                )
