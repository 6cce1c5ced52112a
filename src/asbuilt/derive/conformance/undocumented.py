"""Finds what a log shows that neither domain documents: single activities, or the whole log."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

import polars as pl

from asbuilt.derive.conformance.asking import CaseQuestion
from asbuilt.derive.conformance.deviation import AGENTS, Deviation, moment, node_of, share
from asbuilt.derive.conformance.linking import TECHNICAL, bare
from asbuilt.derive.conformance.parts import is_any
from asbuilt.ingest.arranging import POSITION
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from rdflib import URIRef

    from asbuilt.derive.conformance.actors import Inquiry
    from asbuilt.derive.conformance.asking import Asking
    from asbuilt.derive.conformance.log import Log
    from asbuilt.derive.conformance.parts import Part

SEVERAL: Final = 3
"""Activities without which nothing is said of a log as a whole."""
SHOWN: Final = 12
"""Activities that the reason names, the most frequent first; the fact has all."""


def undocumented(inquiry: Inquiry, documented: frozenset[str]) -> Iterator[Asking]:
    """State each activity of a log that is neither a step nor a state by any name.

    Where that holds for all of several, what is missing is the process, and the log is told of as
    a whole; what is stated of its activities points to that.
    """
    log = inquiry.log
    unknown = [
        row
        for row in log.activities.iter_rows()
        if not log.steps_of[row[0]] and bare(row[0]) not in documented
    ]
    known = {bare(name) for name in log.steps_of} - {bare(name) for name, *_ in unknown}
    whole = None
    if len(unknown) >= SEVERAL and known <= TECHNICAL:
        yield _log(log, [(name, number) for name, number, *_ in unknown])
        whole = node_of(inquiry.minter, AB.UndocumentedLog, log, log.iri)
    for activity, number, first, last in unknown:
        yield _activity(inquiry, activity, number, (moment(first), moment(last)), whole)


def _activity(
    inquiry: Inquiry,
    activity: str,
    number: int,
    between: tuple[datetime | None, datetime | None],
    whole: URIRef | None,
) -> Asking:
    log = inquiry.log
    question = CaseQuestion(partial(_seen, is_any(log.codes([activity]))), order="moment")
    yield question
    seen = question.cases(log)
    assert seen is not None
    cases = replace(seen, first=between[0], last=between[1])
    process = sorted(log.processes)
    of_all = share(cases.count, log.total)
    return [
        Deviation(
            AB.UndocumentedActivity,
            log,
            about=process[0] if len(process) == 1 else log.iri,
            label=f"{activity} is done in {of_all} and documented nowhere",
            proof=f"The log records {activity} {number:,} times in {of_all}{cases.when}"
            f"{cases.mostly}. No step of a process and no state of a workflow has this name or"
            " identifier.",
            cases=cases,
            total=log.total,
            parts=(activity,),
            involves=(log.iri,),
            agents=inquiry.cast.agents(name for name, _ in cases.resources[:AGENTS]),
            activities=(activity,),
            further=((AB.toldBy, whole),) if whole else (),
        )
    ]


def _log(log: Log, counted: list[tuple[str, int]]) -> Asking:
    """Say once of a log that nothing in it is documented, with all its activities."""
    question = CaseQuestion(partial(_seen, pl.lit(value=True)), order="moment")
    yield question
    seen = question.cases(log)
    assert seen is not None
    order = sorted(counted, key=lambda one: (-one[1], one[0]))
    shown = [f"{name} ({number:,} times)" for name, number in order[:SHOWN]]
    if len(order) > SHOWN:
        shown.append(f"{len(order) - SHOWN:,} more")
    first, last = log.activities.select(pl.col("first").min(), pl.col("last").max()).row(0)
    cases = replace(seen, first=moment(first), last=moment(last), resources=())
    return [
        Deviation(
            AB.UndocumentedLog,
            log,
            about=log.iri,
            label=f"Nothing that is done in {log.name} is documented",
            proof=f"{log.name} records {len(order):,} activities in"
            f" {log.total:,} {'case' if log.total == 1 else 'cases'}{cases.when}, and none is a"
            f" step of a process or a state of a workflow by name or identifier:"
            f" {', '.join(shown[:-1])} and {shown[-1]}.",
            cases=cases,
            total=log.total,
            involves=tuple(sorted(log.stated)),
            activities=tuple(sorted(name for name, _ in order)),
        )
    ]


def _seen(wanted: pl.Expr, part: Part) -> pl.LazyFrame:
    """Give the events that are wanted; those of one moment in the order of the file."""
    micros = pl.col("moment").dt.epoch("us").fill_null(0).cast(pl.Int128)
    return part.events.filter(wanted).select(
        "case",
        "time",
        "resource",
        (micros * 2**40 + pl.col(POSITION).cast(pl.Int128)).alias("moment"),
        pl.lit(value=True).alias("deviates"),
    )
