"""The files of a workspace as a git revision has them, in a folder of their own.

The repository's checkout, index and branches stay as they are: the files come from ``git archive``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from asbuilt.errors import UserError
from asbuilt.workspace import SETTINGS_FILE, STATE_FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.workspace import Workspace

_PATIENCE = 120
"""Seconds after which git is given up."""


def commit_of(workspace: Workspace, reference: str) -> str:
    """Give the full name of the commit that a reference such as ``origin/main`` means.

    Raises `UserError` where there is no git, no repository, or no such commit.
    """
    folder = workspace.folder
    if shutil.which("git") is None:
        raise UserError(
            f"git is needed to compare with {reference}, and is not installed",
            hint="install git, or name an inspection or a day that the history knows",
        )
    done = _git(folder, "rev-parse", "--is-inside-work-tree")
    if done.returncode:
        raise UserError(
            f"the workspace is in no git repository, so there is no revision {reference}",
            str(folder),
            "name an inspection or a day that the history knows, or put the workspace under git",
        )
    asked = f"{reference}^{{commit}}"
    done = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", asked)
    commit = done.stdout.decode("utf-8", "replace").strip()
    if done.returncode or not commit:
        raise UserError(
            f"neither the history nor git knows {reference}",
            hint="name an inspection (`asbuilt query inspections`), a day on or after the first, "
            "or a git revision; fetch the branch first where CI clones no more than one commit",
            example="git fetch --depth=1 origin main\nasbuilt check --since FETCH_HEAD",
        )
    return commit


@contextmanager
def files_at(workspace: Workspace, commit: str) -> Iterator[Path | None]:
    """Give a folder with the workspace's files at a commit, for as long as the block lasts.

    None where the commit has no such workspace. Files that git is told to ignore, such as exports
    fetched anew each day, are as they are now, since no revision has them. Links are left out:
    they may lead anywhere.
    """
    with tempfile.TemporaryDirectory(prefix="asbuilt-since-") as place:
        target = Path(place) / workspace.folder.name
        target.mkdir()
        held = _listed(_git(workspace.folder, "ls-tree", "-r", "-z", "--name-only", commit))
        if SETTINGS_FILE not in held:
            yield None
            return
        _unpack(workspace.folder, commit, target)
        for name in held:
            if not (target / name).exists():  # attributes such as export-ignore leave files out
                _write(workspace.folder, commit, name, target)
        for name in _listed(
            _git(workspace.folder, "ls-files", "-z", "--others", "--ignored", "--exclude-standard")
        ):
            origin, copy = workspace.folder / name, target / name
            if STATE_FOLDER not in Path(name).parts and not copy.exists() and origin.is_file():
                copy.parent.mkdir(parents=True, exist_ok=True)
                _link(origin, copy)
        yield target


def _unpack(folder: Path, commit: str, target: Path) -> None:
    packed = target.with_name("revision.tar")
    done = _git(folder, "archive", "--format=tar", f"--output={packed}", commit)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise UserError(f"git cannot give the files of {commit[:10]}: {said}", str(folder))
    with tarfile.open(packed) as archive:
        for member in archive:
            if member.isfile() and _is_inside(member.name):
                archive.extract(member, target, set_attrs=False)
    packed.unlink()


def _is_inside(name: str) -> bool:
    return not name.startswith("/") and ".." not in Path(name).parts


def _write(folder: Path, commit: str, name: str, target: Path) -> None:
    """Write one file that an archive leaves out; what is no plain file stays away."""
    told = _git(folder, "ls-tree", commit, "--", name).stdout
    if not told.startswith((b"100644", b"100755")) or not _is_inside(name):
        return
    done = _git(folder, "cat-file", "blob", told.split()[2].decode())
    (target / name).parent.mkdir(parents=True, exist_ok=True)
    (target / name).write_bytes(done.stdout)


def _link(origin: Path, copy: Path) -> None:
    """Link a file where the file system can, else copy it; loaders only read."""
    try:
        os.link(origin, copy)
    except OSError:
        shutil.copy2(origin, copy)


def _listed(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    return [os.fsdecode(name) for name in done.stdout.split(b"\0") if name]


def _git(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    git = shutil.which("git")
    assert git is not None
    try:
        return subprocess.run(  # noqa: S603 - fixed words and a verified commit, no shell
            [git, "-C", str(folder), *words], capture_output=True, check=False, timeout=_PATIENCE
        )
    except subprocess.TimeoutExpired:
        raise UserError(f"git took longer than {_PATIENCE} seconds", str(folder)) from None
