"""Whether the cases that evidence looked at are as many as asked, and cases of the log at all.

Where a log records the steps at which a control acts, the cases of a period are those in which one
of these steps was done in it; a case that a record names and the log does not know counts for
nothing. If fewer cases occurred than are asked for, all of them are the sample.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from asbuilt.derive.authority import duties
from asbuilt.derive.conformance.logs import logs
from asbuilt.derive.reading import listed, pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rdflib import URIRef

    from asbuilt.derive import Context
    from asbuilt.derive.conformance.log import Log
    from asbuilt.derive.evidence.demands import Demand
    from asbuilt.derive.evidence.exhibits import Exhibit
    from asbuilt.derive.evidence.periods import Period


@dataclass(frozen=True)
class Sample:
    """The cases that the evidence for a period looked at, beside those that there were."""

    cases: frozenset[str]
    """Those that are named and, where a log tells, occurred in the period."""
    total: int | None
    """How many occurred in the period; None where no log tells."""
    told: str
    """What there is to say of it in a sentence; empty where nothing is named or asked."""
    shortfall: str
    """How it falls short of what is asked, in a sentence; empty where it does not."""


def sample(
    demand: Demand, period: Period | None, given: Sequence[Exhibit], populations: Populations
) -> Sample | None:
    """Give the sample of a demand in a period; None where none is asked and none is named."""
    named = frozenset(case for exhibit in given for case in exhibit.cases)
    counted = [exhibit.size for exhibit in given if exhibit.size is not None and not exhibit.cases]
    asked = demand.sample_size
    if asked is None and not named:
        return None
    occurred = populations.cases(demand.holder, period)
    cases = named if occurred is None else named & occurred
    total = None if occurred is None else len(occurred)
    sentences = []
    if named or not counted:
        of = "" if total is None else f" of {total:,} in the log"
        word = "case is" if len(cases) == 1 else "cases are"
        sentences.append(f"{len(cases):,}{of} {word} named.")
    if strays := sorted(named - cases):
        known = "is no case" if len(strays) == 1 else "are no cases"
        sentences.append(f"{listed(strays)} {known} of the log in that time.")
    if counted:
        sentences.append(f"{sum(counted):,} cases are counted without being named.")
    told = " ".join(sentences)
    due = asked or 0
    if total is not None:
        due = min(due, total)
    short = given and len(cases) + sum(counted) < due
    least = f"{due:,} cases" if due == asked else f"all {due:,} cases that there were"
    shortfall = f"{demand.holder_label} asks for a sample of {least}. {told}" if short else ""
    return Sample(cases, total, told, shortfall)


class Populations:
    """The cases of event logs in which the steps of a control were done, looked up when asked."""

    def __init__(self, context: Context) -> None:
        """Remember where to look."""
        self._context = context
        self._done: dict[URIRef, pl.DataFrame | None] = {}

    def cases(self, holder: URIRef, period: Period | None) -> frozenset[str] | None:
        """Give the cases of a control or step in a period; None where no log holds its steps."""
        if holder not in self._done:
            self._done[holder] = self._look(self._steps.get(holder, {holder}))
        done = self._done[holder]
        if done is None:
            return None
        if period is not None:
            done = done.filter(pl.col("day").is_between(period.first, period.last))
        return frozenset(done["case"].to_list())

    def _look(self, steps: set[URIRef]) -> pl.DataFrame | None:
        frames = []
        for log in self._logs:
            activities = log.activities_of(steps)
            if activities:
                day = pl.col("time").dt.date().alias("day")
                for part in log.parts:
                    done = part.of(log.codes(activities)).filter("done").select("case", day)
                    named = part.kept.named(done.unique().collect())
                    frames.append(named.filter(pl.col("case").is_not_null()))
        return pl.concat(frames) if frames else None

    @cached_property
    def _logs(self) -> list[Log]:
        return list(logs(self._context, duties.read(self._context.store)))

    @cached_property
    def _steps(self) -> dict[URIRef, set[URIRef]]:
        found: dict[URIRef, set[URIRef]] = defaultdict(set)
        at = "?b ab:controlledBy|^ab:guards ?a . ?a a ab:Control . ?b a ab:Step"
        for control, step in pairs(self._context.store, at):
            found[control].add(step)
        return found
