"""Reading of large files piece by piece, plain or gzip, with a bound on each piece and on all."""

from __future__ import annotations

import gzip
import io
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from lxml import etree

from asbuilt.facts import Place
from asbuilt.reading import MAX_BYTES, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_LOG_BYTES: Final = 64 * 1024**3
"""The most that a log may hold, in bytes, decompressed."""


class Bounded(io.RawIOBase):
    """Hands on a stream, and refuses it where it or any one piece of it has no bound."""

    def __init__(self, stream: BinaryIO) -> None:
        """Read from this stream."""
        super().__init__()
        self._stream = stream
        self._total = 0
        self.since_piece = 0
        """Bytes since the last piece was complete; whoever reads the pieces sets it back to 0."""

    def read(self, size: int = -1) -> bytes:
        """Give the next bytes; raises `Refusal` where they are too many."""
        data = self._stream.read(size)
        self._total += len(data)
        self.since_piece += len(data)
        if self._total > MAX_LOG_BYTES or self.since_piece > MAX_BYTES:
            what = "the log" if self._total > MAX_LOG_BYTES else "one event or attribute"
            raise Refusal(
                f"{what} holds more than this program reads at once",
                "split the log, or export fewer attributes",
            )
        return data


@contextmanager
def streaming(path: Path) -> Iterator[Bounded]:
    """Open a file to be read piece by piece, decompressed where it is gzip.

    Raises `Refusal` for broken compression, and for XML that is found to be broken meanwhile.
    """
    with path.open("rb") as file:
        zipped = file.read(2) == b"\x1f\x8b"
    try:
        with gzip.open(path) if zipped else path.open("rb") as stream:
            yield Bounded(cast("BinaryIO", stream))
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
