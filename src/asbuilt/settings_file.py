"""Writing of ``[[source]]`` tables into an ``asbuilt.toml`` that keeps its comments and order."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asbuilt.errors import UserError
from asbuilt.workspace import SETTINGS_FILE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_SOURCE = re.compile(r"\s*\[\[\s*source\s*\]\]")
_PART = re.compile(r"\s*\[\[?\s*source\s*\.")
_HEAD = re.compile(r"\s*\[")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=")
_MEANING = ("table", "columns", "tables")
"""Keys that say what a table means; where one is there, somebody has decided."""


@dataclass(frozen=True, slots=True)
class _Segment:
    """The lines of one ``[[source]]`` table, from its head to its last line that says anything."""

    start: int
    end: int
    said: dict[str, object]


def write_sources(folder: Path, name: str, entries: Sequence[str]) -> bool:
    """Write the entries for a file into the settings of the workspace in a folder.

    A ``[[source]]`` that names the file and says nothing of columns gets the lines that it lacks;
    before a pattern that catches the file, and else at the end, new tables are put. Nothing else is
    changed. Gives False, and changes nothing, where the settings already say what the file's tables
    mean. Raises `UserError` where the settings are written in a way that cannot be edited line by
    line.
    """
    path = folder / SETTINGS_FILE
    with path.open(encoding="utf-8", newline="") as file:
        text = file.read()
    ending = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").split("\n")
    before = tomllib.loads("\n".join(lines))
    segments = _segments(lines, before.get("source", []))
    if segments is None:
        raise _not_editable(path, entries)
    own = [one for one in segments if _names(folder, str(one.said.get("path")), name)]
    if any(key in one.said for one in own for key in _MEANING):
        return False
    new = _edited(folder, lines, segments, own, name, entries)
    try:
        after = tomllib.loads("\n".join(new))
    except tomllib.TOMLDecodeError:
        raise _not_editable(path, entries) from None
    if not _only_added(before, after):
        raise _not_editable(path, entries)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(ending.join(new))
    return True


def _edited(  # noqa: PLR0913, PLR0917 - what an edit needs
    folder: Path,
    lines: list[str],
    segments: list[_Segment],
    own: list[_Segment],
    name: str,
    entries: Sequence[str],
) -> list[str]:
    blocks = [entry.rstrip("\n").split("\n") for entry in entries]
    if own:
        first, *rest = sorted(blocks, key=lambda block: block[0].startswith("#"))
        added = [line for block in rest for line in ("", *block)]
        if first[0].startswith("#"):
            added, missing = ["", *first, *added], list[str]()
        else:
            missing = _missing(first, own[0].said)
        body = _before_parts(lines, own[0])
        return [
            *lines[:body], *missing, *lines[body : own[0].end], *added, *lines[own[0].end :]
        ]  # fmt: skip
    added = [line for block in blocks for line in (*block, "")]
    catching = [one for one in segments if _catches(folder, str(one.said.get("path")), name)]
    if catching:
        at = _above_comments(lines, catching[0].start)
        return [*lines[:at], *added, *lines[at:]]
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return [*lines, "", *added]


def _segments(lines: list[str], tables: list[dict[str, object]]) -> list[_Segment] | None:
    """Give where each ``[[source]]`` stands; None where lines do not tell."""
    starts = [number for number, line in enumerate(lines) if _SOURCE.match(line)]
    if len(starts) != len(tables):
        return None
    found = []
    for start, said in zip(starts, tables, strict=True):
        end = start + 1
        while end < len(lines):
            if _HEAD.match(lines[end]) and not _PART.match(lines[end]) and _is_head(lines[end]):
                break
            end += 1
        while not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#"):
            end -= 1
        found.append(_Segment(start, end, said))
    return found


def _is_head(line: str) -> bool:
    """Say whether a line that begins with a bracket heads a table, and is no part of a list."""
    return re.fullmatch(r"\s*\[\[?[^\[\]=,]+\]\]?\s*(?:#.*)?", line) is not None


def _missing(block: list[str], said: dict[str, object]) -> list[str]:
    """Give the lines of an entry that a table lacks: no head, and no key that is there."""
    found = []
    in_head = True
    for line in block[1:]:
        in_head = in_head and not _HEAD.match(line)
        key = _KEY.match(line) if in_head else None
        if key is None or key.group(1) not in said:
            found.append(line)
    return found


def _before_parts(lines: list[str], segment: _Segment) -> int:
    """Give the line before which keys of a table itself must stand: its first table within."""
    for number in range(segment.start + 1, segment.end):
        if _PART.match(lines[number]):
            return number
    return segment.end


def _above_comments(lines: list[str], at: int) -> int:
    """Give the line above the comments that stand directly above a table."""
    while at and lines[at - 1].lstrip().startswith("#"):
        at -= 1
    return at


def _names(folder: Path, pattern: str, name: str) -> bool:
    """Say whether a pattern means this file and no other."""
    if pattern == name:
        return True
    return pattern.replace("[[]", "[").replace("[*]", "*").replace("[?]", "?") == name and (
        _catches(folder, pattern, name)
    )


def _catches(folder: Path, pattern: str, name: str) -> bool:
    return any(path == folder / name for path in folder.glob(pattern))


def _only_added(before: dict[str, object], after: dict[str, object]) -> bool:
    """Say whether all that the settings said is still there, outside of sources without change."""
    tables, more = before.get("source", []), after.get("source", [])
    assert isinstance(tables, list)
    assert isinstance(more, list)
    rest = {key: value for key, value in before.items() if key != "source"}
    same = rest == {key: value for key, value in after.items() if key != "source"}
    kept = all(any(one.items() <= other.items() for other in more) for one in tables)
    return same and kept


def _not_editable(path: Path, entries: Sequence[str]) -> UserError:
    return UserError.bad_setting(
        str(path),
        "the settings are written in a way that cannot be added to line by line",
        "write these lines into it yourself",
        "\n".join(entries),
    )
