"""Findings as JUnit XML, so that any CI system shows rules as tests and findings as failures.

Elements and attributes are those that Jenkins and Surefire know; `file` and `line` of a test case
are the liberty that GitLab, pytest and most readers of such reports share.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from asbuilt import __version__
from asbuilt.reports.background import NOTHING_KNOWN, Background
from asbuilt.reports.breakdowns import breakdowns
from asbuilt.reports.text import where

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.judge import Finding, Report, Rule

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TIME = "0.000"
"""Rules are judged together, so that no time is any one's own."""


def render(report: Report, background: Background = NOTHING_KNOWN) -> str:
    """Give a test suite for each class of breakdown that has rules.

    In it is a test case for each rule without findings, and one for each finding: a failure, or
    skipped where it is waived.
    """
    by_rule: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        by_rule[finding.rule].append(finding)
    root = ET.Element("testsuites", name=f"asbuilt {report.inspection.identifier}", time=_TIME)
    for key, about in breakdowns().items():
        rules = [rule for rule in report.rules if rule.breakdown.rpartition("#")[2] == key]
        if rules:
            suite = ET.SubElement(root, "testsuite", name=about.name)
            _fill(suite, report, background, rules, by_rule)
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'


def _fill(
    suite: ET.Element,
    report: Report,
    background: Background,
    rules: list[Rule],
    by_rule: dict[str, list[Finding]],
) -> None:
    properties = ET.SubElement(suite, "properties")
    for name, value in _properties(report):
        ET.SubElement(properties, "property", name=name, value=_clean(value))
    findings = [finding for rule in rules for finding in by_rule[rule.code]]
    unjudged = {one.rule: one.reason for one in report.unjudged}
    for rule in rules:
        for finding in by_rule[rule.code]:
            _failure(suite, finding, background)
        if rule.code in unjudged:
            case = _case(suite, rule.code, rule.name)
            ET.SubElement(case, "error", message=_clean(unjudged[rule.code]), type="unjudged")
        elif not by_rule[rule.code]:
            _case(suite, rule.code, rule.name)
    failures = sum(finding.is_open for finding in findings)
    for name, number in (
        ("tests", len(suite) - 1),
        ("failures", failures),
        ("errors", sum(rule.code in unjudged for rule in rules)),
        ("skipped", len(findings) - failures),
    ):
        suite.set(name, str(number))
    suite.set("time", _TIME)
    suite.set("timestamp", report.inspection.ended.strftime("%Y-%m-%dT%H:%M:%S"))


def _properties(report: Report) -> Iterator[tuple[str, str]]:
    yield "workspace", report.title
    yield "inspection", report.inspection.identifier
    yield "as-of", report.inspection.as_of.isoformat()
    yield "engine", report.inspection.engine
    yield "asbuilt", __version__


def _case(suite: ET.Element, code: str, name: str) -> ET.Element:
    return ET.SubElement(suite, "testcase", classname=code, name=_clean(name), time=_TIME)


def _failure(suite: ET.Element, finding: Finding, background: Background) -> None:
    case = _case(suite, finding.rule, f"{finding.label} ({finding.fingerprint})")
    if finding.file:
        case.set("file", _clean(background.path(finding.file)))
    if finding.line:
        case.set("line", str(finding.line))
    if not finding.is_open:
        waiver = finding.waiver
        reason = f"waived: {waiver.reason}" if waiver and waiver.reason else "waived"
        ET.SubElement(case, "skipped", message=_clean(f"{reason}; {finding.message}"))
        return
    failure = ET.SubElement(case, "failure", message=_clean(finding.message), type=finding.severity)
    told = [f"{where(finding)}: {finding.message}", f"fix: {finding.fix}" if finding.fix else ""]
    if finding.owner:
        told.append(f"owner: {finding.owner}")
    failure.text = _clean("\n".join(filter(None, told)))


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)
