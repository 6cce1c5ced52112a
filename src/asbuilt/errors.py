"""Mistakes that people make and can mend, said the same way by command line, page and API."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Self


@dataclass(eq=False)
class UserError(Exception):
    """Something that its reader can put right: what, where, how, and an example where one helps."""

    title: str
    where: str = ""
    hint: str = ""
    example: str = ""

    def __str__(self) -> str:
        """Give the error as lines: title with its place, hint, example."""
        head = f"{self.where}: {self.title}" if self.where else self.title
        lines = [head]
        if self.hint:
            lines.append(f"  fix: {self.hint}")
        if self.example:
            lines += [f"  example: {line}" for line in self.example.splitlines()]
        return "\n".join(lines)

    @classmethod
    def no_workspace(cls, folder: str) -> Self:
        """Give the error for a folder that is no workspace."""
        return cls(
            "there is no asbuilt.toml here",
            folder,
            "run `asbuilt init` in the folder that holds your files, or name one with --workspace",
        )

    @classmethod
    def workspace_exists(cls, file: str) -> Self:
        """Give the error for a folder that has its settings already."""
        return cls(
            "there is a workspace here already; nothing was changed",
            file,
            "edit the file, or move it away and run `asbuilt init` again",
        )

    @classmethod
    def not_loaded(cls, folder: str) -> Self:
        """Give the error for a workspace whose graph is still empty."""
        return cls("nothing has been loaded yet", folder, "run `asbuilt load` first")

    @classmethod
    def bad_setting(cls, where: str, title: str, hint: str, example: str = "") -> Self:
        """Give the error for a setting in ``asbuilt.toml`` that makes no sense."""
        return cls(title, where, hint, example)

    @classmethod
    def unknown_name(cls, kind: str, name: str, candidates: list[str]) -> Self:
        """Give the error for a name that means nothing here, with what may have been meant."""
        near = get_close_matches(name, candidates, 8, 0.6)
        close = ", ".join([*near, *(one for one in candidates if one not in near)][:8])
        return cls(f"no {kind} is called {name!r}", "", f"one of: {close}" if close else "")

    @classmethod
    def ambiguous(cls, kind: str, name: str, candidates: list[str]) -> Self:
        """Give the error for a name that several things bear."""
        return cls(
            f"several things are called {name!r}",
            "",
            f"name the {kind} by one of these",
            "\n".join(candidates[:12]),
        )

    @classmethod
    def bad_query(cls, message: str, where: str = "") -> Self:
        """Give the error for a query that cannot be parsed or is not allowed."""
        return cls(message, where, "correct the query; the place is given as line:column")

    @classmethod
    def store_busy(cls, folder: str) -> Self:
        """Give the error for a store that another process is writing."""
        return cls(
            "another asbuilt command is writing this workspace's graph",
            folder,
            "wait until it has ended, then run this again",
        )
