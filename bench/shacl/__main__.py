"""Compare SHACL engines on a made-up company of several sizes, and print a table for each."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench.shacl import company
from bench.shacl.engines import ENGINES
from bench.shacl.measure import Measured, measure

if TYPE_CHECKING:
    from collections.abc import Sequence

SHAPES = Path(__file__).with_name("shapes.ttl")
ROOT = Path(__file__).parents[2]
LARGE = 5_000_000
"""From here on only with ``--large``: the data alone take gigabytes."""
_UNITS = {"k": 1000, "m": 1_000_000}
_COLUMNS = (
    "engine", "load, s", "validate, s", "total, s", "CPU, s", "of by hand", "peak, MB", "results",
    "same",
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a Markdown table for each size; engines run one after the other.

    The ratio is one of the seconds from files to results, as the clock tells them.
    """
    chosen = _arguments(arguments)
    with tempfile.TemporaryDirectory(dir=chosen.folder) as name:
        for size in chosen.sizes:
            if size >= LARGE and not chosen.large:
                print(f"{size:,} triples: left out, since they need --large\n")
                continue
            _compare(size, chosen, Path(name))


def sizes(text: str) -> list[int]:
    """Read numbers of triples such as ``10k,1m``."""
    return [
        int(float(part.rstrip("kmKM")) * _UNITS.get(part[-1].lower(), 1))
        for part in text.split(",")
    ]


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.shacl", description=__doc__)
    parser.add_argument(
        "--sizes", type=sizes, default="10k,100k", help="numbers of triples, such as 10k,100k,1m"
    )
    parser.add_argument("--limit", type=float, default=60, help="seconds that an engine has")
    parser.add_argument("--engines", default=",".join(ENGINES), help="names, joined by commas")
    parser.add_argument("--large", action="store_true", help="allow sizes of 5 million and more")
    parser.add_argument("--peers", type=_folder, help="folder in which the peers are installed")
    parser.add_argument("--folder", type=Path, help="where data and stores are put for the time")
    return parser.parse_args(arguments)


def _folder(text: str) -> Path:
    return Path(text).resolve()


def _compare(size: int, chosen: argparse.Namespace, folder: Path) -> None:
    data = folder / f"{size}.nt"
    company.write(data, size)
    with data.open("rb") as lines:
        print(f"## {sum(1 for _ in lines):,} triples\n")
    print(f"| {' | '.join(_COLUMNS)} |")
    print(f"|{'---|' * len(_COLUMNS)}", flush=True)
    expected: Measured | None = None
    for engine in [name for name in ENGINES if name in chosen.engines.split(",")]:
        found = measure(engine, data, SHAPES, chosen.limit, _environment(chosen.peers))
        if isinstance(found, str):
            print(f"| {engine} | | | {found} |{' |' * 5}", flush=True)
            continue
        if expected is None:
            expected = found
        print(_line(engine, found, expected), flush=True)
    data.unlink()
    print()


def _line(engine: str, found: Measured, expected: Measured) -> str:
    missing, extra = expected.rows - found.rows, found.rows - expected.rows
    same = (
        "yes"
        if not missing and not extra
        else (f"**no**: {missing.total():,} missing, {extra.total():,} more")
    )
    cells = (
        engine,
        f"{found.load:.2f}",
        f"{found.validate:.2f}",
        f"{found.total:.2f}",
        f"{found.processor:.2f}",
        f"{found.total / expected.total:.2f} times",
        f"{found.memory:,.0f}",
        f"{found.rows.total():,}",
        same,
    )
    return f"| {' | '.join(cells)} |"


def _environment(peers: Path | None) -> dict[str, str]:
    paths = [str(ROOT), *([str(peers)] if peers else [])]
    return os.environ | {"PYTHONPATH": os.pathsep.join(paths)}


if __name__ == "__main__":
    main()
