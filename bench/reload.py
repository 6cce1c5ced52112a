"""What reloading one changed file costs beside what the graph holds: ``python -m bench.reload``."""

from __future__ import annotations

import argparse
import tempfile
import time
from contextlib import closing
from pathlib import Path
from statistics import mean, median
from typing import TYPE_CHECKING, Final

from asbuilt import ingest
from asbuilt.ingest.following import Follower
from asbuilt.workspace import Workspace
from bench.shacl.__main__ import sizes

if TYPE_CHECKING:
    from collections.abc import Sequence

RUNS: Final = 40
"""Reloads of the small file; the store merges its files once in several dozen."""
ROWS: Final = 50
"""Rows of the small register that changes."""
PER_FILE: Final = 50_000
"""Triples of each file that stays as it is."""
LARGE: Final = 20_000
"""Triples of the large file of which one changes."""
_SETTINGS: Final = """
[workspace]
base = "https://example.org/reload/"
[[source]]
path = "small.csv"
table = "risks"
[[source]]
path = "other/*.nt"
[[source]]
path = "large.nt"
"""
_KIND: Final = (
    "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/asbuilt/ns#Step>"
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a Markdown table; seconds are medians by the clock, the ratio is what may not grow.

    The mean tells of what the median hides: now and then RocksDB merges its files.
    """
    parser = argparse.ArgumentParser(prog="python -m bench.reload", description=__doc__)
    parser.add_argument("--sizes", type=sizes, default="10k,1m", help="numbers of triples")
    parser.add_argument("--folder", type=Path, help="where files and stores are put for the time")
    chosen = parser.parse_args(arguments)
    print("| triples | small file, s | mean | nothing changed, s | one line of a large file, s "
          "| that file anew, s |\n|---|---|---|---|---|---|", flush=True)  # fmt: skip
    seen = [_line(size, chosen.folder) for size in chosen.sizes]
    if len(seen) > 1:
        ratios = [last / first for first, last in zip(seen[0], seen[-1], strict=True)]
        print(f"| ratio | {' | '.join(f'{ratio:.2f}' for ratio in ratios)} |")


def _line(size: int, parent: Path | None) -> list[float]:
    with tempfile.TemporaryDirectory(dir=parent) as name:
        folder = Path(name)
        (folder / "asbuilt.toml").write_text(_SETTINGS, "utf-8")
        _register(folder, 0)
        _others(folder / "other", size)
        workspace = Workspace.open(folder)
        _load(workspace)
        follower = Follower(workspace)
        small = [_small(follower, run) for run in range(1, RUNS + 1)]
        time.sleep(2.1)  # a younger file's mark is not trusted
        _load(workspace)
        nothing = median(_load(workspace) for _ in range(9))
        (folder / "large.nt").write_text(_triples("large", LARGE), "utf-8")
        fresh = Follower(Workspace.open(folder))
        anew = _seconds(fresh, folder / "large.nt")
        large = median(_changed_line(fresh, folder / "large.nt", run) for run in range(3))
        found = [median(small), mean(small), nothing, large, anew]
        print(f"| {size:,} | {' | '.join(f'{one:.4f}' for one in found)} |", flush=True)
        return found


def _small(follower: Follower, run: int) -> float:
    return _seconds(follower, _register(follower.workspace.folder, run))


def _changed_line(follower: Follower, path: Path, run: int) -> float:
    path.write_text(_triples("large", LARGE - 1) + _triple("changed", run), "utf-8")
    return _seconds(follower, path)


def _seconds(follower: Follower, path: Path) -> float:
    done = follower.reload({path})
    (entry,) = done.ledgers
    if entry.refused or entry.changed == 0:
        raise RuntimeError(f"nothing changed: {entry}")
    return done.seconds


def _load(workspace: Workspace) -> float:
    start = time.perf_counter()
    with closing(workspace.store(write=True)) as store:
        if any(entry.refused for entry in ingest.load(workspace, store)):
            raise RuntimeError("a file was refused")
    return time.perf_counter() - start


def _register(folder: Path, run: int) -> Path:
    path = folder / "small.csv"
    rows = (f"R-{number},Risk {number} in run {run},Owner {number % 7}" for number in range(ROWS))
    path.write_text("\n".join(("Risk,Name,Owner", *rows, "")), "utf-8")
    return path


def _others(folder: Path, size: int) -> None:
    folder.mkdir()
    for number, start in enumerate(range(0, size, PER_FILE)):
        text = _triples(f"other-{number}", min(PER_FILE, size - start))
        (folder / f"{number}.nt").write_text(text, "utf-8")


def _triples(name: str, count: int) -> str:
    return "".join(_triple(name, number) for number in range(count))


def _triple(name: str, number: int) -> str:
    return f"<https://example.org/reload/{name}/{number}> {_KIND} .\n"


if __name__ == "__main__":
    main()
