"""A dry run of a file that somebody sent: read in a process of its own, and nothing is stored.

The process is killed at its limit of time, and may not take more than so much memory, since the
file can be anything.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from asbuilt.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from asbuilt.workspace import SourceSpec, Workspace

MAX_BYTES: Final = 32 * 1024 * 1024
"""The most that a file may hold, in bytes."""
MAX_MEMORY: Final = 1024 * 1024 * 1024
"""The most memory that reading it may take, in bytes."""
SECONDS: Final = 30.0
"""How long reading it may take."""
MISTAKE: Final = 3
"""Exit code of the process where the request makes no sense; its output is the error."""
NEW: Final = "new"
"""What is said in the place of a source's name for a file that is none."""
_LONGEST_NAME: Final = 150


@dataclass(frozen=True, slots=True)
class Request:
    """A file, and how it is to be read."""

    path: Path
    name: str
    """The file's own name; it tells which source it is where nothing else does."""
    source: str = ""
    """Name of the source that it is a version of, `NEW`, or nothing to go by its own name."""
    format: str | None = None


def run(
    workspace: Workspace, request: Request, seconds: float = SECONDS, memory: int = MAX_MEMORY
) -> list[dict[str, Any]]:
    """Read a file as the workspace would, and give what came of it: one reading for each sheet.

    Each is a ledger as plain data with what stands where its problems are, ``turtle`` with the
    first facts, and ``difference`` to what is loaded where the file is a source. Raises `UserError`
    where the request makes no sense, or reading takes too long or too much.
    """
    said = {
        "folder": str(workspace.folder),
        "path": str(request.path),
        "name": request.name,
        "source": request.source,
        "format": request.format,
        "memory": memory,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "asbuilt.ingest.dry_run_worker"],
            input=json.dumps(said).encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UserError(
            f"reading the file took longer than {seconds:g} seconds and was stopped",
            request.name,
            "put it into the workspace's folder and run `asbuilt load`, which has no limit",
        ) from None
    if done.returncode == 0:
        return json.loads(done.stdout)  # type: ignore[no-any-return]
    if done.returncode == MISTAKE:
        raise UserError(*json.loads(done.stdout))
    raise UserError(
        "reading the file needed more memory than it may have, or failed",
        request.name,
        "put it into the workspace's folder and run `asbuilt load`, which has no limit",
    )


def plain_name(said: str) -> str:
    """Give the name of a file without the folders that a browser may send with it.

    Raises `UserError` where nothing is left of it.
    """
    name = PurePosixPath(said.replace("\\", "/")).name
    name = "".join(letter for letter in name if letter.isprintable())[-_LONGEST_NAME:].strip()
    if not name.strip("."):
        raise UserError("the request holds no file", hint="choose a file first")
    return name


def meant(workspace: Workspace, request: Request) -> list[SourceSpec]:
    """Give the sources that a file is a version of: none, one, or one for each sheet.

    Raises `UserError` where several files bear its name, or none the name that is said.
    """
    if request.source == NEW:
        return []
    specs = workspace.sources
    if request.source:
        found = [spec for spec in specs if request.source in (spec.key, spec.source.name)]
        if not found:
            raise UserError.unknown_name("source", request.source, [spec.key for spec in specs])
        return found
    found = [spec for spec in specs if PurePosixPath(spec.source.name).name == request.name]
    names = sorted({spec.source.name for spec in found})
    if len(names) > 1:
        raise UserError.ambiguous("source", request.name, names)
    return found
