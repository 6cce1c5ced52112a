"""What tests of analyses share: a graph from Turtle, and analyses run over it."""

from __future__ import annotations

import importlib
from datetime import date
from typing import TYPE_CHECKING

import pytest
from derived import HEAD, SETTINGS
from rdflib import Graph

from asbuilt.derive import ANALYSES, Context
from asbuilt.store.embedded import EmbeddedStore
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from derived import Derived, Fresh


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
