"""The very lines of a source file that a thing or a finding stands on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from asbuilt.ingest.excerpts import Line, lines_of, visible
from asbuilt.ingest.excerpts import around as lines_around
from asbuilt.server.graph import workspace

if TYPE_CHECKING:
    from pathlib import Path

_AROUND = 4
_MAX_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lines of a file around the one that matters; none where the file is no text."""

    file: str
    locator: str
    lines: tuple[Line, ...]


def excerpt(
    file: str, line: int | None, locator: str = "", around: int = _AROUND
) -> Excerpt | None:
    """Give the lines around a place in a source, or None where it is no source."""
    path = source_path(file)
    if path is None:
        return None
    texts = lines_of(path, _MAX_BYTES)
    if texts is None or line is None:
        return Excerpt(file, locator, ())
    return Excerpt(file, locator, lines_around(texts, line, around))


def whole(file: str, marked: set[int], limit: int = 5_000) -> Excerpt | None:
    """Give a source's lines, at most `limit` of them, with some marked; None if it is no source."""
    path = source_path(file)
    if path is None:
        return None
    texts = lines_of(path, _MAX_BYTES) or []
    shown = enumerate(texts[:limit], start=1)
    lines = tuple(Line(number, visible(text), number in marked) for number, text in shown)
    return Excerpt(file, "", lines)


def source_path(file: str) -> Path | None:
    """Give the path of one of the workspace's sources; nothing else on disk can be named."""
    for spec in workspace().sources:
        if spec.source.name == file:
            return spec.source.path
    return None
