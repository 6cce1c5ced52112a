"""Findings as SARIF 2.1.0, the format in which code hosts show findings on a change."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from asbuilt import __version__
from asbuilt.judge.wording import path_name

if TYPE_CHECKING:
    from asbuilt.judge import Finding, Report, Rule

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {"violation": "error", "warning": "warning", "info": "note"}
_STATES = {"new": "new", "reopened": "new", "persisting": "unchanged"}
_FINGERPRINT = "asbuiltFingerprint/v1"


def render(report: Report) -> str:
    """Give the report as one SARIF run (SARIF 2.1.0, 3.14)."""
    places = {rule.code: number for number, rule in enumerate(report.rules)}
    run = {
        "tool": {
            "driver": {
                "name": "Asbuilt",
                "version": __version__,
                "informationUri": "https://w3id.org/asbuilt",
                "rules": [_rule(rule) for rule in report.rules],
            }
        },
        "automationDetails": {"id": f"asbuilt/{report.inspection.identifier}"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"WORKSPACE": {"description": {"text": "The workspace's folder."}}},
        "results": [_result(finding, places[finding.rule]) for finding in report.findings],
    }
    data = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(data, ensure_ascii=False, indent=2)


def _rule(rule: Rule) -> dict[str, Any]:
    help_text = " ".join(filter(None, (rule.why, rule.source)))
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.replace(",", "").split()),
        "shortDescription": {"text": rule.name},
        "fullDescription": {"text": rule.why or rule.name},
        "help": {"text": help_text or rule.name},
        "helpUri": str(rule.iri),
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [path_name(rule.breakdown.rpartition("#")[2])]},
    }


def _result(finding: Finding, rule_index: int) -> dict[str, Any]:
    text = f"{finding.message} Fix: {finding.fix}" if finding.fix else finding.message
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "kind": "fail",
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [_location(finding)],
        "partialFingerprints": {_FINGERPRINT: finding.fingerprint},
        "properties": {
            "breakdown": finding.breakdown,
            "focus": finding.focus,
            **({"owner": finding.owner} if finding.owner else {}),
        },
    }
    if finding.status in _STATES:
        result["baselineState"] = _STATES[finding.status]
    if not finding.is_open:
        result["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": "waived in the workspace"}
        ]
    return result


def _location(finding: Finding) -> dict[str, Any]:
    """Give file and line; cells have no line, so a workbook's is a logical location (3.33)."""
    location: dict[str, Any] = {
        "logicalLocations": [
            {"name": finding.label, "fullyQualifiedName": finding.focus, "kind": "element"}
        ]
    }
    if finding.file is None:
        return location
    physical: dict[str, Any] = {
        "artifactLocation": {"uri": quote(finding.file), "uriBaseId": "WORKSPACE"}
    }
    if finding.line is not None and "!" not in (finding.locator or ""):
        physical["region"] = {"startLine": finding.line}
    elif finding.locator:
        location["logicalLocations"].append(
            {"name": finding.locator, "fullyQualifiedName": f"{finding.file}#{finding.locator}"}
        )
    location["physicalLocation"] = physical
    return location
