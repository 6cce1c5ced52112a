"""One engine in a process of its own: ``python -m bench.shacl.measure ENGINE DATA SHAPES OUT``.

A process for each, so that none profits from what another has read, and its peak memory is its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.shacl.engines import ENGINES, HasServer
from bench.shacl.report import Row

if TYPE_CHECKING:
    from collections.abc import Mapping

NOT_THERE = 3
"""Exit code where the engine is not installed."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one engine took for one size of data."""

    load: float
    """Seconds from files to what it judges."""
    validate: float
    """Seconds to judge."""
    processor: float
    """Seconds of processor time for both, of a server that it asks and of workers, too."""
    memory: float
    """Peak of its process, and of the server that it asks, in megabytes."""
    rows: Counter[Row]

    @property
    def total(self) -> float:
        """Seconds from files to results."""
        return self.load + self.validate


def measure(
    engine: str, data: Path, shapes: Path, limit: float, environment: Mapping[str, str]
) -> Measured | str:
    """Run an engine within `limit` seconds, and give what it took or why it has no numbers.

    What it keeps on disk lies beside the data.
    """
    folder = data.parent
    out = folder / "measured.json"
    command = [
        sys.executable,
        "-m",
        "bench.shacl.measure",
        engine,
        str(data),
        str(shapes),
        str(out),
    ]
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=dict(environment),
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        _, told = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        return f"not done in {limit:g} s"
    finally:
        _end(process.pid)  # a server or a worker that it has started, too
        process.wait()
    if process.returncode == NOT_THERE:
        return "not installed"
    if process.returncode:
        return f"failed: {(told.strip().splitlines() or ['no message'])[-1][:80]}"
    said = json.loads(out.read_text(encoding="utf-8"))
    out.unlink()
    return Measured(
        said["load"],
        said["validate"],
        said["processor"],
        said["memory"],
        Counter({Row(*row): number for row, number in said["rows"]}),
    )


def _end(group: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def main() -> None:
    """Load, validate, and write numbers and results as JSON."""
    name, data, shapes, out = sys.argv[1:]
    try:
        engine = ENGINES[name]()
        used = time.process_time()
        start = time.perf_counter()
        engine.load(Path(data), Path(shapes))
        loaded = time.perf_counter()
    except ModuleNotFoundError as error:
        sys.stderr.write(str(error))
        sys.exit(NOT_THERE)
    engine.validate()
    ended = time.perf_counter()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = time.process_time() - used + children.ru_utime + children.ru_stime
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if isinstance(engine, HasServer):
        server = engine.server()
        used, memory = used + server.processor, memory + server.memory
    measured = Measured(loaded - start, ended - loaded, used, memory, Counter(engine.rows()))
    said = asdict(measured) | {"rows": list(measured.rows.items())}
    Path(out).write_text(json.dumps(said), encoding="utf-8")


if __name__ == "__main__":
    main()
