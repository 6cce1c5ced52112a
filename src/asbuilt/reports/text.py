"""Findings as text for a terminal: one after the other, then what they add up to."""

from __future__ import annotations

import textwrap
from collections import Counter
from typing import TYPE_CHECKING

import click

from asbuilt.judge.causes import Cause, causes
from asbuilt.judge.rules import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.judge import Finding, Report
    from asbuilt.judge.rules import Severity

_COLOURS = {"violation": "red", "warning": "yellow", "info": "blue"}
_CLASSES = {
    "workflow": "Workflow mismatch",
    "decision": "Decision and evidence mismatch",
    "data": "Data and exception mismatch",
    "governance": "Governance shortfall",
    "feedback": "Feedback gap",
    "integrity": "Integrity of the graph",
}
_BAR = 24
_MOST = 5


def render(report: Report, *, width: int = 100, colour: bool = False) -> str:
    """Give the report as text of at most this width, in colours if they can be shown.

    The first line of a finding is never broken, so that editors and CI find file and line.
    """
    width = max(40, width)
    lines = [line for finding in report.findings for line in _finding(finding, width)]
    if lines:
        lines.append("")
    lines += _summary(report, width)
    text = "\n".join(lines)
    return text if colour else click.unstyle(text)


def overview(report: Report, *, width: int = 100) -> str:
    """Give what the findings add up to, without them, in colours."""
    return "\n".join(_summary(report, max(40, width)))


def headline(finding: Finding) -> str:
    """Give a finding in a line: ``file:line: severity[rule]: message``."""
    label = click.style(
        f"{finding.severity}[{finding.rule}]", fg=_COLOURS[finding.severity], bold=True
    )
    waived = click.style(" (waived)", dim=True) if not finding.is_open else ""
    return f"{where(finding)}: {label}{waived}: {finding.message}"


def where(finding: Finding) -> str:
    """Give file and line of a finding; the thing's name where it stands in no file."""
    if finding.file is None:
        return finding.label
    return finding.file if finding.line is None else f"{finding.file}:{finding.line}"


def _finding(finding: Finding, width: int) -> Iterator[str]:
    yield headline(finding)
    if finding.fix and finding.is_open:
        yield from textwrap.wrap(
            f"fix: {finding.fix}",
            width,
            initial_indent="  ",
            subsequent_indent="       ",
            break_long_words=False,
            break_on_hyphens=False,
        )


def _summary(report: Report, width: int) -> Iterator[str]:
    open_ones = [finding for finding in report.findings if finding.is_open]
    yield click.style(
        f"{report.title} as of {report.inspection.as_of.isoformat()}: "
        f"{len(report.rules)} rules, {_counted(len(open_ones), 'open finding')}",
        bold=True,
    )
    if not report.findings:
        yield "Nothing to mend."
    if open_ones:
        yield ""
        yield from _table(open_ones)
        yield ""
        yield from _rules(open_ones, width)
        yield from _first(open_ones, width)
    changes = _changes(report)
    if changes:
        yield ""
        yield changes


def _table(findings: list[Finding]) -> Iterator[str]:
    counts = Counter((finding.breakdown, finding.severity) for finding in findings)
    totals = Counter(finding.breakdown for finding in findings)
    most = max(totals.values())
    wide = max(len(name) for name in _CLASSES.values())
    yield click.style(f"  {'class of breakdown':<{wide}}  violations  warnings  infos", dim=True)
    for breakdown, name in _CLASSES.items():
        violations, warnings, infos = (counts[breakdown, severity] for severity in SEVERITIES)
        bar = "".join(
            click.style(
                "█" * round(counts[breakdown, severity] / most * _BAR), fg=_COLOURS[severity]
            )
            for severity in SEVERITIES
        )
        yield f"  {name:<{wide}}  {violations:>10}  {warnings:>8}  {infos:>5}  {bar}".rstrip()


def _rules(findings: list[Finding], width: int) -> Iterator[str]:
    names = {finding.rule: finding.name for finding in findings}
    counts = Counter(finding.rule for finding in findings)
    yield click.style("Rules with most findings", bold=True)
    for rule, number in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST]:
        yield _cut(f"  {number:>4}  {rule}  {names[rule]}", width)


def _first(findings: list[Finding], width: int) -> Iterator[str]:
    yield ""
    yield click.style("What to fix first", bold=True)
    for number, cause in enumerate(causes(findings)[:_MOST], start=1):
        first = cause.findings[0]
        others = _others(cause)
        yield _cut(f"  {number}. {first.message}{others}", width)
        place = where(first) if first.file else ""
        owner = f"{first.owner} can mend it" if first.owner else ""
        told = ", ".join(filter(None, (place, owner)))
        yield from textwrap.wrap(told, width, initial_indent="     ", subsequent_indent="     ")
    yield ""
    first_one = findings[0]
    yield f"Next: `asbuilt rule {first_one.rule}` tells of the rule,"
    yield f"      `asbuilt explain {first_one.fingerprint[:8]}` of the finding and its facts."


def _others(cause: Cause) -> str:
    codes = sorted({finding.rule for finding in cause.findings[1:]})
    return f" (also {', '.join(codes)})" if codes else ""


def _changes(report: Report) -> str:
    status = Counter(finding.status for finding in report.findings)
    parts = [
        f"{status[name]} {name}"
        for name in ("new", "persisting", "reopened", "waived")
        if status[name]
    ]
    if report.fixed:
        parts.append(f"{len(report.fixed)} fixed")
    return f"Since the last inspection: {', '.join(parts)}." if parts else ""


def counted(severities: Counter[Severity]) -> str:
    """Give numbers by severity for a sentence: ``2 violations, 1 warning``."""
    return ", ".join(
        _counted(severities[severity], severity) for severity in SEVERITIES if severities[severity]
    )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
