"""What was known on a day about a period can be told later, whatever has come in since."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from program import Outcome, Program

CONTROLS = """Control no.,Control,Frequency,Evidence asked,In force since
C-1,Access review,quarterly,Signed list,2026-01-01
C-2,Key count,monthly,Count sheet,2026-01-01
"""
EVIDENCE = """Evidence no.,Control no.,Period,Captured on,Filed on,Collected by,SHA-256
E-1,C-1,2026-Q1,2026-04-02,2026-05-04,Ann,{sha}
E-2,C-2,2026-01,2026-02-03,,Ben,{sha}
E-3,C-2,2026-02,2026-03-03,2026-03-04,Ben,
E-4,C-2,2026-02,2026-04-20,2026-04-20,Ben,{sha}
"""
SETTINGS = """
[workspace]
base = "https://example.org/w/"
[check]
as-of = "2026-07-10"
[[source]]
path = "controls.csv"
[[source]]
path = "evidence.csv"
"""


@pytest.fixture
def checked(tmp_path: Path, asbuilt: Program) -> Program:
    """Give the program on a workspace that was checked in July."""
    (tmp_path / "asbuilt.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "controls.csv").write_text(CONTROLS, encoding="utf-8")
    evidence = EVIDENCE.format(sha="a" * 64)
    (tmp_path / "evidence.csv").write_text(evidence, encoding="utf-8")

    def run(*arguments: object) -> Outcome:
        return asbuilt(*arguments, "-w", tmp_path)

    for words in (["load"], ["check", "--fail-on", "never"]):
        done = run(*words)
        assert done.code == 0, done.out + done.err
    return run


def _known(checked: Program, *params: str) -> list[tuple[str, str, int]]:
    words = [word for param in params for word in ("-p", param)]
    rows = json.loads(checked("query", "known-on", *words, "--json").out)["results"]["bindings"]
    return sorted(
        (row["name"]["value"], row["verdict"]["value"], int(row["records"]["value"]))
        for row in rows
    )


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ("2026-03-31", []),  # the quarter was not over
        ("2026-04-01", [("2026-Q1", "missing", 0)]),
        ("2026-05-03", [("2026-Q1", "missing", 0)]),  # captured long since, and filed the day after
        ("2026-05-04", [("2026-Q1", "sufficient", 1)]),
        ("2026-07-10", [("2026-Q1", "sufficient", 1)]),
    ],
)
def test_what_came_in_later_does_not_count(
    checked: Program, known: str, expected: list[tuple[str, str, int]]
) -> None:
    """The answer is the one that a check on that day would have given."""
    assert _known(checked, f"known={known}", "period=2026-Q1") == expected


def test_each_verdict_stands_until_the_next_one(checked: Program) -> None:
    """A second record without a fault does not undo that the first has none of its own."""
    assert _known(checked, "known=2026-03-03", "period=2026-02") == [("2026-02", "missing", 0)]
    assert _known(checked, "known=2026-03-04", "period=2026-02") == [("2026-02", "unhashed", 1)]
    assert _known(checked, "known=2026-07-10", "period=2026-02") == [("2026-02", "unhashed", 1)]


def test_periods_are_found_by_their_days_too(checked: Program) -> None:
    """A month lies within the quarter that is asked about."""
    found = _known(checked, "known=2026-04-15", "from=2026-01-01", "until=2026-03-31")
    assert [period for period, _, _ in found] == ["2026-01", "2026-02", "2026-03", "2026-Q1"]


def test_without_a_day_the_verdicts_are_those_that_stand(checked: Program) -> None:
    """Nothing that stood before is among them."""
    assert _known(checked, "period=2026-Q1") == [("2026-Q1", "sufficient", 1)]


@pytest.mark.parametrize("day", ["2026-03-10", "2026-04-19", "2026-05-04"])
def test_the_history_says_what_a_check_on_that_day_says(checked: Program, day: str) -> None:
    """Two ways to the same answer: the facts of July, and judging anew as of the day."""
    then = _known(checked, f"known={day}")
    done = checked("check", "--as-of", day, "--fail-on", "never")
    assert done.code == 0
    assert _known(checked) == then


def test_the_records_that_were_known_are_told_with_their_origin(checked: Program) -> None:
    """Filed counts; where nothing says when, captured does."""

    def records(*params: str) -> list[str]:
        words = [word for param in params for word in ("-p", param)]
        table = checked("query", "records-known-on", *words, "--json")
        rows = json.loads(table.out)["results"]["bindings"]
        assert all("captured" in row and "origin" in row for row in rows)
        return sorted(row["record"]["value"].rsplit("/", 1)[-1] for row in rows)

    assert [name.casefold() for name in records("known=2026-03-03")] == ["e-2"]
    assert [name.casefold() for name in records("known=2026-05-03")] == ["e-2", "e-3", "e-4"]
    assert len(records()) == 4
