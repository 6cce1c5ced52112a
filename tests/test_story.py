"""One story: the example workspace from its files to what people and machines take away."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from fetching import fetch
from serving import copy_example, serving

from asbuilt.cli import cli
from asbuilt.workspace import Workspace

ROOT = Path(__file__).parents[1]
EXPECTED = tomllib.loads((ROOT / "example" / "expected.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    """Load and check the example by its commands, and give its folder and findings."""
    folder = copy_example(tmp_path_factory.mktemp("story"))
    assert run("load", "-w", str(folder)).return_value == 0
    return folder, findings(folder)


def test_every_planted_fault_is_found(story: tuple[Path, list[dict[str, Any]]]) -> None:
    """Each fault that the example's author planted is among the findings, under its rule."""
    _, found = story
    planted = [fault for fault in EXPECTED["finding"] if not fault.get("follows")]
    assert len(planted) > 40
    missed = [fault for fault in planted if not any(matches(fault, one) for one in found)]
    assert [(fault["rule"], fault["focus"]) for fault in missed] == []


def test_nothing_is_found_that_nobody_planted(story: tuple[Path, list[dict[str, Any]]]) -> None:
    """Every finding is one that the author expected: a false alarm would stand out here."""
    _, found = story
    alarms = [one for one in found if not any(matches(fault, one) for fault in EXPECTED["finding"])]
    assert [(one["rule"], one["label"], one["message"]) for one in alarms] == []


def test_every_class_of_breakdown_has_findings(
    story: tuple[Path, list[dict[str, Any]]],
) -> None:
    """The example shows all five classes, and its graph has no fault of its own."""
    _, found = story
    assert {one["rule"][:2] for one in found} == {"WF", "DE", "DX", "GV", "FB"}


def test_a_finding_tells_what_why_where_and_how_to_mend_it(
    story: tuple[Path, list[dict[str, Any]]],
) -> None:
    """No part of a finding is left empty, and its file is there."""
    folder, found = story
    for one in found:
        assert all(one[part] for part in ("rule", "name", "message", "why", "fix", "fingerprint"))
        assert "{" not in one["message"] + one["fix"], "no placeholder is left unfilled"
        assert (folder / one["file"]).is_file()


def test_a_second_check_finds_the_same_and_calls_it_persisting(
    story: tuple[Path, list[dict[str, Any]]],
) -> None:
    """Nothing changed, so every finding keeps its fingerprint and nothing is new."""
    folder, found = story
    again = findings(folder)
    assert {one["fingerprint"] for one in again} == {one["fingerprint"] for one in found}
    assert {one["status"] for one in again} == {"persisting", "waived"}


def test_a_mended_file_takes_its_finding_away(tmp_path: Path) -> None:
    """With an owner written into the list of systems, only that finding goes."""
    folder = copy_example(tmp_path)
    run("load", "-w", str(folder))
    before = {one["fingerprint"]: one for one in findings(folder)}
    cmdb = folder / "registers" / "cmdb.csv"
    unowned = [
        one for one in before.values() if one["rule"] == "GV007" and "owner" in one["message"]
    ]
    assert len(unowned) == 1
    lines = cmdb.read_text(encoding="utf-8").splitlines(keepends=True)
    row = next(number for number, line in enumerate(lines) if unowned[0]["label"] in line)
    owner = lines[0].rstrip("\r\n").split(",").index("System owner")
    cells = lines[row].rstrip("\r\n").split(",")
    cells[owner] = "Tess Walton"
    lines[row] = ",".join(cells) + "\n"
    cmdb.write_text("".join(lines), encoding="utf-8")
    assert "cmdb.csv" in run("load", "-w", str(folder)).output
    after = {one["fingerprint"] for one in findings(folder)}
    assert set(before) - after == {unowned[0]["fingerprint"]}
    assert after <= set(before)


def test_why_joins_a_policy_and_who_may_act(story: tuple[Path, list[dict[str, Any]]]) -> None:
    """The thread from the policy goes over the control and the step to the system's state."""
    folder, _ = story
    result = run("why", "Purchasing policy", "Task_Approve", "-w", str(folder))
    assert result.return_value == 0
    assert "Order approval" in result.output


def test_a_report_for_machines_holds_the_findings(
    story: tuple[Path, list[dict[str, Any]]], tmp_path: Path
) -> None:
    """SARIF names each rule and finding by the same code, file and fingerprint."""
    folder, found = story
    out = tmp_path / "findings.sarif"
    run("check", "-w", str(folder), "--format", "sarif", "-o", str(out))
    (told,) = json.loads(out.read_text(encoding="utf-8"))["runs"]
    assert {one["ruleId"] for one in told["results"]} == {one["rule"] for one in found}
    assert len(told["results"]) == len(found)


def test_a_page_shows_the_findings_and_a_query_gives_them(
    story: tuple[Path, list[dict[str, Any]]],
) -> None:
    """What the check reported is what the pages list and what SPARQL answers."""
    folder, found = story
    with serving(Workspace.open(folder)) as address:
        shown = fetch(f"{address}/findings", accept="application/json")
        page = fetch(f"{address}/findings")
    assert shown.status == page.status == 200
    open_ones = {one["fingerprint"] for one in found if one["status"] != "waived"}
    assert len(found) > len(open_ones) > 40
    assert open_ones <= set(re.findall(r"\b[0-9a-f]{16}\b", shown.text))
    assert page.kind == "text/html"
    asked = json.loads(run("query", "findings", "--json", "-w", str(folder)).stdout)
    rows = asked["results"]["bindings"]
    prints = {row["finding"]["value"].rsplit("/", 1)[-1] for row in rows}
    assert prints == {one["fingerprint"] for one in found}


def findings(folder: Path) -> list[dict[str, Any]]:
    """Check a workspace by its command and give its findings; it has violations, so 1 is right."""
    result = run("check", "-w", str(folder), "--format", "json")
    assert result.return_value == 1, result.output
    said: list[dict[str, Any]] = json.loads(result.stdout)["findings"]
    return said


def run(*arguments: str) -> Any:  # noqa: ANN401 - click's result
    """Run a command of the program."""
    return CliRunner().invoke(cli, list(arguments), catch_exceptions=False, standalone_mode=False)


def matches(fault: dict[str, Any], one: dict[str, Any]) -> bool:
    """Say whether a finding is of a fault: its rule, and what it is about by name or identifier."""
    if fault["rule"] != one["rule"]:
        return False
    names = {fault["focus"], *fault.get("also", ())}
    identifier = one["focus"].rsplit("#", 1)[-1].rsplit("/", 1)[-1]
    return bool(names & {one["label"], identifier}) or any(
        f"“{name}”" in one["message"] or name in one["message"] for name in names
    )
