"""Reading of foreign files with bounds: so many bytes, so deep, nothing fetched."""

from __future__ import annotations

import codecs
import gzip
import re
import zlib
from typing import TYPE_CHECKING

from asbuilt.facts import NOWHERE, Place, Problem

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 256 * 1024 * 1024
"""The most that a model or register may hold, in bytes, decompressed; event logs stream instead."""
MAX_DEPTH = 200
"""How deep a document may nest."""
HEAD_BYTES = 64 * 1024
"""How much of a file its loader sees before it claims the file."""

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Refusal(Exception):  # noqa: N818 - the word says what happens to the file
    """Raised by a loader for a file of which nothing can be trusted."""

    def __init__(self, message: str, fix: str, place: Place = NOWHERE) -> None:
        """Say what is wrong, how to mend it, and where."""
        super().__init__(message)
        self.problem = Problem("error", message, fix, place)


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """Give the bytes of a file, decompressed where it is gzip.

    Raises `Refusal` where it holds more than `limit` bytes or the compression is broken.
    """
    with path.open("rb") as file:
        data = file.read(limit + 1)
    if data[:2] == b"\x1f\x8b":
        data = _decompress(path, limit)
    if len(data) > limit:
        raise Refusal(
            f"the file holds more than {limit // 1_000_000} MB",
            "split the file, or export less into it",
        )
    return data


def read_head(path: Path) -> bytes:
    """Give the first `HEAD_BYTES` of a file, decompressed where it is gzip, whatever is in it."""
    with path.open("rb") as file:
        data = file.read(HEAD_BYTES)
    if data[:2] != b"\x1f\x8b":
        return data
    try:
        return zlib.decompressobj(wbits=31).decompress(data, HEAD_BYTES)
    except zlib.error:
        return data


def decode(data: bytes, default: str = "utf-8") -> str:
    """Give the text of a file by its byte order mark, XML declaration or `default`.

    Raises `Refusal` that names the line of the first byte that is not in the encoding.
    """
    encoding = encoding_of(data, default)
    try:
        return data.decode(encoding)
    except LookupError:
        raise Refusal(
            f"the file declares an encoding that does not exist: {encoding}",
            "save the file as UTF-8",
            Place(line=1),
        ) from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refusal(
            f"byte {error.start} is not valid {encoding}",
            "save the file as UTF-8, or declare the encoding that it is really in",
            Place(line=line),
        ) from None


def encoding_of(head: bytes, default: str = "utf-8") -> str:
    """Give the encoding that the first bytes of a file state: by mark, declaration or `default`."""
    encoding = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    if encoding is None:
        declared = _DECLARED.match(head[:200])
        encoding = declared.group(1).decode("ascii") if declared else default
    return encoding


def _decompress(path: Path, limit: int) -> bytes:
    try:
        with gzip.open(path) as file:
            return file.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Refusal(
            f"the gzip compression is broken: {error}",
            "export the file again; it may have been cut off on the way",
        ) from None
