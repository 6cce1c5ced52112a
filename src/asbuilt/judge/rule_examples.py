"""Examples of rules: a small graph that trips each, and one that does not, beside its shapes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from asbuilt.resources import SHAPES

if TYPE_CHECKING:
    from pathlib import Path

    from asbuilt.judge.rules import Rule
    from asbuilt.workspace import Workspace

FOLDER = "examples"
"""Name of the folder of examples beside a shapes file."""
Kind = Literal["invalid", "valid"]
KINDS: tuple[Kind, ...] = ("invalid", "valid")


@dataclass(frozen=True, slots=True)
class Example:
    """A graph in Turtle, and in a sentence what is wrong with it, or why it is in order."""

    why: str
    facts: str
    """The Turtle without prefixes, for people to read."""
    path: Path


def example(rule: Rule, kind: Kind, workspace: Workspace | None = None) -> Example | None:
    """Give a rule's example of one kind, if there is one.

    That of a workspace's own rule stands in a folder ``examples`` beside its shapes file, and is
    called ``<CODE>-invalid.ttl`` or ``<CODE>-valid.ttl`` as ours are.
    """
    folders = [SHAPES]
    if workspace is not None:
        folders.append((workspace.folder / rule.file).parent)
    for folder in folders:
        path = folder / FOLDER / f"{rule.code}-{kind}.ttl"
        if path.is_file():
            return _read(path)
    return None


def _read(path: Path) -> Example:
    lines = path.read_text(encoding="utf-8").splitlines()
    why = lines[0].lstrip("# ") if lines and lines[0].startswith("#") else ""
    said = [line for line in lines if not line.startswith(("#", "@prefix", "PREFIX"))]
    return Example(why, "\n".join(said).strip(), path)
