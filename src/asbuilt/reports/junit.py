"""Findings as JUnit XML, so that any CI system shows rules as tests and findings as failures."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from asbuilt.reports.text import where

if TYPE_CHECKING:
    from asbuilt.judge import Finding, Report, Rule

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> str:
    """Give one test suite; a test case for each rule without findings, and one for each finding."""
    by_rule: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        by_rule[finding.rule].append(finding)
    suite = ET.Element("testsuite", name=f"asbuilt {report.inspection.identifier}")
    for rule in report.rules:
        for finding in by_rule[rule.code]:
            _failure(suite, rule, finding)
        if not by_rule[rule.code]:
            _case(suite, rule, rule.name)
    failures = sum(finding.is_open for finding in report.findings)
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(failures))
    suite.set("skipped", str(len(report.findings) - failures))
    ET.indent(suite)
    text = ET.tostring(suite, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'


def _case(suite: ET.Element, rule: Rule, name: str) -> ET.Element:
    return ET.SubElement(suite, "testcase", classname=rule.code, name=_clean(name))


def _failure(suite: ET.Element, rule: Rule, finding: Finding) -> None:
    case = _case(suite, rule, f"{finding.label} ({finding.fingerprint})")
    if finding.file:
        case.set("file", finding.file)
    if finding.line:
        case.set("line", str(finding.line))
    kind = "failure" if finding.is_open else "skipped"
    element = ET.SubElement(case, kind, message=_clean(finding.message))
    if finding.is_open:
        element.set("type", finding.severity)
        element.text = _clean(f"{where(finding)}: {finding.message}\nfix: {finding.fix}")


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)
