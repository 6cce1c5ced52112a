"""Conformance of logs beside PM4Py: the same figures, events a second, and what memory it takes.

PM4Py is AGPL and runs in an environment of its own:

    python -m venv peers
    peers/bin/pip install pm4py
    python -m bench.conformance --files FOLDER --peers peers/bin/python
    python -m bench.conformance --large 10000000

The first table aligns logs with Petri nets that came with them. The second takes a made log of
many cases, some of which deviate, through every check, through the alignments, and through PM4Py's
token replay and alignments. `--large` runs all checks of a log of so many events and tells the
most memory that it took.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl
from rdflib import Graph

from asbuilt.derive import Context
from asbuilt.derive.alignment.automaton import automaton_of
from asbuilt.derive.alignment.search import align
from asbuilt.derive.conformance import checks
from asbuilt.facts import Source
from asbuilt.identity import Minter, digest
from asbuilt.ingest import read
from asbuilt.store.embedded import EmbeddedStore
from asbuilt.vocabulary import PREFIXES
from asbuilt.workspace import Workspace
from bench.pnml import read_pnml

if TYPE_CHECKING:
    from collections.abc import Iterator

BASE: Final = "https://example.org/bench/"
EVENTS: Final = 400_000
ROWS: Final = 250_000
_PAIRS: Final = (
    ("running-example.xes", "running-example.pnml"),
    *((f"a12f0n{noise}.xes.gz", "a12.pnml") for noise in ("00", "05", "10", "20", "50")),
    ("roadtraffic50traces.xes", "roadtraffic.pnml"),
    ("roadtraffic100traces.xes", "roadtraffic.pnml"),
    ("receipt.csv", "receipt_one_variant.pnml"),
    ("receipt.csv", "receipt.pnml"),
)
_STEPS: Final = ("Create order", "Check", "Approve", "Pick", "Pack", "Ship", "Invoice", "Pay")
_PREFIXES: Final = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
_PEER: Final = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
import pandas, pm4py
from pm4py.objects.petri_net.obj import Marking
log, model, asked = sys.argv[1:4]
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
        begun = time.perf_counter()
        found = measure(frame, net, start, end)
        said[name] = time.perf_counter() - begun
        said["mean"] = found["average_trace_fitness"]
        said["log"] = found["log_fitness"]
print(json.dumps(said))
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
        _speed(folder, asked.events, asked.peers)


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
        slower = f"{said['alignments']:.2f} | {said['alignments'] / taken:.0f}" if said else "- | -"
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


def _speed(folder: Path, events: int, peers: Path | None) -> None:
    context, frame = _workspace(folder, events)
    log, model = folder / "log.csv", folder / "orders.pnml"
    frame.select("case", "activity", pl.col("time").dt.to_string("iso:strict")).write_csv(log)
    model.write_text(_pnml(), encoding="utf-8")
    begun = time.perf_counter()
    (examined,) = checks.examine(context)
    aligned = time.perf_counter() - begun
    found = [deviation.label for deviation in examined.deviations]
    taken = time.perf_counter() - begun
    variants = len(examined.inquiry.log.variants.all)
    print(f"\n{events:,} events, {variants:,} variants, {len(found)} deviations\n")
    print("| what | s | events a second | times as fast as token replay |")
    print("|---|---|---|---|")
    said = _peer(peers, log, model, "replay alignments")
    rows = [("all checks and alignments", taken), ("variants and alignments alone", aligned)]
    if said:
        rows += [("PM4Py token replay", said["replay"]), ("PM4Py alignments", said["alignments"])]
    for what, seconds in rows:
        faster = f"{said['replay'] / seconds:.1f}" if said else "-"
        print(f"| {what} | {seconds:.2f} | {events / seconds:,.0f} | {faster} |", flush=True)


def _large(folder: Path, events: int) -> None:
    context, _ = _workspace(folder, events, keep=False)
    before = _memory()
    begun = time.perf_counter()
    (examined,) = checks.examine(context)
    for deviation in examined.deviations:
        print(f"- {deviation.label}", flush=True)
    taken = time.perf_counter() - begun
    print(
        f"\n{events:,} events through every check in {taken:.0f} s, {events / taken:,.0f} a second;"
        f" {before:,.0f} MB before, {_memory():,.0f} MB at most"
    )


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _workspace(folder: Path, events: int, *, keep: bool = True) -> tuple[Context, pl.DataFrame]:
    """Make a workspace with a log of orders, whose process has a control and two duties."""
    (folder / "asbuilt.toml").write_text(
        f'[workspace]\ntitle = "Bench"\nbase = "{BASE}"\n', encoding="utf-8"
    )
    workspace = Workspace.open(folder)
    store = EmbeddedStore.in_memory()
    graph = Graph().parse(data=_turtle(), format="turtle")
    store.replace(workspace.minter.source_graph("p.ttl"), iter(graph))  # type: ignore[arg-type]
    place = workspace.state / "events" / digest(f"{BASE}log#log")
    place.mkdir(parents=True)
    frames = []
    for number, frame in enumerate(_frames(events)):
        frame.write_parquet(place / f"{number * ROWS:012}.parquet")
        frames += [frame] if keep else []
    context = Context(store, workspace.minter, workspace.as_of(), workspace)
    return context, pl.concat(frames) if frames else pl.DataFrame()


def _frames(events: int) -> Iterator[pl.DataFrame]:
    """Give orders of eight events, of which some lack a step, do it late, or do one twice."""
    for start in range(0, events, ROWS):
        number = pl.int_range(start, min(start + ROWS, events), eager=True)
        case, place = number // 8, number % 8
        mixed = (case * 2_654_435_761 % 4_294_967_296) // 65_536
        # One case in 40 deviates at each place, so that there are many variants.
        swapped = (mixed // (place + 1)) % 40 == 7
        names = pl.Series(_STEPS)
        activity = names.gather((place + swapped.cast(pl.Int64)) % 8)
        yield pl.DataFrame(
            {
                "case": "o" + case.cast(pl.String()),
                "activity": activity,
                "time": (number * 7_000_000 + 1_767_225_600_000_000).cast(pl.Datetime("us", "UTC")),
                "resource": "user" + ((case * 7 + place) % 57).cast(pl.String()),
                "lifecycle": pl.Series([None], dtype=pl.String()).new_from_index(0, len(number)),
                "position": number.cast(pl.UInt32()),
            }
        )


def _turtle() -> str:
    lines = [
        f"{_PREFIXES}@prefix : <{BASE}p#> .",
        f"<{BASE}log#log> a ab:EventLog ; rdfs:label 'Orders' ; ab:logs :P .",
        ":P a ab:Process ; rdfs:label 'Order' .",
        ":control a ab:Control ; rdfs:label 'Approval' ; ab:guards :s5 ; ab:segregatedFrom :s0 .",
        ":s2 ab:controlledBy :control ; ab:decidedBy :manager . :s2 a ab:Approval .",
        ":manager a ab:Role ; rdfs:label 'Manager' .",
        ":limit a ab:Assignment ; ab:step :s2 ; ab:maxWait 'PT10S'^^xsd:duration .",
    ]
    lines += [f":a{n} a ab:Agent ; rdfs:label 'user{n}' ." for n in range(50)]
    lines += [f":h{n} a ab:Holding ; ab:holder :a{n} ; ab:role :manager ." for n in range(40)]
    for number, name in enumerate(_STEPS):
        lines.append(
            f":P ab:hasStep :s{number} . :s{number} a ab:Step, ab:Task ; rdfs:label '{name}' ;"
            f" ab:elementKind 'userTask' ; ab:execution 'user' ."
        )
        if number:
            lines.append(f":s{number - 1} ab:next :s{number} .")
    return "\n".join(lines)


def _pnml() -> str:
    parts = [f'<place id="p{n}"><initialMarking><text>{int(not n)}</text></initialMarking></place>'
             for n in range(len(_STEPS) + 1)]  # fmt: skip
    for number, name in enumerate(_STEPS):
        parts.append(f'<transition id="t{number}"><name><text>{name}</text></name></transition>')
        parts.append(f'<arc id="i{number}" source="p{number}" target="t{number}"/>')
        parts.append(f'<arc id="o{number}" source="t{number}" target="p{number + 1}"/>')
    kind = "http://www.pnml.org/version-2009/grammar/pnmlcoremodel"
    return f'<pnml><net id="n" type="{kind}"><page id="g">{"".join(parts)}</page></net></pnml>'


def _peer(python: Path | None, log: Path, model: Path, asked: str) -> dict[str, Any] | None:
    """Give what PM4Py says and the seconds it takes; None, told why, where it does not."""
    if python is None:
        return None
    command = [str(python), "-c", _PEER, str(log), str(model), asked]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"no figure: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


if __name__ == "__main__":
    main()
