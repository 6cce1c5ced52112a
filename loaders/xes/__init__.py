"""XES event logs (IEEE 1849-2023), plain or gzip, read as a stream in bounded memory.

Events become columns: the four standard attributes ``concept:name``, ``time:timestamp``,
``org:resource`` and ``lifecycle:transition`` under the names of `EVENT_COLUMNS`, every other one
under its own key, nested ones as ``key/inner key``, lists as JSON, attributes of the trace with
``case:`` before them, and where a key changes its type with the later type behind it. Only
the log itself, its counts and its own attributes become facts.
"""

from __future__ import annotations

import gzip
import io
import zlib
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from lxml import etree

from asbuilt.facts import Item, Place, Source
from asbuilt.loaders.xes.log import Log
from asbuilt.reading import MAX_BYTES, Refusal
from asbuilt.reading.xml import root_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

name = "xes"
suffixes = (".xes", ".xes.gz")
settings: tuple[str, ...] = ()

MAX_LOG_BYTES: Final = 64 * 1024**3
"""The most that a log may hold, in bytes, decompressed."""


def claims(path: Path, head: bytes) -> bool:
    """Say whether a file is an XES log: its root is ``log``, and its namespace or ending fits."""
    namespace, root = root_name(head)
    if root != "log":
        return False
    return "xes-standard" in namespace or path.name.lower().endswith(suffixes)


def load(source: Source) -> Iterator[Item]:
    """Read a log to its end and yield batches of events, then the facts about the log.

    Raises `Refusal` where the file is broken anywhere, no XES, or declares XML entities.
    """
    with source.path.open("rb") as file:
        zipped = file.read(2) == b"\x1f\x8b"
    try:
        with gzip.open(source.path) if zipped else source.path.open("rb") as stream:
            bounded = _Bounded(cast("BinaryIO", stream))
            yield from Log(source, bounded).items()
    except etree.XMLSyntaxError as error:
        raise Refusal(
            f"not well-formed XML: {error.msg}",
            "export the log again; it may have been cut off",
            Place(line=error.lineno or None),
        ) from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Refusal(
            f"the gzip compression is broken: {error}",
            "export the log again; it may have been cut off on the way",
        ) from None


class _Bounded(io.RawIOBase):
    """Hands on a stream, and refuses it where it or any one event in it has no bound."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream
        self._total = 0
        self.since_event = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._total += len(data)
        self.since_event += len(data)
        if self._total > MAX_LOG_BYTES or self.since_event > MAX_BYTES:
            what = "the log" if self._total > MAX_LOG_BYTES else "one event or attribute"
            raise Refusal(
                f"{what} holds more than this program reads at once",
                "split the log, or export fewer attributes",
            )
        return data
