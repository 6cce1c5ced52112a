"""Findings as JSON: the list of them in full, and a summary."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from asbuilt.reports.background import NOTHING_KNOWN, Background

if TYPE_CHECKING:
    from asbuilt.judge import Report


def render(report: Report, background: Background = NOTHING_KNOWN) -> str:
    """Give the report as JSON: ``{"findings": […], "summary": {…}, "inspection": {…}}``."""
    data = {
        "findings": [finding.as_dict() for finding in report.findings],
        "summary": report.summary(),
        "inspection": background.audit(report),
    }
    return json.dumps(data, ensure_ascii=False, indent=2)
