"""The revision of a repository in which a workspace is kept, where it is kept in git."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

if TYPE_CHECKING:
    from pathlib import Path

_PATIENCE = 20
"""Seconds after which git is given up."""
_SHORT_ADDRESS = re.compile(r"(?:[\w.-]+@)?(?P<host>[\w.-]+\.[\w.-]+):(?P<path>(?!/)\S+)")
"""How git lets people write an address for SSH: ``git@example.org:owner/name.git``."""


@dataclass(frozen=True, slots=True)
class Revision:
    """What git says of a workspace's folder; empty texts where it cannot say."""

    prefix: str = ""
    """Path of the workspace in its repository with a slash at its end; empty at its top."""
    commit: str = ""
    branch: str = ""
    repository: str = ""
    """Address of the repository without user name and password."""
    modified: bool = False
    """Whether files of the workspace differ from the commit."""


def revision(folder: Path) -> Revision | None:
    """Give the revision of a folder, or None where no repository holds it.

    Where there is no git to ask, the path in the repository is given all the same.
    """
    folder = folder.resolve()
    root = next((one for one in (folder, *folder.parents) if (one / ".git").exists()), None)
    if root is None:
        return None
    inside = folder.relative_to(root).as_posix()
    prefix = "" if inside == "." else f"{inside}/"
    commit = _ask(folder, "rev-parse", "--verify", "--quiet", "HEAD")
    if not commit:
        return Revision(prefix)
    return Revision(
        prefix,
        commit,
        _ask(folder, "symbolic-ref", "--quiet", "--short", "HEAD"),
        address(_ask(folder, "config", "--get", "remote.origin.url")),
        bool(_ask(folder, "status", "--porcelain", "--", ".")),
    )


def address(remote: str) -> str:
    """Give the address of a remote as a URI that holds no secret; empty for a folder."""
    if short := _SHORT_ADDRESS.fullmatch(remote):
        return f"ssh://{short['host']}/{short['path']}"
    parts = urlsplit(remote)
    if parts.scheme not in {"http", "https", "ssh", "git"} or not parts.hostname:
        return ""
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "", ""))


def _ask(folder: Path, *words: str) -> str:
    git = shutil.which("git")
    if git is None:
        return ""
    try:
        done = subprocess.run(  # noqa: S603 - fixed words, no shell
            [git, "-C", str(folder), *words],
            capture_output=True,
            check=False,
            timeout=_PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else ""
