"""Finds in a log the approvals that waited longer than they may."""

from __future__ import annotations

import operator
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Self

import polars as pl
from rdflib import XSD, Literal

from asbuilt.derive.conformance.asking import ALONE, CaseQuestion
from asbuilt.derive.conformance.deviation import Deviation, share
from asbuilt.derive.conformance.parts import earlier, is_any, later
from asbuilt.derive.reading import ask_rows, listed, pairs
from asbuilt.derive.spans import as_duration, as_words, timedelta_of
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from rdflib import URIRef

    from asbuilt.derive.authority.duties import Duty
    from asbuilt.derive.conformance.actors import Inquiry
    from asbuilt.derive.conformance.asking import Asking
    from asbuilt.derive.conformance.log import Log
    from asbuilt.derive.conformance.parts import Part
    from asbuilt.store import Store


def longest_waits(store: Store) -> dict[URIRef, timedelta]:
    """Give the longest time that each step may wait; the shortest one where several are stated."""
    found: dict[URIRef, timedelta] = {}
    for step, text in ask_rows(
        store,
        "SELECT ?a ?b WHERE { { ?x ab:step ?a ; ab:maxWait ?b } UNION"
        " { ?a a ab:Step ; ab:maxWait ?b } }",
    ):
        limit = timedelta_of(str(text))
        if limit is not None:
            found[step] = min(limit, found.get(step, limit))  # type: ignore[index,arg-type]
    return found


@dataclass(frozen=True, slots=True)
class Neighbours:
    """For each step those that may come directly after it, and those directly before it."""

    after: dict[URIRef, set[URIRef]]
    before: dict[URIRef, set[URIRef]]

    @classmethod
    def read(cls, store: Store) -> Self:
        """Read them from a graph."""
        after: dict[URIRef, set[URIRef]] = defaultdict(set)
        before: dict[URIRef, set[URIRef]] = defaultdict(set)
        for step, other in pairs(store, "?a a ab:Step ; ab:next ?b"):
            after[step].add(other)
            before[other].add(step)
        return cls(after, before)


def stalled(
    inquiry: Inquiry, duty: Duty, limit: timedelta, neighbours: Neighbours
) -> Iterator[Asking]:
    """State the cases in which an approval waited beyond its limit.

    It waits from the event that enables it: its own scheduling where the log has that, otherwise
    the last completion of a step that comes before it in the process, otherwise the event before.
    Cases still waiting when the log ends count, where nothing else could have come next.
    """
    log = inquiry.log
    activities = log.activities_of([duty.step])
    if not activities:
        return
    before = _nearest(duty.step, neighbours.before, log.steps)
    only = [step for step in before if _nearest(step, neighbours.after, log.steps) == {duty.step}]
    yield _waited(inquiry, duty, limit, before, only)


def _waited(
    inquiry: Inquiry, duty: Duty, limit: timedelta, before: set[URIRef], only: list[URIRef]
) -> Asking:
    log, duties = inquiry.log, inquiry.duties
    activities = log.activities_of([duty.step])
    enabling = [a for a in log.activities_of(before) if a not in activities]
    pending = log.activities_of(only)
    assert not set(activities) & set(pending)
    question = CaseQuestion(
        partial(
            _waits,
            limit,
            log.codes(activities),
            log.codes(enabling),
            log.codes(pending),
            _end(log),
        ),
        {
            "longest": (pl.col("wait").max(), max),
            "open": (pl.col("open").sum(), operator.add),
        },
    )
    yield question
    cases = question.cases(log)
    if cases is None:
        return []
    total, said = question.total, question.seen[ALONE].said
    longest, waiting = said["longest"], said["open"]
    clear = len(duty.accountable) == 1
    roles = {0: "no role is", 1: "exactly one role is"}.get(
        len(duty.accountable), f"{len(duty.accountable)} roles are"
    )
    proof = (
        f"{duty.label} waited longer than {as_words(limit)} in {share(cases.count, total)}, up to"
        f" {as_words(longest)}{cases.when}"
    )
    proof += f"; {waiting:,} of them still waited when the log ended" if waiting else ""
    names = listed(duties[step].label for step in before) if enabling else ""
    proof += f". It waits from the end of {names}" if names else ""
    return [
        Deviation(
            AB.StalledApproval,
            log,
            about=duty.step,
            label=f"{duty.label} waited longer than {as_words(limit)} in"
            f" {share(cases.count, total)}",
            proof=f"{proof}. For the step {roles} accountable.",
            cases=cases,
            total=total,
            involves=tuple(sorted(duty.accountable)),
            activities=(*enabling, *activities),
            further=(
                (AB.clearAuthority, Literal(clear)),
                (AB.maxWait, Literal(as_duration(limit), datatype=XSD.duration)),
                (AB.longestWait, Literal(as_duration(longest), datatype=XSD.duration)),
            ),
        )
    ]


def _end(log: Log) -> datetime | None:
    end = log.activities["last"].max()
    assert end is None or isinstance(end, datetime)
    return end


def _waits(  # noqa: PLR0913, PLR0917 - what a case waits for, and from when
    limit: timedelta,
    activities: list[int],
    enabling: list[int],
    pending: list[int],
    end: datetime | None,
    part: Part,
) -> pl.LazyFrame:
    """Give each completion of an approval and each case that waits for one, with how long."""
    waits = _completed(part, activities, enabling).with_columns(pl.lit(value=False).alias("open"))
    if pending:
        still = _pending(part, pending, end).with_columns(pl.lit(value=True).alias("open"))
        waits = pl.concat([waits, still])
    wait = pl.col("time") - pl.col("since")
    return waits.with_columns(wait.alias("wait"), (wait > limit).alias("deviates"))


def _completed(part: Part, activities: list[int], enabling: list[int]) -> pl.LazyFrame:
    """Give for each completion the time of the last enabling event before it, as ``since``."""
    is_own = is_any(activities).fill_null(value=False)
    is_before = is_any(enabling) if enabling else ~is_own & pl.col("activity").is_not_null()
    enables = (is_before & pl.col("done")) | (is_own & ~pl.col("begun"))
    events = (part.of([*activities, *enabling]) if enabling else part.events).filter(
        pl.col("time").is_not_null()
    )
    since = pl.when(enables).then("time")
    following = pl.when(later(enables)).then(since.backward_fill())
    # Events of one moment have no order: one that enables counts also where it is written after.
    at_once = following == pl.col("time")
    waited_since = pl.when(at_once).then("time").when(earlier(enables)).then(since.forward_fill())
    return (
        events.with_columns(waited_since.alias("since"))
        .filter(is_own & pl.col("done") & pl.col("since").is_not_null())
        .select("case", "time", "since")
    )


def _pending(part: Part, enabling: list[int], end: datetime | None) -> pl.LazyFrame:
    """Give the cases whose last event enabled the approval, waiting until the log ends."""
    return (
        part.events.filter(pl.col("time").is_not_null())
        .filter(pl.col("case").ne_missing(pl.col("case").shift(-1)))
        .filter(is_any(enabling) & pl.col("done"))
        .select(
            "case",
            pl.lit(end, pl.Datetime("us", "UTC")).alias("time"),
            pl.col("time").alias("since"),
        )
    )


def _nearest(
    step: URIRef, edges: dict[URIRef, set[URIRef]], seen_in_log: frozenset[URIRef]
) -> set[URIRef]:
    """Give the next steps along edges that the log shows, past those that it does not."""
    found: set[URIRef] = set()
    visited = {step}
    waiting = list(edges.get(step, ()))
    while waiting:
        other = waiting.pop()
        if other in visited:
            continue
        visited.add(other)
        if other in seen_in_log:
            found.add(other)
        else:
            waiting += edges.get(other, ())
    return found
