"""The very lines of a source file that a thing or a finding stands on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from asbuilt.reading import Refusal, decode, read_bytes
from asbuilt.server.graph import workspace

if TYPE_CHECKING:
    from pathlib import Path

_AROUND = 4
_MAX_BYTES = 4 * 1024 * 1024
_TEXT = (
    ".bpmn", ".xml", ".json", ".yaml", ".yml", ".csv", ".tsv", ".ttl", ".trig", ".nt", ".nq",
    ".rdf", ".owl", ".jsonld", ".toml", ".txt", ".md", ".dmn",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text, by its number from 1."""

    number: int
    text: str
    marked: bool = False


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
    texts = _texts(path)
    if texts is None or line is None:
        return Excerpt(file, locator, ())
    first, last = max(1, line - around), min(len(texts), line + around)
    lines = tuple(Line(n, texts[n - 1], n == line) for n in range(first, last + 1))
    return Excerpt(file, locator, lines)


def whole(file: str, marked: set[int], limit: int = 5_000) -> Excerpt | None:
    """Give a source's lines, at most `limit` of them, with some marked; None if it is no source."""
    path = source_path(file)
    if path is None:
        return None
    texts = _texts(path) or []
    lines = tuple(Line(n, text, n in marked) for n, text in enumerate(texts[:limit], start=1))
    return Excerpt(file, "", lines)


def source_path(file: str) -> Path | None:
    """Give the path of one of the workspace's sources; nothing else on disk can be named."""
    for spec in workspace().sources:
        if spec.source.name == file:
            return spec.source.path
    return None


def _texts(path: Path) -> list[str] | None:
    if path.suffix.lower() not in _TEXT or path.stat().st_size > _MAX_BYTES:
        return None
    try:
        return decode(read_bytes(path, _MAX_BYTES), "utf-8").splitlines()
    except Refusal:
        try:
            return decode(read_bytes(path, _MAX_BYTES), "cp1252").splitlines()
        except Refusal:
            return None
