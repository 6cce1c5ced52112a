"""An event log seen from the boundary: its cases, its activities, and the steps that they are.

The events stay columns that are read a part at a time; all questions are asked of a part at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import polars as pl

from asbuilt.derive.conformance.parts import parts_of
from asbuilt.derive.conformance.variants import Variants

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rdflib import URIRef

    from asbuilt.derive.conformance.asking import Question
    from asbuilt.derive.conformance.parts import Part
    from asbuilt.ingest.kept import KeptLog

TOGETHER: Final = 8
"""Questions whose answers of a part are in memory together."""


@dataclass(frozen=True)
class Log:
    """An event log, the processes whose cases it records, and the steps that its activities are."""

    iri: URIRef
    name: str
    processes: frozenset[URIRef]
    kept: KeptLog
    """The events as they were loaded."""
    steps_of: dict[str, frozenset[URIRef]]
    """For each activity the steps that it is; none for many."""
    stated: frozenset[URIRef] = frozenset()
    """The processes that the log is said to record; `processes` also has those that they call."""

    @property
    def activities(self) -> pl.DataFrame:
        """For each ``activity`` its number of ``events``, ``first`` and ``last`` time."""
        return self.kept.activities

    @property
    def total(self) -> int:
        """Number of cases."""
        return self.kept.cases

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The events, a part of the cases at a time."""
        parts = tuple(parts_of(self.kept))
        # A log of one part is held, so that it is read once.
        return tuple(part.held() for part in parts) if len(parts) == 1 else parts

    @cached_property
    def variants(self) -> Variants:
        """The cases by what was done in them in which order."""
        return Variants(self.parts, self.kept.names["activity"])

    def ask(self, questions: Sequence[Question]) -> None:
        """Ask questions of each part of the log, all of them of one part before the next."""
        for part in self.parts if questions else ():
            held = part if len(self.parts) == 1 else part.held()
            for start in range(0, len(questions), TOGETHER):
                some = questions[start : start + TOGETHER]
                frames = pl.collect_all([question.ask(held) for question in some])
                for question, frame in zip(some, frames, strict=True):
                    question.take(held, frame)

    def activities_of(self, steps: Iterable[URIRef]) -> list[str]:
        """Give the activities that are one of these steps."""
        wanted = set(steps)
        return sorted(name for name, found in self.steps_of.items() if found & wanted)

    def codes(self, activities: Iterable[str]) -> list[int]:
        """Give the codes of activities."""
        return [self._codes[name] for name in activities]

    def frames(self, question: Question) -> Iterator[pl.DataFrame]:
        """Give what each part of the log answers to a question."""
        for part in self.parts:
            yield part.kept.named(question.ask(part).collect())

    @cached_property
    def steps(self) -> frozenset[URIRef]:
        """The steps that occur in the log."""
        return frozenset(step for steps in self.steps_of.values() for step in steps)

    @cached_property
    def _codes(self) -> dict[str, int]:
        return {name: code for code, name in enumerate(self.kept.names["activity"])}
