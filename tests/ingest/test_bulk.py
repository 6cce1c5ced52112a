"""A large file of RDF goes into an empty graph in bulk, and nobody can tell but by the clock."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
from rdflib import URIRef

from asbuilt import ingest
from asbuilt.facts import Lines
from asbuilt.ingest import loading
from asbuilt.store.embedded import EmbeddedStore
from asbuilt.store.filling import MARK
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.ingest import Ledger

SAMPLES = Path(__file__).parents[1] / "loaders/rdf"
CASES: dict[str, str | bytes] = {
    **{
        path.name: path.read_bytes()
        for path in sorted(SAMPLES.iterdir())
        if path.suffix in {".ttl", ".trig", ".nq", ".owl", ".jsonld"}
        and "expected" not in path.name
    },
    "numbers.ttl": "<a> a <K> ; <p> 1.50, 1.5, 007, 'x'@en-US, 'many'^^<http://www.w3.org/2001/"
    "XMLSchema#integer>, '2026-13-01'^^<http://www.w3.org/2001/XMLSchema#date> ; a <L> .",
    "twice.nt": "<x:a> <x:b> <x:c> .\n" * 3 + "<x:a> <x:b> _:n .\n_:n <x:b> _:n .\n",
    "lists.ttl": "<a> <p> ( 1 [ <q> 2 ] ) , [ ] , [ ] .",
    "statements.ttl": "<a> <p> <<( <s> <q> 1 )>> , 2 .",
    "empty.ttl": "# nothing yet\n",
}
GRAPH = URIRef("https://example.org/graph/one")


class Loaded:
    """A workspace of one file, loaded."""

    def __init__(self, folder: Path, name: str, content: str | bytes) -> None:
        """Write the file and load it."""
        folder.mkdir()
        self.folder = folder
        (folder / "asbuilt.toml").write_text(
            f'[workspace]\nbase = "https://example.org/bulk/"\n[[source]]\npath = "{name}"\n',
            encoding="utf-8",
        )
        data = content if isinstance(content, bytes) else content.encode()
        (folder / name).write_bytes(data)
        self.entry = self.load()

    def load(self, *, again: bool = False) -> Ledger:
        """Load, and give the ledger."""
        workspace = Workspace.open(self.folder)
        with closing(workspace.store(write=True)) as store:
            return ingest.load(workspace, store, again=again)[0]

    def dump(self) -> dict[str, set[object]]:
        """Give each graph, and the union under no name."""
        with closing(Workspace.open(self.folder).store()) as store:
            return {str(name): set(store.triples(name)) for name in store.graphs()} | {
                "": set(store.triples())
            }

    def told(self) -> dict[str, Any]:
        """Give what the ledger says, but for the number of facts."""
        return {key: said for key, said in self.entry.as_dict().items() if key != "facts"}


@pytest.fixture
def bulk(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Take every file for a large one."""
    monkeypatch.setattr(loading, "_LARGE", 0)
    return monkeypatch


@pytest.mark.parametrize("name", CASES)
def test_in_bulk_a_file_gives_the_same_graph_and_ledger(
    name: str, bulk: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Blank nodes, named graphs, odd numbers, faults and places of things included."""
    in_bulk = Loaded(tmp_path / "bulk", name, CASES[name])
    bulk.undo()
    one_by_one = Loaded(tmp_path / "plain", name, CASES[name])
    assert in_bulk.dump() == one_by_one.dump()
    assert in_bulk.told() == one_by_one.told()
    if name != "numbers.ttl":  # 1.50 and 1.5 are one in the graph and two in the file
        assert in_bulk.entry.facts == one_by_one.entry.facts
    assert in_bulk.load(again=True).changed == 0


def test_a_large_file_is_loaded_in_bulk_changed_and_removed(tmp_path: Path) -> None:
    """What comes after the first load goes by the difference, and the union follows."""
    line = '<https://example.org/thing/{0}> <https://example.org/says> "{0}" .\n'
    text = "".join(line.format(number) for number in range(20_000))
    assert len(text) > loading._LARGE
    loaded = Loaded(tmp_path / "w", "large.nt", text)
    assert loaded.entry.facts == 20_000
    assert loaded.entry.changed is None
    held = loaded.dump()
    assert len(held[""]) == 20_004
    path = loaded.folder / "large.nt"
    path.write_text(text + line.format("more"), encoding="utf-8")
    assert loaded.load().changed == 3, "a triple came, and the file has another digest"
    path.unlink()
    workspace = Workspace.open(loaded.folder)
    with closing(workspace.store(write=True)) as store:
        assert ingest.load(workspace, store) == []
    assert loaded.dump() == {"": set()}


def test_a_file_that_breaks_off_late_leaves_no_trace(tmp_path: Path) -> None:
    """It is read to its end before anything is written."""
    text = "<https://example.org/a> <https://example.org/b> <https://example.org/c> .\n" * 20_000
    loaded = Loaded(tmp_path / "w", "large.nt", text + "<https://example.org/a> <")
    assert loaded.entry.refused
    assert loaded.entry.problems[0].place.line == 20_001
    assert loaded.dump() == {"": set()}


@pytest.mark.usefixtures("bulk")
@pytest.mark.parametrize("target", [ox.NamedNode(str(GRAPH)), ox.DefaultGraph()])
def test_a_filling_that_was_cut_short_is_mended_when_the_store_is_opened(
    target: ox.NamedNode | ox.DefaultGraph, tmp_path: Path
) -> None:
    """Whichever of graph and union was written first, they agree again."""
    with closing(EmbeddedStore.open(tmp_path)) as store:
        store.replace(GRAPH, [(GRAPH, GRAPH, GRAPH)])
        half = b"<x:a> <x:b> <x:c> ."
        store.inner.bulk_load(half, format=ox.RdfFormat.N_TRIPLES, to_graph=target)
    (tmp_path / MARK).write_text("x", encoding="utf-8")
    with closing(EmbeddedStore.open(tmp_path)) as store:
        expected = 2 if isinstance(target, ox.NamedNode) else 1
        assert len(set(store.triples())) == expected
        assert set(store.triples()) == set(store.triples(GRAPH))
    assert not (tmp_path / MARK).exists()


def test_whoever_follows_the_store_learns_what_came_in_bulk(tmp_path: Path) -> None:
    """As the store will spell it."""
    number = b'<x:a> <x:b> "1.50"^^<http://www.w3.org/2001/XMLSchema#decimal> .\n'
    with closing(EmbeddedStore.open(tmp_path)) as store:
        assert store.journal
        look = store.journal.begin(["https://example.org/graph/"])
        assert store.add(GRAPH, [], [Lines(number + b"<x:a> <x:b> <x:c> .\n", 2)]) == 2
        held = {quad.triple for quad in store.inner.quads_for_pattern(None, None, None, None)}
        assert store.journal.since(look) == held
    with closing(EmbeddedStore.open(tmp_path)) as store:
        assert len(set(store.triples())) == 2
