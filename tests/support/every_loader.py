"""Files that every loader is tried on: all cases of golden pairs, by the loader of each."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from asbuilt import ingest
from asbuilt.facts import Source
from asbuilt.identity import Minter

if TYPE_CHECKING:
    from asbuilt.ingest import Reading

FOLDER = Path(__file__).parents[1] / "loaders"
BASE = "https://example.org/test/"
_NO_CASES = (".py", ".toml", ".pyc")


class Case(NamedTuple):
    """A file of a golden pair, and who reads it."""

    loader: str
    path: Path

    def __str__(self) -> str:
        """Name it in the list of tests."""
        return f"{self.loader}-{self.path.name}"

    def options(self) -> dict[str, Any]:
        """Give what the ``[[source]]`` table of the case says, where it has one."""
        beside = self.path.with_name(f"{self.path.name.split('.')[0]}.options.toml")
        return tomllib.loads(beside.read_text("utf-8")) if beside.is_file() else {}

    def text(self) -> str:
        """Give its text, whichever encoding it is in."""
        content = self.path.read_bytes()
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return content.decode("cp1252")

    def put(self, folder: Path) -> Path:
        """Give its place in another folder, with what it needs beside it, but not the file."""
        stem = re.split("[._-]", self.path.name, maxsplit=1)[0]
        for other in self.path.parent.glob(f"{stem}*"):
            if other.suffix not in _NO_CASES and ".expected." not in other.name:
                (folder / other.name).write_bytes(other.read_bytes())
        return folder / self.path.name

    def read(self, path: Path | None = None) -> Reading:
        """Read it, or another file in its stead, by the way that a load takes."""
        here = path or self.path
        options = self.options()
        kept = {key: options.pop(key, None) for key in ("domain", "system", "process")}
        source = Source(here, self.path.name, Minter(BASE), **kept, options=options)
        return ingest.read(source, self.loader)


@cache
def every_case() -> tuple[Case, ...]:
    """Give all cases; fails where a loader has none."""
    found = []
    for path in sorted(FOLDER.glob("*/*")):
        if ".expected." in path.name or path.suffix in _NO_CASES or not path.is_file():
            continue
        loader = ingest.choose(path)
        if loader is not None:
            found.append(Case(loader.name, path))
    without = set(ingest.loaders()) - {case.loader for case in found}
    assert not without, f"no golden pair for {sorted(without)}"
    return tuple(found)


def one_of_each() -> tuple[Case, ...]:
    """Give the first case of each loader and ending."""
    chosen: dict[tuple[str, str], Case] = {}
    for case in every_case():
        chosen.setdefault((case.loader, case.path.suffix), case)
    return tuple(chosen.values())
