"""Tests of the OCEL loader on public logs, where those are at hand."""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING

import pytest
from golden import read

from asbuilt.loaders import ocel
from asbuilt.reading import read_head

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.corpus

NUMBER = re.compile(r'"(events|objects|EVENTS|OBJECTS)": (\d+)')
"""Counts in the manifest, whose longer entries are cut off."""


def test_every_log_loads_and_its_counts_agree(corpus: Path) -> None:
    """Events and objects are as many as the manifest has, and so are those of each activity."""
    with (corpus / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        rows = {row["path"]: row["contains"] for row in csv.DictReader(file, delimiter="\t")}
    tried = 0
    for name, contains in rows.items():
        kind, _, counts = contains.partition(" ")
        if kind not in {"ocel", "ocel-sqlite"} and not (kind == "sqlite" and "/ocel/" in name):
            continue
        numbers = {key.lower(): int(number) for key, number in NUMBER.findall(counts)}
        path = corpus / name
        assert ocel.claims(path, read_head(path)), name
        outcome = read(ocel, path, name=name)
        assert {one.severity for one in outcome.problems} <= {"info"}, name
        assert outcome.elements["event"] == numbers["events"], name
        assert outcome.elements["object"] == numbers["objects"], name
        if kind == "ocel" and counts.endswith("}"):
            once = outcome.events.unique("event")
            found = dict(once["activity"].value_counts().iter_rows())
            listed = json.loads(counts)["event_types"]
            assert all(number <= listed[activity] for activity, number in found.items()), name
            left_out = outcome.unread.get("event of no case", 0)
            assert sum(found.values()) + left_out == sum(listed.values()), name
        tried += 1
    assert tried >= 8
