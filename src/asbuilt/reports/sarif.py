"""Findings as SARIF 2.1.0, the format in which tools hand each other what analyses found.

Every result has what GitHub code scanning asks for: a message, a file with a region, and a
fingerprint that outlives moved lines. Waived findings are suppressed results, and those that the
last inspection found and this one does not are results whose baseline state is absent; GitHub shows
both as if they were open, so what is uploaded there is better written by `sarif_github`.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from asbuilt import __version__
from asbuilt.reports.background import NOTHING_KNOWN, Background
from asbuilt.reports.sarif_rules import LEVELS, descriptor, taxon, taxonomy

if TYPE_CHECKING:
    from asbuilt.judge import Finding, Report
    from asbuilt.judge.judgement import Remark
    from asbuilt.judge.life import Remembered

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
ROOT = "%SRCROOT%"
_STATES = {"new": "new", "reopened": "new", "persisting": "unchanged"}
_FINGERPRINT = "asbuiltFingerprint/v1"
_GITHUB_FINGERPRINT = "primaryLocationLineHash"
_EXITS = {0: "nothing open that fails the check", 1: "findings at or above --fail-on"}


def render(report: Report, background: Background = NOTHING_KNOWN) -> str:
    """Give the report as one SARIF run (SARIF 2.1.0, 3.14)."""
    return written(run(report, background))


def written(data: dict[str, Any]) -> str:
    """Give a run as the text of a SARIF log."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [data]}
    return json.dumps(log, ensure_ascii=False, indent=2)


def run(report: Report, background: Background) -> dict[str, Any]:
    """Give the report as a SARIF run, the waived and the fixed included."""
    writer = _Writer(report, background)
    inspection = report.inspection
    category = quote(f"asbuilt/{background.prefix}".rstrip("/"))
    before = _compared(report, background)
    base = str(inspection.iri).removesuffix(inspection.identifier)
    return {
        "tool": {
            "driver": {
                "name": "Asbuilt",
                "version": __version__,
                "semanticVersion": __version__,
                "informationUri": "https://w3id.org/asbuilt",
                "supportedTaxonomies": [{"name": taxonomy()["name"], "index": 0}],
                "rules": [descriptor(rule) for rule in report.rules],
            }
        },
        "taxonomies": [taxonomy()],
        "automationDetails": {
            "id": f"{category}/{inspection.identifier}",
            "guid": _guid(str(inspection.iri)),
            "description": {"text": f"{report.title} as of {inspection.as_of.isoformat()}"},
        },
        **({"baselineGuid": _guid(base + before)} if before else {}),
        "invocations": [_invocation(report, background)],
        **_provenance(background),
        "originalUriBaseIds": {
            ROOT: {"description": {"text": "The top of the repository, else the workspace."}}
        },
        "artifacts": writer.artifacts(),
        "columnKind": "unicodeCodePoints",
        "results": [
            *(writer.result(finding) for finding in report.findings),
            *(writer.absent(gone) for gone in report.fixed if gone.rule in writer.numbers),
        ],
        "properties": {
            "workspace": report.title,
            "asOf": inspection.as_of.isoformat(),
            "engine": inspection.engine,
            "since": report.since,
            "summary": report.summary(),
        },
    }


@dataclass(slots=True)
class _Writer:
    """Writes results, and keeps count of the files that they name."""

    report: Report
    background: Background
    numbers: dict[str, int] = field(init=False)
    """Index of each rule by its code."""
    _files: dict[str, int] = field(init=False)
    _digests: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.numbers = {rule.code: number for number, rule in enumerate(self.report.rules)}
        sources = self.background.sources
        self._digests = {self.background.path(one.file): one.sha256 for one in sources}
        names = [
            *self._digests,
            *(self.background.path(finding.file) for finding in self.report.findings),
            *([self.background.path(None)] if self.report.fixed else []),
        ]
        self._files = {name: number for number, name in enumerate(dict.fromkeys(names))}

    def artifacts(self) -> list[dict[str, Any]]:
        """Give the files that were judged with their digests (3.24)."""
        return [
            {
                "location": {"uri": quote(name), "uriBaseId": ROOT},
                "roles": ["analysisTarget"],
                **({"hashes": {"sha-256": self._digests[name]}} if self._digests.get(name) else {}),
            }
            for name in self._files
        ]

    def result(self, finding: Finding) -> dict[str, Any]:
        """Give a finding as a result (3.27)."""
        result: dict[str, Any] = {
            "ruleId": finding.rule,
            "ruleIndex": self.numbers[finding.rule],
            "kind": "fail",
            "level": LEVELS[finding.severity],
            "message": _message(finding),
            "locations": [self._location(finding)],
            "fingerprints": {_FINGERPRINT: finding.fingerprint},
            "partialFingerprints": _partial(finding.fingerprint),
            "taxa": [taxon(finding.breakdown)],
        }
        if finding.status in _STATES:
            result["baselineState"] = _STATES[finding.status]
        if not finding.is_open:
            result["baselineState"] = "unchanged"
            result["suppressions"] = [_suppression(finding)]
        result["properties"] = {
            "breakdown": finding.breakdown,
            "status": finding.status,
            "focus": finding.focus,
            **({"owner": finding.owner} if finding.owner else {}),
            **({"process": finding.process} if finding.process else {}),
            **({"firstSeen": finding.first_seen} if finding.first_seen else {}),
            **({"due": finding.due} if finding.due else {}),
        }
        return result

    def absent(self, gone: Remembered) -> dict[str, Any]:
        """Give a finding that is there no more as a result that is absent (3.27.24)."""
        return {
            "ruleId": gone.rule,
            "ruleIndex": self.numbers[gone.rule],
            "kind": "fail",
            "level": LEVELS[gone.severity],
            "message": {"text": gone.message},
            "locations": [{"physicalLocation": self._physical(None)}],
            "fingerprints": {_FINGERPRINT: gone.fingerprint},
            "partialFingerprints": _partial(gone.fingerprint),
            "baselineState": "absent",
            "properties": {
                "status": "fixed",
                "focus": gone.focus,
                "firstSeen": gone.first_seen,
                "lastSeen": gone.last_seen,
            },
        }

    def _location(self, finding: Finding) -> dict[str, Any]:
        """Give file and region, the thing, and the cell of a workbook, which has no lines."""
        logical = [{"name": finding.label, "fullyQualifiedName": finding.focus, "kind": "element"}]
        if finding.file and finding.locator and "!" in finding.locator:
            logical.append(
                {
                    "name": finding.locator,
                    "fullyQualifiedName": f"{finding.file}#{finding.locator}",
                    "kind": "cell",
                }
            )
        return {"physicalLocation": self._physical(finding), "logicalLocations": logical}

    def _physical(self, finding: Finding | None) -> dict[str, Any]:
        """Give the place of a finding; line 1 of its file where it has none (3.29)."""
        name = self.background.path(finding.file if finding else None)
        region: dict[str, Any] = {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1}
        known = finding and self.background.texts.region(
            finding.file, finding.line, finding.locator
        )
        if known:
            region = {
                "startLine": known.start_line,
                "startColumn": known.start_column,
                "endLine": known.end_line,
                "endColumn": known.end_column,
                **({"snippet": {"text": known.text}} if known.text else {}),
            }
        elif finding and finding.line and "!" not in (finding.locator or ""):
            region = {"startLine": finding.line}
        return {
            "artifactLocation": {
                "uri": quote(name),
                "uriBaseId": ROOT,
                "index": self._files[name],
            },
            "region": region,
        }


def _message(finding: Finding) -> dict[str, str]:
    """Give what is wrong first: code hosts show the first sentence alone where room is short."""
    text = finding.message
    if finding.locator and "!" in finding.locator:
        text = f"{text} It stands in {finding.locator}."
    if not finding.fix:
        return {"text": text}
    return {"text": f"{text} Fix: {finding.fix}"}


def _partial(fingerprint: str) -> dict[str, str]:
    return {_GITHUB_FINGERPRINT: f"{fingerprint}:1", _FINGERPRINT: fingerprint}


def _suppression(finding: Finding) -> dict[str, Any]:
    """Give the waiver of a finding (3.35)."""
    waiver = finding.waiver
    if waiver is None:
        return {
            "kind": "external",
            "status": "accepted",
            "justification": "Waived in the workspace.",
        }
    parts = (
        waiver.reason,
        f"approved by {waiver.approver}" if waiver.approver else "",
        f"until {waiver.expires}" if waiver.expires else "",
        f"compensated by {waiver.compensated_by}" if waiver.compensated_by else "",
    )
    return {
        "kind": "external",
        "status": "accepted",
        "justification": "; ".join(filter(None, parts)) or "Waived in the workspace.",
        "guid": _guid(waiver.iri),
        "properties": {"waiver": waiver.iri},
    }


def _invocation(report: Report, background: Background) -> dict[str, Any]:
    """Give when it ran and how it ended (3.20)."""
    ended = report.inspection.ended.isoformat().replace("+00:00", "Z")
    data: dict[str, Any] = {"executionSuccessful": not report.unjudged, "endTimeUtc": ended}
    notes = [
        *(_notification("error", one) for one in report.unjudged),
        *(_notification("note", one) for one in report.referred),
    ]
    if notes:
        data["toolExecutionNotifications"] = notes
    if background.exit_code is not None:
        data["exitCode"] = background.exit_code
        data["exitCodeDescription"] = _EXITS.get(background.exit_code, "the check could not run")
    return data


def _notification(level: str, remark: Remark) -> dict[str, Any]:
    """Tell what befell a rule when it was judged (3.58)."""
    how = "could not be judged" if level == "error" else "was judged by the reference engine"
    return {"level": level, "message": {"text": f"{remark.rule} {how}: {remark.reason}"}}


def _compared(report: Report, background: Background) -> str | None:
    """Give the inspection with which findings were compared; None where it was none (3.14.5)."""
    if report.since == "the last inspection":
        return background.trend[-2].inspection if len(background.trend) > 1 else None
    kind, _, identifier = report.since.partition(" ")
    return identifier if kind == "inspection" else None


def _provenance(background: Background) -> dict[str, Any]:
    """Give repository and commit where git knows them (3.14.8)."""
    known = background.revision
    if known is None or not known.commit or not known.repository:
        return {}
    details = {
        "repositoryUri": known.repository,
        "revisionId": known.commit,
        **({"branch": known.branch} if known.branch else {}),
        "mappedTo": {"uriBaseId": ROOT},
        "properties": {"modified": known.modified},
    }
    return {"versionControlProvenance": [details]}


def _guid(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))
