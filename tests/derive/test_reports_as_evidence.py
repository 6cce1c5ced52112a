"""Reports of tools are evidence for controls of a register, from files to verdicts."""

from __future__ import annotations

import hashlib
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

from rdflib import DCTERMS

from asbuilt import derive, ingest
from asbuilt.vocabulary import AB
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = """
[workspace]
base = "https://example.org/w/"
[[source]]
path = "controls.csv"
"""
CONTROLS = """Control ID,Control name,Frequency,Evidence,In force since
C-12,Payment limits are enforced,monthly,Report of the limit test,2026-07-01
AC-7,Accounts lock,monthly,Scan of the servers,2026-07-01
"""
SOURCE = """
[[source]]
path = "{file}"
{more}
sha256 = "{digest}"
"""


def verdicts(
    folder: Path, reports: dict[str, str], about: str = "C-12", more: str = 'control = "c-12"'
) -> dict[str, str]:
    """Load a register and these reports, and give the verdict on a control in each period."""
    settings = SETTINGS
    for name, text in reports.items():
        digest = hashlib.sha256(text.encode()).hexdigest()
        settings += SOURCE.format(file=name, digest=digest, more=more)
    (folder / "asbuilt.toml").write_text(settings, encoding="utf-8")
    (folder / "controls.csv").write_text(CONTROLS, encoding="utf-8")
    for name, text in reports.items():
        (folder / name).write_text(text, encoding="utf-8")
    workspace = Workspace.open(folder)
    with closing(workspace.store(write=True)) as store:
        for entry in ingest.load(workspace, store):
            assert not entry.refused, entry.problems
        derive.run(workspace, store, date(2026, 10, 2))
        rows = store.select(
            f"""SELECT ?period ?verdict WHERE {{
                ?found a <{AB.EvidenceVerdict}> .
                ?found <{AB.verdict}> ?verdict ; <{AB.period}> ?period ; <{AB.about}> ?control .
                ?control <{DCTERMS.identifier}> "{about}" }}"""
        ).rows
        return {str(period): str(verdict) for period, verdict in rows}


def sarif(day: str, results: str) -> str:
    """Give a log of a run on a day."""
    return (
        '{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "Limits"}}, "results": ['
        f'{results}], "invocations": [{{"executionSuccessful": true, "endTimeUtc": "{day}"}}]}}]}}'
    )


def test_what_a_report_shows_decides_whether_it_suffices(tmp_path: Path) -> None:
    """July has no report, August's is clean, and September's shows a failure."""
    found = verdicts(
        tmp_path,
        {
            "august.sarif": sarif("2026-08-05T00:00:00Z", ""),
            "september.sarif": sarif(
                "2026-09-05T00:00:00Z", '{"message": {"text": "over"}, "level": "error"}'
            ),
        },
    )
    assert found == {"2026-07": "missing", "2026-08": "sufficient", "2026-09": "failed"}


def test_a_scan_is_evidence_for_the_controls_that_its_rules_name(tmp_path: Path) -> None:
    """The register's control and the standard's are one by their identifier."""
    scan = """<TestResult xmlns="http://checklists.nist.gov/xccdf/1.2" id="t"
        end-time="2026-0{}-09T00:00:00Z"><rule-result idref="r"><result>{}</result>
        <ident system="NIST SP 800-53">ac-7</ident></rule-result></TestResult>"""
    found = verdicts(
        tmp_path,
        {
            "a.xccdf.xml": scan.format(7, "pass"),
            "b.xccdf.xml": scan.format(8, "fail"),
            "c.xccdf.xml": scan.format(9, "error"),
        },
        about="AC-7",
        more="",
    )
    assert found == {"2026-07": "sufficient", "2026-08": "failed", "2026-09": "inconclusive"}


def test_tests_are_evidence_for_the_controls_that_they_name(tmp_path: Path) -> None:
    """The nightly tests say themselves which control each of them tries."""
    report = """<testsuite name="Limits" timestamp="2026-0{}-03T02:00:00"><testcase name="large">
        <properties><property name="control" value="C-12"/></properties>{}</testcase></testsuite>"""
    found = verdicts(
        tmp_path,
        {
            "july.junit.xml": report.format(7, ""),
            "august.junit.xml": report.format(8, "<failure/>"),
            "september.junit.xml": report.format(9, "<skipped/>"),
        },
        more="",
    )
    assert found == {"2026-07": "sufficient", "2026-08": "failed", "2026-09": "inconclusive"}
