"""Findings as a GitLab Code Quality report, which merge requests show beside the changed lines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from asbuilt.reports.background import NOTHING_KNOWN, Background

if TYPE_CHECKING:
    from asbuilt.judge import Finding, Report

_SEVERITIES = {"violation": "critical", "warning": "minor", "info": "info"}


def render(report: Report, background: Background = NOTHING_KNOWN) -> str:
    """Give the open findings as the list that GitLab reads.

    A finding that has no line of its own stands on the first line of its file.
    """
    issues = [_issue(finding, background) for finding in report.findings if finding.is_open]
    return json.dumps(issues, ensure_ascii=False, indent=2)


def _issue(finding: Finding, background: Background) -> dict[str, Any]:
    region = background.texts.region(finding.file, finding.line, finding.locator)
    has_line = finding.line is not None and "!" not in (finding.locator or "")
    begin = region.start_line if region else finding.line if has_line else 1
    return {
        "description": finding.message,
        "check_name": f"{finding.rule} {finding.name}",
        "fingerprint": finding.fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {
            "path": background.path(finding.file),
            "lines": {"begin": begin, **({"end": region.end_line} if region else {})},
        },
    }
