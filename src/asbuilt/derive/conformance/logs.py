"""Reads the event logs of a graph, and the processes whose cases each records."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import polars as pl

from asbuilt.derive.conformance.linking import Links, documented
from asbuilt.derive.conformance.log import Log
from asbuilt.derive.reading import Names, pairs, things
from asbuilt.ingest import events as event_columns
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rdflib import URIRef

    from asbuilt.derive import Context
    from asbuilt.derive.authority.duties import Duties


def logs(
    context: Context,
    duties: Duties,
    scan: Callable[[URIRef], pl.LazyFrame] | None = None,
    only: URIRef | None = None,
) -> Iterator[Log]:
    """Give the event logs of a graph, or one, with their activities linked to steps.

    `scan` gives the events of a log; left out, the columns that were kept of it do.
    """
    store = context.store
    references = set(things(store, "?a a ab:Reference"))
    names = Names(store, AB.EventLog)
    logged: dict[URIRef, set[URIRef]] = defaultdict(set)
    for log, process in pairs(store, "?a a ab:EventLog ; ab:logs ?b"):
        if process not in references:
            logged[log].add(process)
    called = documented(store)
    calls: dict[URIRef, set[URIRef]] = defaultdict(set)
    for process, other in pairs(store, "?a ab:hasStep/ab:calls ?b . ?b a ab:Process"):
        calls[process].add(other)
    counted = set(things(store, "?a a ab:EventLog ; ab:eventCount ?events"))
    for log in things(store, "?a a ab:EventLog"):
        if only is not None and log != only:
            continue
        if log not in counted and not event_columns.are_at_hand(context.workspace, log):
            continue  # a source only speaks of it, such as a catalogue: no events were ever read
        raw = scan(log) if scan else event_columns.scan(context.workspace, log)
        activities = (
            raw.group_by("activity")
            .agg(
                pl.len().alias("events"),
                pl.col("time").min().alias("first"),
                pl.col("time").max().alias("last"),
            )
            .filter(pl.col("activity").is_not_null())
            .sort("activity")
            .collect(engine="streaming")
        )
        total = raw.select(pl.col("case").n_unique()).collect(engine="streaming").item()
        processes = _with_called(calls, logged[log])
        links = Links(called, duties, processes, context.minter)
        steps_of = {
            activity: links.steps(log, activity) for activity in activities["activity"].to_list()
        }
        stated = frozenset(logged[log])
        yield Log(
            log, names.of(log), frozenset(processes), raw, activities, total, steps_of, stated
        )


def _with_called(calls: dict[URIRef, set[URIRef]], processes: set[URIRef]) -> set[URIRef]:
    """Give processes with those that their steps call, at any depth."""
    found = set(processes)
    waiting = list(processes)
    while waiting:
        for other in calls[waiting.pop()] - found:
            found.add(other)
            waiting.append(other)
    return found
