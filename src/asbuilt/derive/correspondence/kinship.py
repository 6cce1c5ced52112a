"""How much a process and a workflow have in common as wholes, and what that tells of a pair.

Where a name such as "Notify customer" stands in many workflows, the one that has most in common
with the step's process is meant; and a pair that is all that two larger models share is less
likely.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rdflib import URIRef

    from asbuilt.derive.behaviour.model import Behaviour
    from asbuilt.derive.correspondence.choosing import Likely

_FEW: Final = 5
"""Elements of a process or workflow up to which one pair alone is no wonder."""
_ALONE_AMONG_STRANGERS: Final = 0.85


def by_kinship(likely: list[Likely], home: dict[URIRef, Behaviour]) -> list[Likely]:
    """Rank pairs of a process and a workflow that have much in common before others."""
    best: dict[tuple[URIRef, URIRef], dict[URIRef, float]] = defaultdict(dict)
    for one in likely:
        wholes = (home[one.step].thing, home[one.digital].thing)
        held = best[wholes]
        held[one.step] = max(held.get(one.step, 0.0), one.confidence)
    kin = {
        wholes: sum(score for score in held.values() if score >= 0.6)
        for wholes, held in best.items()
    }
    most: dict[URIRef, float] = defaultdict(float)
    for (process, _), score in kin.items():
        most[process] = max(most[process], score)
    ranked = []
    for one in likely:
        mine, theirs = home[one.step], home[one.digital]
        wholes = (mine.thing, theirs.thing)
        share = kin[wholes] / most[mine.thing] if most[mine.thing] else 0.0
        confidence, reason = one.confidence, one.reason
        if kin[wholes] <= 1 and min(len(mine.elements), len(theirs.elements)) > _FEW:
            confidence *= _ALONE_AMONG_STRANGERS
            reason += f"; nothing else in {mine.label!r} and {theirs.label!r} is alike"
        rank = one.rank + 0.1 * share
        ranked.append(replace(one, confidence=confidence, rank=rank, reason=reason))
    return ranked
