"""Where reports go: one or several files, by format or ending, from one judgement."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from serving import copy_example

from asbuilt.cli.destinations import Destination, destinations, write
from asbuilt.errors import UserError

if TYPE_CHECKING:
    from program import Program

    from asbuilt.workspace import Workspace


def test_several_reports_come_from_one_judgement(asbuilt: Program, tmp_path: Path) -> None:
    """Files beside the terminal's text; all tell of the same inspection, and the code stands."""
    folder = copy_example(tmp_path)
    for unneeded in ("logs", "evidence"):
        for path in sorted((folder / unneeded).rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
    names = {"a.json": "", "a.sarif": "", "b.txt": "junit="}
    given = [
        word for name, form in names.items() for word in ("--report", f"{form}{tmp_path / name}")
    ]
    done = asbuilt("check", "--load", "-w", folder, *given)
    assert done.code == 1
    assert "open findings" in done.out
    data = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    (run,) = json.loads((tmp_path / "a.sarif").read_text(encoding="utf-8"))["runs"]
    identifier = data["summary"]["inspection"]
    assert identifier.endswith("-1"), "it was judged more than once"
    assert run["automationDetails"]["id"].endswith(identifier)
    assert identifier in (tmp_path / "b.txt").read_text(encoding="utf-8")
    assert run["invocations"][0]["exitCode"] == 1
    assert len(done.err.splitlines()) == len(names)
    again = asbuilt("check", "-w", folder, "-o", tmp_path / "c.csv", "--fail-on", "never")
    assert (again.code, again.out) == (0, "")
    assert (tmp_path / "c.csv").read_text(encoding="utf-8").startswith("rule,name,")


def test_formats_and_outputs_belong_together_by_their_order(tmp_path: Path) -> None:
    """`--format sarif -o a --format csv -o b.txt`; an ending says what no format says."""
    first, second, third = tmp_path / "a", tmp_path / "b.txt", tmp_path / "c.json"
    assert destinations(("sarif", "csv"), (first, second, third), ()) == [
        Destination("sarif", first),
        Destination("csv", second),
        Destination("json", third),
    ]
    assert destinations((), (), (f"sarif={first}",)) == [
        Destination("text", None),
        Destination("sarif", first),
    ]
    odd = tmp_path / "x=y.csv"
    assert destinations(("github",), (), (str(odd),))[1] == Destination("csv", odd)


@pytest.mark.parametrize(
    ("forms", "outputs", "others", "said"),
    [
        (("sarif", "csv"), (), (), "2 formats and 0 files"),
        (("sarif", "csv"), ("a",), (), "2 formats and 1 files"),
        ((), ("findings",), (), "does not say which format"),
        ((), (), ("findings.pdf",), "does not say which format"),
        ((), (), ("sariff=a",), "no format is called 'sariff'"),
        (("csv",), ("a.csv",), ("json=a.csv",), "would go to one file"),
        ((), ("none/a.csv",), (), "no such folder"),
    ],
)
def test_what_does_not_add_up_is_refused_before_anything_is_judged(
    forms: tuple[str, ...], outputs: tuple[str, ...], others: tuple[str, ...], said: str
) -> None:
    """A long check must not end in a report that goes nowhere."""
    with pytest.raises(UserError, match=said):
        destinations(forms, tuple(map(Path, outputs)), others)


def test_a_mistake_about_files_ends_with_code_2_and_changes_nothing(
    on_example: Program, example_workspace: Workspace, tmp_path: Path
) -> None:
    """No traceback, and the graph is as it was."""
    before = example_workspace.generation
    done = on_example("check", "-o", tmp_path / "none" / "a.csv")
    assert done.code == 2
    assert "there is no such folder" in done.err
    assert example_workspace.generation == before


def test_a_file_that_cannot_be_written_is_a_persons_mistake(tmp_path: Path) -> None:
    """A folder of that name, a full disk, no rights."""
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(UserError, match="cannot be written"):
        write(tmp_path / "a.csv", "a")


def test_a_check_that_loads_ends_where_a_file_is_refused(asbuilt: Program, tmp_path: Path) -> None:
    """What was judged would not be what is in the files; nothing is printed but the reason."""
    (tmp_path / "a.bpmn").write_text("<definitions", encoding="utf-8")
    (tmp_path / "asbuilt.toml").write_text('[[source]]\npath = "*.bpmn"\n', encoding="utf-8")
    done = asbuilt("check", "--load", "-w", tmp_path, "--format", "json")
    assert (done.code, done.out) == (2, "")
    assert "a.bpmn" in done.err
    assert "asbuilt load" in done.err
