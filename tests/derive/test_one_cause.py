"""What has one cause is one finding: a register without hashes or owners, a log of no process."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest

from asbuilt import derive, ingest, judge
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from asbuilt.judge import Finding

SETTINGS = """
[workspace]
base = "https://example.org/w/"
[[source]]
path = "*.csv"
"""
CONTROLS = """Control no.,Control,Objective,Control owner,Frequency,In force since,Evidence asked
C-1,Access review,Rights fit,Ida Fox,monthly,2026-05-01,Signed list
C-2,Key count,No key is lost,Ida Fox,monthly,2026-05-01,Signed list
"""
HEAD = "Evidence no.,Control no.,Period,Captured on,SHA-256\n"
ROWS = [
    f"E-{control}{month},C-{control},2026-{month:02},2026-{month:02}-28,"
    for control in (1, 2)
    for month in (5, 6, 7)
]
A_HASH = "0f" * 32


def found(
    folder: Path, files: Mapping[str, str], code: str, settings: str = SETTINGS
) -> Sequence[Finding]:
    """Load, derive and judge these files as of August, and give the findings of a rule."""
    (folder / "asbuilt.toml").write_text(settings, encoding="utf-8")
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    workspace = Workspace.open(folder)
    day = date(2026, 8, 15)
    with closing(workspace.store(write=True)) as store:
        for ledger in ingest.load(workspace, store):
            assert not ledger.refused, ledger.problems
        derive.run(workspace, store, day)
        report = judge.check(workspace, store, day)
    return [one for one in report.findings if one.rule == code]


def evidence(rows: Sequence[str]) -> dict[str, str]:
    """Give the register of controls and one of evidence with these rows."""
    return {"controls.csv": CONTROLS, "evidence.csv": HEAD + "".join(f"{row}\n" for row in rows)}


def test_a_register_that_keeps_no_hashes_is_one_finding(tmp_path: Path) -> None:
    """It names the register and how many records, and has each of them at hand."""
    (finding,) = found(tmp_path, evidence(ROWS), "DE010")
    assert (finding.label, finding.file) == ("evidence.csv", "evidence.csv")
    assert (
        "None of the 6 records of evidence in evidence.csv for Access review and Key count"
        in finding.message
    )
    assert len(finding.involves) == 6


@pytest.mark.parametrize(
    "heading", [HEAD, HEAD.replace(",SHA-256", "")], ids=["empty column", "no column"]
)
def test_it_makes_no_difference_whether_there_is_a_column(tmp_path: Path, heading: str) -> None:
    """An empty column keeps as little as none."""
    rows = [row.removesuffix(",") for row in ROWS] if heading != HEAD else ROWS
    files = evidence(rows) | {"evidence.csv": heading + "\n".join(rows) + "\n"}
    assert len(found(tmp_path, files, "DE010")) == 1


def test_a_record_without_hash_among_others_that_have_one_is_a_fault_of_its_own(
    tmp_path: Path,
) -> None:
    """The register has a place for hashes, so each record that lacks one is told of its control."""
    rows = [ROWS[0], *(row + A_HASH for row in ROWS[1:])]
    (finding,) = found(tmp_path, evidence(rows), "DE010")
    assert finding.label == "Access review"
    assert finding.message.count("No SHA-256 is registered") == 1


def test_of_few_records_each_is_told_of(tmp_path: Path) -> None:
    """Four records are not yet a habit."""
    assert [one.label for one in found(tmp_path, evidence(ROWS[:4]), "DE010")] == [
        "Access review", "Access review", "Access review", "Key count"
    ]  # fmt: skip


def test_a_hash_for_each_record_is_no_finding(tmp_path: Path) -> None:
    """Whether the file is at hand or not."""
    assert not found(tmp_path, evidence([row + A_HASH for row in ROWS]), "DE010")


LOG = "case,activity,time\n" + "".join(
    f"{case},{activity},2026-07-0{case}T{hour:02}:00:00Z\n"
    for case in (1, 2, 3)
    for hour, activity in enumerate(("START", "Receive", "Check", "Ship"), start=8)
)
MODEL = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    targetNamespace="https://example.org/p"><process id="p" name="Orders">{}</process></definitions>
"""
LOGGED = SETTINGS.replace('path = "*.csv"', 'path = "log.csv"')
WITH_MODEL = LOGGED.replace('log.csv"', 'log.csv"\nprocess = "Orders"') + (
    '[[source]]\npath = "orders.bpmn"\ndomain = "process"\n'
)


def test_a_log_whose_process_is_documented_nowhere_is_one_finding(tmp_path: Path) -> None:
    """It lists what is done and how often; that a case starts is nothing to document."""
    (finding,) = found(tmp_path, {"log.csv": LOG}, "WF012", LOGGED)
    assert finding.label == "log"
    assert "records 3 activities in 3 cases" in finding.message
    assert "Check (3 times), Receive (3 times) and Ship (3 times)" in finding.message


def test_what_is_not_documented_of_a_documented_process_is_told_one_by_one(tmp_path: Path) -> None:
    """The process has one of three activities."""
    model = MODEL.format('<userTask id="t" name="Receive"/>')
    findings = found(tmp_path, {"log.csv": LOG, "orders.bpmn": model}, "WF012", WITH_MODEL)
    assert [one.message.split("“")[1].split("”")[0] for one in findings] == ["Check", "Ship"]


def test_a_log_that_speaks_of_its_process_in_other_words_is_one_finding(tmp_path: Path) -> None:
    """The process is there, and no activity is one of its steps: the names do not meet."""
    model = MODEL.format('<userTask id="t" name="Wareneingang"/><userTask id="u" name="Versand"/>')
    (finding,) = found(tmp_path, {"log.csv": LOG, "orders.bpmn": model}, "WF012", WITH_MODEL)
    assert finding.label == "log"


def test_a_log_all_of_which_is_documented_is_no_finding(tmp_path: Path) -> None:
    """By the names of the steps."""
    tasks = "".join(
        f'<userTask id="{name}" name="{name}"/>' for name in ("Receive", "Check", "Ship")
    )
    files = {"log.csv": LOG, "orders.bpmn": MODEL.format(tasks)}
    assert not found(tmp_path, files, "WF012", WITH_MODEL)


INVENTORY = "Control no.,Control,Objective,Control owner,Frequency,Policy,System\n"
POLICIES = "Policy no.,Title,Policy owner\nP-1,Gifts,Ida Fox\n"


def inventory(*rows: str) -> dict[str, str]:
    """Give a register of controls with these cells after number and name, and one policy."""
    lines = [f"C-{number},Control {number},{row}" for number, row in enumerate(rows)]
    return {"controls.csv": INVENTORY + "\n".join(lines) + "\n", "policies.csv": POLICIES}


BARE = "Right orders,,,,"
WHOLE = "Right orders,Ida Fox,monthly,P-1,ERP"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("GV004", "has an owner or a frequency"),
        ("GV005", "has a policy that it serves"),
        ("GV006", "has a step or a system that implements it"),
    ],
)
def test_what_a_register_says_of_none_of_its_controls_is_one_finding(
    code: str, words: str, tmp_path: Path
) -> None:
    """With all of them; what it does say, the objective, is not told."""
    findings = found(tmp_path, inventory(*[BARE] * 5), code)
    (finding,) = [one for one in findings if one.label != "Gifts"]
    assert (finding.label, finding.file) == ("controls.csv", "controls.csv")
    assert f"None of the 5 controls of controls.csv {words}, in any file" in finding.message
    assert len(finding.involves) == 5


@pytest.mark.parametrize("code", ["GV004", "GV005", "GV006"])
def test_where_one_control_has_it_each_other_one_is_told(code: str, tmp_path: Path) -> None:
    """The register has a place for it, so who left it out is to blame."""
    findings = found(tmp_path, inventory(WHOLE, *[BARE] * 4), code)
    assert sorted(one.label for one in findings) == [f"Control {number}" for number in range(1, 5)]


@pytest.mark.parametrize("code", ["GV004", "GV005", "GV006"])
def test_few_controls_are_told_one_by_one(code: str, tmp_path: Path) -> None:
    """Four of them are soon looked through."""
    findings = [
        one for one in found(tmp_path, inventory(*[BARE] * 4), code) if one.label != "Gifts"
    ]
    assert len(findings) == 4


def test_what_another_file_says_of_a_control_counts(tmp_path: Path) -> None:
    """Owners stand in a register of their own; each other control is told of by itself."""
    files = inventory(*[BARE] * 5)
    files["owners.csv"] = "Control no.,Control owner,Frequency\nC-0,Ida Fox,monthly\n"
    settings = SETTINGS.replace("*.csv", "controls.csv") + (
        '[[source]]\npath = "owners.csv"\ntable = "controls"\n'
    )
    labels = [one.label for one in found(tmp_path, files, "GV004", settings)]
    assert sorted(labels) == [f"Control {number}" for number in range(1, 5)]


def test_a_control_is_called_by_its_name_although_another_file_has_its_number_only(
    tmp_path: Path,
) -> None:
    """In findings and in what analyses say, whichever comes first in the alphabet."""
    files = inventory(*[BARE] * 4)
    files["controls.csv"] = files["controls.csv"].replace("Control 0", "Zeroing of tills")
    files["owners.csv"] = "Control no.,Control owner,Evidence asked\nC-0,Ida Fox,list\n"
    settings = SETTINGS.replace("*.csv", "controls.csv") + (
        '[[source]]\npath = "owners.csv"\ntable = "controls"\n'
    )
    (finding,) = [
        one
        for one in found(tmp_path, files, "DE008", settings)
        if "none is registered" in one.message
    ]
    assert finding.label == "Zeroing of tills"
    assert "Zeroing of tills asks for list" in finding.message


def test_controls_that_do_not_apply_are_not_counted(tmp_path: Path) -> None:
    """Of five controls, two are left out with a reason: three are few."""
    files = inventory(*[BARE] * 5)
    lines = files["controls.csv"].splitlines()
    files["controls.csv"] = "\n".join(
        [f"{lines[0]},In scope,Reason"]
        + [f"{line},{'yes,' if at > 1 else 'no,not ours'}" for at, line in enumerate(lines[1:])]
    )
    labels = [one.label for one in found(tmp_path, files, "GV006")]
    assert sorted(labels) == ["Control 2", "Control 3", "Control 4"]


def test_policies_that_no_control_serves_are_one_finding_and_one_among_others_is_its_own(
    tmp_path: Path,
) -> None:
    """First no control serves any of them, then one does."""
    policies = "Policy no.,Title,Policy owner\n" + "".join(
        f"P-{n},Policy {n},Ida Fox\n" for n in range(1, 6)
    )
    files = inventory(*[BARE] * 4) | {"policies.csv": policies}
    (tmp_path / "none").mkdir()
    labels = [one.label for one in found(tmp_path / "none", files, "GV005")]
    assert [one for one in labels if not one.startswith("Control")] == ["policies.csv"]
    files = inventory(WHOLE, *[BARE] * 3) | {"policies.csv": policies}
    (tmp_path / "one").mkdir()
    labels = [one.label for one in found(tmp_path / "one", files, "GV005")]
    assert [one for one in labels if not one.startswith("Control")] == [
        "Policy 2", "Policy 3", "Policy 4", "Policy 5"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("owner", "labels"), [("", ["data.csv"]), ("Ida Fox", ["A2", "A3", "A4", "A5"])]
)
def test_data_of_which_a_register_names_no_owner_at_all_is_one_finding(
    owner: str, labels: list[str], tmp_path: Path
) -> None:
    """With an owner of the first, the others are told one by one."""
    rows = "".join(f"A{n},Object,Travel,{owner if n == 1 else ''}\n" for n in range(1, 6))
    files = {"data.csv": f"Data asset,Data object,System,Data owner\n{rows}"}
    assert [one.label for one in found(tmp_path, files, "DX001")] == labels
