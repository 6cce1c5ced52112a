"""What optimal alignments tell of each step: left out, done out of place, or done beyond the model.

A step that only the model does in a case was left out; one that only the log does was extra; one of
which both happen was done, but not where the process has it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from rdflib import URIRef

    from asbuilt.derive.alignment.search import Alignment
    from asbuilt.derive.conformance.variants import Variant

Way: TypeAlias = Literal["left out", "out of place", "extra"]
WAYS: Final[tuple[Way, ...]] = ("left out", "out of place", "extra")


@dataclass(frozen=True, slots=True)
class Found:
    """The variants in which each step deviates, and activities that are no step of the process."""

    steps: dict[tuple[URIRef, Way], list[Variant]] = field(default_factory=dict)
    foreign: dict[str, int] = field(default_factory=dict)
    """For each activity that is no step of the process the number of cases that have it."""


class Tally:
    """Counts deviations, variant by variant."""

    def __init__(self, steps: list[URIRef]) -> None:
        """Count for these steps, in the order of their numbers."""
        self._steps = steps
        self._found: dict[tuple[URIRef, Way], list[Variant]] = defaultdict(list)
        self._foreign: dict[str, int] = defaultdict(int)

    def add(
        self, variant: Variant, activities: list[str], trace: list[int], alignment: Alignment
    ) -> None:
        """Take in a variant with its alignment."""
        for activity in {a for a, bits in zip(activities, trace, strict=True) if not bits}:
            self._foreign[activity] += variant.cases
        absent: set[int] = set()
        added: set[int] = set()
        for move in alignment.moves:
            if move.kind == "model" and move.step is not None:
                absent.add(move.step)
            elif move.kind == "log" and move.event is not None:
                added |= _numbers(trace[move.event])
        for number in sorted(absent | added):
            way: Way = "out of place"
            if number not in added:
                way = "left out"
            elif number not in absent:
                way = "extra"
            self._found[self._steps[number], way].append(variant)

    @property
    def found(self) -> Found:
        """What was counted."""
        return Found(
            {key: self._found[key] for key in sorted(self._found)},
            {name: self._foreign[name] for name in sorted(self._foreign)},
        )


def _numbers(bits: int) -> set[int]:
    return {number for number in range(bits.bit_length()) if bits >> number & 1}
