"""``asbuilt cases``: what a log was said to show is found anew in its file, case by case."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest
from bpmn_drawings import HEAD, turtle
from click.testing import CliRunner, Result

from asbuilt.cli import cli

if TYPE_CHECKING:
    from pathlib import Path

LINES = (
    "case,activity,timestamp,resource",
    "fine,A,2026-03-01T08:00:00Z,ann", "fine,B,2026-03-01T09:00:00Z,ben",
    "fine,C,2026-03-01T10:00:00Z,ann", "late,A,2026-03-02T08:00:00Z,ann",
    "late,C,2026-03-02T09:00:00Z,ann", "late,B,2026-03-03T10:00:00Z,ben",
)  # fmt: skip


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Load a process of three steps and a log in which one case did them in the wrong order."""
    model = HEAD + turtle("S > A > B > C > E", "Purchase")
    (tmp_path / "model.ttl").write_text(model, encoding="utf-8")
    (tmp_path / "log.csv").write_text("\n".join(LINES) + "\n", encoding="utf-8")
    (tmp_path / "asbuilt.toml").write_text(
        '[workspace]\ntitle = "Shop"\nbase = "https://example.org/w/"\n'
        '[[source]]\npath = "model.ttl"\n[[source]]\npath = "log.csv"\nprocess = "Purchase"\n',
        encoding="utf-8",
    )
    assert run(tmp_path, "load").exit_code == 0
    run(tmp_path, "check")
    return tmp_path


def run(folder: Path, *words: str) -> Result:
    """Run a command in a workspace."""
    return CliRunner().invoke(cli, [*words, "-w", str(folder)], standalone_mode=False)


def fingerprint(folder: Path, rule: str) -> str:
    """Give the fingerprint of the one finding of a rule."""
    said = json.loads(run(folder, "check", "--format", "json").output)
    (found,) = [one["fingerprint"] for one in said["findings"] if one["rule"] == rule]
    return str(found)


def test_a_finding_is_replayed_from_the_file_with_the_events_of_its_cases(workspace: Path) -> None:
    """The digest, the number of cases, and each case in order with what it is about marked."""
    result = run(workspace, "cases", fingerprint(workspace, "WF014"))
    assert result.return_value == 0
    told = result.output
    assert "as it was loaded" in told
    assert "C was done before B in 1 of 2 cases" in told
    assert "Replayed: the same as the last check found." in told
    events = told[told.index("case late") :].splitlines()[1:4]
    assert [line.split()[-2] for line in events] == ["A", "C", "B"]
    assert [line.strip().startswith("*") for line in events] == [False, True, True]
    assert "case fine" not in told


def test_every_case_goes_to_a_file_with_all_that_deviates_in_it(workspace: Path) -> None:
    """One row for each case and deviation, with the digest of the log that shows it."""
    target = workspace / "cases.csv"
    assert run(workspace, "cases", "-o", str(target)).return_value == 0
    rows = list(csv.DictReader(target.read_text(encoding="utf-8").splitlines()))
    assert {row["case"] for row in rows} == {"late"}
    assert {row["deviation"] for row in rows} >= {"C was done before B in 1 of 2 cases"}
    assert len({row["sha256"] for row in rows}) == 1
    assert {row["of"] for row in rows} == {"2"}


def test_a_file_that_no_longer_shows_it_is_told(workspace: Path) -> None:
    """Whoever mends the log, or tampers with it, is found out by the digest and the count."""
    known = fingerprint(workspace, "WF014")
    mended = [*LINES[:5], LINES[6].replace("03T10", "02T08"), LINES[5]]
    (workspace / "log.csv").write_text("\n".join(mended) + "\n", encoding="utf-8")
    result = run(workspace, "cases", known)
    assert result.return_value == 1
    assert "no longer the file that was loaded" in result.output
    assert "no longer shows it" in result.output


def test_the_same_as_json(workspace: Path) -> None:
    """For whoever works on it with a program."""
    (said,) = json.loads(run(workspace, "cases", fingerprint(workspace, "WF014"), "--json").output)
    assert said["agrees"]
    assert said["sameFile"]
    assert said["caseCount"] == 1
    assert [event["activity"] for event in said["cases"][0]["events"]] == ["A", "C", "B"]


def test_a_finding_that_no_log_is_behind_has_no_cases(workspace: Path) -> None:
    """It is said so, and what tells more."""
    result = run(workspace, "cases", fingerprint(workspace, "GV001"))
    assert "no log is behind this finding" in str(result.exception)
