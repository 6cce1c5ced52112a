"""Tests of the loader of XCCDF results."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from golden import cases, read
from rdflib import RDF, RDFS, Literal

from asbuilt.loaders import xccdf
from asbuilt.reading import read_head
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from golden import Golden, Outcome, Reader

HERE = Path(__file__).parent
CASES = cases(HERE, ".xml")
NAMESPACE = "http://checklists.nist.gov/xccdf/1.2"


def options(path: Path) -> dict[str, Any]:
    """Give what the workspace says of a case."""
    beside = path.with_name(f"{path.name.split('.')[0]}.options.toml")
    return tomllib.loads(beside.read_text(encoding="utf-8")) if beside.is_file() else {}


def scan(*results: str) -> str:
    """Give a scan in which the rules had these results."""
    inside = "".join(
        f'<rule-result idref="r{number}"><result>{result}</result></rule-result>'
        for number, result in enumerate(results)
    )
    return f'<TestResult xmlns="{NAMESPACE}" id="t">{inside}</TestResult>'


def evidence(outcome: Outcome) -> set[tuple[str, str]]:
    """Give what the evidence for each control shows, with the name of the control."""
    graph = outcome.graph
    return {
        (str(graph.value(control, RDFS.label)), str(graph.value(one, AB.outcome)))
        for one, control in graph.subject_objects(AB.evidenceFor)
    }


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_document_gives_what_is_expected(path: Path, golden: Golden) -> None:
    """Rules, results and what they show come out as they were looked at."""
    golden(xccdf, path, options=options(path))
    assert xccdf.claims(path, read_head(path))


def test_controls_that_rules_name_have_evidence_of_their_own() -> None:
    """A check that broke off leaves it open, and a rule that does not count shows nothing."""
    found = evidence(read(xccdf, HERE / "server.xccdf.xml"))
    assert found == {
        ("AC-2(1)", "passed"),
        ("IA-2", "passed"),
        ("AC-7", "unclear"),
        ("AU-2", "unclear"),
    }


def test_the_workspace_says_whose_entries_are_controls() -> None:
    """Other standards, and identifiers of settings, can be controls as well."""
    path = HERE / "server.xccdf.xml"
    assert evidence(read(xccdf, path, options={"references": ["iso.org"]})) == {
        ("A.5.16", "passed")
    }
    assert evidence(read(xccdf, path, options={"references": ["cce"]})) == {
        ("CCE-80000-1", "passed")
    }
    assert not evidence(read(xccdf, path, options={"references": []}))


def test_two_hosts_of_one_report_are_kept_apart() -> None:
    """Scanners give the result of each host one identifier; each is evidence of its own."""
    outcome = read(xccdf, HERE / "two-hosts.arf.xml")
    assert evidence(outcome) == {("AU-8", "passed"), ("AU-8", "failed")}
    assert outcome.version == "XCCDF 1.2 in ARF 1.1"
    assert len(set(outcome.graph.subjects(RDF.type, AB.Evidence))) == 4


def test_what_opens_doors_stays_out_of_the_graph() -> None:
    """Scripts are not read, and messages that hold a password are left out."""
    outcome = read(xccdf, HERE / "server.xccdf.xml")
    assert "t0ps3cret" not in outcome.graph.serialize(format="nt")
    assert outcome.unread["Rule: fix"] == 1


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        (["pass", "fixed"], "passed"),
        (["pass", "fail"], "failed"),
        (["pass", "error"], "unclear"),
        (["fail", "unknown"], "failed"),
        (["pass", "notapplicable", "informational", "notchecked"], "passed"),
        (["notselected", "notchecked"], "unclear"),
        ([], "unclear"),
        (["  PASS "], "passed"),
    ],
)
def test_what_a_scan_shows(results: list[str], expected: str, reader: Reader) -> None:
    """One failure is a failure; nothing that was left unchecked passes by itself."""
    graph = reader(xccdf, "a.xml", scan(*results)).graph
    [run] = graph.subjects(RDF.type, AB.Evidence)
    assert graph.value(run, AB.outcome) == Literal(expected)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "empty"),
        ("<Benchmark>", "not well-formed"),
        ("<Benchmark/>", "no XCCDF"),
        ('<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.0"/>', "no XCCDF"),
        (f'<Tailoring xmlns="{NAMESPACE}"/>', "no XCCDF"),
        (
            f'<Benchmark xmlns="{NAMESPACE}"><Rule id="a"/>\n<Rule id="a"/></Benchmark>',
            "in line 1 and in line 2",
        ),
    ],
)
def test_what_is_no_xccdf_is_refused_with_one_clear_error(
    content: str, message: str, reader: Reader
) -> None:
    """The file is refused as a whole, with cause and fix."""
    outcome = reader(xccdf, "a.xml", content)
    assert message in outcome.refusal.message
    assert len(outcome.problems) == 1
    assert not len(outcome.graph)


def test_xccdf_is_told_from_other_xml() -> None:
    """OVAL and other parts of SCAP are none."""
    path = Path("x.xml")
    assert xccdf.claims(path, scan().encode())
    assert not xccdf.claims(path, b'<oval_results xmlns="http://oval.mitre.org/XMLSchema/x"/>')
    assert not xccdf.claims(path, b"<Benchmark/>")
