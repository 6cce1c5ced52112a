"""How long a file of RDF takes to be a graph that answers, beside Oxigraph's own `bulk_load`.

Ours reads what the file says for its ledger, checks values, states the line of every thing, and
writes each triple twice, for the graph of the file and for the union of all graphs.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.shacl import company
from bench.shacl.__main__ import sizes

if TYPE_CHECKING:
    from collections.abc import Sequence

_SETTINGS: Final = """
[workspace]
base = "https://example.org/filling/"
[[source]]
path = "file.nt"
"""
_START: Final = """
import resource, sys, time
from contextlib import closing
from pathlib import Path
import pyoxigraph as ox
from asbuilt import ingest
from asbuilt.workspace import Workspace
folder = Path(sys.argv[1])
began = time.perf_counter()
"""
_OURS: Final = """
workspace = Workspace.open(folder)
with closing(workspace.store(write=True)) as store:
    (entry,) = ingest.load(workspace, store)
    assert not entry.refused, entry.problems
    assert store.ask("ASK { ?s ?p ?o }")
"""
_THEIRS: Final = """
store = ox.Store(str(folder / "peer"))
store.bulk_load(path=str(folder / "file.nt"), to_graph=ox.NamedNode("urn:file"))
assert store.query("ASK { GRAPH ?g { ?s ?p ?o } }")
"""
_END: Final = """
wall = time.perf_counter() - began
used = resource.getrusage(resource.RUSAGE_SELF)
print(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a Markdown table; each figure is of a process of its own, on this machine."""
    parser = argparse.ArgumentParser(prog="python -m bench.filling", description=__doc__)
    parser.add_argument("--sizes", type=sizes, default="100k,500k", help="numbers of triples")
    chosen = parser.parse_args(arguments)
    print("| triples | file, MB | Asbuilt, s | `bulk_load`, s | ratio | ratio of CPU time ", end="")
    print("| Asbuilt, MB | `bulk_load`, MB |\n|---|---|---|---|---|---|---|---|", flush=True)
    for size in chosen.sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "asbuilt.toml").write_text(_SETTINGS, encoding="utf-8")
            company.write(folder / "file.nt", size)
            megabytes = (folder / "file.nt").stat().st_size / 1e6
            ours, theirs = _run(_OURS, folder), _run(_THEIRS, folder)
            print(
                f"| {size:,} | {megabytes:.0f} | {ours[0]:.2f} | {theirs[0]:.2f}"
                f" | {ours[0] / theirs[0]:.1f} | {ours[1] / theirs[1]:.1f}"
                f" | {ours[2]:.0f} | {theirs[2]:.0f} |",
                flush=True,
            )


def _run(code: str, folder: Path) -> tuple[float, float, float]:
    """Give seconds by the clock, seconds of CPU and megabytes at the peak."""
    command = [sys.executable, "-c", _START + code + _END, str(folder)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    wall, cpu, peak = map(float, said.split())
    return wall, cpu, peak


if __name__ == "__main__":
    main()
