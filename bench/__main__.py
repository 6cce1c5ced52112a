"""How long reading, storing, judging and tracing take, beside plain peers at the same work."""

from __future__ import annotations

import gzip
import shutil
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pyoxigraph as ox
from lxml import etree
from rdflib import URIRef

from asbuilt import derive, ingest, judge, trace
from asbuilt.facts import Source
from asbuilt.names import find
from asbuilt.resources import EXAMPLE
from asbuilt.store.embedded import EmbeddedStore
from asbuilt.terms import to_quad
from asbuilt.workspace import Workspace
from bench.larger import copies

if TYPE_CHECKING:
    from collections.abc import Callable

    from asbuilt.store import Store

RUNS = 5
TIMES = 10
CASES = 20_000


def main() -> None:
    """Print three tables as Markdown; each number is a median of several runs on this machine."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "workspace"
        shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".asbuilt"))
        workspace = Workspace.open(folder)
        print("## Loading beside the least that any reader must do\n")
        print("| what | size | Asbuilt, s | peer | peer, s | ratio |")
        print("|---|---|---|---|---|---|")
        _reading(workspace, Path(name))
        _storing(workspace)
        print("\n## Checking the example\n")
        _checking(workspace)
        print(f"\n## Following threads in a graph of {TIMES} times the example\n")
        with closing(workspace.store()) as store:
            _tracing(store, workspace.minter.base)


def _reading(workspace: Workspace, folder: Path) -> None:
    """Compare loaders, which give facts with places, with a walk through the same bytes."""
    for suffix in (".bpmn", ".xes.gz"):
        found = [spec.source for spec in workspace.sources if spec.source.name.endswith(suffix)]
        _compare(f"read {len(found)} `{suffix}`", found, "lxml walk", _walk)
    register = folder / "kpi-values.csv"
    lines = (EXAMPLE / "registers/kpi-values.csv").read_text(encoding="utf-8").splitlines()
    register.write_text("\n".join([lines[0], *lines[1:] * 10]) + "\n", encoding="utf-8")
    options = {"table": "samples", "columns": {"metric": "KPI no."}}
    source = Source(register, register.name, workspace.minter, options=options)
    _compare("read a CSV register into facts", [source], "Polars read_csv", _columns)
    log = folder / "log.csv"
    rows = (
        f"{case},{activity},2026-01-{case % 28 + 1:02} 0{hour}:00:00,user{case % 50}"
        for case in range(CASES)
        for hour, activity in enumerate(("Raise", "Approve", "Release", "Receive", "Pay"))
    )
    log.write_text("case,activity,timestamp,resource\n" + "\n".join(rows) + "\n", encoding="utf-8")
    source = Source(log, log.name, workspace.minter, process="Purchase to pay")
    _compare("read a CSV event log", [source], "Polars read_csv", _columns)


def _compare(what: str, sources: list[Source], peer: str, read: Callable[[Path], object]) -> None:
    ours = _median(lambda: [_read(source) for source in sources])
    theirs = _median(lambda: [read(source.path) for source in sources])
    size = sum(source.path.stat().st_size for source in sources) / 1000
    _row(what, f"{size:,.0f} kB", ours, peer, theirs)


def _read(source: Source) -> None:
    reading = ingest.read(source)
    assert not reading.ledger.refused, reading.ledger.problems


def _walk(path: Path) -> int:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        return sum(1 for _ in etree.iterparse(file))


def _columns(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, try_parse_dates=True)


def _storing(workspace: Workspace) -> None:
    """Compare replacing a graph by its difference with Oxigraph's own loading of as many quads."""
    readings = [ingest.read(spec.source, spec.format) for spec in workspace.sources]
    triples = [triple for reading in readings for triple in reading.triples]
    graph = workspace.minter.source_graph("bench")
    name = ox.NamedNode(str(graph))
    text = ox.serialize([to_quad(triple, name) for triple in triples], format=ox.RdfFormat.N_QUADS)
    assert text is not None
    ours = _median(lambda: EmbeddedStore.in_memory().replace(graph, triples))
    theirs = _median(lambda: ox.Store().bulk_load(text, format=ox.RdfFormat.N_QUADS))
    _row("store a graph", f"{len(triples):,} triples", ours, "Oxigraph bulk_load", theirs)
    full = EmbeddedStore.in_memory()
    full.replace(graph, triples)
    again = _median(lambda: full.replace(graph, triples))
    _row("store it again", f"{len(triples):,} triples", again, "Oxigraph bulk_load", theirs)


def _checking(workspace: Workspace) -> None:
    """Tell what a whole load and check take, and which part of it is whose."""
    as_of = workspace.as_of()
    with closing(workspace.store(write=True)) as store:
        parts = {
            "load (29 files)": _median(lambda: ingest.load(workspace, store, again=True), 3),
            "derive": _median(lambda: derive.run(workspace, store, as_of), 3),
            "judge and write findings": _median(lambda: judge.check(workspace, store, as_of), 3),
        }
    whole = sum(parts.values())
    print("| part | s | share |")
    print("|---|---|---|")
    for part, taken in parts.items():
        print(f"| {part} | {taken:.2f} | {taken / whole:.0%} |")
    print(f"| all | {whole:.2f} | |")


def _tracing(store: Store, base: str) -> None:
    """Tell how long threads take where the graph is many times as large."""
    print("| what | example, ms | larger, ms | ratio |")
    print("|---|---|---|---|")
    larger = EmbeddedStore.in_memory()
    for graph, triples in copies(store, base, TIMES):
        larger.replace(graph, triples)
    policy, step = find(store, "POL-01"), find(store, "Task_Approve")
    other = URIRef(f"{base}copy-3/{step[len(base) :]}")
    asked: dict[str, Callable[[Store, URIRef], object]] = {
        "trace a step up": lambda held, end: trace.trace(held, end, "up"),
        "trace a step down": lambda held, end: trace.trace(held, end, "down"),
        "why a policy and a step": lambda held, end: trace.why(held, policy, end),
        "find a thing by its name": lambda held, _: find(held, "Purchasing policy"),
    }
    for what, ask in asked.items():
        small = _median(lambda ask=ask: ask(store, step)) * 1000  # type: ignore[misc]
        large = _median(lambda ask=ask: ask(larger, other)) * 1000  # type: ignore[misc]
        print(f"| {what} | {small:.0f} | {large:.0f} | {large / small:.1f} |")
    sizes = [sum(held.graphs().values()) for held in (store, larger)]
    print(f"\n{sizes[0]:,} triples in the example, {sizes[1]:,} in the larger graph.")


def _median(work: Callable[[], object], runs: int = RUNS) -> float:
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return sorted(taken)[len(taken) // 2]


def _row(what: str, size: str, ours: float, peer: str, theirs: float) -> None:
    print(f"| {what} | {size} | {ours:.3f} | {peer} | {theirs:.3f} | {ours / theirs:.1f} |")


if __name__ == "__main__":
    main()
