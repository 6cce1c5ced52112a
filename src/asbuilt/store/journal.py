"""The journal of a store on disk: which triples came or went since somebody last looked.

It tells too much rather than too little: a triple that came and went again is in it, and one whose
change was never carried out. Whoever reads it asks the store what is so now.
"""

from __future__ import annotations

import secrets
from os import SEEK_END
from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class Journal:
    """A file of N-Triples whose first line names the look that began it and the graphs it follows.

    There is none until somebody begins it, so that a store that nobody follows pays nothing.
    """

    def __init__(self, path: Path) -> None:
        """Use the file at this path, which need not be there."""
        self._path = path

    def begin(self, followed: Iterable[str]) -> str:
        """Begin anew after a look at the store, and give the name of the look.

        `followed` are beginnings of the names of the graphs whose changes are written down.
        """
        name = secrets.token_hex(16)
        new = self._path.with_suffix(".new")
        new.write_text(f"# {' '.join((name, *followed))}\n", encoding="utf-8")
        new.replace(self._path)
        return name

    def note(self, graph: ox.NamedNode, *changes: Iterable[ox.Quad]) -> None:
        """Write down triples of a graph that are about to change, if the graph is followed.

        It comes before the change, so that none is lost.
        """
        if not self._path.is_file():
            return
        with self._path.open("r+", encoding="utf-8", newline="\n") as file:
            _, _, *followed = file.readline().split()
            if not graph.value.startswith(tuple(followed)):
                return
            file.seek(0, SEEK_END)
            for quads in changes:
                file.writelines(f"{quad.triple} .\n" for quad in quads)

    def forget(self) -> None:
        """End it, since something changes of which nobody can tell what."""
        self._path.unlink(missing_ok=True)

    def since(self, look: str) -> set[ox.Triple] | None:
        """Give the triples touched since a look, or None where the journal cannot tell."""
        if not look or not self._path.is_file():
            return None
        text = self._path.read_bytes()
        first, _, lines = text.partition(b"\n")
        if first.decode().split()[1:2] != [look]:
            return None
        try:
            return {quad.triple for quad in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)}
        except SyntaxError:
            return None  # a line that was cut short by the end of a process
