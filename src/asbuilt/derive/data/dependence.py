"""Which steps, choices, decisions and automations depend on which data, by what lineage.

What reads something depends on it and on all that it comes from. A step also depends on what the
state reads to which it is mapped, and on what a decision reads that it calls. Jobs of a lineage log
are the lineage itself, so that they are named in it and are told of by what they read alone.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from rdflib import XSD, Literal, URIRef

from asbuilt.derive.correspondence.mapped import counting
from asbuilt.derive.data.given import given
from asbuilt.derive.data.lineage import MOST_ORIGINS, Lineage, called_fully, told
from asbuilt.derive.reading import Names, pairs, things
from asbuilt.derive.statement import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive import Context
    from asbuilt.store import Store, Triple

name: Final = "dependence"

MOST_FACTS: Final = 20_000
"""Most dependences that are stated; the page of data shows what a graph holds beyond them."""
_MAPPED: Final = f"?m ab:processElement ?a ; ab:digitalElement ?b {counting('?m')}"


def derive(context: Context) -> Iterator[Triple]:
    """State what depends on which data, and what data models are given from outside.

    Beyond `MOST_FACTS` nothing more is stated, and an omission says so.
    """
    store = context.store
    for data in given(store):
        yield data, AB.isGiven, Literal("true", datatype=XSD.boolean)
    readers = _readers(store)
    if not readers:
        return
    lineage = Lineage(store)
    names = Names(
        store, AB.Field, AB.DataAsset, AB.DataObject, AB.System, AB.Step, AB.State, AB.Automation,
        AB.Decision,
    )  # fmt: skip
    names.add(store, "?a ab:reads ?data")
    number = 0
    for (reader, data), through in readers.items():
        found = lineage.ways(data)
        cut = f" It has more origins than the {MOST_ORIGINS} nearest." if found.is_cut else ""
        by = f"{names.of(reader)} {through}reads"
        called = called_fully(lineage, names, data)
        for way in found.ways:
            number += 1
            if number > MOST_FACTS:
                yield from describe(
                    context.minter.derived(name, "left out"),
                    AB.Omission,
                    label="Some of what depends on data is not told",
                    about=context.minter.derived_graph(name),
                    proof=f"More than {MOST_FACTS:,} readings of data were found; what comes after"
                    " them in the order of those who read is left out.",
                )
                return
            path = told(lineage, names, way)
            origin = called_fully(lineage, names, way.stops[-1])
            assets = [lineage.asset_of[stop] for stop in way.stops if stop in lineage.asset_of]
            yield from describe(
                context.minter.derived(name, "on", reader, data, way.stops[-1]),
                AB.DataDependence,
                label=f"{names.of(reader)} depends on {origin}",
                about=reader,
                proof=f"{by} {called}{'; ' if path else ''}{path}.{cut}",
                involves=dict.fromkeys([*way.stops, *assets]),
            )


def _readers(store: Store) -> dict[tuple[URIRef, URIRef], str]:
    """Give who reads what, with the words for by way of what where that is not directly."""
    jobs = set(things(store, '?a ab:elementKind "job"'))
    mentions = set(things(store, "?a a ab:Reference"))
    direct: dict[URIRef, list[URIRef]] = defaultdict(list)
    for reader, data in pairs(store, "?a ab:reads ?b"):
        if reader not in jobs and data not in mentions:
            direct[reader].append(data)
    found = dict.fromkeys(
        ((reader, data) for reader in sorted(direct) for data in direct[reader]), ""
    )
    names = Names(store, AB.State, AB.Step, AB.Automation, AB.Decision)
    for pattern, how in ((_MAPPED, "runs as"), ("?a ab:calls ?b", "calls")):
        for reader, other in pairs(store, pattern):
            for data in direct.get(other, ()):
                found.setdefault((reader, data), f"{how} {names.of(other)}, which ")
    return found
