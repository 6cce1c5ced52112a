"""Ways around controls beside a token game that is written apart from them: see `bench.ways`."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.token_game import Game, read
from bench.ways import compare

CASES = sorted((Path(__file__).parent / "cases" / "ways").glob("*.bpmn"))
DIFFER = {"false way", "missed way"}


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_a_game_finds_the_same_ways(file: Path) -> None:
    """Of no pair of tasks does one find a way where the other finds none, conditions aside."""
    compared = compare(file)
    assert compared is not None
    assert compared.counts
    assert not [one for one in compared.told if one[0] in DIFFER]


def test_the_game_waits_at_a_join_and_not_at_a_merge(tmp_path: Path) -> None:
    """It is a game of tokens: what it says of two small models is plain to see."""
    text = (CASES[0].parent / "decoy-parallel-join.bpmn").read_text(encoding="utf-8")
    for kind, is_met in (("parallelGateway", False), ("exclusiveGateway", True)):
        file = tmp_path / f"{kind}.bpmn"
        gate = f'<{kind} id="Join"/>'
        file.write_text(text.replace('<parallelGateway id="Join"/>', gate), encoding="utf-8")
        known = read(file)
        game = Game(known["Work"], known, "Approve")
        game.play()
        assert ("Pay" in game.met) == is_met
        assert game.is_whole


@pytest.mark.corpus
@pytest.mark.parametrize("part", range(3))
def test_a_game_finds_the_same_ways_in_public_models(part: int, corpus: Path) -> None:
    """Every eighth model of up to 60,000 bytes is compared here, all others by `bench.ways`."""
    files = [file for file in sorted(corpus.rglob("*.bpmn")) if file.stat().st_size < 60_000]
    wrong = []
    for file in files[part::24]:
        compared = compare(file)
        if compared is not None:
            wrong += [(file.name, *one) for one in compared.told if one[0] in DIFFER]
    assert not wrong
