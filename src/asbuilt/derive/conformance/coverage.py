"""Finds what a log shows that nobody documents, and what is documented and never happens."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final

import polars as pl
from rdflib import PROV, RDF, RDFS, XSD, Literal

from asbuilt.derive.conformance.columns import KEY
from asbuilt.derive.conformance.deviation import AGENTS, Cases, Deviation, share
from asbuilt.derive.conformance.linking import TECHNICAL, bare
from asbuilt.derive.conformance.recording import recorded
from asbuilt.derive.conformance.variants import EXAMPLES
from asbuilt.derive.reading import Names, ask_rows, listed, pairs
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rdflib import URIRef

    from asbuilt.derive.conformance.actors import Inquiry
    from asbuilt.derive.conformance.log import Log
    from asbuilt.store import Store, Triple

_NOBODY = Cases(0, (), None, None)
SEVERAL: Final = 3
"""Activities without which nothing is said of a log as a whole."""
SHOWN: Final = 12
"""Activities that the reason names, the most frequent first; the fact has all."""


def undocumented(inquiry: Inquiry, documented: frozenset[str]) -> Iterator[Deviation]:
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
        whole = _undocumented_log(log, [(name, number) for name, number, *_ in unknown])
        yield whole
    process = sorted(log.processes)
    for activity, number, first, last in unknown:
        seen = log.events.filter(pl.col("activity") == activity)
        count = seen.select(pl.col("case").n_unique()).collect(engine="streaming").item()
        more = partial(seen.select, "case", "time")
        cases = Cases(count, _earliest(seen), first, last, _by_whom(seen), more)
        yield Deviation(
            AB.UndocumentedActivity,
            log,
            about=process[0] if len(process) == 1 else log.iri,
            label=f"{activity} is done in {share(count, log.total)} and documented nowhere",
            proof=f"The log records {activity} {number:,} times in"
            f" {share(count, log.total)}{cases.when}{cases.mostly}. No step of a process and"
            " no state of a workflow has this name or identifier.",
            cases=cases,
            total=log.total,
            parts=(activity,),
            involves=(log.iri,),
            agents=inquiry.cast.agents(name for name, _ in cases.resources[:AGENTS]),
            activities=(activity,),
            further=((AB.toldBy, whole.node(inquiry.minter)),) if whole else (),
        )


def _undocumented_log(log: Log, counted: list[tuple[str, int]]) -> Deviation:
    """Say once of a log that nothing in it is documented, with all its activities."""
    order = sorted(counted, key=lambda one: (-one[1], one[0]))
    shown = [f"{name} ({number:,} times)" for name, number in order[:SHOWN]]
    if len(order) > SHOWN:
        shown.append(f"{len(order) - SHOWN:,} more")
    first, last = log.activities.select(pl.col("first").min(), pl.col("last").max()).row(0)
    events = log.events
    more = partial(events.select, "case", "time")
    cases = Cases(log.total, _earliest(events), first, last, more=more)
    return Deviation(
        AB.UndocumentedLog,
        log,
        about=log.iri,
        label=f"Nothing that is done in {log.name} is documented",
        proof=f"{log.name} records {len(order):,} activities in"
        f" {log.total:,} {'case' if log.total == 1 else 'cases'}{cases.when}, and none is a step"
        f" of a process or a state of a workflow by name or identifier:"
        f" {', '.join(shown[:-1])} and {shown[-1]}.",
        cases=cases,
        total=log.total,
        involves=tuple(sorted(log.stated)),
        activities=tuple(sorted(name for name, _ in order)),
    )


def dead(inquiry: Inquiry) -> Iterator[Deviation]:
    """State each step of a logged process that the log would show and never does.

    A log that shows no step of the process at all says nothing of the others.
    """
    log, duties = inquiry.log, inquiry.duties
    for process in sorted(log.processes):
        steps = {d.step: d for d in duties.by_step.values() if process in d.processes}
        occurring = steps.keys() & log.steps
        if not occurring:
            continue
        for step in sorted(recorded(log, duties, steps.keys()) - log.steps):
            duty = steps[step]
            others = (
                f"{len(occurring)} other {'step' if len(occurring) == 1 else 'steps'} of the"
                " process occur"
            )
            why = (
                f"{duty.label} is mapped to {listed(map(duties.names.of, duty.states))}, and none"
                f" of {log.total:,} cases of {log.name} has it; {others}."
                if duty.states
                else f"None of {log.total:,} cases of {log.name} has {duty.label}; {others} in it"
                " under their own names, so it records the process."
            )
            yield Deviation(
                AB.DeadStep,
                log,
                about=step,
                label=f"{duty.label} never occurs in {log.total:,} cases",
                proof=why,
                cases=_NOBODY,
                total=log.total,
                involves=tuple(duty.states),
            )


def exception_signs(store: Store) -> dict[str, set[URIRef]]:
    """Give the exceptions of a graph by the bare names and identifiers by which a log may tell."""
    by_sign: dict[str, set[URIRef]] = {}
    for exception, text in ask_rows(
        store,
        """SELECT ?a ?b WHERE { ?a a ab:ExceptionPath . VALUES ?p { rdfs:label dcterms:identifier }
            { ?a ?p ?b } UNION { ?a ab:handledBy ?s . ?s a ab:Step ; ?p ?b
                FILTER NOT EXISTS { ?e ab:handledBy ?s FILTER(?e != ?a) }
                FILTER NOT EXISTS {
                    ?way ab:next ?s FILTER NOT EXISTS { ?way ab:attachedTo ?host } } } }""",
    ):
        by_sign.setdefault(bare(str(text)), set()).add(exception)  # type: ignore[arg-type]
    return by_sign


def exceptions(
    inquiry: Inquiry, store: Store, signs: Mapping[str, set[URIRef]]
) -> Iterator[Triple]:
    """State how often each exception was seen in the log in each complete month.

    An activity is an exception by its name or identifier, or by that of the step that handles it,
    if that step handles no other one and nothing but the exception leads to it.
    Months without any, between the first and the last of the log, count as none.
    """
    log = inquiry.log
    activities = _exceptional(log, signs)
    if not activities:
        return
    names = Names(store, AB.ExceptionPath)
    channels: dict[URIRef, list[URIRef]] = {}
    for exception, channel in pairs(store, "?a ab:throughChannel ?b . ?b a ab:Channel"):
        channels.setdefault(exception, []).append(channel)
    months = _months(log, inquiry.as_of)
    for exception, found in sorted(activities.items()):
        counted = (
            log.of(found)
            .filter(pl.col("done") & pl.col("time").is_not_null())
            .group_by(pl.col("time").dt.strftime("%Y-%m").alias("month"))
            .agg(pl.len().alias("n"))
            .collect(engine="streaming")
        )
        numbers = {str(month): int(n) for month, n in counted.iter_rows()}
        for first, last in months:
            month = first.isoformat()[:7]
            node = inquiry.minter.derived("conformance", "occurrences", log.iri, exception, month)
            number = numbers.get(month, 0)
            label = f"{names.of(exception)} occurred {number:,} times in {month}"
            yield node, RDF.type, AB.Sample
            yield node, RDF.type, AB.DerivedFact
            yield node, RDFS.label, Literal(label)
            yield node, AB.about, exception
            for channel in channels.get(exception, ()):
                yield node, AB.involves, channel
            yield node, AB.log, log.iri
            yield node, PROV.wasDerivedFrom, log.iri
            yield node, AB.period, Literal(month)
            yield node, AB.at, Literal(f"{last}T00:00:00+00:00", datatype=XSD.dateTime)
            yield node, AB.value, Literal(str(number), datatype=XSD.decimal)
            yield node, AB.proof, Literal(f"{label}, as {log.name} records {listed(found)}.")


def _earliest(seen: pl.LazyFrame) -> tuple[str, ...]:
    first = seen.group_by("case").agg(pl.col(KEY).min()).bottom_k(EXAMPLES, by=KEY)
    return tuple(first.sort(KEY).collect(engine="streaming")["case"])


def _by_whom(seen: pl.LazyFrame) -> tuple[tuple[str, int], ...]:
    counted = (
        seen.filter(pl.col("resource").is_not_null())
        .group_by("resource")
        .agg(pl.col("case").n_unique().alias("n"))
        .sort("n", "resource", descending=[True, False])
        .collect(engine="streaming")
    )
    return tuple((str(name), int(n)) for name, n in counted.iter_rows())


def _exceptional(log: Log, signs: Mapping[str, set[URIRef]]) -> dict[URIRef, list[str]]:
    found: dict[URIRef, list[str]] = {}
    for activity in log.activities["activity"].to_list():
        for exception in signs.get(bare(activity), ()):
            found.setdefault(exception, []).append(activity)
    return found


def _months(log: Log, as_of: date) -> list[tuple[date, date]]:
    """Give first and last day of the months that the log covers wholly and that are over."""
    first, last = log.activities["first"].min(), log.activities["last"].max()
    if first is None or last is None:
        return []
    months: list[tuple[date, date]] = []
    month = first.date().replace(day=1)  # type: ignore[union-attr]
    while True:
        following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        end = date.fromordinal(following.toordinal() - 1)
        if end > last.date() or end >= as_of:  # type: ignore[union-attr]
            return months
        months.append((month, end))
        month = following
