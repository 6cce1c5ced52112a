"""When a log last shows data being written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Self

import polars as pl
from rdflib import XSD, Literal

from asbuilt.derive.reading import Names, listed, pairs
from asbuilt.derive.statement import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.derive.conformance.actors import Inquiry
    from asbuilt.store import Store, Triple


@dataclass(frozen=True, slots=True)
class Writers:
    """The steps that write what a system of record promises to be fresh, by the data."""

    steps: tuple[tuple[URIRef, URIRef], ...]
    names: Names

    @classmethod
    def read(cls, store: Store) -> Self:
        """Read them from a graph."""
        query = """?a ab:freshWithin ?w ; ab:systemOfRecord ?r ; ab:represents/^ab:writes ?b .
            ?b a ab:Step FILTER(STR(?r) IN ("true", "1"))"""
        return cls(tuple(pairs(store, query)), Names(store, AB.DataAsset, AB.Step))


def written(inquiry: Inquiry, writers: Writers) -> Iterator[Triple]:
    """State when the log last shows a step that writes what a system of record promises fresh.

    That can only speak for the data: a log that was exported long ago shows nothing of today.
    """
    log, names = inquiry.log, writers.names
    steps: dict[URIRef, list[URIRef]] = {}
    for asset, step in writers.steps:
        if step in log.steps:
            steps.setdefault(asset, []).append(step)
    for asset, writing in steps.items():
        seen = log.activities.filter(pl.col("activity").is_in(log.activities_of(writing)))
        last = seen["last"].max()
        if not isinstance(last, datetime):
            continue
        done = listed(map(names.of, writing))
        yield from describe(
            inquiry.minter.derived("conformance", "written", log.iri, asset),
            AB.WriteSeen,
            label=f"{names.of(asset)} was last written on {last:%Y-%m-%d}",
            about=asset,
            proof=f"{log.name} last shows {done}, which writes {names.of(asset)}, on"
            f" {last:%Y-%m-%d %H:%M}.",
            involves=[log.iri, *writing],
        )
        yield (
            inquiry.minter.derived("conformance", "written", log.iri, asset),
            AB.at,
            Literal(last.isoformat(), datatype=XSD.dateTime),
        )
