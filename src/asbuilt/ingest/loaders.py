"""Which loader reads which file: by the entry-point group ``asbuilt.loaders``."""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, cast

from asbuilt.errors import UserError
from asbuilt.reading import read_head

if TYPE_CHECKING:
    from pathlib import Path

    from asbuilt.facts import Loader

GROUP = "asbuilt.loaders"
_LAST = ("csv_log", "register")
"""Loaders that claim by what columns mean; asked after those that know a format's marks."""


@cache
def loaders() -> dict[str, Loader]:
    """Give the installed loaders by name, in the order in which they are asked."""
    found = [cast("Loader", point.load()) for point in entry_points(group=GROUP)]
    found.sort(key=lambda one: (_LAST.index(one.name) + 1 if one.name in _LAST else 0, one.name))
    return {loader.name: loader for loader in found}


def format_names() -> list[str]:
    """Give the names of the installed loaders without importing them."""
    return sorted(point.name for point in entry_points(group=GROUP))


def choose(path: Path) -> Loader | None:
    """Give the loader that claims a file by its content, or None where nobody does.

    A file that nobody claims and that has the ending of one format only is that format's, whose
    loader can say what is wrong with it.
    """
    head = read_head(path)
    for loader in loaders().values():
        if loader.claims(path, head):
            return loader
    named = [one for one in loaders().values() if path.name.lower().endswith(one.suffixes)]
    return named[0] if len(named) == 1 else None


def named(name: str) -> Loader:
    """Give the loader of this name. Raises `UserError` that lists the names there are."""
    try:
        return loaders()[name]
    except KeyError:
        raise UserError.unknown_name("format", name, list(loaders())) from None
