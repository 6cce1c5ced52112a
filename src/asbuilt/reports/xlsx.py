"""Findings as an Excel workbook: summary, findings, who and where, waivers, rules and sources."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from openpyxl import Workbook

from asbuilt import __version__
from asbuilt.judge.rules import SEVERITIES
from asbuilt.reports.background import NOTHING_KNOWN, Background
from asbuilt.reports.breakdowns import breakdowns
from asbuilt.reports.workbook import (
    BOLD,
    Column,
    Link,
    Value,
    add_heading,
    add_table,
    clean,
    make_cell,
    settled,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from asbuilt.judge import Finding, Report

_MOST_LINKED = 32_000
"""Findings with links; a sheet holds 65,530 links, and each finding has up to two."""


def render(report: Report, background: Background = NOTHING_KNOWN) -> bytes:
    """Give the report as a workbook (ECMA-376)."""
    book = Workbook(write_only=True)
    book.properties.title = clean(f"{report.title}: findings")
    book.properties.creator = f"Asbuilt {__version__}"
    book.properties.created = report.inspection.ended.replace(tzinfo=None)
    rows = {rule.code: number for number, rule in enumerate(report.rules, start=2)}
    waivers = {one.iri: number for number, one in enumerate(report.waivers, start=2)}
    _summary(book, report, background)
    add_table(book, "Findings", _FINDINGS, _findings(report, rows, waivers))
    add_table(book, "By owner", _TALLY, _tally((one.owner or "", one) for one in _open(report)))
    by_process = ((one.process or "", one) for one in _open(report))
    add_table(book, "By process", _TALLY, _tally(by_process))
    add_table(book, "Waivers", _WAIVERS, _waivers(report))
    add_table(book, "Rules", _RULES, _rules(report))
    add_table(book, "Sources", _SOURCES, _sources(background))
    return settled(book, report.inspection.ended)


_FINDINGS = (
    Column("Rule", 9),
    Column("Name", 30, wraps=True),
    Column("Class", 14),
    Column("Severity", 11),
    Column("Status", 12),
    Column("First seen", 12),
    Column("Due", 12),
    Column("About", 28, wraps=True),
    Column("Message", 60, wraps=True),
    Column("Fix", 50, wraps=True),
    Column("Owner", 20),
    Column("Process", 24, wraps=True),
    Column("File", 34),
    Column("Line", 8),
    Column("Place", 18),
    Column("Waiver", 34, wraps=True),
    Column("Fingerprint", 19),
)
_TALLY = (
    Column("Name", 40),
    Column("Violations", 12),
    Column("Warnings", 12),
    Column("Infos", 12),
    Column("Together", 12),
)
_WAIVERS = (
    Column("Rule", 9),
    Column("For", 34, wraps=True),
    Column("Reason", 50, wraps=True),
    Column("Approver", 20),
    Column("Valid until", 12),
    Column("Compensated by", 30, wraps=True),
    Column("Expired", 9),
)
_RULES = (
    Column("Rule", 9),
    Column("Name", 44, wraps=True),
    Column("Class", 30),
    Column("Severity", 11),
    Column("Open", 8),
    Column("Waived", 8),
    Column("Why", 70, wraps=True),
    Column("Source", 50, wraps=True),
)
_SOURCES = (
    Column("File", 44),
    Column("Format", 14),
    Column("Facts", 10),
    Column("SHA-256", 68),
)


def _summary(book: Workbook, report: Report, background: Background) -> None:
    sheet = book.create_sheet("Summary")
    for letter, width in (("A", 34), ("B", 40), ("C", 12), ("D", 12), ("E", 12)):
        sheet.column_dimensions[letter].width = width
    inspection, known = report.inspection, background.revision
    facts: list[tuple[str, Value]] = [
        ("Workspace", report.title),
        ("As of", inspection.as_of),
        ("Inspection", inspection.identifier),
        ("Ended", inspection.ended.isoformat()),
        ("Engine", inspection.engine),
        ("Asbuilt", __version__),
        ("Commit", known.commit if known else None),
        ("Rules", len(report.rules)),
        ("Open findings", len(_open(report))),
        ("Waived findings", len(report.findings) - len(_open(report))),
        (f"Fixed since {report.since}", len(report.fixed)),
    ]
    for name, value in facts:
        if value is not None:
            sheet.append([make_cell(sheet, name, font=BOLD), make_cell(sheet, value)])
    sheet.append([])
    add_heading(sheet, ("Class of breakdown", "", "Violations", "Warnings", "Infos"))
    counts = Counter((one.breakdown, one.severity) for one in _open(report))
    for key, about in breakdowns().items():
        row: list[Value] = [about.name, about.code]
        row += [counts[key, severity] for severity in SEVERITIES]
        sheet.append([make_cell(sheet, value) for value in row])


def _findings(
    report: Report, rows: dict[str, int], waivers: dict[str, int]
) -> Iterator[list[Value]]:
    for number, one in enumerate(report.findings):
        waiver = one.waiver
        linked = number < _MOST_LINKED
        reason = (waiver.reason or waiver.focus) if waiver else ""
        yield [
            Link(one.rule, f"'Rules'!A{rows[one.rule]}") if linked else one.rule,
            one.name,
            one.breakdown,
            one.severity,
            one.status,
            _day(one.first_seen),
            _day(one.due),
            one.label,
            one.message,
            one.fix,
            one.owner,
            one.process,
            one.file,
            one.line,
            one.locator,
            Link(reason, f"'Waivers'!A{waivers[waiver.iri]}") if waiver and linked else reason,
            one.fingerprint,
        ]


def _tally(named: Iterable[tuple[str, Finding]]) -> Iterator[list[Value]]:
    counts: dict[str, Counter[str]] = {}
    for name, finding in named:
        counts.setdefault(name, Counter())[finding.severity] += 1
    for name, tally in sorted(
        counts.items(),
        key=lambda item: (*(-item[1][severity] for severity in SEVERITIES), item[0]),
    ):
        numbers = [tally[severity] for severity in SEVERITIES]
        yield [name or "none", *numbers, sum(numbers)]


def _waivers(report: Report) -> Iterator[list[Value]]:
    for one in report.waivers:
        yield [
            one.rule,
            one.focus,
            one.reason,
            one.approver,
            _day(one.expires),
            one.compensated_by,
            "yes" if one.expired else None,
        ]


def _rules(report: Report) -> Iterator[list[Value]]:
    open_ones = Counter(one.rule for one in report.findings if one.is_open)
    waived = Counter(one.rule for one in report.findings if not one.is_open)
    for rule in report.rules:
        about = breakdowns()[rule.breakdown.rpartition("#")[2]]
        numbers = (open_ones[rule.code], waived[rule.code])
        yield [rule.code, rule.name, about.name, rule.severity, *numbers, rule.why, rule.source]


def _sources(background: Background) -> Iterator[list[Value]]:
    for one in background.sources:
        yield [one.file, one.format, one.facts, one.sha256]


def _open(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.is_open]


def _day(text: str | None) -> date | str | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return text
