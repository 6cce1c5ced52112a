"""Findings as JSON: the list of them in full, the causes that group them, and a summary."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from asbuilt.judge.causes import causes
from asbuilt.reports.background import NOTHING_KNOWN, Background

if TYPE_CHECKING:
    from asbuilt.judge import Report


def render(report: Report, background: Background = NOTHING_KNOWN) -> str:
    """Give the report as JSON: ``{"findings": […], "causes": […], "summary": {…}, …}``."""
    data = {
        "findings": [finding.as_dict() for finding in report.findings],
        "causes": [
            cause.as_dict() for cause in causes(one for one in report.findings if one.is_open)
        ],
        "fixed": [asdict(one) for one in report.fixed],
        "waivers": [asdict(one) for one in report.waivers],
        "unjudged": [asdict(one) for one in report.unjudged],
        "referred": [asdict(one) for one in report.referred],
        "summary": report.summary(),
        "inspection": background.audit(report),
    }
    return json.dumps(data, ensure_ascii=False, indent=2)
