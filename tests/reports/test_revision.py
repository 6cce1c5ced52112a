"""Where in which repository a workspace stands, told by a real git."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from asbuilt.reports.revision import Revision, address, revision

if TYPE_CHECKING:
    from pathlib import Path


def _git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(
        ["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Make a workspace in a folder of a repository with one commit."""
    if shutil.which("git") is None:
        pytest.skip("no git on PATH")
    folder = tmp_path / "shops" / "one"
    folder.mkdir(parents=True)
    (folder / "asbuilt.toml").write_text("[workspace]\n", encoding="utf-8")
    _git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "--quiet", "-m", "Begin")
    return folder


def test_commit_branch_and_path_are_told_without_secrets(workspace: Path) -> None:
    """The address is printed in reports, so a token in it must not be."""
    _git(workspace, "remote", "add", "origin", "https://ann:token@code.example.org/shops.git?key=1")
    commit = _git(workspace, "rev-parse", "HEAD")
    clean = Revision("shops/one/", commit, "main", "https://code.example.org/shops.git")
    assert revision(workspace) == clean
    (workspace / "new.csv").write_text("a\n", encoding="utf-8")
    changed = revision(workspace)
    assert changed is not None
    assert changed.modified


def test_what_stands_outside_the_workspace_does_not_modify_it(workspace: Path) -> None:
    """Another team's file in the same repository is no business of this report."""
    (workspace.parent / "other.csv").write_text("a\n", encoding="utf-8")
    found = revision(workspace)
    assert found is not None
    assert not found.modified
    assert not found.repository


def test_a_repository_without_a_commit_tells_the_path(tmp_path: Path) -> None:
    """A folder that was only begun, or a machine without git: code hosts still need the path."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "one").mkdir()
    assert revision(tmp_path / "one") == Revision("one/")
    assert revision(tmp_path) == Revision("")


@pytest.mark.parametrize(
    ("remote", "said"),
    [
        ("git@code.example.org:shops/one.git", "ssh://code.example.org/shops/one.git"),
        ("ssh://git@code.example.org:22/one.git", "ssh://code.example.org:22/one.git"),
        ("https://x-token:abc@code.example.org/one", "https://code.example.org/one"),
        ("/srv/git/one.git", ""),
        ("file:///srv/git/one.git", ""),
        ("", ""),
    ],
)
def test_addresses_hold_no_user_and_no_folder_of_a_machine(remote: str, said: str) -> None:
    """What people can open elsewhere is told; the rest is nobody's business."""
    assert address(remote) == said
