"""Findings as workflow commands, which GitHub shows as annotations on a change.

GitHub shows ten annotations of each kind for a step and fifty for a job; the gravest come first.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from asbuilt.judge.rules import SEVERITIES
from asbuilt.reports.background import NOTHING_KNOWN, Background

if TYPE_CHECKING:
    from asbuilt.judge import Finding, Report

_COMMANDS = {"violation": "error", "warning": "warning", "info": "notice"}
_SHOWN = 10


def render(report: Report, background: Background = NOTHING_KNOWN) -> str:
    """Give a command for each open finding, and what they come to as the last line."""
    found = [finding for finding in report.findings if finding.is_open]
    found.sort(key=lambda finding: SEVERITIES.index(finding.severity))
    lines = [_command(finding, background) for finding in found]
    most = max(Counter(finding.severity for finding in found).values(), default=0)
    hint = f"; GitHub shows {_SHOWN} of a kind for a step" if most > _SHOWN else ""
    unjudged = [
        f"::error title={_option(one.rule)} could not be judged::{_text(one.reason)}"
        for one in report.unjudged
    ]
    return "\n".join([*unjudged, *lines, f"{len(found)} open findings{hint}"])


def _command(finding: Finding, background: Background) -> str:
    options = {"title": f"{finding.rule} {finding.name}"}
    if finding.file:
        options["file"] = background.path(finding.file)
    region = background.texts.region(finding.file, finding.line, finding.locator)
    if region:
        options["line"] = str(region.start_line)
        options["endLine"] = str(region.end_line)
        if region.start_line == region.end_line and region.end_column > region.start_column:
            options["col"] = str(region.start_column)
            options["endColumn"] = str(region.end_column)
    elif finding.line and "!" not in (finding.locator or ""):
        options["line"] = str(finding.line)
    told = ",".join(f"{key}={_option(value)}" for key, value in options.items())
    return f"::{_COMMANDS[finding.severity]} {told}::{_text(f'{finding.message} {finding.fix}')}"


def _text(text: str) -> str:
    return text.strip().replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _option(text: str) -> str:
    return _text(text).replace(":", "%3A").replace(",", "%2C")
