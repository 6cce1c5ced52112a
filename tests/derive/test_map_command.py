"""``asbuilt map`` from the first proposal to a confirmed mapping, on real files."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from asbuilt.cli.map import command
from asbuilt.derive import run
from asbuilt.errors import UserError
from asbuilt.ingest import load
from asbuilt.judge import check
from asbuilt.mapping_set import FILE, Row, rendered
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

BPMN = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="urn:t">
  <process id="Buying" name="Buying">
    <startEvent id="s"/><userTask id="Approve" name="Approve order"/>
    <userTask id="Release" name="Release order"/><endEvent id="e"/>
    <sequenceFlow id="f1" sourceRef="s" targetRef="Approve"/>
    <sequenceFlow id="f2" sourceRef="Approve" targetRef="Release"/>
    <sequenceFlow id="f3" sourceRef="Release" targetRef="e"/>
  </process>
</definitions>
"""
WORKFLOW = {
    "StartAt": "ApproveOrder",
    "States": {
        "ApproveOrder": {"Type": "Task", "Resource": "arn:x", "Next": "ReleaseOrder"},
        "ReleaseOrder": {"Type": "Task", "Resource": "arn:y", "End": True},
    },
}
SETTINGS = """
[workspace]
base = "https://example.org/w/"
[[source]]
path = "*.bpmn"
domain = "process"
[[source]]
path = "*.asl.json"
domain = "digital"
[[source]]
path = "mappings/*.sssom.tsv"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a workspace of a process and a workflow, loaded."""
    (tmp_path / "asbuilt.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "buying.bpmn").write_text(BPMN, encoding="utf-8")
    (tmp_path / "erp.asl.json").write_text(json.dumps(WORKFLOW), encoding="utf-8")
    reload(tmp_path)
    return tmp_path


def reload(folder: Path) -> None:
    """Load and derive anew."""
    workspace = Workspace.open(folder)
    with closing(workspace.store(write=True)) as store:
        assert not any(ledger.refused for ledger in load(workspace, store))
        run(workspace, store, date(2026, 11, 15))


def call(folder: Path, *arguments: str) -> Result:
    """Run the command in a folder."""
    return CliRunner().invoke(command, ["-w", str(folder), *arguments])


def test_a_proposal_is_confirmed_by_its_id_and_is_a_mapping_after_the_next_load(
    folder: Path,
) -> None:
    """Who confirmed it and when is in the file, and no proposal is left for these two."""
    proposals = json.loads(call(folder, "--propose", "--json").stdout)
    wanted = next(one for one in proposals if one["processLabel"] == "Approve order")
    answer = call(folder, "--confirm", wanted["id"][:8], "--by", "Ann Miller", "--on", "2026-10-01")
    assert answer.exit_code == 0, answer.output
    assert "Then run `asbuilt load`." in answer.output
    reload(folder)
    (confirmed,) = [
        one for one in json.loads(call(folder, "--json").stdout) if one["status"] == "confirmed"
    ]
    assert confirmed["confirmedBy"] == "Ann Miller"
    assert confirmed["confirmedOn"] == "2026-10-01"
    assert (confirmed["processLabel"], confirmed["digitalLabel"]) == (
        "Approve order",
        "ApproveOrder",
    )
    assert confirmed["drift"] == []
    left = json.loads(call(folder, "--propose", "--json").stdout)
    assert [one["processLabel"] for one in left] == ["Release order"]


def test_a_confirmed_mapping_becomes_suspect_when_its_step_is_renamed(folder: Path) -> None:
    """Confirming it again puts the new fingerprint into the same row."""
    call(folder, "--confirm", "Approve order", "ApproveOrder", "--by", "Ann Miller")
    renamed = BPMN.replace('"Approve order"', '"Check order twice"')
    (folder / "buying.bpmn").write_text(renamed, encoding="utf-8")
    reload(folder)
    listed = call(folder).output
    assert "suspect: The process end of the mapping" in listed
    assert "it was called 'Approve order' and is now called 'Check order twice'" in listed
    again = call(folder, "--confirm", "Check order twice", "ApproveOrder", "--by", "Bo Lind")
    assert "Replaced the row" in again.output
    reload(folder)
    assert "suspect:" not in call(folder).output
    rows = [
        line
        for line in (folder / FILE).read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    assert len(rows) == 2


def test_proposals_are_printed_as_a_mapping_set_that_can_be_loaded(folder: Path) -> None:
    """What is printed is SSSOM, kept as a file it is read as proposals."""
    printed = call(folder, "--propose").stdout
    (folder / "mappings").mkdir()
    (folder / "mappings" / "proposed.sssom.tsv").write_text(printed, encoding="utf-8")
    reload(folder)
    statuses = [one["status"] for one in json.loads(call(folder, "--json").stdout)]
    assert statuses
    assert set(statuses) == {"proposed"}


def test_rows_and_columns_that_people_added_stay(folder: Path) -> None:
    """Only the row for the same two ends is touched."""
    call(folder, "--confirm", "Approve order", "ApproveOrder", "--by", "Ann Miller")
    path = folder / FILE
    lines = path.read_text(encoding="utf-8").splitlines()
    edited = [
        line if line.startswith("#") else f"{line}\t{'other' if 'subject_id' in line else 'mine'}"
        for line in lines
    ]
    path.write_text("\n".join(edited) + "\n", encoding="utf-8")
    call(folder, "--confirm", "Release order", "ReleaseOrder", "--by", "=Bo")
    text = path.read_text(encoding="utf-8")
    assert "\tmine\n" in text
    assert "\t'=Bo\t" in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--confirm", "Aprove order", "ApproveOrder", "--by", "X"), "Approve order"),
        (("--confirm", "ffff", "--by", "X"), "asbuilt map --propose"),
    ],
)
def test_what_cannot_be_confirmed_is_refused_with_a_way_out(
    folder: Path, arguments: tuple[str, ...], message: str
) -> None:
    """A misspelt name offers the right one, and an unknown ID says where IDs come from."""
    answer = call(folder, *arguments)
    assert isinstance(answer.exception, UserError)
    assert message in str(answer.exception)
    assert not (folder / FILE).exists()


def test_nobody_confirms_without_a_name(folder: Path) -> None:
    """A mapping without an author is worth nothing in an audit."""
    answer = call(folder, "--confirm", "Approve order", "ApproveOrder")
    assert answer.exit_code == 2
    assert "--by" in answer.output


REALM = {
    "realm": "shop",
    "sslRequired": "external",
    "roles": {"realm": [{"name": "ROLE_ORDER_BUYER"}, {"name": "approver"}]},
    "users": [],
}
RACI = "Role,Description\nOrder buyer,Buys\nApprovers,Approve\n"


@pytest.fixture
def two_sources(folder: Path) -> Path:
    """Add a register of roles and a realm with roles of nearly the same names."""
    settings = (folder / "asbuilt.toml").read_text(encoding="utf-8")
    settings += '[[source]]\npath = "roles.csv"\ntable = "roles"\n'
    settings += '[[source]]\npath = "realm.json"\ndomain = "digital"\n'
    (folder / "asbuilt.toml").write_text(settings, encoding="utf-8")
    (folder / "roles.csv").write_text(RACI, encoding="utf-8")
    (folder / "realm.json").write_text(json.dumps(REALM), encoding="utf-8")
    reload(folder)
    return folder


def _same(folder: Path) -> dict[str, dict[str, str]]:
    offers = json.loads(call(folder, "--propose", "--json").stdout)
    return {one["processLabel"]: one for one in offers if one["predicate"] == "skos:exactMatch"}


def test_roles_of_two_sources_are_proposed_confirmed_and_rejected(two_sources: Path) -> None:
    """Each by its ID, after which neither is proposed again."""
    offers = _same(two_sources)
    assert {name: one["digitalLabel"] for name, one in offers.items()} == {
        "Order buyer": "ROLE_ORDER_BUYER",
        "Approvers": "approver",
    }
    call(two_sources, "--confirm", offers["Order buyer"]["id"], "--by", "Ann Miller")
    answer = call(two_sources, "--reject", offers["Approvers"]["id"][:9], "--by", "Ann Miller")
    assert "Approvers is not approver" in answer.output
    reload(two_sources)
    assert not _same(two_sources)
    listed = json.loads(call(two_sources, "--json").stdout)
    assert [
        (one["processLabel"], one["digitalLabel"], one["status"])
        for one in listed
        if one["status"] != "proposed"
    ] == [("Order buyer", "ROLE_ORDER_BUYER", "confirmed")]


def test_what_was_rejected_can_be_confirmed_later(two_sources: Path) -> None:
    """The row of the mapping set is the same one, and ends may be named by their addresses."""
    offer = _same(two_sources)["Approvers"]
    ends = (offer["process"], offer["digital"])
    call(two_sources, "--reject", offer["id"], "--by", "Ann Miller")
    answer = call(two_sources, "--confirm", *ends, "--by", "Bo Lind")
    assert "Replaced the row" in answer.output, answer.output
    (row,) = [
        line for line in (two_sources / FILE).read_text(encoding="utf-8").splitlines()[1:]
        if not line.startswith("#") and "subject_id" not in line
    ]  # fmt: skip
    assert "skos:exactMatch" in row
    assert "Not" not in row


def test_a_step_and_a_state_that_were_rejected_are_not_proposed_again(folder: Path) -> None:
    """Nor is anything else lost."""
    call(folder, "--reject", "Approve order", "ApproveOrder", "--by", "Ann Miller")
    reload(folder)
    left = json.loads(call(folder, "--propose", "--json").stdout)
    assert ("Approve order", "ApproveOrder") not in {
        (one["processLabel"], one["digitalLabel"]) for one in left
    }
    assert ("Release order", "ReleaseOrder") in {
        (one["processLabel"], one["digitalLabel"]) for one in left
    }


def test_nobody_confirms_and_rejects_at_once(folder: Path) -> None:
    """The two contradict each other."""
    answer = call(folder, "--confirm", "--reject", "abc", "--by", "X")
    assert answer.exit_code == 2


def test_saving_the_proposals_as_a_source_changes_what_no_rule_may_count(folder: Path) -> None:
    """What the program proposes and a person has only saved is told by GV008, and maps nothing."""
    (folder / "crm.asl.json").write_text(json.dumps(WORKFLOW), encoding="utf-8")
    systems = '[[source]]\npath = "{}.asl.json"\ndomain = "digital"\nsystem = "{}"\n'
    text = SETTINGS.replace(
        '[[source]]\npath = "*.asl.json"\ndomain = "digital"\n',
        systems.format("erp", "ERP") + systems.format("crm", "CRM"),
    )
    (folder / "asbuilt.toml").write_text(text, encoding="utf-8")
    before = _judged(folder)
    assert {"WF001", "WF011"} <= set(before)
    (folder / "mappings").mkdir()
    printed = call(folder, "--propose").stdout
    both = rendered("https://example.org/w/", _both_ways())
    for number, text in enumerate((printed, both)):
        (folder / "mappings" / f"saved{number}.sssom.tsv").write_text(text, encoding="utf-8")
        after = [rule for rule in _judged(folder) if rule != "GV008"]
        assert after == before
    confirmed = both.replace("proposed", "confirmed").replace(
        "CompositeMatching\t", "ManualMappingCuration\tAnn"
    )
    (folder / "mappings" / "saved1.sssom.tsv").write_text(confirmed, encoding="utf-8")
    assert "WF009" in _judged(folder)


def _both_ways() -> list[Row]:
    """Give rows that propose one step for states of two systems."""
    return [
        Row(
            "here:buying.bpmn#Approve", "Approve order", "skos:closeMatch",
            f"here:{system}.asl.json#ApproveOrder", "ApproveOrder", "semapv:CompositeMatching", "",
            "2026-11-01", "proposed",
        )
        for system in ("erp", "crm")
    ]  # fmt: skip


def _judged(folder: Path) -> list[str]:
    """Load, derive and judge a folder, and give the rules that are broken, in order."""
    workspace = Workspace.open(folder)
    with closing(workspace.store(write=True)) as store:
        load(workspace, store)
        run(workspace, store, date(2026, 11, 15))
        found = check(workspace, store, date(2026, 11, 15)).findings
    return sorted(one.rule for one in found)
