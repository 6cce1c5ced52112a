"""Every loader on real files: megabytes and facts a second, beside what else reads such files.

The floor is the least that any reader must do with the same bytes: an lxml walk, `json.loads`, C's
YAML, Polars, openpyxl, Oxigraph's parser. What people would use instead runs in an environment of
its own, for some of it (PM4Py, AGPL) may not be part of this one:

    python -m venv peers
    peers/bin/pip install pm4py rustxes compliance-trestle sssom
    npm install --prefix peers bpmn-moddle
    python -m bench.loading --files FOLDER --peers peers/bin/python --node peers
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

import openpyxl
import polars as pl
import pyoxigraph as ox
import yaml
from lxml import etree

from asbuilt import ingest
from asbuilt.facts import Events, Source
from asbuilt.identity import Minter
from asbuilt.reading import read_bytes
from bench.logs import write_log

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

MOST_FILES: Final = 60
MOST_BYTES: Final = 20_000_000
Timed: TypeAlias = tuple[int, float]
"""Number of files that were not read, and seconds for all."""
LOG_EVENTS: Final = 100_000
RUNS: Final = 3
_TESTED: Final = Path("tests/loaders")
_RDF: Final = {".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES}
_PEERS: Final = {
    ".xes": (
        ("rustxes", "import rustxes; rustxes.import_xes(path)"),
        ("PM4Py", "import pm4py; pm4py.read_xes(path, show_progress_bar=False)"),
    ),
    ".jsonocel": (("PM4Py", "import pm4py; pm4py.read_ocel2_json(path)"),),
    "oscal": (
        (
            "compliance-trestle",
            (
                "import json, yaml; from trestle.core import parser;"
                " file = open(path, encoding='utf-8'); is_json = path.endswith('.json');"
                " data = json.load(file) if is_json else yaml.load(file, yaml.CSafeLoader);"
                " key = parser.root_key(data);"
                " parser.parse_dict(data[key], parser.to_full_model_name(key))"
            ),
        ),
    ),
    "sssom": (
        ("sssom-py", "from sssom.parsers import parse_sssom_table; parse_sssom_table(path)"),
    ),
    ".xmlocel": (("PM4Py", "import pm4py; pm4py.read_ocel2_xml(path)"),),
}
"""What is run for each file, by the kind of log or the loader."""
_MODDLE: Final = """
import { BpmnModdle } from 'bpmn-moddle';
import { readFileSync } from 'node:fs';
let failed = 0;
const read = path =>
  new BpmnModdle().fromXML(readFileSync(path, 'utf8')).catch(() => { failed += 1; });
const paths = process.argv.slice(2);
await read(paths[0]);
failed = 0;
const start = performance.now();
for (const path of paths) await read(path);
console.log(failed, (performance.now() - start) / 1000);
"""


def main() -> None:
    """Print a Markdown table; seconds are the best of several runs on this machine."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--files", type=Path, default=_TESTED, help="folder of real files")
    parser.add_argument("--peers", type=Path, help="Python of an environment with the peers")
    parser.add_argument("--node", type=Path, help="folder in which npm put bpmn-moddle")
    parser.add_argument("--events", type=int, default=LOG_EVENTS, help="events of the made logs")
    asked = parser.parse_args()
    print("| loader | files | MB | MB/s | facts or events/s | beside | its MB/s | times as long |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    for loader, paths in sorted(_by_loader(asked.files).items()):
        moddle = _moddle(asked.node, paths) if loader == "bpmn" else None
        _compare(loader, paths, loader, asked.peers, {"bpmn-moddle": moddle})
    with tempfile.TemporaryDirectory() as folder:
        for suffix in (".csv", ".xes", ".jsonocel", ".xmlocel"):
            path = Path(folder) / f"log{suffix}"
            write_log(path, asked.events)
            _compare(f"{asked.events:,} events in {suffix}", [path], suffix, asked.peers)


def _by_loader(folder: Path) -> dict[str, list[Path]]:
    """Give readable files of a folder by their loader, not too many of one."""
    found: dict[str, list[Path]] = defaultdict(list)
    sizes: dict[str, int] = defaultdict(int)
    for path in sorted(folder.glob("*/**/*"), key=lambda path: path.name):
        if not path.is_file() or ".expected." in path.name or path.suffix == ".py":
            continue
        loader = ingest.choose(path)
        if loader is None or len(found[loader.name]) >= MOST_FILES:
            continue
        size = path.stat().st_size
        if sizes[loader.name] + size > MOST_BYTES or _read(path)[1]:
            continue
        found[loader.name].append(path)
        sizes[loader.name] += size
    return {loader: paths for loader, paths in found.items() if paths}


def _compare(
    what: str,
    paths: list[Path],
    kind: str,
    peers: Path | None,
    known: Mapping[str, Timed | None] = MappingProxyType({}),
) -> None:
    given = 0

    def ours() -> None:
        nonlocal given
        given = sum(_read(path)[0] for path in paths)

    taken = _best(ours)
    megabytes = sum(path.stat().st_size for path in paths) / 1e6
    others = [("the floor", _best(lambda: _floors(paths)))]
    found = {**known, **{name: _peer(peers, code, paths) for name, code in _PEERS.get(kind, ())}}
    for name, said in found.items():
        if said is not None:
            failed, seconds = said
            others.append((f"{name} ({failed} not read)" if failed else name, seconds))
    for number, (name, theirs) in enumerate(others):
        left = f"{what} | {len(paths)} | {megabytes:.2f} | {megabytes / taken:.2f}"
        left += f" | {given / taken:,.0f}"
        print(
            f"| {left if not number else ' | ' * 4} | {name} | {megabytes / theirs:.2f}"
            f" | {taken / theirs:.1f} |",
            flush=True,
        )


def _read(path: Path) -> tuple[int, bool]:
    """Give how many facts and events a file gives, and whether it was refused."""
    events = 0

    def count(batch: Events) -> None:
        nonlocal events
        events += batch.frame.height

    source = Source(path, path.name, Minter("https://example.org/bench/"))
    reading = ingest.read(source, sink=count)
    return len(reading.triples) + events, reading.ledger.refused


def _floors(paths: Iterable[Path]) -> None:
    for path in paths:
        _floor(path)(path)


def _floor(path: Path) -> Callable[[Path], object]:
    """Give the least that can be done with a file, by its ending or else by how it begins."""
    suffix = path.suffix.lower()
    known = {
        ".conf": read_bytes,
        ".xlsx": _cells,
        ".yaml": _yaml,
        ".yml": _yaml,
        ".csv": _columns,
        ".tsv": _columns,
    }
    if suffix in _RDF:
        return _triples
    if suffix in known:
        return known[suffix]
    with gzip.open(path) if suffix == ".gz" else path.open("rb") as file:
        begin = file.read(200).lstrip(b"\xef\xbb\xbf \r\n\t")
    if begin.startswith(b"<"):
        return _walk
    return _values if begin.startswith((b"{", b"[")) else read_bytes


def _triples(path: Path) -> int:
    parsed = ox.parse(path=str(path), format=_RDF[path.suffix.lower()], base_iri="x:")
    return sum(1 for _ in parsed)


def _yaml(path: Path) -> object:
    return yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)


def _columns(path: Path) -> pl.DataFrame:
    return pl.read_csv(
        path, ignore_errors=True, truncate_ragged_lines=True, encoding="utf8-lossy",
        infer_schema=False, has_header=False,
    )  # fmt: skip


def _values(path: Path) -> object:
    data = path.read_bytes()
    if path.suffix in {".ndjson", ".jsonl"}:
        return [json.loads(line) for line in data.splitlines() if line.strip()]
    return json.loads(data)


def _cells(path: Path) -> int:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    return sum(1 for sheet in book.worksheets for _ in sheet.iter_rows(values_only=True))


def _walk(path: Path) -> int:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        return sum(1 for _ in etree.iterparse(file, recover=True))


def _peer(python: Path | None, code: str, paths: list[Path]) -> Timed | None:
    """Give how many of these files a peer cannot read, and its seconds for all; or None."""
    if python is None:
        return None
    script = (
        "import sys, time, warnings\nwarnings.simplefilter('ignore')\nfailed = []\n"
        f"def read(path):\n    try:\n        {code}\n    except ImportError:\n        raise\n"
        "    except Exception as error:\n        failed.append(path)\n"
        "paths = sys.argv[1:]\nread(paths[0])\nfailed.clear()\nstart = time.perf_counter()\n"
        "for path in paths:\n    read(path)\n"
        "print(len(failed), time.perf_counter() - start)\n"
    )
    said = _said([str(python), "-c", script, *map(str, paths)])
    return None if said is None else (int(said[0]), float(said[1]))


def _moddle(folder: Path | None, paths: list[Path]) -> Timed | None:
    """Give the same of bpmn-moddle; or None where it is not there."""
    if folder is None:
        return None
    script = folder / "read.mjs"
    script.write_text(_MODDLE, encoding="utf-8")
    said = _said(["node", str(script), *(str(path.resolve()) for path in paths)])
    return None if said is None else (int(said[0]), float(said[1]))


def _said(command: list[str]) -> list[str] | None:
    """Give the words of the last line that a process prints; None, told why, where it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"no figure: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    return done.stdout.splitlines()[-1].split()


def _best(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


if __name__ == "__main__":
    main()
