"""Findings as one HTML file for reading, printing and filing: charts, causes, rules and method."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from asbuilt import __version__
from asbuilt.judge.causes import causes
from asbuilt.judge.rules import SEVERITIES
from asbuilt.reports.background import NOTHING_KNOWN, Background
from asbuilt.reports.breakdowns import breakdowns
from asbuilt.reports.charts import Bar, bars, lines
from asbuilt.reports.text import where

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from asbuilt.judge import Finding, Report
    from asbuilt.judge.causes import Cause
    from asbuilt.judge.rules import Severity
    from asbuilt.reports.breakdowns import Breakdown

_TEMPLATES = Path(__file__).parent / "templates"
_MOST_CAUSES = 300
"""Causes that are told in full; the numbers, charts and tables count all."""
_MOST_OF_A_CAUSE = 40
_FIRST = 10
_MOST_BARS = 12
_UNKNOWN = "nobody known"
_NO_PROCESS = "no process"


@dataclass(frozen=True, slots=True)
class _Section:
    """The causes whose gravest finding is of one class."""

    breakdown: Breakdown
    causes: list[tuple[str, Cause]]
    """Each with the name by which it can be linked to."""


def render(report: Report, background: Background = NOTHING_KNOWN) -> str:
    """Give the report as one HTML file without scripts that asks no other host for anything."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    open_ones = [finding for finding in report.findings if finding.is_open]
    found = causes(open_ones)
    named = [(f"cause-{number}", cause) for number, cause in enumerate(found, start=1)]
    style = (_TEMPLATES / "report.css").read_text(encoding="utf-8")
    return environment.get_template(
        "report.html"
    ).render(
        report=report,
        background=background,
        audit=background.audit(report),
        version=__version__,
        style=Markup(style),  # noqa: S704 - our own file
        open_ones=open_ones,
        waived=[finding for finding in report.findings if not finding.is_open],
        severities=Counter(finding.severity for finding in open_ones),
        overdue=sum(finding.overdue for finding in open_ones),
        statuses=Counter(finding.status for finding in report.findings),
        charts=_charts(open_ones, background),
        first=named[:_FIRST],
        sections=_sections(named[:_MOST_CAUSES]),
        more_causes=max(0, len(named) - _MOST_CAUSES),
        of_a_cause=_MOST_OF_A_CAUSE,
        owners=_tally(open_ones, _owner),
        breakdowns=breakdowns(),
        counts=Counter(finding.rule for finding in open_ones),
        place=lambda finding: _breakable(where(finding)),
        breakable=_breakable,
    )


def _breakable(path: str) -> Markup:
    """Give a path that may be broken after each of its folders."""
    return Markup("/<wbr>").join(path.split("/"))


def _charts(findings: list[Finding], background: Background) -> list[tuple[str, Markup]]:
    """Give the charts with their headings; those that would say nothing are left out."""
    by_class = dict(_tally(findings, lambda one: one.breakdown))
    rows = [Bar(one.name, by_class.get(key, {})) for key, one in breakdowns().items()]
    charts = [
        ("By class of breakdown", bars(rows, "Open findings by class of breakdown", "by-class"))
    ]
    if len(background.trend) > 1:
        drawn = lines(background.trend, "Violations and warnings over inspections", "trend")
        charts.append(("Over the inspections", drawn))
    if findings:
        owners = _top(_tally(findings, _owner))
        charts.append(("By owner", bars(owners, "Open findings by owner", "by-owner")))
        processes = _tally(findings, lambda one: one.process or _NO_PROCESS)
        if any(name != _NO_PROCESS for name, _ in processes):
            drawn = bars(_top(processes), "Open findings by process", "by-process")
            charts.append(("By process", drawn))
    return [*charts, ("By severity", _by_severity(findings))]


def _by_severity(findings: list[Finding]) -> Markup:
    counts = Counter(finding.severity for finding in findings)
    names: dict[Severity, str] = {
        "violation": "Violations", "warning": "Warnings", "info": "Infos",
    }  # fmt: skip
    rows = [Bar(names[severity], {severity: counts[severity]}) for severity in SEVERITIES]
    return bars(rows, "Open findings by severity", "by-severity")


def _owner(finding: Finding) -> str:
    return finding.owner or _UNKNOWN


def _tally(
    findings: Iterable[Finding], name: Callable[[Finding], str]
) -> list[tuple[str, Counter[Severity]]]:
    """Count by a name and by severity, what has most violations first."""
    counts: dict[str, Counter[Severity]] = {}
    for finding in findings:
        counts.setdefault(name(finding), Counter())[finding.severity] += 1
    return sorted(
        counts.items(),
        key=lambda item: (*(-item[1][severity] for severity in SEVERITIES), item[0]),
    )


def _top(tally: list[tuple[str, Counter[Severity]]]) -> list[Bar]:
    """Give the first bars, and the rest together as one."""
    if len(tally) <= _MOST_BARS:
        return [Bar(name, counts) for name, counts in tally]
    rest: Counter[Severity] = Counter()
    for _, counts in tally[_MOST_BARS - 1 :]:
        rest += counts
    shown = [Bar(name, counts) for name, counts in tally[: _MOST_BARS - 1]]
    return [*shown, Bar(f"{len(tally) - len(shown)} more", rest)]


def _sections(named: list[tuple[str, Cause]]) -> list[_Section]:
    return [
        _Section(one, found)
        for key, one in breakdowns().items()
        if (found := [pair for pair in named if pair[1].findings[0].breakdown == key])
    ]
