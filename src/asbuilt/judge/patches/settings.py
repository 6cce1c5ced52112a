"""Edits of ``asbuilt.toml`` by which a new file becomes one of the workspace's sources."""

from __future__ import annotations

from fnmatch import fnmatch
from typing import TYPE_CHECKING

from asbuilt.judge.patches.model import AppendText
from asbuilt.workspace import SETTINGS_FILE

if TYPE_CHECKING:
    from asbuilt.workspace import Workspace


def source_edits(workspace: Workspace, name: str, pattern: str) -> tuple[AppendText, ...]:
    """Give the edit that names a file as a source; none where a pattern of the settings has it."""
    tables = workspace.settings.get("source", [])
    if any(fnmatch(name, str(table.get("path", ""))) for table in tables):
        return ()
    return (AppendText(SETTINGS_FILE, f'\n[[source]]\npath = "{pattern}"\n'),)
