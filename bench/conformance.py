"""Conformance of logs beside PM4Py: the same figures, events a second, and what memory it takes.

PM4Py is AGPL and runs in an environment of its own:

    python -m venv peers
    peers/bin/pip install pm4py
    python -m bench.conformance --files FOLDER --peers peers/bin/python
    python -m bench.conformance --large 10000000

The first table aligns logs with Petri nets that came with them. The others take made logs through
the alignments and every check, and through PM4Py's token replay and alignments: one of many cases
of few variants, and one in which every tenth event is another than it should be. Ours begin with
what a load has kept on disk, PM4Py's with its own data frame in memory, formatted and sorted. Rates
and ratios are of processor time, which other work on the machine changes least.
`--large` runs all checks of a log of so many events and tells the most memory that it took.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any, Final

import polars as pl

from asbuilt.derive.alignment.automaton import automaton_of
from asbuilt.derive.alignment.search import align
from asbuilt.derive.conformance import analysis, checks
from asbuilt.facts import Source
from asbuilt.identity import Minter
from asbuilt.ingest import read
from bench.orders import BASE, pnml, workspace
from bench.pnml import read_pnml

EVENTS: Final = 400_000
TIMES: Final = 3
"""How often each is measured; the least counts."""
_NEVER: Final = (float("inf"), float("inf"))
_PAIRS: Final = (
    ("running-example.xes", "running-example.pnml"),
    *((f"a12f0n{noise}.xes.gz", "a12.pnml") for noise in ("00", "05", "10", "20", "50")),
    ("roadtraffic50traces.xes", "roadtraffic.pnml"),
    ("roadtraffic100traces.xes", "roadtraffic.pnml"),
    ("receipt.csv", "receipt_one_variant.pnml"),
    ("receipt.csv", "receipt.pnml"),
)
_PEER: Final = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
import pandas, pm4py
from pm4py.objects.petri_net.obj import Marking
log, model, asked, times = *sys.argv[1:4], int(sys.argv[4])
if ".xes" in log:
    frame = pm4py.read_xes(log, show_progress_bar=False)
else:
    frame = pandas.read_csv(log)
    names = {"case": "case:concept:name", "activity": "concept:name", "time": "time:timestamp"}
    frame = frame.rename(columns=names)
if "time:timestamp" not in frame.columns:
    frame["time:timestamp"] = pandas.to_datetime(range(len(frame)), unit="s", utc=True)
frame = pm4py.format_dataframe(frame, timest_format="ISO8601")
if model.endswith(".bpmn"):
    net, start, end = pm4py.convert_to_petri_net(pm4py.read_bpmn(model))
else:
    net, start, end = pm4py.read_pnml(model)
start = start or Marking({p: 1 for p in net.places if not p.in_arcs})
end = end or Marking({p: 1 for p in net.places if not p.out_arcs})
said = {"events": len(frame)}
for name, measure in (
    ("replay", pm4py.fitness_token_based_replay), ("alignments", pm4py.fitness_alignments)
):
    if name in asked:
        said[name] = [float("inf"), float("inf")]
        for _ in range(times):
            begun, busy = time.perf_counter(), time.process_time()
            found = measure(frame, net, start, end)
            taken = time.perf_counter() - begun, time.process_time() - busy
            said[name] = list(map(min, said[name], taken))
        said["mean"] = found["average_trace_fitness"]
        said["log"] = found["log_fitness"]
print(json.dumps(said))
"""

_ALONE: Final = """
import json, sys, time
from pathlib import Path
from bench import conformance, orders
from asbuilt.derive.conformance import analysis
context = orders.context_of(Path(sys.argv[1]))
before, begun = conformance._memory(), time.perf_counter()
facts = sum(1 for _ in analysis.derive(context))
taken = time.perf_counter() - begun
print(json.dumps({"seconds": taken, "before": before, "peak": conformance._memory()}))
"""


def main() -> None:
    """Print tables as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--files", type=Path, help="folder with PM4Py's logs and nets")
    parser.add_argument("--peers", type=Path, help="Python of an environment with PM4Py")
    parser.add_argument("--events", type=int, default=EVENTS, help="events of the made log")
    parser.add_argument("--large", type=int, help="only take a log of so many events through")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if asked.large:
            _large(folder, asked.large)
            return
        if asked.files:
            _figures(asked.files, asked.peers)
        for varied in (False, True):
            place = folder / ("varied" if varied else "plain")
            place.mkdir()
            _speed(place, asked.events, asked.peers, varied=varied)


def _figures(folder: Path, peers: Path | None) -> None:
    print(
        "| log | net | variants | fitness | PM4Py | mean | PM4Py | s | PM4Py, s | times as fast |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for name, model in _PAIRS:
        log, net = next(folder.rglob(name), None), next(folder.rglob(model), None)
        if log is None or net is None:
            continue
        variants, whole, mean, taken = _aligned(log, net)
        said = _peer(peers, log, net, "alignments")
        theirs = [f"{said[key]:.6f}" if said else "-" for key in ("log", "mean")]
        theirs_s = said["alignments"][0] if said else 0
        slower = f"{theirs_s:.2f} | {theirs_s / taken:.0f}" if said else "- | -"
        print(
            f"| {name} | {model} | {variants} | {whole:.6f} | {theirs[0]} | {mean:.6f}"
            f" | {theirs[1]} | {taken:.2f} | {slower} |",
            flush=True,
        )


def _aligned(log: Path, net: Path) -> tuple[int, float, float, float]:
    """Give the variants of a log, its fitness, the mean of its cases, and the seconds taken."""
    frames: list[pl.DataFrame] = []
    read(Source(log, log.name, Minter(BASE)), sink=lambda batch: frames.append(batch.frame))
    frame = pl.concat(frames, how="diagonal_relaxed").sort("time", maintain_order=True)
    begun = time.perf_counter()
    model, steps = read_pnml(net)
    automaton = automaton_of(model)
    bits = {name: 1 << number for number, name in enumerate(steps)}
    cases = frame.group_by("case", maintain_order=True).agg("activity")["activity"]
    variants = Counter(tuple(case) for case in cases.to_list())
    cost = worst = 0
    total = 0.0
    for variant, number in variants.items():
        found = align(automaton, [bits.get(name, 0) for name in variant])
        assert found is not None
        most = len(variant) + automaton.shortest
        cost += number * found.cost
        worst += number * most
        total += number * (1 - found.cost / most)
    taken = time.perf_counter() - begun
    return len(variants), 1 - cost / worst, total / len(cases), taken


def _speed(folder: Path, events: int, peers: Path | None, *, varied: bool) -> None:
    begun = time.perf_counter()
    context, frame = workspace(folder, events, varied=varied)
    arranged = time.perf_counter() - begun
    log, model = folder / "log.csv", folder / "orders.pnml"
    frame.select("case", "activity", pl.col("time").dt.to_string("iso:strict")).write_csv(log)
    model.write_text(pnml(), encoding="utf-8")
    fits = checked = derived = _NEVER
    for _ in range(TIMES):
        begun = _now()
        (examined,) = checks.examine(context)
        fits = _least(fits, begun)
        found = [deviation.label for deviation in examined.deviations]
        checked = _least(checked, begun)
        begun = _now()
        facts = sum(1 for _ in analysis.derive(context))
        derived = _least(derived, begun)
    variants = len(examined.inquiry.log.variants.all)
    print(f"\n{events:,} events, {variants:,} variants, {len(found)} deviations, {facts:,} facts\n")
    print("| what | s | s of processor | events a second of it | times as fast as token replay |")
    print("|---|---|---|---|---|")
    rows = [
        ("what is kept to the fitness of every case", fits),
        ("the same and every check", checked),
        ("the whole analysis, with deeds and facts", derived),
    ]
    said = _peer(peers, log, model, "replay alignments")
    if said:
        rows += [(f"PM4Py {name}", tuple(said[name])) for name in ("replay", "alignments")]
    for what, (seconds, busy) in rows:
        faster = f"{said['replay'][1] / busy:.1f}" if said else "-"
        rate = f"{events / busy:,.0f}"
        print(f"| {what} | {seconds:.3f} | {busy:.3f} | {rate} | {faster} |", flush=True)
    print(f"\nMade and arranged, as a load does once: {arranged:.2f} s", flush=True)


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _least(known: tuple[float, float], begun: tuple[float, float]) -> tuple[float, float]:
    """Give the least seconds, on the clock and of the processor, of several times."""
    seconds, busy = (now - then for now, then in zip(_now(), begun, strict=True))
    return min(known[0], seconds), min(known[1], busy)


def _large(folder: Path, events: int) -> None:
    workspace(folder, events, keep=False)
    # The peak is that of a process of its own, which has made nothing.
    command = [sys.executable, "-c", _ALONE, str(folder)]
    said = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    seconds = said["seconds"]
    print(
        f"{events:,} events, written in {_memory():,.0f} MB at most, through every check, with"
        f" deeds and facts, in {seconds:.1f} s, {events / seconds:,.0f} a second;"
        f" {said['before']:,.0f} MB before, {said['peak']:,.0f} MB at most"
    )


def _memory() -> float:
    """Give the most megabytes that this process held; what it was started by does not count."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) / 1024


def _peer(python: Path | None, log: Path, model: Path, asked: str) -> dict[str, Any] | None:
    """Give what PM4Py says and the seconds it takes; None, told why, where it does not."""
    if python is None:
        return None
    command = [str(python), "-c", _PEER, str(log), str(model), asked, str(TIMES)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"no figure: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


if __name__ == "__main__":
    main()
