"""Findings as CSV, a row each, for a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from asbuilt.reports.background import NOTHING_KNOWN, Background

if TYPE_CHECKING:
    from asbuilt.judge import Report

COLUMNS = (
    "rule", "name", "breakdown", "severity", "status", "label", "message", "fix", "owner", "file",
    "line", "locator", "focus", "path", "value", "fingerprint", "process", "first_seen",
    "due", "waived until", "waiver",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(report: Report, _: Background = NOTHING_KNOWN) -> str:
    """Give the findings as CSV (RFC 4180) with a heading row.

    What a spreadsheet would take for a formula gets an apostrophe before it.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for finding in report.findings:
        waiver = finding.waiver
        more = {
            "waived until": waiver.expires if waiver else None,
            "waiver": waiver.reason if waiver else None,
        }
        writer.writerow(
            _cell(more[column] if column in more else getattr(finding, column))
            for column in COLUMNS
        )
    return out.getvalue().rstrip("\n")


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
