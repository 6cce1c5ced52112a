"""Filling a graph in bulk: it and the union are written at once, each as sorted files.

Two such writings are no one transaction. A mark lies beside the store until both are done; whoever
opens a store in which it still lies makes the union again of what the graphs state.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from asbuilt.facts import Lines

MARK: Final = "asbuilt-filling"
"""Name of the mark's file; it lies with the store, so that it goes when the store goes."""
_RUN: Final = 100_000
"""Triples written in one go; more of them take more memory, and time no less."""
UNION_AGAIN: Final = """
DELETE { ?s ?p ?o } WHERE { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } } ;
INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }
"""


def fill(inner: ox.Store, graph: ox.NamedNode, lines: Sequence[Lines], folder: Path | None) -> None:
    """Put lines into a graph and into the union; `folder` is that of a store on disk.

    Oxigraph works outside of Python's lock, so two processors take the time of one writing.
    """

    def load(target: ox.NamedNode | ox.DefaultGraph) -> None:
        for text in _runs(lines):
            inner.bulk_load(text, format=ox.RdfFormat.N_TRIPLES, to_graph=target)

    mark = None if folder is None else folder / MARK
    if mark:
        mark.write_text(f"{graph.value}\n", encoding="utf-8")
    with ThreadPoolExecutor() as pool:
        list(pool.map(load, (graph, ox.DefaultGraph())))
    if mark:
        inner.flush()
        mark.unlink()


def _runs(lines: Sequence[Lines]) -> Iterator[bytes]:
    """Give the texts of lines in runs that are written in one go."""
    run: list[bytes] = []
    count = 0
    for one in lines:
        run.append(one.text)
        count += one.count
        if count >= _RUN:
            yield b"".join(run)
            run, count = [], 0
    if run:
        yield b"".join(run)


def finish(inner: ox.Store, folder: Path) -> None:
    """Make the union again where a filling was cut short."""
    mark = folder / MARK
    if mark.is_file():
        inner.update(UNION_AGAIN)
        mark.unlink()
