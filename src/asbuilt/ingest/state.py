"""What a source is now, on disk and in the settings: whether it is what was loaded before.

A file's digest tells for certain and costs reading it. Its mark, made of what the file system says
of it, costs nothing: a file whose mark is the one that was kept with its digest has not changed.
Size, times, device and inode are in the mark. The time of change of the inode is among them, since
nobody can set it back; a copy that keeps the older file's time of modification is seen by it.
"""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING, Final

from asbuilt import __version__
from asbuilt.identity import digest
from asbuilt.ingest.loaders import loaders

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import stat_result
    from pathlib import Path

    from asbuilt.workspace import SourceSpec

_COARSE: Final = 2_000_000_000
"""Nanoseconds within which two changes of a file may bear the same time; FAT counts by two."""


def mark(spec: SourceSpec) -> str:
    """Give the mark of a source and of the files beside it without which it means something else.

    There is none where a file is not there, or has changed so lately that it could change again
    without its times telling.
    """
    parts = [__version__, spec.settings_digest]
    trusted = time.time_ns() - _COARSE
    for path in _files(spec):
        try:
            state = path.stat()
        except OSError:
            return ""
        if max(state.st_mtime_ns, state.st_ctime_ns) > trusted:
            return ""
        parts.append(f"{path.name} {_told(state)}")
    return digest(*parts)


def glance(path: Path) -> str:
    """Give what the file system says of a file, however young; nothing where it is not there."""
    try:
        return _told(path.stat())
    except OSError:
        return ""


def settings(spec: SourceSpec) -> str:
    """Give what decides beside the file itself: this version, the workspace, the files beside it.

    Those are known by their digests.
    """
    beside = "".join(f" {sha256(path)}" for path in companions(spec.source.path))
    return f"{__version__} {spec.settings_digest}{beside}"


def companions(path: Path) -> list[Path]:
    """Give the files without which this one cannot be understood, if there are any.

    A loader of such a format says which they are by ``companions``.
    """
    found = (getattr(loader, "companions", None) for loader in loaders().values())
    return [other for ask in found if ask for other in ask(path)]


def sha256(path: Path) -> str:
    """Give a file's digest, or nothing where it cannot be read: reading it will tell why."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _files(spec: SourceSpec) -> Iterator[Path]:
    yield spec.source.path
    yield from companions(spec.source.path)


def _told(state: stat_result) -> str:
    return " ".join(
        str(part)
        for part in (
            state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_dev, state.st_ino,
        )
    )  # fmt: skip
