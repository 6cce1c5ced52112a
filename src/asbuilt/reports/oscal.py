"""Findings as OSCAL assessment results: rules as objectives, met or not, with what was observed.

Each finding is an observation and a risk; each rule is a finding in OSCAL's sense, whose target is
satisfied where nothing is open.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING

from asbuilt import __version__
from asbuilt.reports.background import NOTHING_KNOWN, Background
from asbuilt.reports.oscal_parts import Data, Writer, objective_id, text

if TYPE_CHECKING:
    from asbuilt.judge import Finding, Report, Rule


def render(report: Report, background: Background = NOTHING_KNOWN) -> str:
    """Give the report as an OSCAL assessment-results document (JSON)."""
    writer = Writer(report, background)
    result = _result(writer)
    plan = writer.uuid("plan")
    document = {
        "uuid": writer.uuid("results", report.inspection.identifier),
        "metadata": writer.metadata(f"{report.title}: findings"),
        "import-ap": {"href": f"#{plan}"},
        "local-definitions": {
            "objectives-and-methods": [writer.objective(rule) for rule in report.rules]
        },
        "results": [result],
        "back-matter": {"resources": [_plan(plan), *writer.resources()]},
    }
    if not report.rules:
        del document["local-definitions"]
    return json.dumps({"assessment-results": document}, ensure_ascii=False, indent=2)


def _result(writer: Writer) -> Data:
    report = writer.report
    by_rule: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        by_rule[finding.rule].append(finding)
    definitions: Data = {"assessment-assets": writer.tool()}
    if report.findings:
        definitions = {"components": writer.components(), **definitions}
    result: Data = {
        "uuid": writer.uuid("result", report.inspection.identifier),
        "title": text(f"Inspection {report.inspection.identifier}"),
        "description": text(
            f"{len(report.rules)} rules judged as of {report.inspection.as_of.isoformat()}."
        ),
        "start": writer.ended,
        "end": writer.ended,
        "local-definitions": definitions,
        "reviewed-controls": {"control-selections": [_selection(report)]},
    }
    if report.findings:
        result["observations"] = [writer.observation(finding) for finding in report.findings]
        result["risks"] = [writer.risk(finding) for finding in report.findings]
    if report.rules:
        result["findings"] = [_finding(writer, rule, by_rule[rule.code]) for rule in report.rules]
    return result


def _selection(report: Report) -> Data:
    if not report.rules:
        return {"include-all": {}}
    return {
        "description": "The rules that were judged, each by its code.",
        "include-controls": [{"control-id": rule.code} for rule in report.rules],
    }


def _finding(writer: Writer, rule: Rule, findings: list[Finding]) -> Data:
    open_ones = sum(finding.is_open for finding in findings)
    told = f"{open_ones} open" if open_ones else "Nothing is open"
    waived = len(findings) - open_ones
    if waived:
        told += f", {waived} waived"
    data: Data = {
        "uuid": writer.uuid("rule", rule.code),
        "title": text(f"{rule.code} {rule.name}"),
        "description": f"{told}.",
        "origins": [writer.origin()],
        "target": {
            "type": "objective-id",
            "target-id": objective_id(rule.code),
            "title": text(rule.name),
            "status": {
                "state": "not-satisfied" if open_ones else "satisfied",
                "reason": "fail" if open_ones else "other" if waived else "pass",
            },
        },
    }
    if findings:
        data["related-observations"] = [
            {"observation-uuid": writer.uuid("observation", one.fingerprint)} for one in findings
        ]
        data["related-risks"] = [
            {"risk-uuid": writer.uuid("risk", one.fingerprint)} for one in findings
        ]
    return data


def _plan(identifier: str) -> Data:
    """Give what stands for the assessment plan: the rule book itself."""
    return {
        "uuid": identifier,
        "title": "The rule book",
        "description": "Every rule is a SHACL shape; an inspection judges all of them.",
        "citation": {"text": f"Asbuilt {__version__}, https://w3id.org/asbuilt/shapes"},
    }
