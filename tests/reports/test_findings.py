"""Findings in every format that `asbuilt check` writes."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from rdflib import RDF, SH, Graph, URIRef

from asbuilt import reports
from asbuilt.judge import Finding, Inspection, Report, rule_book
from asbuilt.reports import text
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from asbuilt.judge.rules import Severity

BOOK = rule_book()
CODES = ("WF005", "GV001", "DX010", "GV006")


def _finding(code: str, place: dict[str, Any], status: str = "new", **more: Any) -> Finding:  # noqa: ANN401
    rule = BOOK.rules[code]
    severity: Severity = rule.severity
    said = {
        "message": f"Something is wrong, says {code}.",
        "fix": "Mend it; 100 % of it.",
        **more,
    }
    return Finding(
        rule=code,
        name=rule.name,
        breakdown=rule.breakdown.rpartition("#")[2],
        severity=severity,
        focus=f"https://example.org/shop/model#{code}",
        label=f"Thing of {code}",
        path="ab:ownedBy",
        value=None,
        why=rule.why,
        owner="Ann",
        fingerprint=f"{code.lower():0<16}",
        status=status,
        **{"file": None, "line": None, "locator": None, **place},
        **said,
    )


@pytest.fixture
def report() -> Report:
    """Make a report of a line, a cell of a workbook, a thing without a file, and a waiver."""
    findings = (
        _finding("WF005", {"file": "a b/flow.json", "line": 12, "locator": "line 12"}),
        _finding("GV006", {}, status="waived"),
        _finding(
            "GV001",
            {"file": "registers/all.xlsx", "line": 5, "locator": "Sheet1!B5"},
            status="persisting",
            message="=HYPERLINK(1)",
        ),
        _finding("DX010", {"file": "x.csv", "line": 3, "locator": "row 3"}, status="reopened"),
    )
    inspection = Inspection(
        "2026-11-15-1",
        URIRef("https://example.org/shop/inspection/2026-11-15-1"),
        date(2026, 11, 15),
        datetime(2026, 11, 15, 12, tzinfo=UTC),
        "reference",
    )
    return Report("Shop", inspection, findings, (), tuple(BOOK.rules[code] for code in CODES))


@pytest.mark.parametrize("form", reports.FORMATS)
def test_the_same_report_gives_the_same_bytes(report: Report, form: str) -> None:
    """Reports can be compared and kept in version control."""
    assert reports.render(report, form)
    assert reports.render(report, form) == reports.render(report, form)


@pytest.mark.parametrize("form", reports.FORMATS)
def test_a_report_without_findings_can_be_written(report: Report, form: str) -> None:
    """Nothing to tell is told in every format."""
    empty = Report(report.title, report.inspection, (), (), report.rules)
    assert reports.render(empty, form)


def test_text_says_place_severity_rule_message_and_fix(report: Report) -> None:
    """The line that editors and CI understand, then the fix, then what it adds up to."""
    lines = text.render(report).splitlines()
    assert lines[0] == "a b/flow.json:12: violation[WF005]: Something is wrong, says WF005."
    assert lines[1] == "  fix: Mend it; 100 % of it."
    assert any("Shop as of 2026-11-15: 4 rules, 3 open findings" in line for line in lines)
    assert any(line.startswith("  Workflow mismatch") and line.endswith("█") for line in lines)
    assert any("Since the last inspection" in line for line in lines)
    assert "\x1b" not in text.render(report)
    assert "\x1b" in text.render(report, colour=True)


@pytest.mark.parametrize("width", [40, 72, 120])
def test_text_keeps_to_the_width_except_for_the_line_of_a_finding(
    report: Report, width: int
) -> None:
    """Fixes and lists are wrapped or cut; what machines read is not."""
    for line in text.render(report, width=width).splitlines():
        is_wide = ": violation[" in line or ": warning[" in line or ": info[" in line
        is_table = "█" in line or "class of breakdown" in line or "asbuilt explain" in line
        assert len(line) <= max(width, 72) or is_wide or is_table


def test_json_has_the_fields_of_the_contract(report: Report) -> None:
    """Scripts depend on these names."""
    data = json.loads(reports.render(report, "json"))
    names = (
        "rule name breakdown severity focus label path value message why fix owner file line "
        "fingerprint status"
    )
    for finding in data["findings"]:
        assert set(names.split()) <= set(finding)
    summary = data["summary"]
    assert summary["severity"] == {"violation": 1, "warning": 1, "info": 1}
    assert summary["open"] == 3
    assert summary["status"] == {"new": 1, "persisting": 1, "reopened": 1, "waived": 1}


def test_csv_has_a_row_each_and_no_formulas(report: Report) -> None:
    """A spreadsheet must not run what a name in a file says."""
    rows = list(csv.DictReader(io.StringIO(reports.render(report, "csv"))))
    assert [row["rule"] for row in rows] == ["WF005", "GV006", "GV001", "DX010"]
    assert rows[2]["message"] == "'=HYPERLINK(1)"


def test_sarif_is_as_the_standard_wants_it(report: Report) -> None:
    """Required properties, levels, regions, fingerprints, baseline, suppressions."""
    data = json.loads(reports.render(report, "sarif"))
    assert data["version"] == "2.1.0"
    assert data["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = data["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(CODES)
    for rule in rules:
        assert rule["shortDescription"]["text"]
        assert rule["help"]["text"]
        assert rule["helpUri"].startswith("https://")
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        assert result["message"]["text"]
        assert result["partialFingerprints"]
        assert result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]
    line, waived, cell, row = run["results"]
    place = line["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a%20b/flow.json"
    assert place["region"] == {"startLine": 12}
    assert line["baselineState"] == "new"
    assert waived["suppressions"][0]["kind"] == "external"
    assert "physicalLocation" not in waived["locations"][0]
    assert "region" not in cell["locations"][0]["physicalLocation"]
    assert cell["locations"][0]["logicalLocations"][1]["name"] == "Sheet1!B5"
    assert cell["baselineState"] == "unchanged"
    assert row["locations"][0]["physicalLocation"]["region"] == {"startLine": 3}


def test_junit_counts_failures_and_skips(report: Report) -> None:
    """A rule without findings passes; a waived finding is skipped."""
    suite = ET.fromstring(reports.render(report, "junit").encode())  # noqa: S314 - our own output
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("4", "3", "1")
    failure = suite.find("testcase[@classname='WF005']/failure")
    assert failure is not None
    assert failure.get("type") == "violation"
    assert "fix: Mend it" in (failure.text or "")


def test_annotations_are_escaped_for_github(report: Report) -> None:
    """A per cent sign in a message and a colon in a name would end the command early."""
    lines = reports.render(report, "github").splitlines()
    assert lines[0].startswith("::error title=WF005 Control bypassed by design,file=a b/flow.json")
    assert "line=12::" in lines[0]
    assert lines[0].endswith("100 %25 of it.")
    assert len(lines) == 4


def test_turtle_is_a_validation_report(report: Report) -> None:
    """Any tool that knows SHACL reads it."""
    graph = Graph().parse(data=reports.render(report, "turtle"), format="turtle")
    (node,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert str(graph.value(node, SH.conforms)) == "false"
    results = list(graph.objects(node, SH.result))
    assert len(results) == 4
    for result in results:
        for needed in (SH.focusNode, SH.resultSeverity, SH.resultMessage, SH.sourceShape):
            assert graph.value(result, needed) is not None
        assert graph.value(result, AB.fingerprint) is not None
