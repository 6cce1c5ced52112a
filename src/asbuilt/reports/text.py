"""Findings as text for a terminal: by their causes, then what they add up to."""

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
_OF_A_CAUSE = 3
"""So many findings of a cause are told where not all are."""
_OF_WAIVED = 5


def render(
    report: Report, *, width: int = 100, colour: bool = False, most: int | None = None
) -> str:
    """Give the report as text of at most this width, in colours if they can be shown.

    Findings stand by their causes, what to fix first at the top; waived ones come last. With
    `most`, that many lines of them at the most are told, a few of each cause, and how to see all.
    The first line of a finding is never broken, so that editors and CI find file and line.
    """
    width = max(40, width)
    open_ones = [finding for finding in report.findings if finding.is_open]
    groups = causes(open_ones)
    lines = _grouped(groups, width, most)
    waived = [finding for finding in report.findings if not finding.is_open]
    if waived:
        lines += ["", *_waived(waived, width, most)]
    if lines:
        lines.append("")
    lines += _summary(report, width, groups)
    text = "\n".join(lines)
    return text if colour else click.unstyle(text)


def overview(report: Report, *, width: int = 100) -> str:
    """Give what the findings add up to, without them, in colours."""
    groups = causes(finding for finding in report.findings if finding.is_open)
    return "\n".join(_summary(report, max(40, width), groups))


def headline(finding: Finding) -> str:
    """Give a finding in a line: ``file:line: severity[rule]: message``."""
    label = click.style(
        f"{finding.severity}[{finding.rule}]", fg=_COLOURS[finding.severity], bold=True
    )
    mark = " (waived)" if not finding.is_open else " (overdue)" if finding.overdue else ""
    return f"{where(finding)}: {label}{click.style(mark, dim=True)}: {finding.message}"


def where(finding: Finding) -> str:
    """Give file and line of a finding; the thing's name where it stands in no file."""
    if finding.file is None:
        return finding.label
    return finding.file if finding.line is None else f"{finding.file}:{finding.line}"


def _grouped(groups: list[Cause], width: int, most: int | None) -> list[str]:
    """Give the findings by their causes, and what is left out where there are too many lines."""
    lines: list[str] = []
    told = 0
    for number, cause in enumerate(groups):
        shown = cause.findings if most is None else cause.findings[:_OF_A_CAUSE]
        block = [] if len(cause.findings) == 1 else [_cut(_heading(cause), width)]
        indent = "  " if block else ""
        block += [line for one in shown for line in _finding(one, width, indent)]
        if len(shown) < len(cause.findings):
            block.append(f"    … and {len(cause.findings) - len(shown):,} more")
        if most is not None and lines and len(lines) + len(block) > most:
            left = sum(len(one.findings) for one in groups[number:])
            lines.append(
                f"… and {_counted(left, 'finding')} of {_counted(len(groups) - number, 'cause')}: "
                "`asbuilt check --all` lists every one, `asbuilt serve` shows them as pages."
            )
            return lines
        lines += block
        told += len(shown)
    if most is not None and told < sum(len(cause.findings) for cause in groups):
        lines.append("`asbuilt check --all` lists every finding.")
    return lines


def _heading(cause: Cause) -> str:
    colour = _COLOURS[cause.findings[0].severity]
    number = click.style(f"{len(cause.findings):,} findings", fg=colour, bold=True)
    return f"{number}: {cause.action}"


def _finding(finding: Finding, width: int, indent: str = "") -> Iterator[str]:
    yield headline(finding)
    if finding.fix and finding.is_open:
        yield from _wrapped(f"fix: {finding.fix}", width, f"{indent}  ")
    if finding.due and finding.overdue:
        yield click.style(f"{indent}  was due on {finding.due}", fg="red")


def _waived(findings: list[Finding], width: int, most: int | None) -> Iterator[str]:
    yield click.style("Waived", bold=True)
    shown = findings if most is None else findings[:_OF_WAIVED]
    for one in shown:
        yield headline(one)
        waiver = one.waiver
        if waiver is None:
            continue
        until = f" until {waiver.expires}" if waiver.expires else " for good"
        instead = f"; {waiver.compensated_by} stands in" if waiver.compensated_by else ""
        reason = f": {waiver.reason}" if waiver.reason else ""
        said = f"accepted by {waiver.approver or 'nobody'}{until}{reason}{instead}"
        yield from _wrapped(said, width, "  ")
    if len(shown) < len(findings):
        yield f"… and {len(findings) - len(shown):,} more: `asbuilt check --all` lists them."


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=f"{indent}     ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _summary(report: Report, width: int, groups: list[Cause]) -> Iterator[str]:
    open_ones = [finding for finding in report.findings if finding.is_open]
    yield click.style(
        f"{report.title} as of {report.inspection.as_of.isoformat()}: "
        f"{len(report.rules)} rules, {_counted(len(open_ones), 'open finding')}"
        + (f" of {_counted(len(groups), 'cause')}" if len(groups) < len(open_ones) else ""),
        bold=True,
    )
    yield from _incomplete(report, width)
    if not report.findings and not report.unjudged:
        yield "Nothing to mend."
    if open_ones:
        yield ""
        yield from _table(open_ones)
        yield ""
        yield from _rules(open_ones, width)
        yield from _first(groups, width)
    late = sum(finding.overdue for finding in open_ones)
    changes = _changes(report)
    if late or changes:
        yield ""
    if late:
        yield click.style(f"{_counted(late, 'finding')} overdue.", fg="red", bold=True)
    if changes:
        yield changes
    for waiver in report.idle_waivers:
        yield (
            f"{waiver.name} accepts nothing that was found: withdraw it, or see whether its rule "
            "and focus name what is meant."
        )


def _incomplete(report: Report, width: int) -> Iterator[str]:
    """Say which rules could not be judged, and which another engine has judged."""
    if report.unjudged:
        number = len({one.rule for one in report.unjudged})
        said = f"{_counted(number, 'rule')} could not be judged, so this inspection is not kept:"
        yield click.style(said, fg="red", bold=True)
    for remarks, how in (
        (report.unjudged, ""),
        (report.referred, "judged by the reference engine"),
    ):
        for one in remarks:
            yield from _wrapped(
                f"{one.rule}: {', '.join(filter(None, (how, one.reason)))}", width, "  "
            )


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


def _first(groups: list[Cause], width: int) -> Iterator[str]:
    yield ""
    yield click.style("What to fix first", bold=True)
    for number, cause in enumerate(groups[:_MOST], start=1):
        first = cause.findings[0]
        said = first.message if cause.kind == "thing" else cause.action
        yield _cut(f"  {number}. {said}{_others(cause)}", width)
        owner = f"{cause.owner} can mend it" if cause.owner else ""
        late = f"{cause.overdue} overdue" if cause.overdue else ""
        place = _short(where(first), width - 5 - len(owner)) if first.file else ""
        told = ", ".join(filter(None, (place, owner, late)))
        if told:
            yield f"     {told}"
    yield ""
    first_one = groups[0].findings[0]
    yield f"Next: `asbuilt rule {first_one.rule}` tells of the rule,"
    yield f"      `asbuilt explain {first_one.fingerprint[:8]}` of the finding and its facts."


def _others(cause: Cause) -> str:
    codes = sorted({finding.rule for finding in cause.findings[1:]})
    return f" (also {', '.join(codes)})" if codes and cause.kind == "thing" else ""


def _short(path: str, width: int) -> str:
    """Give a path with its front left out where it is too long: its end tells more."""
    room = max(20, width)
    return path if len(path) <= room else f"…{path[len(path) - room + 1 :]}"


def _changes(report: Report) -> str:
    status = Counter(finding.status for finding in report.findings)
    parts = [
        f"{status[name]} {name}"
        for name in ("new", "persisting", "reopened", "waived")
        if status[name]
    ]
    if report.fixed:
        parts.append(f"{len(report.fixed)} fixed")
    return f"Since {report.since}: {', '.join(parts)}." if parts else ""


def counted(severities: Counter[Severity]) -> str:
    """Give numbers by severity for a sentence: ``2 violations, 1 warning``."""
    return ", ".join(
        _counted(severities[severity], severity) for severity in SEVERITIES if severities[severity]
    )


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _cut(text: str, width: int) -> str:
    """Cut a line to the width that people see, and colours with it where it is too long."""
    plain = click.unstyle(text)
    return text if len(plain) <= width else f"{plain[: width - 1]}…"
