"""Finds in a log the cases that went through an informal channel of the register.

A log shows a channel by an activity that bears its name or identifier, or by a column of that name,
such as ``channel``, ``via`` or ``medium``, that does. A medium that no register calls informal may
be the way that is meant, and is not judged.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

import polars as pl

from asbuilt.derive.conformance.asking import ALONE, CaseQuestion
from asbuilt.derive.conformance.deviation import AGENTS, Deviation, share
from asbuilt.derive.conformance.linking import bare
from asbuilt.derive.conformance.parts import is_any
from asbuilt.derive.reading import Names, ask_rows, listed, pairs
from asbuilt.ingest.arranging import TIMED
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.derive.conformance.actors import Inquiry
    from asbuilt.derive.conformance.asking import Asking
    from asbuilt.derive.conformance.log import Log
    from asbuilt.derive.conformance.parts import Part
    from asbuilt.ingest.kept import KeptLog
    from asbuilt.store import Store

_COLUMNS: Final = frozenset({"channel", "via", "medium", "kanal", "tool"})
_PREFIXES: Final = ("case:", "event:")


@dataclass(frozen=True, slots=True)
class Informal:
    """An informal channel, what it is called, and the exceptions that are said to leave by it."""

    channel: URIRef
    label: str
    signs: frozenset[str]
    exceptions: list[URIRef] = field(default_factory=list)


def informal(store: Store) -> list[Informal]:
    """Read the informal channels of a graph."""
    names = Names(store, AB.InformalChannel)
    signs: dict[URIRef, set[str]] = {}
    for channel, text in ask_rows(
        store,
        "SELECT ?a ?b WHERE { ?a a ab:InformalChannel ; rdfs:label|dcterms:identifier ?b }",
    ):
        signs.setdefault(channel, set()).add(bare(str(text)))  # type: ignore[arg-type]
    leaving: dict[URIRef, list[URIRef]] = {}
    for exception, channel in pairs(store, "?a a ab:ExceptionPath ; ab:throughChannel ?b"):
        leaving.setdefault(channel, []).append(exception)
    return [
        Informal(channel, names.of(channel), frozenset(found - {""}), leaving.get(channel, []))
        for channel, found in sorted(signs.items())
    ]


def used(inquiry: Inquiry, channels: list[Informal]) -> Iterator[Asking]:
    """State for each informal channel the cases that a log shows to have gone through it."""
    log = inquiry.log
    values = {name: _values(log, name) for name in (_columns(log.kept) if channels else ())}
    for channel in channels:
        acts = [a for a in log.activities["activity"] if bare(a) in channel.signs]
        told = {
            name: [value for value in found if bare(value) in channel.signs]
            for name, found in values.items()
        }
        if acts or any(told.values()):
            yield _through(inquiry, channel, log.codes(acts), told)


def _through(
    inquiry: Inquiry, channel: Informal, acts: list[int], told: dict[str, list[str]]
) -> Asking:
    log = inquiry.log
    done_by = pl.col("activity").drop_nulls().unique().implode()
    question = CaseQuestion(
        partial(_shown, acts, told), {"activities": (done_by, pl.Series.append)}
    )
    yield question
    cases = question.cases(log)
    assert cases is not None
    names = log.kept.names["activity"]
    done = [names[code] for code in sorted(set(question.seen[ALONE].said["activities"]))]
    process = sorted(log.processes)
    of_all = share(cases.count, log.total)
    return [
        Deviation(
            AB.ChannelDetour,
            log,
            about=channel.channel,
            label=f"{of_all} went through {channel.label}",
            proof=f"In {of_all} of {log.name} {listed(done)} went through"
            f" {channel.label}, which is an informal channel{cases.when}{cases.mostly}.",
            cases=cases,
            total=log.total,
            involves=(*channel.exceptions, *(process if len(process) == 1 else ())),
            agents=inquiry.cast.agents(name for name, _ in cases.resources[:AGENTS]),
            activities=tuple(done),
        )
    ]


def _shown(acts: list[int], told: dict[str, list[str]], part: Part) -> pl.LazyFrame:
    """Give the events that went through a channel, with no time where the file tells none."""
    through = [is_any(acts), *(pl.col(name).is_in(texts) for name, texts in told.items() if texts)]
    return part.kept.events.filter(pl.any_horizontal(through)).select(
        "case", "activity", "resource",
        pl.when(TIMED).then("time").alias("time"),
        pl.lit(value=True).alias("deviates"),
    )  # fmt: skip


def _values(log: Log, column: str) -> list[str]:
    """Give all that a column says."""
    found: set[str] = set()
    for part in log.parts:
        found.update(
            part.kept.events.select(pl.col(column).unique()).collect()[column].drop_nulls()
        )
    return sorted(found)


def _columns(kept: KeptLog) -> list[str]:
    """Give the columns that say through which channel an event came or went."""
    found = []
    for name, kind in kept.more.items():
        plain = name
        for prefix in _PREFIXES:
            plain = plain.removeprefix(prefix)
        if kind == pl.String and bare(plain) in _COLUMNS:
            found.append(name)
    return sorted(found)
