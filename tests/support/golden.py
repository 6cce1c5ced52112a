"""Golden pairs: a file of some format, and beside it what a loader makes of it.

For ``order.asl.json`` that is ``order.expected.ttl``, compared as a graph, and for event logs also
``order.expected.csv``. ``pytest --accept`` writes both anew, to be looked at in the diff.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import polars as pl
import pytest
from rdflib import Graph
from rdflib.compare import graph_diff, to_isomorphic

from asbuilt.facts import Events, Fact, Loader, Problem, Source, Tally, Version
from asbuilt.identity import Minter
from asbuilt.reading import Refusal

if TYPE_CHECKING:
    from pathlib import Path

BASE = "https://example.org/test/"


@dataclass
class Outcome:
    """What a loader said about a file, sorted by kind."""

    graph: Graph = field(default_factory=Graph)
    elements: dict[str, int] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)
    unread: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    version: str = ""
    batches: list[Events] = field(default_factory=list)

    @property
    def refusal(self) -> Problem:
        """The one error for which the file is refused; fails where there is none."""
        errors = [problem for problem in self.problems if problem.severity == "error"]
        assert errors, f"nothing was refused; problems: {self.problems}"
        return errors[0]

    @property
    def events(self) -> pl.DataFrame:
        """All events of the file."""
        return pl.concat([batch.frame for batch in self.batches], how="diagonal_relaxed")


class Golden(Protocol):
    """Compares what a loader makes of a file with what is expected of it."""

    def __call__(self, loader: Loader, path: Path, **settings: Any) -> Outcome:  # noqa: ANN401
        """Fail with the difference, or write it anew where ``--accept`` is given."""


class Reader(Protocol):
    """Reads a text or bytes as if they stood in a file of the given name."""

    def __call__(
        self,
        loader: Loader,
        name: str,
        content: str | bytes,
        **settings: Any,  # noqa: ANN401
    ) -> Outcome:
        """Give what the loader says about it."""


def read(loader: Loader, path: Path, **settings: Any) -> Outcome:  # noqa: ANN401
    """Read one file with a loader, as a source with these settings."""
    outcome = Outcome()
    source = Source(path, settings.pop("name", path.name), Minter(BASE), **settings)
    try:
        for item in loader.load(source):
            _sort(outcome, item)
    except Refusal as refusal:
        outcome.problems.append(refusal.problem)
    return outcome


def cases(folder: Path, *suffixes: str) -> list[Path]:
    """Give the files of a folder that have one of the endings; there must be some."""
    found = [path for path in sorted(folder.iterdir()) if path.name.endswith(suffixes)]
    found = [path for path in found if ".expected." not in path.name]
    assert found, f"no cases in {folder}"
    return found


def same_graph(found: Graph, expected: Graph) -> None:
    """Fail with what is more and what is less where two graphs are not the same."""
    if to_isomorphic(found) == to_isomorphic(expected):
        return
    _, more, less = graph_diff(found, expected)
    lines = [f"+ {line}" for line in sorted(more.serialize(format="nt").splitlines())]
    lines += [f"- {line}" for line in sorted(less.serialize(format="nt").splitlines())]
    pytest.fail("the graph is not the expected one:\n" + "\n".join(lines), pytrace=False)


def _sort(outcome: Outcome, item: object) -> None:
    if isinstance(item, Fact):
        outcome.graph.add((item.subject, item.predicate, item.object))
    elif isinstance(item, Problem):
        outcome.problems.append(item)
    elif isinstance(item, Version):
        outcome.version = item.text
    elif isinstance(item, Events):
        outcome.batches.append(item)
    elif isinstance(item, Tally):
        dispositions = {"read": outcome.elements, "kept": outcome.kept, "unread": outcome.unread}
        counts = dispositions[item.disposition]
        counts[item.kind] = counts.get(item.kind, 0) + item.count
