"""SARIF by the schema of OASIS, and by what GitHub asks of files that it shows."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reported import CODES
from sarif_kit.validate import validation_errors

from asbuilt import reports
from asbuilt.reports.sarif_github import MOST_RESULTS

if TYPE_CHECKING:
    from asbuilt.judge import Report
    from asbuilt.reports import Background

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def _run(report: Report, known: Background, form: str = "sarif") -> dict[str, Any]:
    log = json.loads(reports.render(report, form, known))
    assert validation_errors(log) == []
    (run,) = log["runs"]
    found: dict[str, Any] = run
    return found


def test_it_is_valid_by_the_schema_of_the_standard(any_report: tuple[Report, Background]) -> None:
    """SARIF 2.1.0 with errata 01; a fault in it is found, so the schema is really asked."""
    run = _run(*any_report)
    _run(*any_report, form="sarif-github")
    run["columnKind"] = "furlongs"
    assert validation_errors({"version": "2.1.0", "runs": [run]})


def test_github_finds_all_that_it_asks_for(any_report: tuple[Report, Background]) -> None:
    """Its documented requirements and limits for rules, results and locations."""
    report, known = any_report
    run = _run(report, known, "sarif-github")
    rules = run["tool"]["driver"]["rules"]
    assert len(rules) == len(report.rules)
    for rule in rules:
        assert len(rule["name"]) <= 255
        for text in (rule["shortDescription"]["text"], rule["fullDescription"]["text"]):
            assert 0 < len(text) <= 1024
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
        assert rule["helpUri"].startswith("https://")
        assert rule["defaultConfiguration"]["level"] in {"error", "warning", "note"}
        assert 0 < len(rule["properties"]["tags"]) <= 10
        assert rule["properties"]["problem.severity"] in {"error", "warning", "recommendation"}
    assert len(run["results"]) == sum(one.is_open for one in report.findings)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        assert result["message"]["text"]
        assert re.fullmatch(
            r"[0-9a-z]{16}:1", result["partialFingerprints"]["primaryLocationLineHash"]
        )
        (location,) = result["locations"]
        uri = location["physicalLocation"]["artifactLocation"]["uri"]
        assert not uri.startswith("/")
        assert "://" not in uri
        assert location["physicalLocation"]["region"]["startLine"] >= 1
    levels = [result["level"] for result in run["results"]]
    assert levels == sorted(levels, key=("error", "warning", "note").index)


def test_places_are_lines_and_columns_where_they_are_known(
    report: Report, known: Background
) -> None:
    """A line without the spaces around it, all lines of a row, line 1 of what has no lines."""
    line, waived, cell, row, _ = _run(report, known)["results"]
    place = line["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "shops/one/a%20b/flow.json"
    assert place["region"] == {
        "startLine": 12,
        "startColumn": 5,
        "endLine": 12,
        "endColumn": 19,
        "snippet": {"text": '"name": "Pay",'},
    }
    region = row["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["endLine"]) == (4, 4)
    assert region["snippet"] == {"text": "2,x"}
    nowhere = waived["locations"][0]["physicalLocation"]
    assert nowhere["artifactLocation"]["uri"] == "shops/one/asbuilt.toml"
    assert nowhere["region"]["startLine"] == 1
    assert cell["locations"][0]["physicalLocation"]["region"]["startLine"] == 1
    assert cell["locations"][0]["logicalLocations"][1] == {
        "name": "Sheet1!B5",
        "fullyQualifiedName": "registers/all.xlsx#Sheet1!B5",
        "kind": "cell",
    }
    assert "Sheet1!B5" in cell["message"]["text"]


def test_a_row_over_several_lines_is_a_region_of_all_of_them(
    report: Report, known: Background
) -> None:
    """A cell that holds a line break makes its row longer than a line."""
    changed = replace(report.findings[3], line=2, locator="row 2")
    run = _run(replace(report, findings=(changed,)), known)
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["endLine"], region["endColumn"]) == (2, 3, 5)
    assert region["snippet"]["text"] == '1,"one\ntwo"'


def test_results_tell_what_became_of_them(report: Report, known: Background) -> None:
    """Baseline states by the last inspection; waivers as suppressions with their reason."""
    run = _run(report, known)
    assert [result["baselineState"] for result in run["results"]] == [
        "new", "unchanged", "unchanged", "new", "absent",
    ]  # fmt: skip
    suppressed = [result for result in run["results"] if "suppressions" in result]
    (suppression,) = suppressed[0]["suppressions"]
    assert suppressed[0]["ruleId"] == "GV006"
    assert suppression["status"] == "accepted"
    for told in ("until the shop moves", "Ann Approver", "2026-12-31", "Monthly count"):
        assert told in suppression["justification"]
    assert run["results"][-1]["message"]["text"] == "The shop had no owner."
    assert _UUID.fullmatch(run["baselineGuid"])
    assert _UUID.fullmatch(run["automationDetails"]["guid"])
    assert run["automationDetails"]["id"] == "asbuilt/shops/one/2026-11-15-2"


def test_the_run_tells_how_it_can_be_repeated(report: Report, known: Background) -> None:
    """Version, engine, day, end, exit code, commit and the digest of each file."""
    run = _run(report, known)
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is True
    assert invocation["exitCode"] == 1
    assert invocation["endTimeUtc"] == "2026-11-15T12:00:00Z"
    (provenance,) = run["versionControlProvenance"]
    assert provenance["revisionId"] == "c" * 40
    assert provenance["repositoryUri"] == "https://code.example.org/shops.git"
    digests = {
        one["location"]["uri"]: one["hashes"]["sha-256"]
        for one in run["artifacts"]
        if "hashes" in one
    }
    assert digests == {"shops/one/a%20b/flow.json": "ab" * 32, "shops/one/x.csv": "ab" * 32}
    assert run["properties"]["engine"] == "reference"
    assert run["properties"]["asOf"] == "2026-11-15"


def test_classes_of_breakdown_are_a_taxonomy(report: Report, known: Background) -> None:
    """Every rule and every finding points at its class by name and number."""
    run = _run(report, known)
    (taxonomy,) = run["taxonomies"]
    taxa = [taxon["id"] for taxon in taxonomy["taxa"]]
    assert taxa == ["WF", "DE", "DX", "GV", "FB", "IN"]
    for rule in run["tool"]["driver"]["rules"]:
        (relation,) = rule["relationships"]
        assert taxa[relation["target"]["index"]] == relation["target"]["id"] == rule["id"][:2]
    assert [result["taxa"][0]["id"] for result in run["results"][:4]] == [
        code[:2] for code in ("WF005", "GV006", "GV001", "DX010")
    ]
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == set(CODES)


def test_more_than_github_takes_is_cut_and_said(report: Report) -> None:
    """The gravest stay; without the cut GitHub would refuse the file as a whole."""
    slight, grave = report.findings[3], report.findings[0]
    findings = (*[slight] * MOST_RESULTS, grave)
    log = json.loads(reports.render(replace(report, findings=findings), "sarif-github"))
    (run,) = log["runs"]
    assert len(run["results"]) == MOST_RESULTS
    assert run["results"][0]["ruleId"] == grave.rule
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"].startswith("1 slighter")
