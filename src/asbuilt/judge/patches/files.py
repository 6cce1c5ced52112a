"""Patches carried out on files: in memory for a diff, or written whole and at once."""

from __future__ import annotations

import difflib
import hashlib
import os
from typing import TYPE_CHECKING

from asbuilt.errors import UserError
from asbuilt.ingest import ledger
from asbuilt.judge.patches import delimited, workbooks
from asbuilt.judge.patches.model import AppendText, SetLines, shown
from asbuilt.reading.tables import WORKBOOK_SUFFIXES

if TYPE_CHECKING:
    from pathlib import Path

    from asbuilt.judge.patches.model import Edit, Patch
    from asbuilt.workspace import Workspace


def changed(folder: Path, patch: Patch) -> dict[str, bytes]:
    """Give what the files of a patch would hold after it; nothing is written.

    Raises `UserError` where the files do not fit the patch any more.
    """
    return {name: _edited(folder / name, name, _of(patch, name)) for name in patch.files}


def diff(folder: Path, patch: Patch) -> str:
    """Give a patch as a unified diff; edits of workbooks are said in words, blanks are marked."""
    parts = []
    for name in patch.files:
        if name.endswith(WORKBOOK_SUFFIXES):
            lines = [workbooks.described(edit) for edit in _of(patch, name)]
            parts.append("\n".join([f"# {name}", *(f"#   {line}" for line in lines)]) + "\n")
            continue
        path = folder / name
        before = _text(path.read_bytes()) if path.is_file() else ""
        after = _text(_edited(path, name, _of(patch, name)))
        old = before.splitlines(keepends=True)
        new = after.splitlines(keepends=True)
        origin = f"a/{name}" if path.is_file() else "/dev/null"
        parts.append("".join(_unified(old, new, origin, f"b/{name}")))
    return shown("".join(parts), patch.blanks)


def apply(workspace: Workspace, patch: Patch) -> list[Path]:
    """Write a patch into a workspace's files, each whole and at once, and give their paths.

    Raises `UserError`, before anything is written, where values are still to be said, and where a
    file was changed since it was loaded.
    """
    patch.refuse_open()
    refuse_changed(workspace, patch)
    drafts = changed(workspace.folder, patch)
    return write(workspace.folder, drafts)


def write(folder: Path, contents: dict[str, bytes]) -> list[Path]:
    """Write files whole: all drafts first, then each takes its file's place."""
    prepared = []
    for name, data in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.new")
        draft.write_bytes(data)
        if path.is_file():
            draft.chmod(path.stat().st_mode)
        prepared.append((draft, path))
    for draft, path in prepared:
        os.replace(draft, path)  # noqa: PTH105 - the point is that it is atomic
    return [path for _, path in prepared]


def refuse_changed(workspace: Workspace, patch: Patch) -> None:
    """Raise `UserError` where a file of a patch is no longer what was loaded."""
    known = {
        spec.source.name: entry.sha256
        for spec in workspace.sources
        if (entry := ledger.recall(workspace.state / "ledger", spec.key)) is not None
    }
    for name in patch.files:
        path = workspace.folder / name
        if name not in known or not path.is_file():
            continue
        if hashlib.sha256(path.read_bytes()).hexdigest() != known[name]:
            raise UserError(
                "the file was changed since it was loaded, so the patch may not fit it",
                name,
                "run `asbuilt load` and `asbuilt check`, then ask for the patch again",
            )


def _of(patch: Patch, name: str) -> list[Edit]:
    return [edit for edit in patch.edits if edit.file == name]


def _edited(path: Path, name: str, edits: list[Edit]) -> bytes:
    appended = [edit for edit in edits if isinstance(edit, AppendText)]
    if appended:
        data = path.read_bytes() if path.is_file() else appended[0].head.encode()
        for addition in appended:
            gap = "" if not data or data.endswith(b"\n") else "\n"
            text = addition.text if data else addition.text.lstrip("\n")
            data += (gap + text).encode()
        return data
    replaced = [edit for edit in edits if isinstance(edit, SetLines)]
    if replaced:
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        for change in sorted(replaced, key=lambda one: -one.first):
            lines[change.first - 1 : change.last] = [change.text]
        return "".join(lines).encode()
    if not path.is_file():
        raise UserError("the file is not there any more", name, "run `asbuilt load` again")
    if name.endswith(WORKBOOK_SUFFIXES):
        return workbooks.edited(path.read_bytes(), edits, name)
    return delimited.edited(path.read_bytes(), edits, name)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _unified(old: list[str], new: list[str], origin: str, target: str) -> list[str]:
    return [
        line.replace("\r\n", "\n")
        if line.endswith("\n")
        else f"{line}\n\\ No newline at end of file\n"
        for line in difflib.unified_diff(old, new, origin, target, n=2)
    ]
