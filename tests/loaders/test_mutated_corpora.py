"""Real files of every format, spoilt at random: what once made a loader fail is kept as a test."""

from __future__ import annotations

import os
import random
from collections import defaultdict
from pathlib import Path

import pytest
from damage import spoil
from every_loader import BASE

from asbuilt import ingest
from asbuilt.facts import Source
from asbuilt.identity import Minter

CRASHERS = Path(__file__).parent / "crashers"
EACH = int(os.environ.get("ASBUILT_EXAMPLES", "25"))
"""How many spoilt files of each loader are tried."""
LARGEST = 100_000


def failure(path: Path, loader: str | None = None) -> str | None:
    """Give with what the program failed on a file; None where it read or refused it."""
    reading = ingest.read(Source(path, path.name, Minter(BASE)), loader)
    found = [one.message for one in reading.ledger.problems if "Asbuilt failed" in one.message]
    assert not (reading.ledger.refused and reading.triples)
    return found[0] if found else None


@pytest.mark.parametrize(
    "path", sorted(CRASHERS.glob("*/*")), ids=lambda path: f"{path.parent.name}-{path.name}"
)
def test_what_once_made_a_loader_fail_is_read_or_refused(path: Path) -> None:
    """Each file made the loader fail after whose name its folder is called."""
    assert failure(path, path.parent.name) is None


@pytest.mark.corpus
def test_spoilt_public_files_are_read_or_refused(corpus: Path, tmp_path: Path) -> None:
    """Every loader is tried on spoilt copies of real files of its format."""
    by_loader = defaultdict(list)
    for path in sorted(corpus.glob("*/**/*")):
        if path.is_file() and 0 < path.stat().st_size < LARGEST:
            loader = ingest.choose(path)
            if loader is not None:
                by_loader[loader.name].append(path)
    assert len(by_loader) >= 11
    chance = random.Random(int(os.environ.get("ASBUILT_SEED", "1")))  # noqa: S311 - damage
    failed = []
    for loader, paths in by_loader.items():
        for _ in range(EACH):
            path = chance.choice(paths)
            spoilt = tmp_path / path.name
            spoilt.write_bytes(spoil(path.read_bytes(), chance))
            said = failure(spoilt, loader)
            if said:
                kept = tmp_path / f"{len(failed)}-{loader}-{path.name}"
                spoilt.rename(kept)
                failed.append(f"{kept}: {said}")
    assert not failed, "\n".join(failed)
