"""Findings as workflow commands, which GitHub shows as annotations on a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asbuilt.judge import Finding, Report

_COMMANDS = {"violation": "error", "warning": "warning", "info": "notice"}


def render(report: Report) -> str:
    """Give a command for each open finding, and what they come to as the last line."""
    lines = [_command(finding) for finding in report.findings if finding.is_open]
    return "\n".join([*lines, f"{len(lines)} open findings"])


def _command(finding: Finding) -> str:
    options = {"title": f"{finding.rule} {finding.name}"}
    if finding.file:
        options["file"] = finding.file
    if finding.line:
        options["line"] = str(finding.line)
    told = ",".join(f"{key}={_option(value)}" for key, value in options.items())
    return f"::{_COMMANDS[finding.severity]} {told}::{_text(f'{finding.message} {finding.fix}')}"


def _text(text: str) -> str:
    return text.strip().replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _option(text: str) -> str:
    return _text(text).replace(":", "%3A").replace(",", "%2C")
