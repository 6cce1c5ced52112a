"""Whether a file is what was loaded before: told by what the file system says, where it can."""

from __future__ import annotations

import os
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from asbuilt import ingest
from asbuilt.ingest import state
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from asbuilt.ingest import Ledger

TEXT = "Risk,Name\nR-01,Late\n"


class Counted:
    """A workspace of one register that counts how often its bytes are digested."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Make the workspace, with a register that has not changed for long."""
        self.folder, self.path, self.digested = folder, folder / "risks.csv", 0
        (folder / "asbuilt.toml").write_text('[[source]]\npath = "risks.csv"\n', "utf-8")
        self.write(TEXT)
        sha256 = state.sha256

        def counted(path: Path) -> str:
            self.digested += 1
            return sha256(path)

        monkeypatch.setattr(state, "sha256", counted)
        monkeypatch.setattr(state, "_COARSE", 0)

    def write(self, text: str) -> None:
        """Write the register, and let its time pass."""
        self.path.write_text(text, "utf-8")
        time.sleep(0.05)

    def load(self, *, again: bool = False) -> Ledger:
        """Load it and give its ledger."""
        workspace = Workspace.open(self.folder)
        with closing(workspace.store(write=True)) as store:
            (entry,) = ingest.load(workspace, store, again=again)
        return entry


@pytest.fixture
def counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Counted:
    """Give the counted workspace, loaded."""
    workspace = Counted(tmp_path, monkeypatch)
    workspace.load()
    workspace.digested = 0
    return workspace


def test_a_file_that_was_not_touched_is_not_even_digested(counted: Counted) -> None:
    """Unless it is to be read again."""
    assert counted.load().unchanged
    assert counted.digested == 0
    assert not counted.load(again=True).unchanged
    assert counted.digested == 1


def test_a_file_that_was_touched_only_is_digested_once(counted: Counted) -> None:
    """Its new mark is kept with the old ledger."""
    os.utime(counted.path)
    time.sleep(0.05)
    assert counted.load().unchanged
    assert counted.load().unchanged
    assert counted.digested == 1


@pytest.mark.parametrize("how", ["in place", "by rename"])
def test_a_change_that_keeps_size_and_time_is_seen(how: str, counted: Counted) -> None:
    """As by a copy that keeps the time of modification."""
    before = counted.path.stat()
    if how == "in place":
        counted.write(TEXT.replace("Late", "Lost"))
    else:
        other = counted.folder / "other"
        other.write_text(TEXT.replace("Late", "Lost"), "utf-8")
        other.replace(counted.path)
    os.utime(counted.path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert counted.path.stat().st_size == before.st_size
    assert not counted.load().unchanged


def test_a_file_as_young_as_its_times_are_coarse_is_digested(
    counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It could change once more within the same tick of the clock."""
    monkeypatch.setattr(state, "_COARSE", 3600 * 10**9)
    assert counted.load().unchanged
    assert counted.digested == 1


def test_the_same_file_under_other_settings_is_read_again(counted: Counted) -> None:
    """The mark holds what the workspace says."""
    settings = '[[source]]\npath = "risks.csv"\ntable = "risks"\n'
    (counted.folder / "asbuilt.toml").write_text(settings, "utf-8")
    assert not counted.load().unchanged


def test_a_graph_that_is_gone_is_made_again(counted: Counted) -> None:
    """A ledger without its graph says nothing."""
    workspace = Workspace.open(counted.folder)
    with closing(workspace.store(write=True)) as store:
        store.drop(workspace.minter.source_graph("risks.csv"))
    assert not counted.load().unchanged
