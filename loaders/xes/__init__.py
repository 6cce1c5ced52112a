"""XES event logs (IEEE 1849-2023), plain, gzip or ZIP, read as a stream in bounded memory.

Events become columns: the four standard attributes ``concept:name``, ``time:timestamp``,
``org:resource`` and ``lifecycle:transition`` under the names of `EVENT_COLUMNS`, every other one
under its own key, nested ones as ``key/inner key``, lists as JSON, attributes of the trace with
``case:`` before them, and where a key changes its type with the later type behind it. Only
the log itself, its counts and its own attributes become facts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from asbuilt.loaders.xes.log import Log
from asbuilt.reading.stream import head_within, streaming
from asbuilt.reading.xml import root_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asbuilt.facts import Item, Source

name = "xes"
suffixes = (".xes", ".xes.gz", ".xes.zip")
settings: tuple[str, ...] = ()


def claims(path: Path, head: bytes) -> bool:
    """Say whether a file is an XES log: its root is ``log``, and its namespace or ending fits."""
    namespace, root = root_name(head_within(path, head))
    if root != "log":
        return False
    return "xes-standard" in namespace or path.name.lower().endswith(suffixes)


def load(source: Source) -> Iterator[Item]:
    """Read a log to its end and yield batches of events, then the facts about the log.

    Raises `Refusal` where the file is broken anywhere, no XES, or declares XML entities.
    """
    with streaming(source.path) as stream:
        yield from Log(source, stream).items()
