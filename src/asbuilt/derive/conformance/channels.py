"""Finds in a log the cases that went through an informal channel of the register.

A log shows a channel by an activity that bears its name or identifier, or by a column of that name,
such as ``channel``, ``via`` or ``medium``, that does. A medium that no register calls informal may
be the way that is meant, and is not judged.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl

from asbuilt.derive.conformance.deviation import AGENTS, Cases, Deviation, share
from asbuilt.derive.conformance.linking import bare
from asbuilt.derive.reading import Names, ask_rows, listed, pairs
from asbuilt.facts import EVENT_COLUMNS
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.derive.conformance.actors import Inquiry
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
        "SELECT ?a ?b WHERE { VALUES ?p { rdfs:label dcterms:identifier }"
        " ?a a ab:InformalChannel ; ?p ?b }",
    ):
        signs.setdefault(channel, set()).add(bare(str(text)))  # type: ignore[arg-type]
    leaving: dict[URIRef, list[URIRef]] = {}
    for exception, channel in pairs(store, "?a a ab:ExceptionPath ; ab:throughChannel ?b"):
        leaving.setdefault(channel, []).append(exception)
    return [
        Informal(channel, names.of(channel), frozenset(found - {""}), leaving.get(channel, []))
        for channel, found in sorted(signs.items())
    ]


def used(inquiry: Inquiry, channels: list[Informal]) -> Iterator[Deviation]:
    """State for each informal channel the cases that a log shows to have gone through it."""
    log = inquiry.log
    columns = [name for name in _columns(log.raw) if channels]
    values = {
        name: log.raw.select(pl.col(name).unique()).collect(engine="streaming")[name].drop_nulls()
        for name in columns
    }
    for channel in channels:
        acts = [a for a in log.activities["activity"] if bare(a) in channel.signs]
        told = [
            pl.col(name).is_in([value for value in found if bare(value) in channel.signs])
            for name, found in values.items()
            if any(bare(value) in channel.signs for value in found)
        ]
        if not (acts or told):
            continue
        seen = (
            log.raw.filter(pl.any_horizontal(pl.col("activity").is_in(acts), *told))
            .select("case", "activity", "time", "resource")
            .collect(engine="streaming")
        )
        cases = Cases.of(seen)
        done = sorted(set(seen["activity"].drop_nulls()))
        process = sorted(log.processes)
        yield Deviation(
            AB.ChannelDetour,
            log,
            about=channel.channel,
            label=f"{share(cases.count, log.total)} went through {channel.label}",
            proof=f"In {share(cases.count, log.total)} of {log.name} {listed(done)} went through"
            f" {channel.label}, which is an informal channel{cases.when}{cases.mostly}.",
            cases=cases,
            total=log.total,
            involves=(*channel.exceptions, *(process if len(process) == 1 else ())),
            agents=inquiry.cast.agents(name for name, _ in cases.resources[:AGENTS]),
            activities=tuple(done),
        )


def _columns(events: pl.LazyFrame) -> list[str]:
    """Give the columns that say through which channel an event came or went."""
    found = []
    for name, kind in events.collect_schema().items():
        plain = name
        for prefix in _PREFIXES:
            plain = plain.removeprefix(prefix)
        if name not in EVENT_COLUMNS and kind == pl.String and bare(plain) in _COLUMNS:
            found.append(name)
    return sorted(found)
