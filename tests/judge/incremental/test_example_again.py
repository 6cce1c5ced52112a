"""The example workspace after the edits that people make: checked again, and checked anew."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from program import process
from serving import AS_OF, copy_example

from asbuilt import derive, ingest, judge
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

EDITS = [
    ("process/purchase-to-pay.bpmn", 'name="Raise requisition"', 'name="Ask for goods"'),
    ("mappings/process-to-erp.sssom.tsv", "p2p:Task_Requisition\t", "#"),
    (
        "access/entitlements.csv",
        ",,Cost Centre Manager,Meridian ERP,order-approval,Approve order,approve",
        ",,Requester,Meridian ERP,order-approval,Approve order,approve",
    ),
]
"""A step gets another name, a mapping's row goes, a permission changes hands."""


def test_the_engines_find_the_same_in_the_example_after_every_edit(tmp_path: Path) -> None:
    """Edit, load, check, all by the program: again, anew, and by the reference engine."""
    folder = copy_example(tmp_path)
    process("load", "--workspace", folder)
    before = told(folder, "native")
    assert before == told(folder, "reference")
    for name, old, new in EDITS:
        edit(folder / name, old, new)
        process("load", "--workspace", folder)
        after = told(folder, "native")
        assert after != before
        (folder / ".asbuilt/last-run.json").unlink()
        assert told(folder, "native") == after
        before = after
    assert told(folder, "reference") == before


def test_a_check_after_a_small_edit_judges_few_things_again(tmp_path: Path) -> None:
    """The first check judges all, one after an edit what it touched, another next to nothing."""
    workspace = Workspace.open(copy_example(tmp_path))
    said = [checked(workspace)]
    edit(workspace.folder / EDITS[0][0], *EDITS[0][1:])
    said += [checked(workspace), checked(workspace)]
    assert "over all" in said[0]
    assert 0 < again(said[1]) < 300
    assert again(said[2]) < 5


def again(said: str) -> int:
    """Read how many things were judged again."""
    assert "things again" in said
    return int(said.partition(" over ")[2].partition(" ")[0])


def checked(workspace: Workspace) -> str:
    """Load and check, and give what the judge says of how much it judged."""
    said: list[str] = []
    with closing(workspace.store(write=True)) as store:
        ingest.load(workspace, store)
        derive.run(workspace, store, AS_OF)
        judge.check(
            workspace, store, AS_OF, engine="native", progress=lambda *step: said.append(step[2])
        )
    return said[1]


def told(folder: Path, engine: str) -> list[dict[str, Any]]:
    """Check by the program and give its findings, without what tells of earlier checks."""
    options = ["--engine", engine, "--format", "json", "--fail-on", "never"]
    found = process("check", "--workspace", folder, *options)
    assert found.code == 0, found.err
    return [
        {key: value for key, value in one.items() if key not in {"status", "due", "since"}}
        for one in found.data["findings"]
    ]


def edit(path: Path, old: str, new: str) -> None:
    """Change a file of the workspace."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
