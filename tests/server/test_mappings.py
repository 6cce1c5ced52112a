"""Mappings in the browser: side by side, confirmed, rejected and corrected, as by command."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner
from fetching import Reply, fetch
from playwright.sync_api import expect
from serving import serving

from asbuilt.cli.map import command
from asbuilt.derive import run
from asbuilt.ingest import load
from asbuilt.mapping_set import FILE
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import AccessibilityCheck, PageFactory

BASE = "https://example.org/w/"
BPMN = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="urn:t">
  <process id="Buying" name="Buying">
    <startEvent id="s"/><userTask id="T1" name="Approve order"/>
    <userTask id="T2" name="Release order"/><endEvent id="e"/>
    <sequenceFlow id="f1" sourceRef="s" targetRef="T1"/>
    <sequenceFlow id="f2" sourceRef="T1" targetRef="T2"/>
    <sequenceFlow id="f3" sourceRef="T2" targetRef="e"/>
  </process>
</definitions>
"""
WORKFLOW = {
    "StartAt": "ApproveOrder",
    "States": {
        "ApproveOrder": {"Type": "Task", "Resource": "arn:x", "Next": "OrderRelease"},
        "OrderRelease": {"Type": "Task", "Resource": "arn:y", "Next": "Backup"},
        "Backup": {"Type": "Task", "Resource": "arn:z", "End": True},
    },
}
SETTINGS = f"""
[workspace]
base = "{BASE}"
[[source]]
path = "*.bpmn"
domain = "process"
[[source]]
path = "*.asl.json"
domain = "digital"
[[source]]
path = "*.csv"
table = "holders"
[[source]]
path = "mappings/*.sssom.tsv"
"""
ENDS = {
    "process": f"{BASE}buying.bpmn#T1",
    "digital": f"{BASE}erp.asl.json#ApproveOrder",
}
ANN = {"by": "Ann Miller", "on": "2026-10-01"}


def reload(folder: Path) -> None:
    """Load and derive anew."""
    workspace = Workspace.open(folder)
    with closing(workspace.store(write=True)) as store:
        load(workspace, store)
        run(workspace, store, date(2026, 11, 15))
    workspace.touch()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a workspace of a process, a workflow and a register of people, loaded."""
    folder = tmp_path / "w"
    folder.mkdir()
    (folder / "asbuilt.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "buying.bpmn").write_text(BPMN, encoding="utf-8")
    (folder / "erp.asl.json").write_text(json.dumps(WORKFLOW), encoding="utf-8")
    people = "Person,Login,Role\nAnn Miller,ann.miller,Buyer\n"
    (folder / "people.csv").write_text(people, encoding="utf-8")
    reload(folder)
    return folder


@pytest.fixture
def site(folder: Path) -> Iterator[str]:
    """Serve the workspace so that it may be changed."""
    with serving(Workspace.open(folder), READ_ONLY=False) as address:
        yield address


def decide(site: str, action: str, origin: str = "same-origin", **fields: str) -> Reply:
    """Send the form of a pair."""
    body = urlencode({**ENDS, **ANN, "action": action, **fields}).encode()
    kind = "application/x-www-form-urlencoded"
    return fetch(
        f"{site}/mappings/pair", method="POST", body=body, content_type=kind, sec_fetch_site=origin
    )


def rows(folder: Path) -> list[str]:
    """Give the lines of the mapping set that are no metadata, without the header."""
    text = (folder / FILE).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")][1:]


def test_proposals_are_listed_with_what_they_rest_on(site: str) -> None:
    """As a page, as JSON and as CSV."""
    listed = fetch(f"{site}/mappings?format=json").data["mappings"]
    one = next(one for one in listed if one["processLabel"] == "Approve order")
    assert one["status"] == "proposed"
    assert "their neighbours fit" in one["justification"]
    assert "Approve order" in fetch(f"{site}/mappings?format=csv").text
    assert "Nobody has confirmed these" in fetch(f"{site}/mappings").text


@pytest.mark.parametrize(
    ("action", "enforcement"),
    [("confirm", "enforced"), ("reject", "")],
)
def test_the_browser_writes_what_the_command_writes(
    site: str, folder: Path, tmp_path: Path, action: str, enforcement: str
) -> None:
    """Byte by byte: ids, labels, author, day, justification and fingerprints."""
    twin = tmp_path / "twin"
    shutil.copytree(folder, twin)
    assert decide(site, action, enforcement=enforcement).status in {200, 303}
    said = ["--enforcement", enforcement] if enforcement else []
    answer = CliRunner().invoke(
        command,
        [
            "-w",
            str(twin),
            f"--{action}",
            *ENDS.values(),
            "--by",
            ANN["by"],
            "--on",
            ANN["on"],
            *said,
        ],
    )
    assert answer.exit_code == 0, answer.output
    assert (folder / FILE).read_bytes() == (twin / FILE).read_bytes()
    header = next(
        line for line in (folder / FILE).read_text("utf-8").splitlines() if line[0] != "#"
    ).split("\t")
    (row,) = [dict(zip(header, line.split("\t"), strict=True)) for line in rows(folder)]
    assert row["author_label"] == "Ann Miller"
    assert row["author_id"].startswith("here:")
    assert row["mapping_date"] == "2026-10-01"
    assert row["mapping_justification"] == "semapv:ManualMappingCuration"
    assert row["ext_subject_fingerprint"]
    assert row["ext_object_fingerprint"]
    assert row["predicate_modifier"] == ("Not" if action == "reject" else "")


def test_a_decision_is_in_effect_once_the_file_is_loaded(site: str, folder: Path) -> None:
    """The mapping is confirmed, by the person whom the register names, and proposed no more."""
    decide(site, "confirm")
    reload(folder)
    listed = fetch(f"{site}/mappings?format=json").data["mappings"]
    (one,) = [one for one in listed if one["process"] == ENDS["process"]]
    assert (one["status"], one["confirmedBy"], one["confirmedOn"]) == (
        "confirmed",
        "Ann Miller",
        "2026-10-01",
    )


def test_a_correction_rejects_the_pair_and_confirms_the_other(site: str, folder: Path) -> None:
    """From the list, or by name; both rows bear who decided."""
    decide(site, "correct", other=f"{BASE}erp.asl.json#Backup")
    assert len(rows(folder)) == 2
    rejected, confirmed = rows(folder)
    assert "ApproveOrder" in rejected
    assert rejected.rstrip("\t").split("\t").count("Not") == 1
    assert "Backup" in confirmed
    assert "\tNot" not in confirmed
    decide(site, "correct", named="OrderRelease", other="")
    assert any("OrderRelease" in row for row in rows(folder))


@pytest.mark.parametrize(
    ("action", "fields", "words"),
    [
        ("confirm", {"by": " "}, "nobody is named who decides"),
        ("confirm", {"on": "yesterday"}, "is no day"),
        ("correct", {}, "nothing is named"),
        ("correct", {"named": "Aprove"}, "Aprove"),
        ("burn", {}, "is no decision"),
    ],
)
def test_a_form_that_says_too_little_is_refused_with_a_way_out(
    site: str, folder: Path, action: str, fields: dict[str, str], words: str
) -> None:
    """And nothing is written."""
    reply = decide(site, action, **fields)
    assert reply.status in {400, 404}
    assert words in reply.text
    assert not (folder / FILE).exists()


def test_a_page_from_elsewhere_decides_nothing(site: str, folder: Path) -> None:
    """Browsers say from where a form was sent."""
    assert decide(site, "confirm", origin="cross-site").status == 403
    assert not (folder / FILE).exists()


def test_a_server_that_changes_nothing_says_how_to_decide(folder: Path) -> None:
    """The form gives way to the command."""
    with serving(Workspace.open(folder)) as site:
        assert decide(site, "confirm").status == 403
        page = fetch(f"{site}/mappings/pair?{urlencode(ENDS)}", accept="text/html").text
    assert "asbuilt map --confirm" in page
    assert '<form method="post"' not in page
    assert not (folder / FILE).exists()


def test_ends_that_are_none_have_no_page(site: str) -> None:
    """Whatever the address says."""
    ends = {"process": f"{BASE}nothing", "digital": ENDS["digital"]}
    assert fetch(f"{site}/mappings/pair?{urlencode(ends)}").status == 404


@pytest.mark.browser
def test_a_person_confirms_without_javascript(
    site: str, folder: Path, page_factory: PageFactory, axe: AccessibilityCheck
) -> None:
    """From the list to the pair, by its surroundings to the decision, in a real browser."""
    page = page_factory(f"{site}/mappings", script=False)
    page.get_by_role("link", name="Compare Approve order and ApproveOrder").click()
    table = page.get_by_role("region", name="Both ends")
    expect(table.get_by_role("link", name="OrderRelease").first).to_be_visible()
    page.get_by_label("Who decides").fill("Ann Miller")
    page.get_by_role("button", name="Confirm").click()
    said = page.get_by_text("Confirmed: the row is in")
    expect(said).to_contain_text("run asbuilt load")
    expect(said).to_contain_text("the next asbuilt check")
    assert len(rows(folder)) == 1
    for dark in (False, True):
        axe(page_factory(page.url, dark=dark))
        axe(page_factory(f"{site}/mappings", dark=dark, phone=dark))
