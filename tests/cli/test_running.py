"""Commands that set up, load and serve, and what is said where they cannot run."""

from __future__ import annotations

import re
import signal
import subprocess
from contextlib import closing, contextmanager
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from fetching import fetch
from program import PROGRAM
from serving import copy_example

from asbuilt import __version__
from asbuilt.cli import COMMANDS
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from program import Process, Program

NEEDS_WORKSPACE = (
    ["load"],
    ["check"],
    ["explain", "0123"],
    ["query", "kinds"],
    ["trace", "x"],
    ["why", "x", "y"],
    ["map"],
    ["export"],
    ["serve", "--port", "0"],
)
NEEDS_GRAPH = NEEDS_WORKSPACE[2:-1]
PRINTS_RESULTS = {
    "read", "load", "rule", "explain", "fix", "waive", "query", "trace", "why", "map", "reason",
    "cases",
}  # fmt: skip
NO_WORKSPACE = {"init", "demo", "validate"}


def test_help_lists_every_command_in_the_order_of_a_first_day(asbuilt: Program) -> None:
    """Each has a module, and a sentence in the list."""
    done = asbuilt("--help")
    assert done.code == 0
    listed = re.findall(r"^  ([a-z]+)  +(\S.*)$", done.out, re.MULTILINE)
    assert [name for name, _ in listed] == list(COMMANDS)
    folder = files("asbuilt") / "cli"
    assert all((folder / f"{name}.py").is_file() for name in COMMANDS)
    assert asbuilt("--version").out == f"asbuilt, version {__version__}\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_the_options_that_are_promised(
    name: str, asbuilt: Program
) -> None:
    """``--help`` everywhere, ``--workspace`` and ``--json`` where they mean something."""
    done = asbuilt(name, "--help")
    assert done.code == 0
    assert done.out == asbuilt(name, "-h").out
    assert done.out.startswith(f"Usage: asbuilt {name} ")
    assert ("--workspace" in done.out) == (name not in NO_WORKSPACE)
    assert ("--json" in done.out) == (name in PRINTS_RESULTS)


def test_a_misspelt_command_or_option_ends_with_two(asbuilt: Program) -> None:
    """The message says what is not known."""
    done = asbuilt("chekc")
    assert done.code == 2
    assert "chekc" in done.err
    done = asbuilt("load", "--agian")
    assert done.code == 2
    assert "--again" in done.err


@pytest.mark.parametrize("command", NEEDS_WORKSPACE, ids=lambda command: command[0])
def test_a_folder_without_settings_is_told_with_what_to_do(
    command: list[str], asbuilt: Program, tmp_path: Path
) -> None:
    """Exit code 2, and the way to a workspace."""
    done = asbuilt(*command, "-w", tmp_path)
    assert done.code == 2
    assert f"{tmp_path}: there is no asbuilt.toml here" in done.err
    assert "asbuilt init" in done.err
    assert not (tmp_path / ".asbuilt").exists()


@pytest.mark.parametrize("command", NEEDS_GRAPH, ids=lambda command: command[0])
def test_a_workspace_that_was_never_loaded_is_told_with_what_to_do(
    command: list[str], asbuilt: Program, tmp_path: Path
) -> None:
    """Exit code 2, and the command that comes first."""
    (tmp_path / "asbuilt.toml").write_text("", encoding="utf-8")
    done = asbuilt(*command, "-w", tmp_path)
    assert done.code == 2
    assert "nothing has been loaded yet" in done.err
    assert "run `asbuilt load` first" in done.err


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ('[workspace]\ntitle = "A"\nbase = \n', "asbuilt.toml:3", "not valid TOML"),
        ("[workspace]\nbase = 'nowhere'\n", "asbuilt.toml", "ends in / or #"),
        ("workspace = 1\n", "asbuilt.toml", "[workspace] must be a table"),
        ("[source]\npath = 'a'\n", "asbuilt.toml", "write [[source]]"),
        ("[[source]]\npth = 'a'\n", "[[source]] no. 1", "no path"),
        ("[[source]]\npath = '../a'\n", "[[source]] no. 1", "leaves the workspace"),
        ("[[source]]\npath = '/etc/*'\n", "[[source]] no. 1", "leaves the workspace"),
        ("[[source]]\npath='a'\n[[source]]\npath='b'\ndomain='x'\n", "no. 2", "process or digital"),
        ("[check]\nas-of = 'tomorrow'\n", "asbuilt.toml", "year-month-day"),
    ],
)
def test_settings_that_make_no_sense_are_told_with_their_place(
    text: str, place: str, words: str, *, asbuilt: Program, tmp_path: Path
) -> None:
    """Which file and line or table, what is wrong, and how to write it."""
    (tmp_path / "asbuilt.toml").write_text(text, encoding="utf-8")
    done = asbuilt("load", "-w", tmp_path)
    assert done.code == 2
    assert place in done.err
    assert words in done.err
    assert "fix: " in done.err


def test_a_load_tells_each_file_and_sheet(asbuilt: Program, tmp_path: Path) -> None:
    """New, unchanged and refused files, patterns without a file, and the sum of it."""
    folder = copy_example(tmp_path)
    settings = folder / "asbuilt.toml"
    said = settings.read_text(encoding="utf-8") + '\n[[source]]\npath = "nothing/*.bpmn"\n'
    settings.write_text(said, encoding="utf-8")
    first = asbuilt("load", "-w", folder)
    assert first.code == 0
    for sheet in ("RACI", "Controls", "Risks"):
        assert f"registers/governance.xlsx ({sheet}): register" in first.out
    assert "came or went" not in first.out
    assert "no file matches 'nothing/*.bpmn'" in first.out
    roles = folder / "registers/roles.csv"
    roles.write_text(roles.read_text(encoding="utf-8") + "Archivist,Legal\n", encoding="utf-8")
    (folder / "process/invoice-exception.bpmn").write_bytes(b"<definitions")
    second = asbuilt("load", "-w", folder)
    assert second.code == 2
    assert re.search(r"roles\.csv: register .*, \d+ came or went", second.out)
    assert "registers/governance.xlsx (RACI): unchanged" in second.out
    assert "process/invoice-exception.bpmn: refused" in second.out
    assert re.search(r"29 files, [\d,]+ facts, 27 unchanged, 1 refused\.", second.out)
    data = asbuilt("load", "-w", folder, "registers/governance.xlsx", "--json").data
    assert [one["sheet"] for one in data] == ["RACI", "Controls", "Risks"]
    assert {one["file"] for one in data} == {"registers/governance.xlsx"}


def test_a_second_writer_is_told_to_wait(installed: Process, tmp_path: Path) -> None:
    """One writer at a time; who reads is not hindered."""
    folder = copy_example(tmp_path)
    with closing(Workspace.open(folder).store(write=True)):
        done = installed("load", "-w", folder)
    assert done.code == 2
    assert "another asbuilt command is writing" in done.err
    assert "wait" in done.err
    assert "Traceback" not in done.err


def test_the_demo_sets_up_a_workspace_of_ones_own(asbuilt: Program, tmp_path: Path) -> None:
    """Copied, loaded and checked; run again, what was changed there stays."""
    folder = tmp_path / "demo"
    done = asbuilt("demo", "--no-serve", "--dir", folder)
    assert done.code == 0
    assert "Checking" in done.out
    assert f"asbuilt check -w {folder}" in done.out
    assert asbuilt("query", "kinds", "-w", folder).code == 0
    roles = folder / "registers/roles.csv"
    roles.write_text(roles.read_text(encoding="utf-8") + "Archivist,Legal\n", encoding="utf-8")
    assert asbuilt("demo", "--no-serve", "--dir", folder).code == 0
    assert "Archivist" in roles.read_text(encoding="utf-8")
    assert asbuilt("trace", "Archivist", "-w", folder).code == 0


def test_the_demo_leaves_a_folder_of_other_things_alone(asbuilt: Program, tmp_path: Path) -> None:
    """Nothing is written among somebody's files."""
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    done = asbuilt("demo", "--no-serve", "--dir", tmp_path)
    assert done.code == 2
    assert "not empty" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@contextmanager
def served(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Serve a workspace by a process of its own on a free port, and give process and address."""
    command = [PROGRAM, "serve", "-w", str(folder), "--port", "0", "--read-only"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1
    ) as running:
        try:
            assert running.stdout is not None
            line = running.stdout.readline()
            found = re.search(r"is at (http://127\.0\.0\.1:\d+/)", line)
            assert found, line
            yield running, found.group(1)
        finally:
            if running.poll() is None:
                running.kill()


def test_pages_are_served_until_stopped(example_workspace: Workspace) -> None:
    """The address that is printed answers; Ctrl-C ends it without a traceback."""
    with served(example_workspace.folder) as (running, address):
        assert fetch(address).status == 200
        assert fetch(f"{address}healthz").status == 200
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    assert running.returncode == 0
    assert "stopped" in out
    assert "Traceback" not in err


def test_a_port_in_use_is_told(example_workspace: Workspace, installed: Process) -> None:
    """Which address it was, and what to do."""
    with served(example_workspace.folder) as (_, address):
        port = address.rstrip("/").rsplit(":", 1)[1]
        done = installed("serve", "-w", example_workspace.folder, "--port", port)
    assert done.code == 2
    assert f"cannot listen at 127.0.0.1:{port}" in done.err
    assert "another --port" in done.err
