"""How the view of behaviour, soundness and ways around controls grow with the size of a process."""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from rdflib import RDF, RDFS, Literal, URIRef

from asbuilt.derive import Context
from asbuilt.derive.bypass import analysis as bypass
from asbuilt.derive.soundness import analysis as soundness
from asbuilt.store.embedded import EmbeddedStore
from asbuilt.vocabulary import AB
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.store import Triple

_SETTINGS = '[workspace]\ntitle = "Growth"\nbase = "https://example.org/growth/"\n'
_BASE = "https://example.org/growth/p.bpmn#"
_TASK, _XOR, _AND = "userTask", "exclusiveGateway", "parallelGateway"


def main() -> None:
    """Print a table: seconds, and the time of an element beside that in the smallest process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="100,1000,10000", help="numbers of elements")
    sizes = [int(size) for size in parser.parse_args().sizes.split(",")]
    print("\n## Behaviour of one process with gateways, loops, parallel blocks and sub-processes\n")
    print("| elements | view, s | ratio | soundness, s | ratio | bypass, s | ratio |")
    print("|---|---|---|---|---|---|---|")
    first: list[float] | None = None
    for size in sizes:
        elements, taken = _measured(size)
        each = [seconds / elements for seconds in taken]
        first = first or each
        cells = " | ".join(
            f"{seconds:.3f} | {one / base:.1f}"
            for seconds, one, base in zip(taken, each, first, strict=True)
        )
        print(f"| {elements:,} | {cells} |")


def _measured(size: int) -> tuple[int, tuple[float, float, float]]:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "asbuilt.toml").write_text(_SETTINGS, encoding="utf-8")
        workspace = Workspace.open(Path(folder))
        store = EmbeddedStore.in_memory()
        process = _Process(size)
        store.replace(workspace.minter.source_graph("p.bpmn"), process.facts())
        context = Context(store, workspace.minter, date(2026, 11, 15), workspace)
        begun = time.perf_counter()
        assert context.behaviours.linked
        viewed = time.perf_counter()
        faults = list(soundness.derive(context))
        judged = time.perf_counter()
        ways = list(bypass.derive(context))
        ended = time.perf_counter()
    assert not faults, "the process is sound"
    assert ways, "there is a way around its control"
    return len(process.kinds), (viewed - begun, judged - viewed, ended - judged)


class _Process:
    """A sound process of about so many elements, with a control and a way around it."""

    def __init__(self, size: int) -> None:
        self.kinds: dict[str, tuple[str, str]] = {}
        self.flows: list[tuple[str, str]] = []
        last = self._node("startEvent")
        while len(self.kinds) < size - 12:
            last = self._block(last)
        choice, merge = self._node(_XOR), self._node(_XOR)
        self.control, self.guarded = self._node(_TASK), self._node(_TASK)
        end = self._node("endEvent")
        self.flows += [
            (last, choice), (choice, self.control), (self.control, merge), (choice, merge),
            (merge, self.guarded), (self.guarded, end),
        ]  # fmt: skip

    def facts(self) -> Iterator[Triple]:
        """State the process and its control."""
        process, control = URIRef(f"{_BASE}process"), URIRef(f"{_BASE}control")
        yield process, RDF.type, AB.Process
        yield process, RDFS.label, Literal("Process")
        for name, (kind, around) in self.kinds.items():
            step = URIRef(_BASE + name)
            yield process, AB.hasStep, step
            yield step, RDF.type, AB.Step
            yield step, RDF.type, AB.Task if kind == _TASK else AB.Gateway
            yield step, RDFS.label, Literal(name)
            yield step, AB.elementKind, Literal(kind)
            if around:
                yield step, AB.partOf, URIRef(_BASE + around)
        for number, (origin, goal) in enumerate(self.flows):
            flow = URIRef(f"{_BASE}flow{number}")
            yield flow, RDF.type, AB.Flow
            yield flow, AB.source, URIRef(_BASE + origin)
            yield flow, AB.target, URIRef(_BASE + goal)
        yield control, RDF.type, AB.Control
        yield control, RDFS.label, Literal("Check")
        yield control, AB.guards, URIRef(_BASE + self.guarded)
        yield URIRef(_BASE + self.control), AB.controlledBy, control

    def _node(self, kind: str, around: str = "") -> str:
        name = f"n{len(self.kinds)}"
        self.kinds[name] = (kind, around)
        return name

    def _block(self, last: str) -> str:
        """Add a loop around a choice within two branches, and a sub-process, and give the end."""
        merge, split, choice = self._node(_XOR), self._node(_AND), self._node(_XOR)
        tasks = [self._node(_TASK) for _ in range(4)]
        chosen, join, again = self._node(_XOR), self._node(_AND), self._node(_XOR)
        sub = self._node("subProcess")
        start, fork = self._node("startEvent", sub), self._node(_AND, sub)
        inner = [self._node(_TASK, sub) for _ in range(2)]
        ends = [self._node("endEvent", sub) for _ in range(2)]
        self.flows += [
            (last, merge), (merge, split), (split, choice), (choice, tasks[0]), (choice, tasks[1]),
            (tasks[0], chosen), (tasks[1], chosen), (chosen, join), (split, tasks[2]),
            (tasks[2], tasks[3]), (tasks[3], join), (join, again), (again, merge), (again, sub),
            (start, fork), (fork, inner[0]), (fork, inner[1]), (inner[0], ends[0]),
            (inner[1], ends[1]),
        ]  # fmt: skip
        return sub


if __name__ == "__main__":
    main()
