"""Tests of the DMN loader on public files of many tools, where those are at hand."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest
from golden import read

from asbuilt.loaders import dmn
from asbuilt.reading import read_head

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.corpus

KINDS = {
    "decisions": "decision",
    "input_data": "inputData",
    "bkm": "businessKnowledgeModel",
    "knowledge_sources": "knowledgeSource",
    "decision_tables": "decisionTable",
    "rules": "rule",
    "information_requirements": "informationRequirement",
    "item_definitions": "itemDefinition",
}
"""What the manifest counts, in the words of the ledger."""


def test_every_file_loads_and_its_counts_agree(corpus: Path) -> None:
    """No file is refused, nothing dangles, and all counts are those of the manifest."""
    with (corpus / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    manifest = {
        row["path"]: json.loads(row["contains"].removeprefix("dmn "))
        for row in rows
        if row["contains"].startswith("dmn ")
    }
    files = sorted(corpus.rglob("*.dmn"))
    assert len(files) >= len(manifest) >= 55
    unequal = []
    for path in files:
        name = path.relative_to(corpus).as_posix()
        assert dmn.claims(path, read_head(path)), name
        outcome = read(dmn, path, name=name)
        assert not outcome.problems, name
        counted = manifest[name]
        found = {key: outcome.elements.get(kind, 0) for key, kind in KINDS.items()}
        unequal += [
            f"{name}: {number} {key}, the manifest has {counted.get(key, 0)}"
            for key, number in found.items()
            if number != counted.get(key, 0)
        ]
    assert not unequal, "\n".join(unequal)
