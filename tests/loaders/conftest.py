"""What tests of loaders share: comparing with a golden pair, and reading a text at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from golden import Golden, Outcome, read, same_graph
from rdflib import Graph

from asbuilt.vocabulary import PREFIXES

if TYPE_CHECKING:
    from pathlib import Path

    from golden import Reader

    from asbuilt.facts import Loader


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare with, or write, the file that is expected beside a case."""
    accept = bool(request.config.getoption("--accept"))

    def compare(loader: Loader, path: Path, **settings: Any) -> Outcome:  # noqa: ANN401
        outcome = read(loader, path, **settings)
        stem = path.parent / path.name.split(".")[0]
        expected = stem.with_name(f"{stem.name}.expected.ttl")
        if accept:
            for prefix, namespace in PREFIXES.items():
                outcome.graph.bind(prefix, namespace, replace=True)
            expected.write_text(outcome.graph.serialize(format="longturtle"), encoding="utf-8")
        same_graph(outcome.graph, Graph().parse(expected))
        if outcome.batches:
            table = stem.with_name(f"{stem.name}.expected.csv")
            if accept:
                table.write_text(outcome.events.write_csv(), encoding="utf-8")
            assert outcome.events.write_csv() == table.read_text(encoding="utf-8")
        return outcome

    return compare


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    """Read a text or bytes with a loader, as a file with the name that is given."""

    def read_text(
        loader: Loader,
        name: str,
        content: str | bytes,
        **settings: Any,  # noqa: ANN401
    ) -> Outcome:
        path = tmp_path / name
        data = content.encode() if isinstance(content, str) else content
        path.write_bytes(data)
        return read(loader, path, **settings)

    return read_text
