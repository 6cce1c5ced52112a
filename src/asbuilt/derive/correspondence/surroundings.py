"""What stands around each element, and how far that fits for a pair of two models' elements.

That two elements are alike speaks for their neighbours being alike (similarity flooding: S. Melnik,
H. Garcia-Molina and E. Rahm, 2002; for process models: R. Dijkman, M. Dumas and L. García-Bañuelos,
2009). Likeness flows between pairs a few rounds, and along pairs that follow each other alone, so
that the work is linear in the pairs at hand.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Final, TypeAlias

from asbuilt.derive.correspondence.kinds import is_candidate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from rdflib import URIRef

    from asbuilt.derive.behaviour.model import Behaviour

Pair: TypeAlias = "tuple[URIRef, URIRef]"

ROUNDS: Final = 3
"""Rounds in which likeness flows; what is further away tells nothing."""
MOST_NEIGHBOURS: Final = 6
"""Neighbours of one element, on one side, that are looked at."""
_SEEN_THROUGH: Final = 40
"""Elements that only pass on through which a neighbour is looked for."""
_BY_NAME: Final = 0.95
"""What the likeness of names counts at least, wherever their elements stand."""
_SEED: Final = 0.6
"""Likeness of names from which what stands next to a pair is looked at, too."""
_BOTH_AT_THE_EDGE: Final = 0.6
"""How far it fits that both elements come first, or last."""


@dataclass(slots=True)
class Surroundings:
    """The working neighbours of every element of all behaviours of one side."""

    before: dict[URIRef, list[URIRef]] = field(default_factory=lambda: defaultdict(list))
    after: dict[URIRef, list[URIRef]] = field(default_factory=lambda: defaultdict(list))

    def take(self, behaviour: Behaviour) -> None:
        """Take in a behaviour: what comes next through gateways and other technical elements."""
        onward: dict[URIRef, set[URIRef]] = defaultdict(set)
        for passage in behaviour.passages:
            onward[passage.origin.thing].add(passage.goal.thing)
        for iri, element in behaviour.elements.items():
            if not is_candidate(element):
                continue
            seen = {iri}
            front = sorted(onward[iri])
            while front and len(seen) < _SEEN_THROUGH:
                here = front.pop(0)
                if here in seen:
                    continue
                seen.add(here)
                if is_candidate(behaviour.elements[here]):
                    self.after[iri].append(here)
                    self.before[here].append(iri)
                else:
                    front += sorted(onward[here])

    def beside(self, element: URIRef) -> list[URIRef]:
        """Give what comes right before or after an element, itself left out."""
        return sorted({*self.before.get(element, ()), *self.after.get(element, ())} - {element})

    def sides(self, element: URIRef) -> tuple[list[URIRef], list[URIRef]]:
        """Give what comes before an element, and what after."""
        before, after = self.before.get(element, []), self.after.get(element, [])
        return before[:MOST_NEIGHBOURS], after[:MOST_NEIGHBOURS]


class Flooding:
    """How far the surroundings of pairs fit, from how alike their names are."""

    def __init__(
        self,
        mine: Surroundings,
        theirs: Surroundings,
        alike: Mapping[Pair, float],
        settled: AbstractSet[Pair],
        name_share: float,
    ) -> None:
        """Let likeness flow between pairs with names alike, those beside them, and settled ones.

        `settled` are pairs that somebody confirmed; what is around them may be another pair.
        """
        self._mine, self._theirs = mine, theirs
        self._alike = {**alike, **dict.fromkeys(settled, 1.0)}
        mapped = {end for pair in settled for end in pair}
        beside = {pair for pair in self._beside() if mapped.isdisjoint(pair)}
        self.pairs = alike.keys() | beside
        self._score = self._alike
        for _ in range(ROUNDS):
            self._score = {
                pair: max(
                    name_share * self._alike.get(pair, 0.0)
                    + (1 - name_share) * sum(self.around(pair)) / 2,
                    _BY_NAME * self._alike.get(pair, 0.0),
                )
                for pair in self.pairs | settled
            }

    def _beside(self) -> Iterator[Pair]:
        """Give the pairs of neighbours of pairs whose names are alike."""
        for pair, score in self._alike.items():
            if score >= _SEED:
                sides = zip(self._mine.sides(pair[0]), self._theirs.sides(pair[1]), strict=True)
                for ours, others in sides:
                    yield from product(ours, others)

    def around(self, pair: Pair) -> tuple[float, float]:
        """Give from 0 to 1 how far what comes before both ends fits, and what comes after."""
        mine, theirs = self._mine.sides(pair[0]), self._theirs.sides(pair[1])
        return (
            _matched(mine[0], theirs[0], self._score),
            _matched(mine[1], theirs[1], self._score),
        )

    def best_neighbours(self, pair: Pair, least: float) -> list[tuple[URIRef, URIRef]]:
        """Give the neighbours of both that fit each other, each with its counterpart."""
        found = []
        for mine, theirs in zip(
            self._mine.sides(pair[0]), self._theirs.sides(pair[1]), strict=True
        ):
            for one in mine:
                other = max(theirs, key=lambda it: (self._of(one, it), str(it)), default=None)
                if other is not None and self._of(one, other) >= least:
                    found.append((one, other))
        return found

    def _of(self, one: URIRef, other: URIRef) -> float:
        return self._score.get((one, other), self._alike.get((one, other), 0.0))


def _matched(mine: list[URIRef], theirs: list[URIRef], score: Mapping[Pair, float]) -> float:
    """Give how well two sets of neighbours match, each by its best counterpart."""
    if not mine and not theirs:
        return _BOTH_AT_THE_EDGE
    if not mine or not theirs:
        return 0.0
    forth = sum(max(score.get((one, other), 0.0) for other in theirs) for one in mine)
    back = sum(max(score.get((one, other), 0.0) for one in mine) for other in theirs)
    return (forth + back) / (len(mine) + len(theirs))
