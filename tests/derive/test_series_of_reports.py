"""Reports of a tool over time are samples: what fails more from month to month is told early.

The logs have the form of Semgrep's SARIF, the scans that of OpenSCAP's XCCDF, the tests pytest's.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest

from asbuilt import derive, ingest, judge
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

METRICS = """Metric no.,Metric,Measures what,Metric owner,Data source,Threshold,Good if,Frequency
M-1,What fails,Payment limits,Ida Fox,Scanner,20,lower,monthly
"""
CONTROLS = """Control no.,Control,Objective,Control owner,Frequency,Evidence asked,In force since
C-1,Payment limits,No large payment,Ida Fox,monthly,Report,2026-01-01
"""
RISING = (4, 6, 8, 11, 13, 16, 18)
UP_AND_DOWN = (14, 6, 12, 5, 13, 7, 14)
FALLING = (18, 16, 13, 11, 8, 6, 4)


def sarif(day: str, failures: int) -> str:
    """Give a log with so many results."""
    driver = {"name": "Semgrep OSS", "semanticVersion": "1.140.0", "rules": []}
    results = [
        {"ruleId": f"r-{n}", "message": {"text": "found"}, "level": "error"}
        for n in range(failures)
    ]
    times = {"executionSuccessful": True, "endTimeUtc": f"{day}T03:00:00Z"}
    run = {"tool": {"driver": driver}, "invocations": [times], "results": results}
    return json.dumps({"version": "2.1.0", "runs": [run]})


def xccdf(day: str, failures: int) -> str:
    """Give a result in which so many rules failed, and one passed."""
    results = "".join(
        f'<rule-result idref="rule_{n}"><result>{"fail" if n else "pass"}</result></rule-result>'
        for n in range(failures + 1)
    )
    return (
        f'<TestResult xmlns="http://checklists.nist.gov/xccdf/1.2" id="t" version="1"'
        f' start-time="{day}T03:00:00Z" end-time="{day}T03:01:00Z">{results}'
        '<score system="urn:xccdf:scoring:default" maximum="100">80</score></TestResult>'
    )


def junit(day: str, failures: int) -> str:
    """Give a report in which so many cases failed, and one passed."""
    broken = '<failure message="no"/>'
    cases = "".join(
        f'<testcase classname="t" name="c{n}">{broken if n else ""}</testcase>'
        for n in range(failures + 1)
    )
    return (
        f'<testsuites><testsuite name="pytest" errors="0" failures="{failures}"'
        f' tests="{failures + 1}" timestamp="{day}T03:00:00">{cases}</testsuite></testsuites>'
    )


FORMS = {"sarif": sarif, "xccdf.xml": xccdf, "junit.xml": junit}


def found(folder: Path, form: str, numbers: Sequence[int], more: str = "") -> list[str]:
    """Load reports of one month after the other, and give what is found as of August."""
    for month, failures in enumerate(numbers, start=1):
        text = FORMS[form](f"2026-{month:02}-20", failures)
        (folder / f"scan-{month:02}.{form}").write_text(text, encoding="utf-8")
    (folder / "metrics.csv").write_text(METRICS, encoding="utf-8")
    (folder / "controls.csv").write_text(CONTROLS, encoding="utf-8")
    (folder / "asbuilt.toml").write_text(
        '[workspace]\nbase = "https://example.org/w/"\n'
        '[[source]]\npath = "*.csv"\n'
        f'[[source]]\npath = "scan-*"\nmetric = "M-1"\nkind = "scan"\n{more}\n',
        encoding="utf-8",
    )
    workspace = Workspace.open(folder)
    day = date(2026, 8, 5)
    with closing(workspace.store(write=True)) as store:
        for ledger in ingest.load(workspace, store):
            assert not ledger.refused, ledger.problems
        derive.run(workspace, store, day)
        report = judge.check(workspace, store, day)
    return [f"{one.rule} {one.label}: {one.message}" for one in report.findings]


def of(rule: str, findings: Sequence[str]) -> list[str]:
    """Give the findings of a rule."""
    return [one for one in findings if one.startswith(rule)]


@pytest.mark.parametrize("form", FORMS)
def test_what_fails_more_each_month_is_told_before_the_threshold(form: str, tmp_path: Path) -> None:
    """Of twenty that are allowed, eighteen fail; two and a half more each month."""
    findings = found(tmp_path, form, RISING)
    (warning,) = of("FB008", findings)
    assert "What fails went from 4 on 2026-01-20 to 18 on 2026-07-20" in warning
    assert not of("FB003", findings)
    assert not of("FB004", findings)


@pytest.mark.parametrize("numbers", [UP_AND_DOWN, FALLING], ids=["up and down", "falling"])
@pytest.mark.parametrize("form", FORMS)
def test_what_goes_up_and_down_or_gets_better_is_no_warning(
    form: str, numbers: Sequence[int], tmp_path: Path
) -> None:
    """However near the threshold it once was."""
    assert not of("FB", found(tmp_path, form, numbers))


@pytest.mark.parametrize("form", FORMS)
def test_a_threshold_that_is_passed_is_no_warning_any_more(form: str, tmp_path: Path) -> None:
    """FB004 tells of it."""
    findings = found(tmp_path, form, (*RISING[:-1], 23))
    assert not of("FB008", findings)
    assert len(of("FB004", findings)) == 1


def test_a_run_that_was_broken_off_measures_nothing(tmp_path: Path) -> None:
    """No results is not none found: the last month has no sample."""
    found(tmp_path, "sarif", RISING[:-1])
    broken = json.loads(sarif("2026-07-20", 0))
    broken["runs"][0]["invocations"][0]["executionSuccessful"] = False
    (tmp_path / "scan-07.sarif").write_text(json.dumps(broken), encoding="utf-8")
    workspace = Workspace.open(tmp_path)
    with closing(workspace.store(write=True)) as store:
        ingest.load(workspace, store)
        derive.run(workspace, store, date(2026, 8, 5))
        report = judge.check(workspace, store, date(2026, 8, 5))
    assert [one.rule for one in report.findings if one.rule.startswith("FB003")] == ["FB003"]


def test_reports_of_a_control_without_digests_are_one_finding(tmp_path: Path) -> None:
    """Seven reports; nobody kept a digest of any."""
    findings = found(tmp_path, "sarif", RISING, 'control = "C-1"')
    (finding,) = of("DE010", findings)
    assert finding.startswith("DE010 Payment limits")
    assert "None of the 7 reports that are evidence for Payment limits has a SHA-256" in finding


def test_a_register_may_keep_the_digests_of_reports(tmp_path: Path) -> None:
    """One of seven has none then, and is told of by itself; another was changed."""
    rows = ["Evidence no.,Control no.,File,SHA-256,Captured on"]
    for month in range(1, 7):
        text = sarif(f"2026-{month:02}-20", RISING[month - 1] + (month == 3))
        digest = hashlib.sha256(text.encode()).hexdigest()
        rows.append(f"E-{month},C-1,scan-{month:02}.sarif,{digest},2026-{month:02}-20")
    (tmp_path / "evidence.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    findings = of("DE010", found(tmp_path, "sarif", RISING, 'control = "C-1"'))
    assert len(findings) == 2
    assert "scan-03.sarif has" in findings[0] + findings[1]
    assert "No SHA-256 is registered for Semgrep OSS run of 2026-07-20" in findings[0] + findings[1]
