"""Reading of large files piece by piece, plain, gzip or ZIP, with bounds on each piece and all."""

from __future__ import annotations

import gzip
import io
import lzma
import struct
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from lxml import etree

from asbuilt.facts import Place
from asbuilt.reading import HEAD_BYTES, MAX_BYTES, Refusal
from asbuilt.reading.archive import BROKEN, is_archive

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
    """Open a file to be read piece by piece, decompressed where it is gzip or a ZIP of one file.

    Raises `Refusal` for broken compression, and for XML that is found to be broken meanwhile.
    """
    with path.open("rb") as file:
        begin = file.read(4)
    try:
        if is_archive(begin):
            with zipfile.ZipFile(path) as archive, archive.open(_only_file(archive)) as stream:
                yield Bounded(cast("BinaryIO", stream))
        else:
            zipped = begin[:2] == b"\x1f\x8b"
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
    except (zipfile.BadZipFile, lzma.LZMAError, struct.error) as error:
        raise Refusal(
            f"the ZIP archive is broken: {error}",
            "pack the log again, or copy the archive again; it may have been cut off on the way",
        ) from None
    except NotImplementedError as error:
        raise Refusal(
            f"the ZIP archive is packed in a way that is not read: {error}",
            "pack the log again, or unpack it",
        ) from None


def head_within(path: Path, head: bytes) -> bytes:
    """Give the first bytes of the one file in a ZIP archive; `head` where it is no such archive."""
    if not is_archive(head):
        return head
    try:
        with zipfile.ZipFile(path) as archive, archive.open(_only_file(archive)) as stream:
            return stream.read(HEAD_BYTES)
    except (*BROKEN, NotImplementedError, Refusal):
        return head


def _only_file(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """Give the one file of an archive, beside which there may be folders and what macOS adds.

    Raises `Refusal` where there are several or none, or where it has a password.
    """
    files = [
        one
        for one in archive.infolist()
        if not one.is_dir() and not one.filename.startswith("__MACOSX/")
    ]
    if len(files) != 1:
        raise Refusal(
            f"the ZIP archive holds {len(files)} files, and which of them is the log nobody says",
            "pack the log alone, or unpack it",
        )
    if files[0].flag_bits & 1:
        raise Refusal("the ZIP archive is locked by a password", "pack the log without a password")
    return files[0]
