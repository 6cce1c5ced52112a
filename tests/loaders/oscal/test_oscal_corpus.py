"""Public documents of OSCAL: as many elements as listed, and the same graph from each syntax."""

from __future__ import annotations

import csv
import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from golden import read
from rdflib import PROV, Literal

from asbuilt.loaders import oscal
from asbuilt.reading import read_head

if TYPE_CHECKING:
    from pathlib import Path

    from golden import Outcome

LIMIT = 3_000_000
"""Bytes of the largest file that is read; there is one of each syntax with all of a baseline."""
LACKING = "ifa_assessment-results-example"
"""Its XML lacks a task that its JSON and YAML have."""


@pytest.mark.corpus
def test_every_public_document_loads_and_its_counts_agree(corpus: Path) -> None:
    """Each key that the manifest counts is counted alike; no file of others is claimed."""
    listed = _listed(corpus)
    assert sum(1 for counted in listed.values() if counted) >= 89
    for name, counted in listed.items():
        path = corpus / name
        assert oscal.claims(path, read_head(path)) == bool(counted), name
        if not counted or path.stat().st_size > LIMIT:
            continue
        outcome = read(oscal, path)
        assert not [one for one in outcome.problems if one.severity == "error"], name
        found = _counts(outcome)
        assert {key: found[key] for key in counted["counts"]} == counted["counts"], name
        if counted["model"] == "catalog":
            assert found["controls"] == counted["distinct_control_ids"], name


@pytest.mark.corpus
def test_public_documents_in_several_syntaxes_give_one_graph(corpus: Path) -> None:
    """JSON and YAML differ in nothing; XML at most in how lists in texts are written."""
    pairs = 0
    for plain in sorted((corpus / "oscal/usnistgov+oscal-content").rglob("*.json")):
        for suffix in ("yaml", "xml"):
            folder = plain.parent.with_name(suffix)
            other = folder / f"{plain.stem}.{suffix}"
            if not other.exists():
                continue
            pairs += 1
            first, second = (_stated(read(oscal, path, name="x")) for path in (plain, other))
            differing = (first - second) | (second - first)
            texts = {row for row in differing if isinstance(row[2], Literal) and " " in row[2]}
            assert differing == (texts if suffix == "xml" else set()), other
            assert len(differing) <= 2 + len(first) // 500, other
    assert pairs >= 20


def _listed(corpus: Path) -> dict[str, dict[str, object]]:
    with (corpus / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        rows = {row["path"]: row["contains"] for row in csv.DictReader(file, delimiter="\t")}
    return {
        name: json.loads(said.partition(" ")[2])
        for name, said in rows.items()
        if said.startswith("oscal ")
    }


def _counts(outcome: Outcome) -> Counter[str]:
    return sum(map(Counter, (outcome.elements, outcome.kept, outcome.unread)), Counter())


def _stated(outcome: Outcome) -> set[tuple[object, object, object]]:
    return {row for row in outcome.graph if row[1] != PROV.hadPrimarySource}
