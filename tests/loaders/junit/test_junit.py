"""Tests of the loader of JUnit reports."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from golden import cases, read
from rdflib import RDF, RDFS

from asbuilt.loaders import junit
from asbuilt.reading import read_head
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from golden import Golden, Outcome, Reader

HERE = Path(__file__).parent
CASES = cases(HERE, ".xml")


def options(path: Path) -> dict[str, Any]:
    """Give what the workspace says of a case."""
    beside = path.with_name(f"{path.name.split('.')[0]}.options.toml")
    return tomllib.loads(beside.read_text(encoding="utf-8")) if beside.is_file() else {}


def suite(inside: str, attributes: str = "") -> str:
    """Give a report of one suite."""
    return f'<testsuite name="s" {attributes}>{inside}</testsuite>'


def evidence(outcome: Outcome) -> dict[str, str]:
    """Give what the evidence for each control shows, by the name of the control."""
    graph = outcome.graph
    return {
        str(graph.value(control, RDFS.label)): str(graph.value(one, AB.outcome))
        for one, control in graph.subject_objects(AB.evidenceFor)
    }


def shown(outcome: Outcome) -> str:
    """Give what the run shows."""
    [run] = outcome.graph.subjects(RDF.type, AB.Evidence)
    return str(outcome.graph.value(run, AB.outcome))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_report_gives_what_is_expected(path: Path, golden: Golden) -> None:
    """Suites, cases and what they came to come out as they were looked at."""
    golden(junit, path, options=options(path))
    assert junit.claims(path, read_head(path))


def test_tests_that_name_a_control_are_evidence_for_it() -> None:
    """A property of a suite counts for all of its cases, that of a case for it."""
    outcome = read(junit, HERE / "limits.junit.xml")
    assert evidence(outcome) == {"C-12": "failed", "C-13": "failed", "C-14": "passed"}
    named = read(junit, HERE / "limits.junit.xml", options={"property": "build"})
    assert evidence(named) == {"4711": "failed"}


def test_the_run_is_as_late_as_the_last_of_its_suites_was_over() -> None:
    """The time of a suite is when it began; what it took is added."""
    graph = read(junit, HERE / "limits.junit.xml").graph
    found = {str(time) for time in graph.objects(None, AB.capturedAt)}
    assert found == {"2026-08-03T03:00:01+00:00"}


def test_what_opens_doors_stays_out_of_the_graph() -> None:
    """Output, traces and settings of machines are counted."""
    outcome = read(junit, HERE / "limits.junit.xml")
    assert "t0ps3cret" not in outcome.graph.serialize(format="nt")
    assert outcome.unread["property of the machine"] == 2
    assert outcome.unread["system-out"] == 1
    assert outcome.unread["text of failure"] == 1


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<testcase name='a'/>", "passed"),
        ("<testcase name='a'/><testcase name='b'><skipped/></testcase>", "passed"),
        ("<testcase name='a'><skipped/></testcase>", "unclear"),
        ("<testcase name='a' status='notrun'/>", "unclear"),
        ("<testcase name='a' status='failed'/>", "failed"),
        ("<testcase name='a'><failure/></testcase>", "failed"),
        ("<testcase name='a'><error/></testcase><testcase name='a'/>", "failed"),
        ("<testcase name='a'><flakyError/></testcase>", "passed"),
        ("<testcase name='a'/><error>cannot start</error>", "failed"),
        ("<testsuite name='i'><testcase name='a'><failure/></testcase></testsuite>", "failed"),
        ("", "unclear"),
    ],
)
def test_what_a_run_shows(inside: str, expected: str, reader: Reader) -> None:
    """One failure anywhere is one; a run in which nothing was tried shows nothing."""
    assert shown(reader(junit, "a.xml", suite(inside))) == expected


def test_a_suite_that_counts_more_failures_than_it_lists_has_failed(reader: Reader) -> None:
    """What was cut out of a report does not make it pass."""
    outcome = reader(junit, "a.xml", suite("<testcase name='a'/>", 'failures="2"'))
    assert shown(outcome) == "failed"
    assert [one.message for one in outcome.problems if one.severity == "warning"] == [
        "the suite “s” says that 2 failed, and 0 of its cases did"
    ]


def test_for_a_scan_it_is_enough_that_tests_ran(reader: Reader) -> None:
    """Whether a test failed is then no matter."""
    text = suite("<testcase name='a'><failure/></testcase>")
    assert shown(reader(junit, "a.xml", text, options={"kind": "scan"})) == "passed"
    skipped = suite("<testcase name='a'><skipped/></testcase>")
    assert shown(reader(junit, "a.xml", skipped, options={"kind": "scan"})) == "unclear"


def test_cases_of_one_name_are_kept_apart(reader: Reader) -> None:
    """Many tools list a test again for each of its parameters."""
    outcome = reader(junit, "a.xml", suite("<testcase name='a'/>" * 500))
    assert len(set(outcome.graph.subjects(RDF.type, junit.JUNIT.testcase))) == 500


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "empty"),
        ("<testsuite>", "not well-formed"),
        ("<html/>", "no JUnit report"),
        ('<testsuite xmlns="urn:x"/>', "no JUnit report"),
    ],
)
def test_what_is_no_report_is_refused_with_one_clear_error(
    content: str, message: str, reader: Reader
) -> None:
    """The file is refused as a whole, with cause and fix."""
    outcome = reader(junit, "a.xml", content)
    assert message in outcome.refusal.message
    assert len(outcome.problems) == 1
    assert not len(outcome.graph)


def test_a_report_is_told_from_other_xml() -> None:
    """Settings of PHPUnit and test plans use the same words."""
    path = Path("x.xml")
    assert junit.claims(path, b"<testsuites/>")
    assert not junit.claims(
        path, b'<phpunit><testsuites><testsuite name="a"/></testsuites></phpunit>'
    )
    assert not junit.claims(path, b'<testsuite name="a"><node_order>1</node_order></testsuite>')
    assert not junit.claims(path, b"<test-run/>")
