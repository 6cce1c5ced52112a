"""Findings in every format that `asbuilt check` writes."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from junitparser import Failure, JUnitXml, Skipped
from lxml import etree
from pyoxigraph import RdfFormat, parse, serialize
from rdflib import RDF, SH, XSD, Graph, Literal
from rdflib.compare import isomorphic

from asbuilt import __version__, reports
from asbuilt.reports import Background, text
from asbuilt.vocabulary import AB, PROV

if TYPE_CHECKING:
    from asbuilt.judge import Report

SUPPORT = Path(__file__).parents[1] / "support"
WRITE_ALL = """
import hashlib, sys, pathlib
from reported import make_background, make_report
from asbuilt import reports
folder = pathlib.Path(sys.argv[1])
for form in reports.FORMATS:
    content = reports.render(make_report(), form, make_background(folder))
    data = content if isinstance(content, bytes) else content.encode()
    print(form, len(data), hashlib.sha256(data).hexdigest())
"""


def test_the_same_report_gives_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    """Reports can be compared and kept in version control; no order hangs on Python's hashes."""
    said = []
    for seed in ("0", "1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(SUPPORT)}
        done = subprocess.run(
            [sys.executable, "-c", WRITE_ALL, str(tmp_path)],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        said.append(done.stdout)
    assert len(said[0].splitlines()) == len(reports.FORMATS)
    assert said[0] == said[1] == said[2]


@pytest.mark.parametrize("form", reports.FORMATS)
def test_every_report_can_be_written_in_every_format(
    any_report: tuple[Report, Background], form: str
) -> None:
    """One by hand, one without findings and without anything known, and the example's."""
    report, known = any_report
    content = reports.render(report, form, known)
    assert content
    assert isinstance(content, bytes) == (form in reports.BINARY)


@pytest.mark.parametrize("form", reports.FORMATS)
def test_a_format_that_an_ending_stands_for_is_guessed(form: str) -> None:
    """`-o findings.sarif` says enough; an ending that says nothing is not guessed at."""
    guessed = {reports.guess(Path(f"a{ending}")) for ending in reports.ENDINGS}
    special = {"sarif-github", "github", "gitlab", "oscal", "oscal-poam"}
    assert (form in guessed) == (form not in special)
    assert reports.guess(Path("findings.SARIF")) == "sarif"
    assert reports.guess(Path("a.sarif.json")) == "sarif"
    assert reports.guess(Path("findings")) is None
    assert reports.guess(Path("findings.pdf")) is None


def test_text_says_place_severity_rule_message_and_fix(report: Report) -> None:
    """The line that editors and CI understand, then the fix, then what it adds up to."""
    lines = text.render(report).splitlines()
    assert lines[0] == "a b/flow.json:12: violation[WF005]: Something is wrong, says WF005."
    assert lines[1] == "  fix: Mend it; 100 % of it."
    assert any("Shop as of 2026-11-15: 4 rules, 3 open findings" in line for line in lines)
    assert any(line.startswith("  Workflow mismatch") and line.endswith("█") for line in lines)
    assert any("Since the last inspection" in line for line in lines)
    assert "\x1b" not in text.render(report)
    assert "\x1b" in text.render(report, colour=True)


@pytest.mark.parametrize("width", [40, 72, 120])
def test_text_keeps_to_the_width_except_for_the_line_of_a_finding(
    report: Report, width: int
) -> None:
    """Fixes and lists are wrapped or cut; what machines read is not."""
    for line in text.render(replace(report, fixed=()), width=width).splitlines():
        is_wide = ": violation[" in line or ": warning[" in line or ": info[" in line
        is_table = "█" in line or "class of breakdown" in line or "asbuilt explain" in line
        assert len(line) <= max(width, 72) or is_wide or is_table


def test_json_has_the_fields_of_the_contract(report: Report, known: Background) -> None:
    """Scripts depend on these names; an auditor on the rest."""
    data = json.loads(reports.render(report, "json", known))
    names = (
        "rule name breakdown severity focus label path value message why fix owner file line "
        "fingerprint status"
    )
    for finding in data["findings"]:
        assert set(names.split()) <= set(finding)
    summary = data["summary"]
    assert summary["severity"] == {"violation": 1, "warning": 1, "info": 1}
    assert summary["open"] == 3
    assert summary["status"] == {"new": 1, "persisting": 1, "reopened": 1, "waived": 1}
    audit = data["inspection"]
    assert audit["asbuilt"] == __version__
    assert audit["as_of"] == "2026-11-15"
    assert audit["engine"] == "reference"
    assert audit["revision"]["commit"] == "c" * 40
    assert [source["sha256"] for source in audit["sources"]] == ["ab" * 32] * 2


def test_csv_has_a_row_each_and_no_formulas(report: Report, known: Background) -> None:
    """A spreadsheet must not run what a name in a file says."""
    rows = list(csv.DictReader(io.StringIO(str(reports.render(report, "csv", known)))))
    assert [row["rule"] for row in rows] == ["WF005", "GV006", "GV001", "DX010"]
    assert rows[0]["process"] == "Sell"
    assert rows[2]["due"] == "2026-10-31"
    assert rows[1]["waived until"] == "2026-12-31"
    assert rows[1]["waiver"] == "'=until the shop moves"
    assert rows[2]["message"] == "'=HYPERLINK(1)"


def test_junit_says_the_same_to_a_reader_of_its_own(any_report: tuple[Report, Background]) -> None:
    """A library that knows the format finds suites, cases, failures and skips as they are meant."""
    report, known = any_report
    read = JUnitXml.fromstring(str(reports.render(report, "junit", known)).encode())
    cases = [case for suite in read for case in suite]
    assert read.tests == len(cases) > 0
    wrong = [one for case in cases for one in case.result if isinstance(one, Failure)]
    skipped = [one for case in cases for one in case.result if isinstance(one, Skipped)]
    assert read.failures == len(wrong) == sum(one.is_open for one in report.findings)
    assert len(skipped) == len(report.findings) - len(wrong)
    assert sum(suite.tests for suite in read) == read.tests
    assert all(case.classname and case.name for case in cases)
    assert all(one.message and one.type and one.text for one in wrong)


def test_junit_counts_failures_and_skips(report: Report, known: Background) -> None:
    """A rule without findings passes; a waived finding is skipped, and says why."""
    root = etree.fromstring(str(reports.render(report, "junit", known)).encode())
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("4", "3", "0")
    suites = {suite.get("name"): suite for suite in root}
    assert list(suites) == [
        "Workflow mismatch", "Data and exception mismatch", "Governance shortfall",
    ]  # fmt: skip
    assert suites["Governance shortfall"].get("skipped") == "1"
    failure = root.find("testsuite/testcase[@classname='WF005']/failure")
    assert failure is not None
    assert failure.get("type") == "violation"
    assert "fix: Mend it" in (failure.text or "")
    case = failure.getparent()
    assert case is not None
    assert case.get("file") == "shops/one/a b/flow.json"
    skipped = root.find("testsuite/testcase[@classname='GV006']/skipped")
    assert skipped is not None
    assert "until the shop moves" in (skipped.get("message") or "")


def test_annotations_are_escaped_for_github(report: Report, known: Background) -> None:
    """A per cent sign in a message and a colon in a name would end the command early."""
    lines = str(reports.render(report, "github", known)).splitlines()
    assert lines[0] == (
        "::error title=WF005 Control bypassed by design,file=shops/one/a b/flow.json,"
        "line=12,endLine=12,col=5,endColumn=19::"
        "Something is wrong, says WF005. Mend it; 100 %25 of it."
    )
    assert [line.split()[0] for line in lines] == ["::error", "::warning", "::notice", "3"]
    cell = next(line for line in lines if "GV001" in line)
    assert ",line=" not in cell


def test_annotations_say_when_github_will_not_show_all(report: Report) -> None:
    """It shows ten of a kind; who looks at the change must know that there are more."""
    many = (report.findings[0],) * 11
    said = str(
        reports.render(type(report)("", report.inspection, many, (), report.rules), "github")
    )
    assert said.splitlines()[-1] == "11 open findings; GitHub shows 10 of a kind for a step"


def test_gitlab_reads_what_is_open(any_report: tuple[Report, Background]) -> None:
    """Its documented fields, each fingerprint once, a path from the top of the repository."""
    report, known = any_report
    issues: list[dict[str, Any]] = json.loads(reports.render(report, "gitlab", known))
    assert len(issues) == sum(one.is_open for one in report.findings)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    for issue in issues:
        assert issue["description"]
        assert issue["check_name"]
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert issue["location"]["lines"]["begin"] >= 1
        assert re.match(rf"{re.escape(known.prefix)}\w", issue["location"]["path"])


@pytest.mark.parametrize(
    ("form", "syntax"), [("turtle", RdfFormat.TURTLE), ("jsonld", RdfFormat.JSON_LD)]
)
def test_shacl_is_a_validation_report(
    report: Report, known: Background, form: str, syntax: RdfFormat
) -> None:
    """Any tool that knows SHACL reads it; whoever wants to repeat it finds day and digests."""
    graph = _graph(str(reports.render(report, form, known)), syntax)
    (node,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(node, SH.conforms) == Literal("false", datatype=XSD.boolean)
    results = list(graph.objects(node, SH.result))
    assert len(results) == 4
    for result in results:
        for needed in (
            SH.focusNode,
            SH.resultSeverity,
            SH.resultMessage,
            SH.sourceShape,
            SH.sourceConstraintComponent,
        ):
            assert len(list(graph.objects(result, needed))) == 1
        assert graph.value(result, AB.fingerprint) is not None
    inspection = graph.value(node, AB.inspection)
    assert str(graph.value(inspection, AB.asOf)) == "2026-11-15"
    files = list(graph.objects(inspection, PROV.used))
    assert [str(graph.value(file, AB.sha256)) for file in files] == ["ab" * 32] * 2


def test_turtle_and_json_ld_say_the_same(any_report: tuple[Report, Background]) -> None:
    """The context is in the file, since Oxigraph fetches none."""
    report, known = any_report
    turtle = _graph(str(reports.render(report, "turtle", known)), RdfFormat.TURTLE)
    json_ld = _graph(str(reports.render(report, "jsonld", known)), RdfFormat.JSON_LD)
    assert len(turtle) > len(report.findings)
    assert isomorphic(turtle, json_ld)


def _graph(said: str, syntax: RdfFormat) -> Graph:
    lines = serialize((quad.triple for quad in parse(said, syntax)), format=RdfFormat.N_TRIPLES)
    return Graph().parse(data=lines, format="nt")
