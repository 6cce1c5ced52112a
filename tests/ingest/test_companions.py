"""A file that means something only beside others is read again when one of those changes."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from rdflib import URIRef

from asbuilt import ingest
from asbuilt.vocabulary import AB
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

TABLES = {
    "x-elements.csv": "ID,Type,Name,Documentation\na,BusinessProcess,A,\nb,BusinessProcess,B,\n",
    "x-relations.csv": "ID,Type,Name,Documentation,Source,Target\n",
    "x-properties.csv": "ID,Key,Value\n",
}
PART = "r,CompositionRelationship,,,a,b\n"


def test_a_table_is_read_again_when_one_beside_it_changes(tmp_path: Path) -> None:
    """What is a step of what is stated of the elements, and changes with the relations."""
    settings = '[workspace]\nbase = "https://example.org/x/"\n[[source]]\npath = "*.csv"\n'
    (tmp_path / "asbuilt.toml").write_text(settings, "utf-8")
    for name, text in TABLES.items():
        (tmp_path / name).write_text(text, "utf-8")
    workspace = Workspace.open(tmp_path)
    with closing(workspace.store(write=True)) as store:
        assert not any(entry.unchanged for entry in ingest.load(workspace, store))
        assert all(entry.unchanged for entry in ingest.load(workspace, store))
        with (tmp_path / "x-relations.csv").open("a", encoding="utf-8") as file:
            file.write(PART)
        assert not any(entry.unchanged for entry in ingest.load(workspace, store))
        graph = set(store.triples(workspace.minter.source_graph("x-elements.csv")))
    whole, part = (URIRef(f"https://example.org/x/x-elements.csv#{one}") for one in "ab")
    assert (whole, AB.hasStep, part) in graph
