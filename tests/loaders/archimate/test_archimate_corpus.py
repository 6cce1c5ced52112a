"""Tests of the ArchiMate loader on public models of many tools, where those are at hand."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest
from golden import read

from asbuilt.loaders import archimate
from asbuilt.loaders.archimate.names import ARCHIMATE, ELEMENTS, RELATIONS, plain
from asbuilt.reading import read_head

if TYPE_CHECKING:
    from pathlib import Path

    from golden import Outcome

pytestmark = pytest.mark.corpus

MADE_UP = {"Bogus1", "Bogus2", "Bogus3"}
"""Types that a test of Archi's makes up; the manifest counts them, and so does the ledger."""
NO_MODELS = {"output.xml", "compatibility_test2.archimate"}
"""Files that the manifest lists beside the models: RDF, and a test of a namespace that is wrong."""
EXCHANGE = {
    "views": "view",
    "properties": "property",
    "property_definitions": "propertyDefinition",
    "nodes": "node",
    "connections": "connection",
    "organization_items": "item",
}
ARCHI = {"properties": "property", "folders": "folder"}
DIAGRAMS = {"ArchimateDiagramModel", "SketchModel", "CanvasModel"}
CONNECTIONS = {"Connection", "sourceConnection"}
OBJECTS = {"DiagramObject", "Group", "Note", "DiagramModelReference", "SketchModelSticky",
           "SketchModelActor", "CanvasModelSticky", "CanvasModelBlock",
           "CanvasModelImage"}  # fmt: skip


def test_every_model_loads_and_its_counts_agree(corpus: Path) -> None:
    """No model is refused, nothing dangles in one, and all counts are those of the manifest."""
    with (corpus / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    kinds = ("archi ", "archimate-exchange ")
    listed = {row["path"]: row["contains"] for row in rows if row["contains"].startswith(kinds)}
    assert len(listed) >= 54
    unequal = []
    for name, contains in listed.items():
        path = corpus / name
        if path.name in NO_MODELS:
            assert not archimate.claims(path, read_head(path))
            continue
        assert archimate.claims(path, read_head(path)), name
        outcome = read(archimate, path, name=name)
        assert not [one for one in outcome.problems if one.severity != "info"], name
        counted = json.loads(contains.partition(" ")[2])
        for key, number in _counts(outcome, of_archi=contains.startswith("archi ")).items():
            if number != counted.get(key, 0):
                unequal.append(f"{name}: {number} {key}, the manifest has {counted.get(key, 0)}")
    assert not unequal, "\n".join(unequal)


def _counts(outcome: Outcome, *, of_archi: bool) -> dict[str, int]:
    elements = outcome.elements

    def number(kinds: set[str]) -> int:
        return sum(elements.get(kind, 0) for kind in kinds)

    found = {
        "elements": number({kind for kind in elements if plain(kind) in ELEMENTS | MADE_UP}),
        "relations": number({kind for kind in elements if plain(kind) in RELATIONS}),
    }
    if not of_archi:
        return found | {key: elements.get(kind, 0) for key, kind in EXCHANGE.items()}
    return found | {
        **{key: elements.get(kind, 0) for key, kind in ARCHI.items()},
        "views": number(DIAGRAMS),
        "diagram_objects": number(OBJECTS),
        "diagram_connections": number(CONNECTIONS),
    }


def test_one_model_in_both_formats_says_the_same(corpus: Path) -> None:
    """A model that was saved by Archi and exported from it gives the same typed elements."""
    pairs = [
        (path, path.with_suffix(".xml"))
        for path in sorted(corpus.rglob("*.archimate"))
        if path.with_suffix(".xml").is_file()
    ]
    assert pairs
    for saved, exported in pairs:
        found = [
            sorted(
                f"{kind} {number}"
                for kind, number in _types(read(archimate, path, name="m.archimate")).items()
            )
            for path in (saved, exported)
        ]
        assert found[0] == found[1], saved


def _types(outcome: Outcome) -> dict[str, int]:
    rows = outcome.graph.query(
        f"""SELECT ?kind (COUNT(DISTINCT ?s) AS ?n) WHERE {{ ?s a ?kind .
            FILTER(STRSTARTS(STR(?kind), "{ARCHIMATE}")) }} GROUP BY ?kind"""
    )
    counted = {str(row[0]).removeprefix(str(ARCHIMATE)): int(row[1]) for row in rows}  # type: ignore[index]
    return {kind: n for kind, n in counted.items() if kind in ELEMENTS | RELATIONS | {"view"}}
