"""Findings as JSON: the list of them in full, and a summary."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asbuilt.judge import Report


def render(report: Report) -> str:
    """Give the report as JSON: ``{"findings": […], "summary": {…}}``."""
    data = {
        "findings": [finding.as_dict() for finding in report.findings],
        "summary": report.summary(),
    }
    return json.dumps(data, ensure_ascii=False, indent=2)
