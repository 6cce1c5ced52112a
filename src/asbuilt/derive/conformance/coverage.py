"""Finds in a log what is documented and never happens, and how often exceptions do."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import polars as pl
from rdflib import PROV, RDF, RDFS, XSD, Literal

from asbuilt.derive.conformance.deviation import Cases, Deviation
from asbuilt.derive.conformance.linking import bare
from asbuilt.derive.conformance.recording import recorded
from asbuilt.derive.reading import Names, ask_rows, listed, pairs
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rdflib import URIRef

    from asbuilt.derive.conformance.actors import Inquiry
    from asbuilt.derive.conformance.log import Log
    from asbuilt.derive.conformance.parts import Part
    from asbuilt.store import Store, Triple

_NOBODY = Cases(0, (), None, None)


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
        """SELECT ?a ?b WHERE { ?a a ab:ExceptionPath .
            { ?a rdfs:label|dcterms:identifier ?b } UNION
            { ?a ab:handledBy ?s . ?s a ab:Step ; rdfs:label|dcterms:identifier ?b
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
    questions = {exception: _Months(log.codes(found)) for exception, found in activities.items()}
    log.ask(list(questions.values()))
    months = _months(log, inquiry.as_of)
    for exception, found in sorted(activities.items()):
        numbers = questions[exception].numbers
        for first, last in months:
            month = first.isoformat()[:7]
            node = inquiry.minter.derived("conformance", "occurrences", log.iri, exception, month)
            number = numbers[month]
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


class _Months:
    """Asks how often activities were completed in each month."""

    def __init__(self, activities: list[int]) -> None:
        self._activities = activities
        self.numbers: Counter[str] = Counter()

    def ask(self, part: Part) -> pl.LazyFrame:
        return (
            part.of(self._activities)
            .filter(pl.col("done") & pl.col("time").is_not_null())
            .group_by(pl.col("time").dt.strftime("%Y-%m").alias("month"))
            .agg(pl.len().alias("n"))
        )

    def take(self, _part: Part, frame: pl.DataFrame) -> None:
        self.numbers.update(dict(frame.iter_rows()))


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
