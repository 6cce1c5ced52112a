"""What tests of analyses share: a graph from Turtle, and analyses run over it."""

from __future__ import annotations

import importlib
from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pytest
from derived import HEAD, SETTINGS
from logged import LOG, moment
from rdflib import Graph

from asbuilt.derive import ANALYSES, Context
from asbuilt.derive.conformance import analysis as conformance
from asbuilt.facts import Events
from asbuilt.ingest import events
from asbuilt.store.embedded import EmbeddedStore
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from derived import Derived, Fresh
    from logged import Conform


@pytest.fixture
def fresh(tmp_path: Path) -> Fresh:
    """Make contexts over new graphs in memory."""
    (tmp_path / "asbuilt.toml").write_text(SETTINGS, encoding="utf-8")

    def make(turtle: str) -> Context:
        workspace = Workspace.open(tmp_path)
        store = EmbeddedStore.in_memory()
        loaded = Graph().parse(data=HEAD + turtle, format="turtle")
        store.replace(workspace.minter.source_graph("case.ttl"), iter(loaded))  # type: ignore[arg-type]
        return Context(store, workspace.minter, date(2026, 11, 15), workspace)

    return make


@pytest.fixture
def derived(fresh: Fresh) -> Derived:
    """Run analyses, by their names, over Turtle."""
    modules = [importlib.import_module(f"asbuilt.derive.{module}") for module in ANALYSES]
    by_name = {module.name: module for module in modules}

    def run(turtle: str, *analyses: str) -> Graph:
        context = fresh(turtle)
        for analysis in (by_name[name] for name in analyses):
            context.store.replace(
                context.minter.derived_graph(analysis.name), analysis.derive(context)
            )
        graph = Graph()
        for triple in context.store.triples(context.minter.derived_graph(analysis.name)):
            graph.add(triple)
        return graph

    return run


@pytest.fixture
def conform(fresh: Fresh) -> Conform:
    """Run the analysis over Turtle and a log of events (activity, "day time", who, stage)."""

    def run(
        turtle: str, cases: dict[str, tuple[tuple[str, ...], ...]], **columns: dict[str, object]
    ) -> Graph:
        context = fresh(turtle)
        rows = [
            {
                "case": case,
                "activity": event[0],
                "time": moment(event[1]),
                "resource": event[2] or None,
                "lifecycle": event[3] if len(event) > 3 else None,
                **{f"case:{name}": values.get(case) for name, values in columns.items()},
            }
            for case, found in cases.items()
            for event in found
        ]
        frame = pl.DataFrame(
            rows,
            schema_overrides={"time": pl.Datetime("us", "UTC"), "lifecycle": pl.String()},
            infer_schema_length=None,
        )
        events.keep(context.workspace.state / "events", [Events(LOG, frame)])
        graph = Graph()
        for triple in conformance.derive(context):
            graph.add(triple)
        return graph

    return run
