"""How long reading, storing and judging the example take, as ratios against plain peers."""

from __future__ import annotations

import gzip
import shutil
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
from lxml import etree

from asbuilt import derive, ingest, judge
from asbuilt.resources import EXAMPLE
from asbuilt.store.embedded import EmbeddedStore
from asbuilt.terms import to_quad
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

RUNS = 5


def main() -> None:
    """Print the table as Markdown: the median seconds of both, and the ratio."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "workspace"
        shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".asbuilt"))
        workspace = Workspace.open(folder)
        print("| what | Asbuilt, s | peer | peer, s | ratio |")
        print("|---|---|---|---|---|")
        _compare_reading(workspace, ".bpmn", "lxml walk of the same bytes")
        _compare_reading(workspace, ".xes.gz", "lxml walk of the same bytes")
        _compare_storing(workspace)
        _judge(workspace)


def _compare_reading(workspace: Workspace, suffix: str, peer: str) -> None:
    sources = [spec.source for spec in workspace.sources if spec.source.name.endswith(suffix)]
    ours = _median(lambda: [ingest.read(source) for source in sources])
    theirs = _median(lambda: [_walk(source.path) for source in sources])
    _row(f"read {len(sources)} files {suffix}", ours, peer, theirs)


def _compare_storing(workspace: Workspace) -> None:
    readings = [ingest.read(spec.source, spec.format) for spec in workspace.sources]
    triples = [triple for reading in readings for triple in reading.triples]
    graph = workspace.minter.source_graph("bench")
    name = ox.NamedNode(str(graph))
    quads = [to_quad(triple, name) for triple in triples]
    ours = _median(lambda: EmbeddedStore.in_memory().replace(graph, triples))
    theirs = _median(lambda: ox.Store().bulk_extend(quads))
    _row(f"store {len(triples):,} triples", ours, "Oxigraph bulk_extend", theirs)


def _judge(workspace: Workspace) -> None:
    with closing(workspace.store(write=True)) as store:
        as_of = workspace.as_of()
        loading = _median(lambda: ingest.load(workspace, store, again=True), 1)
        deriving = _median(lambda: derive.run(workspace, store, as_of), 1)
        judging = _median(lambda: judge.check(workspace, store, as_of), 1)
    _row("derive the example", deriving, "its loading", loading)
    _row("judge the example", judging, "its loading", loading)


def _walk(path: Path) -> int:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        return sum(1 for _ in etree.iterparse(file))


def _median(work: Callable[[], object], runs: int = RUNS) -> float:
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return sorted(taken)[len(taken) // 2]


def _row(what: str, ours: float, peer: str, theirs: float) -> None:
    print(f"| {what} | {ours:.3f} | {peer} | {theirs:.3f} | {ours / theirs:.1f} |")


if __name__ == "__main__":
    main()
