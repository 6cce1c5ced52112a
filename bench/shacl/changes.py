"""A change judged again beside a full run: ``python -m bench.shacl.changes --sizes 100k,1m``."""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib import Graph

from asbuilt.judge.incremental.run import Run, judge_again, judge_all
from asbuilt.judge.refresh import Change
from asbuilt.judge.view import View
from bench.shacl import company
from bench.shacl.__main__ import SHAPES, sizes

if TYPE_CHECKING:
    from collections.abc import Sequence

_COLUMNS = ("triples", "kept", "facts changed", "full, s", "again, s", "full / again", "judged",
            "same")  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a Markdown table; seconds are by the clock, since workers share in judging."""
    parser = argparse.ArgumentParser(prog="python -m bench.shacl.changes", description=__doc__)
    parser.add_argument("--sizes", type=sizes, default="100k", help="numbers of triples")
    parser.add_argument("--facts", type=int, default=1000, help="facts that come or go")
    parser.add_argument("--memory", action="store_true", help="keep the data in memory")
    parser.add_argument("--seconds", type=float, default=900, help="how long a query may take")
    parser.add_argument("--folder", type=Path, help="where data and stores are put for the time")
    chosen = parser.parse_args(arguments)
    print(f"| {' | '.join(_COLUMNS)} |\n|{'---|' * len(_COLUMNS)}", flush=True)
    shapes = Graph().parse(SHAPES, format="turtle")
    for size in chosen.sizes:
        with tempfile.TemporaryDirectory(dir=chosen.folder) as name:
            data = Path(name) / "data.nt"
            company.write(data, size)
            view = View.in_memory() if chosen.memory else View.open(Path(name) / "view")
            quads = ox.parse(path=str(data), format=ox.RdfFormat.N_TRIPLES)
            view.fill(quad.triple for quad in quads)
            where = "in memory" if chosen.memory else "on disk"
            line = _line(view, shapes, data, chosen.facts, chosen.seconds)
            print(f"| {len(view):,} | {where} {line}", flush=True)


def _line(view: View, shapes: Graph, data: Path, number: int, seconds: float) -> str:
    start = time.perf_counter()
    run = judge_all(view, shapes, seconds)
    if run.judged.failed:
        raise RuntimeError(f"not judged: {run.judged.failed}")
    full = time.perf_counter() - start
    change = _change(data, number)
    start = time.perf_counter()
    view.change(change.came, change.went)
    again = judge_again(view, shapes, change, run.judged, seconds)
    taken = time.perf_counter() - start
    is_same = _bag(again) == _bag(judge_all(view, shapes, seconds))
    judged = f"{again.again:,} nodes"
    if again.whole:
        judged += f", {len(again.whole)} shapes as a whole"
    cells = (f"{len(change):,}", f"{full:.2f}", f"{taken:.3f}", f"{full / taken:.0f}", judged,
             "yes" if is_same else "**no**")  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _change(data: Path, number: int) -> Change:
    """Give facts that go, and as many that come: what went, with a value of another such fact."""
    chance = random.Random(11)  # noqa: S311 - data, no secrets
    with data.open(encoding="utf-8") as lines:
        count = sum(1 for _ in lines)
    picked = set(chance.sample(range(count), number // 2))
    with data.open(encoding="utf-8") as lines:
        text = "".join(line for place, line in enumerate(lines) if place in picked)
    went = [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES)]
    values: dict[ox.NamedNode, list[object]] = {}
    for fact in went:
        values.setdefault(fact.predicate, []).append(fact.object)
    came = {
        ox.Triple(fact.subject, fact.predicate, chance.choice(values[fact.predicate]))  # type: ignore[arg-type]
        for fact in went
    }
    return Change(frozenset(came - set(went)), frozenset(set(went) - came))


def _bag(run: Run) -> Counter[object]:
    return Counter(run.judged.outcome().results)


if __name__ == "__main__":
    main()
