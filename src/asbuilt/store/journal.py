"""The journal of a store on disk: which triples came or went since somebody last looked.

It tells too much rather than too little: a triple that came and went again is in it, and one whose
change was never carried out. Whoever reads it asks the store what is so now.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class Journal:
    """A file of N-Triples whose first line names the look that began it.

    There is none until somebody begins it, so that a store that nobody follows pays nothing.
    """

    def __init__(self, path: Path) -> None:
        """Use the file at this path, which need not be there."""
        self._path = path

    def begin(self) -> str:
        """Begin anew after a look at the store, and give the name of the look."""
        name = secrets.token_hex(16)
        new = self._path.with_suffix(".new")
        new.write_text(f"# {name}\n", encoding="utf-8")
        new.replace(self._path)
        return name

    def note(self, quads: Iterable[ox.Quad]) -> None:
        """Write down triples that are about to change; before the change, so that none is lost."""
        if self._path.is_file():
            with self._path.open("a", encoding="utf-8", newline="\n") as out:
                out.writelines(f"{quad.triple} .\n" for quad in quads)

    def forget(self) -> None:
        """End it, since something changes of which nobody can tell what."""
        self._path.unlink(missing_ok=True)

    def since(self, look: str) -> set[ox.Triple] | None:
        """Give the triples touched since a look, or None where the journal cannot tell."""
        if not look or not self._path.is_file():
            return None
        text = self._path.read_bytes()
        first, _, lines = text.partition(b"\n")
        if first.decode() != f"# {look}":
            return None
        try:
            return {quad.triple for quad in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)}
        except SyntaxError:
            return None  # a line that was cut short by the end of a process
