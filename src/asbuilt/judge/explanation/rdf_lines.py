"""The line of a file of RDF on which a thing is first written, where its loader knows none."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rdflib import URIRef

SUFFIXES = (".ttl", ".trig", ".nt", ".nq", ".n3")
"""Endings of the syntaxes in which names stand as they are."""
_MOST_BYTES = 4 * 1024 * 1024


def first_line(path: Path, thing: URIRef) -> int | None:
    """Give the first line that names a thing by its IRI or a prefixed name; None if none does."""
    if path.suffix.lower() not in SUFFIXES:
        return None
    try:
        state = path.stat()
        lines = _lines(str(path), state.st_mtime_ns) if state.st_size <= _MOST_BYTES else ()
    except (OSError, UnicodeDecodeError):
        return None
    local = re.split(r"[/#]", str(thing))[-1]
    named = re.compile(
        rf"<[^>]*{re.escape(local)}>|(?<![\w-])[\w-]*:{re.escape(local)}(?![\w-])"
        if local
        else re.escape(f"<{thing}>")
    )
    for number, line in enumerate(lines, start=1):
        if not line.startswith("#") and named.search(line):
            return number
    return None


@lru_cache(maxsize=16)
def _lines(path: str, _: int) -> tuple[str, ...]:
    return tuple(Path(path).read_text(encoding="utf-8-sig").splitlines())
