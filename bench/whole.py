"""What a whole load and check cost beside the number of processes: ``python -m bench.whole``.

The workspace is made up (`bench.company_files`). Each size runs in a process of its own, so that
the peak of memory is its own; the last column tells how each part grows by process.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.company_files import write

if TYPE_CHECKING:
    from collections.abc import Sequence

_RUN: Final = """
import json, resource, sys, time
from contextlib import closing
from pathlib import Path
from asbuilt import derive, ingest, judge
from asbuilt.workspace import Workspace
workspace = Workspace.open(Path(sys.argv[1]))
as_of = workspace.as_of()
parts, last = {}, time.process_time()
def done(name):
    global last
    now = time.process_time()
    parts[name] = parts.get(name, 0) + now - last
    last = now
with closing(workspace.store(write=True)) as store:
    ledgers = ingest.load(workspace, store)
    refused = [entry.file for entry in ledgers if entry.refused]
    assert not refused, refused
    done("load")
    before = []
    def told(number, total, name):
        if before:
            done(before.pop())
        before.append(f"derive {name}")
    derive.run(workspace, store, as_of, told)
    done(before.pop())
    report = judge.check(workspace, store, as_of)
    done("judge")
    triples = sum(store.graphs().values())
    last = time.process_time()
    derive.run(workspace, store, as_of)
    done("again: derive")
    judge.check(workspace, store, as_of)
    done("again: judge")
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"parts": parts, "peak": peak, "triples": triples,
                  "findings": len(report.findings)}))
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a Markdown table: seconds of CPU by part and size, and the growth by process."""
    parser = argparse.ArgumentParser(prog="python -m bench.whole", description=__doc__)
    parser.add_argument("--processes", default="50,100", help="numbers of processes")
    chosen = parser.parse_args(arguments)
    sizes = [int(one) for one in chosen.processes.split(",")]
    told = [_told(size) for size in sizes]
    first = [{**one["parts"], "all": _all(one["parts"])} for one in told]
    heads = "".join(f" {size} processes, s |" for size in sizes)
    print(f"| part |{heads} by process: last to first |\n|---|{'---|' * (len(sizes) + 1)}")
    for part in first[-1]:
        seconds = [one.get(part, 0) for one in first]
        by_process = [taken / size for taken, size in zip(seconds, sizes, strict=True)]
        growth = f"{by_process[-1] / by_process[0]:.2f}" if by_process[0] > 0 else "-"
        print(f"| {part} |{''.join(f' {taken:.2f} |' for taken in seconds)} {growth} |")
    for name in ("triples", "findings", "peak"):
        shown = "".join(f" {one[name]:,.0f} |" for one in told)
        by_process = [one[name] / size for one, size in zip(told, sizes, strict=True)]
        unit = "peak of memory, MB" if name == "peak" else name
        print(f"| {unit} |{shown} {by_process[-1] / by_process[0]:.2f} |", flush=True)


def _all(parts: dict[str, float]) -> float:
    return sum(taken for part, taken in parts.items() if not part.startswith("again"))


def _told(size: int) -> dict[str, dict[str, float]]:
    with tempfile.TemporaryDirectory() as name:
        write(Path(name), size)
        command = [sys.executable, "-c", _RUN, name]
        said = subprocess.run(command, capture_output=True, text=True, check=False)
        if said.returncode:
            raise SystemExit(said.stderr)
        found: dict[str, dict[str, float]] = json.loads(said.stdout.splitlines()[-1])
        return found


if __name__ == "__main__":
    main()
