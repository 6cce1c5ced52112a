"""The events of a log as questions see them: some cases at a time, in the order of what happened.

Cases, activities and people are codes, whose order is that of the names. The events of a case come
after each other, so that whatever is first in it is the first row.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from asbuilt.derive.conformance.applicability import applicable_cases
from asbuilt.ingest.arranging import POSITION, TIMED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from asbuilt.ingest.kept import KeptLog, KeptPart

PLACE: Final = "place"
"""Column that orders the events of a case: by time, then by place in the file."""

_ENDED = ("complete", "completed", "done", "finish", "finished", "closed", "end", "ended")
_NOT_BEGUN = (
    "schedule", "scheduled", "assign", "assigned", "reassign", "withdraw", "withdrawn",
    "manualskip", "autoskip", "skipped", "abort_activity", "abort_case", "ate_abort", "pi_abort",
    "abort", "aborted", "cancelled", "canceled", "created", "offered",
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """Some cases of a log with all their events.

    `events` have case, activity, time, resource, position, and how far each got. ``done``: the
    activity was completed. ``begun``: it was at least started. ``moment``: its time, or that of the
    one before it in the file where the file tells none.
    """

    kept: KeptPart
    events: pl.LazyFrame
    earliest: pl.Expr
    """The first time that the file tells of the events of a case."""

    def of(self, activities: Collection[int]) -> pl.LazyFrame:
        """Give the events of some activities."""
        return self.events.filter(is_any(activities))

    def applicable(self, condition: str) -> pl.LazyFrame | None:
        """Give the cases to which a conditional control applies; None where no column tells.

        The last value counts that the file has of a case.
        """
        return applicable_cases(self.kept.events.sort(POSITION), condition)

    def held(self) -> Part:
        """Give the same with its events in memory, to be asked many questions."""
        return replace(self, events=_sorted(self.events.collect().lazy()))


def is_any(activities: Collection[int]) -> pl.Expr:
    """Say of each event whether it is of some activities."""
    codes = pl.Series(sorted(activities), dtype=pl.UInt32())
    return pl.col("activity").is_in(codes.implode())


def earlier(marked: pl.Expr) -> pl.Expr:
    """Say of each event whether a marked one of its case comes before it or is it."""
    return (pl.when(marked).then("case").forward_fill() == pl.col("case")).fill_null(value=False)


def later(marked: pl.Expr) -> pl.Expr:
    """Say of each event whether a marked one of its case comes after it or is it."""
    return (pl.when(marked).then("case").backward_fill() == pl.col("case")).fill_null(value=False)


def parts_of(kept: KeptLog) -> Iterator[Part]:
    """Give the parts of a log, none of them read yet."""
    done, begun = _stages(kept.names["lifecycle"])
    # The first time is the least one; to look for that takes several times as long.
    earliest = pl.col("time").first() if kept.is_timed else pl.col("time").min()
    for part in kept.parts:
        events = part.events.select(
            *("case", "activity", "resource", POSITION),
            pl.when(TIMED).then("time").alias("time"),
            pl.col("time").alias("moment"),
            done.alias("done"),
            begun.alias("begun"),
        ).with_row_index(PLACE)
        yield Part(part, _sorted(events), earliest)


def _stages(lifecycles: list[str]) -> tuple[pl.Expr, pl.Expr]:
    """Say of an event whether its activity was completed, and whether it was at least started.

    In a log that tells of completions, nothing else is one.
    """
    ended = [code for code, name in enumerate(lifecycles) if name.lower() in _ENDED]
    not_begun = [code for code, name in enumerate(lifecycles) if name.lower() in _NOT_BEGUN]
    if not (ended or not_begun):
        return pl.lit(value=True), pl.lit(value=True)
    begun = ~_has_stage(not_begun).fill_null(value=False)
    return (_has_stage(ended).fill_null(value=True) if ended else begun), begun


def _has_stage(codes: list[int]) -> pl.Expr:
    series = pl.Series(codes, dtype=pl.UInt32())
    return pl.col("lifecycle").is_in(series.implode())


def _sorted(events: pl.LazyFrame) -> pl.LazyFrame:
    return events.with_columns(pl.col("case").set_sorted())
