"""The analyses: each reads the graph and states derived facts in a graph of its own.

An analysis is a module of this package that has a ``name`` and a function ``derive(context)`` that
yields triples. What it states is wrong or right only once a shape has judged it; here are facts.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, cast

from rdflib import RDF, RDFS, XSD, Literal, URIRef

from asbuilt.derive.behaviour.reading import Behaviours
from asbuilt.errors import UserError
from asbuilt.ingest import events
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from asbuilt.identity import Minter
    from asbuilt.store import Store, Triple
    from asbuilt.workspace import Workspace

ANALYSES: tuple[str, ...] = (
    "data.dcat",
    "identity.references",
    "data.claims",
    "data.fields",
    "data.dependence",
    "data.absence",
    "bypass.analysis",
    "order.analysis",
    "soundness.approximation",
    "soundness.reachability",
    "soundness.analysis",
    "soundness.collaboration",
    "correspondence.performing",
    "correspondence.fingerprints",
    "correspondence.proposals",
    "drift.analysis",
    "identity.duplicates",
    "authority.reconciliation",
    "evidence.sufficiency",
    "exceptions.analysis",
    "metrics.outlook",
    "conformance.analysis",
    "data.freshness",
    "registers.silence",
)
"""Modules of the analyses in the order in which they run; each sees what those before it state."""


@dataclass(frozen=True)
class Context:
    """What an analysis is given to work with."""

    store: Store
    minter: Minter
    as_of: date
    """The day for which it judges; a last day is still valid on that day."""
    workspace: Workspace

    @cached_property
    def behaviours(self) -> Behaviours:
        """The behaviours of all processes and workflows, read once for all analyses."""
        return Behaviours(self.store)


class Analysis(Protocol):
    """What a module must offer to be an analysis."""

    name: str
    """Last part of the name of its graph, ``<base>graph/derived/<name>``."""

    def derive(self, context: Context) -> Iterator[Triple]:
        """Yield what the analysis states."""


def run(
    workspace: Workspace,
    store: Store,
    as_of: date,
    progress: Callable[[int, int, str], None] | None = None,
) -> dict[str, int]:
    """Carry out all analyses for a day, and give how many triples each stated.

    Every derived graph is emptied first, so that what an analysis states depends on the sources
    and on the analyses before it, never on an earlier run. `progress` is told number, total, name.
    Raises `UserError` where nothing was loaded; the graph is then left as it is.
    """
    minter = workspace.minter
    if not any(str(name).startswith(str(minter.source_graph(""))) for name in store.graph_names()):
        raise UserError.not_loaded(str(workspace.folder))
    events.renew(workspace)
    prefix = str(minter.derived_graph(""))
    for graph in store.graph_names():
        if str(graph).startswith(prefix):
            store.drop(graph)
    store.replace(URIRef(f"{minter.base}graph/inspection"), as_of_fact(minter, as_of))
    context = Context(store, minter, as_of, workspace)
    stated = {}
    for number, module in enumerate(ANALYSES, start=1):
        analysis = cast("Analysis", importlib.import_module(f"asbuilt.derive.{module}"))
        if progress is not None:
            progress(number, len(ANALYSES), analysis.name)
        stated[analysis.name] = store.replace(
            minter.derived_graph(analysis.name), analysis.derive(context)
        )
    return stated


def as_of_fact(minter: Minter, as_of: date) -> Iterator[Triple]:
    """State the day for which the graph is judged; analyses are given it, shapes read it."""
    current = URIRef(f"{minter.base}inspection/current")
    yield current, RDF.type, AB.Inspection
    yield current, RDFS.label, Literal(f"Inspection as of {as_of.isoformat()}")
    yield current, AB.asOf, Literal(as_of.isoformat(), datatype=XSD.date)
