"""A made company whose log of orders can be of any size: its process, its people, its events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl
from rdflib import Graph, URIRef

from asbuilt.derive import Context
from asbuilt.facts import Events
from asbuilt.ingest import events as kept
from asbuilt.store.embedded import EmbeddedStore
from asbuilt.vocabulary import PREFIXES
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BASE: Final = "https://example.org/bench/"
ROWS: Final = 250_000
_STEPS: Final = ("Create order", "Check", "Approve", "Pick", "Pack", "Ship", "Invoice", "Pay")
_PREFIXES: Final = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())


def workspace(
    folder: Path, events: int, *, keep: bool = True, varied: bool = False
) -> tuple[Context, pl.DataFrame]:
    """Make a workspace with a log of orders, whose process has a control and two duties."""
    (folder / "asbuilt.toml").write_text(
        f'[workspace]\ntitle = "Bench"\nbase = "{BASE}"\n', encoding="utf-8"
    )
    context = context_of(folder)
    frames = list(_frames(events, varied=varied)) if keep else []
    log = URIRef(f"{BASE}log#log")
    kept.keep(
        context.workspace.state / "events",
        (Events(log, frame) for frame in frames or _frames(events, varied=varied)),
    )
    return context, pl.concat(frames) if frames else pl.DataFrame()


def context_of(folder: Path) -> Context:
    """Give the graph of the made workspace in a folder."""
    opened = Workspace.open(folder)
    store = EmbeddedStore.in_memory()
    graph = Graph().parse(data=_turtle(), format="turtle")
    store.replace(opened.minter.source_graph("p.ttl"), iter(graph))  # type: ignore[arg-type]
    return Context(store, opened.minter, opened.as_of(), opened)


def _frames(events: int, *, varied: bool) -> Iterator[pl.DataFrame]:
    """Give orders of eight events, of which some lack a step, do it late, or do one twice.

    In a `varied` log each event in ten is another one than it should be, whatever came before.
    """
    for start in range(0, events, ROWS):
        number = pl.int_range(start, min(start + ROWS, events), eager=True)
        case, place = number // 8, number % 8
        mixed = (case * 2_654_435_761 % 4_294_967_296) // 65_536
        # One case in 40 deviates at each place, so that there are many variants.
        swapped = (mixed // (place + 1)) % 40 == 7
        offset = swapped.cast(pl.Int64)
        if varied:
            drawn = (number * 2_654_435_761 % 4_294_967_296) // 65_536
            offset = pl.select(
                pl.when(drawn % 10 == 7).then(drawn // 10 % 8).otherwise(0)
            ).to_series()
        names = pl.Series(_STEPS)
        activity = names.gather((place + offset) % 8)
        yield pl.DataFrame(
            {
                "case": "o" + case.cast(pl.String()),
                "activity": activity,
                "time": (number * 7_000_000 + 1_767_225_600_000_000).cast(pl.Datetime("us", "UTC")),
                "resource": "user" + ((case * 7 + place) % 57).cast(pl.String()),
                "lifecycle": pl.Series([None], dtype=pl.String()).new_from_index(0, len(number)),
            }
        )


def _turtle() -> str:
    lines = [
        f"{_PREFIXES}@prefix : <{BASE}p#> .",
        f"<{BASE}log#log> a ab:EventLog ; rdfs:label 'Orders' ; ab:logs :P .",
        ":P a ab:Process ; rdfs:label 'Order' .",
        ":control a ab:Control ; rdfs:label 'Approval' ; ab:guards :s5 ; ab:segregatedFrom :s0 .",
        ":s2 ab:controlledBy :control ; ab:decidedBy :manager . :s2 a ab:Approval .",
        ":manager a ab:Role ; rdfs:label 'Manager' .",
        ":limit a ab:Assignment ; ab:step :s2 ; ab:maxWait 'PT10S'^^xsd:duration .",
    ]
    lines += [f":a{n} a ab:Agent ; rdfs:label 'user{n}' ." for n in range(50)]
    lines += [f":h{n} a ab:Holding ; ab:holder :a{n} ; ab:role :manager ." for n in range(40)]
    for number, name in enumerate(_STEPS):
        lines.append(
            f":P ab:hasStep :s{number} . :s{number} a ab:Step, ab:Task ; rdfs:label '{name}' ;"
            f" ab:elementKind 'userTask' ; ab:execution 'user' ."
        )
        if number:
            lines.append(f":s{number - 1} ab:next :s{number} .")
    return "\n".join(lines)


def pnml() -> str:
    """Give the process as a Petri net."""
    parts = [f'<place id="p{n}"><initialMarking><text>{int(not n)}</text></initialMarking></place>'
             for n in range(len(_STEPS) + 1)]  # fmt: skip
    for number, name in enumerate(_STEPS):
        parts.append(f'<transition id="t{number}"><name><text>{name}</text></name></transition>')
        parts.append(f'<arc id="i{number}" source="p{number}" target="t{number}"/>')
        parts.append(f'<arc id="o{number}" source="t{number}" target="p{number + 1}"/>')
    kind = "http://www.pnml.org/version-2009/grammar/pnmlcoremodel"
    return f'<pnml><net id="n" type="{kind}"><page id="g">{"".join(parts)}</page></net></pnml>'
