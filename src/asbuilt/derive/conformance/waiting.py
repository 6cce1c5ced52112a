"""Finds in a log the approvals that waited longer than they may."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl
from rdflib import XSD, Literal

from asbuilt.derive.conformance.columns import KEY
from asbuilt.derive.conformance.deviation import Cases, Deviation, share
from asbuilt.derive.reading import ask_rows, listed, pairs
from asbuilt.derive.spans import as_duration, as_words, timedelta_of
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.derive.authority.duties import Duty
    from asbuilt.derive.conformance.actors import Inquiry
    from asbuilt.derive.conformance.log import Log
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


def followers(store: Store) -> dict[URIRef, set[URIRef]]:
    """Give for each step those that may follow it directly."""
    found: dict[URIRef, set[URIRef]] = defaultdict(set)
    for step, other in pairs(store, "?a a ab:Step ; ab:next ?b"):
        found[step].add(other)
    return found


def stalled(
    inquiry: Inquiry, duty: Duty, limit: timedelta, following: dict[URIRef, set[URIRef]]
) -> Iterator[Deviation]:
    """State the cases in which an approval waited beyond its limit.

    It waits from the event that enables it: its own scheduling where the log has that, otherwise
    the last completion of a step that comes before it in the process, otherwise the event before.
    Cases still waiting when the log ends count, where nothing else could have come next.
    """
    log, duties = inquiry.log, inquiry.duties
    activities = log.activities_of([duty.step])
    if not activities:
        return
    before = _nearest(duty.step, _turned(following), log.steps)
    enabling = [a for a in log.activities_of(before) if a not in activities]
    done = log.of(activities).filter("done").select("case", "time", "resource", KEY)
    waits = _waits(log, activities, enabling, done)
    frame = waits.with_columns(
        (pl.col("time") - pl.col("since")).alias("wait"), pl.lit(value=False).alias("open")
    ).select("case", "time", "since", "wait", "open")
    only = [step for step in before if _nearest(step, following, log.steps) == {duty.step}]
    pending = _pending(log, activities, log.activities_of(only)) if only else None
    both = (frame if pending is None else pl.concat([frame, pending])).collect(engine="streaming")
    over = both.filter(pl.col("wait") > limit)
    if over.is_empty():
        return
    total = both["case"].n_unique()
    cases = Cases.of(over.select("case", "time"))
    longest = over["wait"].max()
    assert isinstance(longest, timedelta)
    clear = len(duty.accountable) == 1
    waiting = over["open"].sum()
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
    yield Deviation(
        AB.StalledApproval,
        log,
        about=duty.step,
        label=f"{duty.label} waited longer than {as_words(limit)} in {share(cases.count, total)}",
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


def _waits(
    log: Log, activities: list[str], enabling: list[str], done: pl.LazyFrame
) -> pl.LazyFrame:
    """Give for each completion the time of the last enabling event before it, as ``since``."""
    is_own = pl.col("activity").is_in(pl.Series(activities, dtype=pl.String()).implode())
    is_before = pl.col("activity").is_in(pl.Series(enabling, dtype=pl.String()).implode())
    if not enabling:
        is_before = ~is_own
    scheduled = is_own & ~pl.col("begun")
    starts = (
        log.events.filter((is_before & pl.col("done")) | scheduled)
        .filter(pl.col("time").is_not_null())
        .select("case", pl.col("time").alias("since"), KEY)
    )
    return (
        done.filter(pl.col("time").is_not_null())
        .sort("time")
        .join_asof(
            starts.sort("since"),
            left_on="time",
            right_on="since",
            by="case",
            strategy="backward",
            check_sortedness=False,
            coalesce=False,
        )
        .filter(pl.col("since").is_not_null())
        .select("case", "time", "since")
    )


def _pending(log: Log, activities: list[str], enabling: list[str]) -> pl.LazyFrame:
    """Give the cases whose last event enabled the approval, waiting until the log ends."""
    wanted = pl.Series(enabling, dtype=pl.String())
    assert not set(activities) & set(enabling)
    end = log.activities["last"].max()
    return (
        log.events.filter(pl.col("time").is_not_null())
        .group_by("case")
        .agg(
            pl.col("activity").sort_by(KEY).last(),
            pl.col("done").sort_by(KEY).last(),
            pl.col("time").sort_by(KEY).last().alias("since"),
        )
        .filter(pl.col("activity").is_in(wanted.implode()) & pl.col("done"))
        .with_columns(pl.lit(end, pl.Datetime("us", "UTC")).alias("time"))
        .select(
            "case",
            "time",
            "since",
            (pl.col("time") - pl.col("since")).alias("wait"),
            pl.lit(value=True).alias("open"),
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


def _turned(edges: dict[URIRef, set[URIRef]]) -> dict[URIRef, set[URIRef]]:
    turned: dict[URIRef, set[URIRef]] = defaultdict(set)
    for step, others in edges.items():
        for other in others:
            turned[other].add(step)
    return turned
