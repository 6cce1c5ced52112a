"""``asbuilt load --watch``, as a process of its own, on files that editors change."""

from __future__ import annotations

import json
import signal
import subprocess
import threading
import time
from contextlib import closing
from queue import Empty, Queue
from typing import TYPE_CHECKING

import pytest
from fetching import fetch
from program import PROGRAM, Outcome, process
from serving import serving

from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SETTINGS = """
[workspace]
base = "https://example.org/w/"

[[source]]
path = "registers/*.csv"
table = "risks"
"""
REGISTER = "Risk,Name,Owner\nR-01,Late delivery,Ann\nR-02,Wrong amount,Bob\n"
_PATIENCE = 30.0


class Watching:
    """A running ``asbuilt load --watch`` whose lines can be waited for."""

    def __init__(self, folder: Path, *options: str) -> None:
        """Start it in a folder."""
        self.running = subprocess.Popen(
            [PROGRAM, "load", "--watch", "-w", str(folder), *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        self._queue: Queue[str] = Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def until(self, part: str) -> str:
        """Wait for a line that holds a text, and give it."""
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            try:
                line = self._queue.get(timeout=end - time.monotonic())
            except Empty:
                break
            if part in line:
                return line
        shown = "".join(self.lines)
        pytest.fail(f"no line with {part!r} within {_PATIENCE:g} s; there were:\n{shown}")

    def stop(self) -> Outcome:
        """Press Ctrl-C and give how it ended."""
        self.running.send_signal(signal.SIGINT)
        code = self.running.wait(_PATIENCE)
        self._reader.join(_PATIENCE)
        return Outcome(code, "".join(self.lines), "")

    def kill(self) -> None:
        """End it if it still runs."""
        if self.running.poll() is None:
            self.running.kill()
            self.running.wait(_PATIENCE)
        self._reader.join(_PATIENCE)

    def _read(self) -> None:
        assert self.running.stdout
        with self.running.stdout as lines:
            for line in lines:
                self.lines.append(line)
                self._queue.put(line)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a workspace with one register."""
    (tmp_path / "registers").mkdir()
    (tmp_path / "asbuilt.toml").write_text(SETTINGS, "utf-8")
    (tmp_path / "registers/risks.csv").write_text(REGISTER, "utf-8")
    return tmp_path


@pytest.fixture
def watching(folder: Path) -> Iterator[Watching]:
    """Watch it, ready for changes."""
    started = Watching(folder)
    started.until("Watching")
    yield started
    started.kill()


def labels(folder: Path) -> set[str]:
    """Give the names of the risks in the graph."""
    with closing(Workspace.open(folder).store()) as store:
        table = store.select(
            "SELECT ?name { ?risk a <https://w3id.org/asbuilt/ns#Risk> ;"
            " <http://www.w3.org/2000/01/rdf-schema#label> ?name }"
        )
    return {str(name) for (name,) in table.rows}


def test_a_changed_file_is_reloaded_in_one_line_and_ctrl_c_ends_it(
    folder: Path, watching: Watching
) -> None:
    """The line says what came of it, the graph holds the change, the exit code is 0."""
    path = folder / "registers/risks.csv"
    path.write_text(REGISTER + "R-03,Fraud,Cy\n", "utf-8")
    line = watching.until("risks.csv: register")
    assert "came or went" in line
    assert " s)" in line
    assert "Fraud" in labels(folder)
    ended = watching.stop()
    assert ended.code == 0
    assert ended.out.endswith("stopped\n")
    assert "Traceback" not in ended.out


def test_a_file_replaced_by_rename_is_reloaded_and_not_taken_for_gone(
    folder: Path, watching: Watching
) -> None:
    """As most editors save: the old file out of the way, a new one in its place."""
    path = folder / "registers/risks.csv"
    path.rename(folder / "registers/risks.csv~")
    new = folder / "registers/.risks.swp"
    new.write_text(REGISTER.replace("Late", "Early"), "utf-8")
    new.replace(path)
    assert "came or went" in watching.until("risks.csv: register")
    assert "Early delivery" in labels(folder)
    assert "gone" not in watching.stop().out


def test_a_file_that_is_written_slowly_is_read_once_it_is_whole(
    folder: Path, watching: Watching
) -> None:
    """While it grows nothing is loaded of it."""
    path = folder / "registers/risks.csv"
    with path.open("w", encoding="utf-8") as file:
        for part in REGISTER.replace("Wrong", "False").splitlines(keepends=True):
            file.write(part)
            file.flush()
            time.sleep(0.15)
    watching.until("risks.csv: register")
    assert labels(folder) == {"Late delivery", "False amount"}
    assert watching.stop().out.count("risks.csv: register") == 2, "the load, and one reload"


def test_a_broken_file_is_told_with_its_fix_and_the_graph_stays(
    folder: Path, watching: Watching
) -> None:
    """Mended, it comes in."""
    path = folder / "registers/risks.csv"
    path.write_bytes(b"\x00\x01\x02")
    watching.until("risks.csv: refused, 1 error")
    watching.until("fix: ")
    assert labels(folder) == {"Late delivery", "Wrong amount"}
    path.write_text(REGISTER.replace("Late", "Early"), "utf-8")
    watching.until("risks.csv: register")
    assert "Early delivery" in labels(folder)


def test_files_that_come_and_go_take_their_facts_with_them(
    folder: Path, watching: Watching
) -> None:
    """A new file that a pattern matches is loaded; one that is gone leaves nothing behind."""
    more = folder / "registers/more.csv"
    more.write_text("Risk,Name\nR-09,Flood\n", "utf-8")
    watching.until("more.csv: register")
    assert "Flood" in labels(folder)
    more.unlink()
    watching.until("more.csv: gone")
    assert "Flood" not in labels(folder)
    (folder / "registers").rename(folder / "elsewhere")
    watching.until("risks.csv: gone")
    assert labels(folder) == set()


def test_changed_settings_are_read_anew_and_broken_ones_wait(
    folder: Path, watching: Watching
) -> None:
    """A fault in asbuilt.toml is told once, with its line; the mended file counts."""
    path = folder / "asbuilt.toml"
    path.write_text(SETTINGS + "[[source]\n", "utf-8")
    watching.until("not valid TOML")
    (folder / "more.csv").write_text("Risk,Name\nR-09,Flood\n", "utf-8")
    path.write_text(SETTINGS + '[[source]]\npath = "more.csv"\ntable = "risks"\n', "utf-8")
    watching.until("asbuilt.toml: read anew, 2 sources")
    watching.until("more.csv: register")
    path.write_text(SETTINGS, "utf-8")
    watching.until("more.csv: gone")
    assert labels(folder) == {"Late delivery", "Wrong amount"}
    assert watching.stop().out.count("not valid TOML") == 1


def test_what_another_command_holds_up_is_loaded_when_it_has_ended(
    folder: Path, watching: Watching
) -> None:
    """The store is open only while a file is loaded, so commands take turns."""
    with closing(Workspace.open(folder).store(write=True)):
        (folder / "registers/risks.csv").write_text(REGISTER.replace("Late", "Early"), "utf-8")
        watching.until("another asbuilt command is writing")
    watching.until("risks.csv: register")
    assert "Early delivery" in labels(folder)
    assert process("load", "-w", folder).code == 0


def test_a_server_sees_each_reload_and_the_files_that_come(
    folder: Path, watching: Watching
) -> None:
    """Pages that are asked for all the while answer, and tell what is so now."""
    statuses: list[int] = []
    with serving(Workspace.open(folder)) as site:
        done = threading.Event()

        def ask() -> None:
            while not done.is_set():
                statuses.append(fetch(f"{site}/risks", accept="text/html").status)

        asking = threading.Thread(target=ask)
        asking.start()
        try:
            for number in range(6):
                name = f"Number {number}"
                path = folder / "registers/risks.csv"
                path.write_text(REGISTER.replace("Late delivery", name), "utf-8")
                watching.until("risks.csv: register")
                assert name in fetch(f"{site}/risks", accept="text/html").text
            (folder / "registers/more.csv").write_text("Risk,Name\nR-09,Flood\n", "utf-8")
            watching.until("more.csv: register")
            files = {
                one["file"] for one in fetch(f"{site}/sources", accept="application/json").data
            }
            assert files == {"registers/more.csv", "registers/risks.csv"}
        finally:
            done.set()
            asking.join()
    assert set(statuses) == {200}


def test_reloads_can_be_read_by_programs(folder: Path) -> None:
    """With --json each ledger is a line of its own."""
    watching = Watching(folder, "--json")
    try:
        watching.until('"registers/risks.csv"')
        time.sleep(2)  # it says nothing more before the first change
        (folder / "registers/risks.csv").unlink()
        assert json.loads(watching.until("removed")) == {
            "file": "registers/risks.csv",
            "removed": True,
        }
        assert all(json.loads(line) for line in watching.stop().out.splitlines())
    finally:
        watching.kill()


def test_watching_follows_all_files(folder: Path) -> None:
    """Names of sources beside --watch are a mistake that is told."""
    done = process("load", "--watch", "registers/risks.csv", "-w", folder)
    assert done.code == 2
    assert "leave out the names of sources" in done.err
