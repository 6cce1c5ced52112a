"""Event logs as CSV: one row an event, with a case, an activity and a time in columns of any name.

The workspace says which columns they are (``[source.columns]`` with ``case``, ``activity``,
``time`` and, where there are such, ``resource``, ``lifecycle``, ``start``); what it leaves out is
guessed from the headings, and the guess is told. A row with a start and an end is one event at its
end, and keeps its start in the column ``start``. ``time-zone`` and ``time-order`` ("day first" or
"month first") say how times are written that do not tell it themselves.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from asbuilt.facts import Item, Problem, Source
from asbuilt.loaders.csv_log.headings import LIKELY, SURE, guess, headings_of
from asbuilt.loaders.csv_log.log import Log
from asbuilt.reading import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

name = "csv_log"
suffixes = (".csv", ".csv.gz", ".tsv", ".tsv.gz")
settings = ("columns", "time-zone", "time-order")

_NEEDED: Final = frozenset({"case", "activity", "time"})
_CHUNK: Final = 1024 * 1024


def claims(path: Path, head: bytes) -> bool:
    """Say whether a table is surely an event log: it has a case, an activity and a time.

    The case and one of the others must be named as only logs name them.
    """
    if not path.name.lower().endswith((*suffixes, ".txt")):
        return False
    marked = _by_mark(head)
    try:
        # The head may end within a letter, so a few bytes at its end prove nothing.
        head[:-4].decode(marked or "utf-8")
        text = head.decode(marked or "utf-8", errors="replace")
    except UnicodeDecodeError:
        text = head.decode("cp1252", errors="replace")
    headings = headings_of(text)
    sure = set(guess(headings, SURE))
    return (
        "case" in sure
        and bool(sure & {"activity", "time"})
        and set(guess(headings, SURE, LIKELY)) >= _NEEDED
    )


def load(source: Source) -> Iterator[Item]:
    """Read a log to its end and yield batches of events, then the facts about the log.

    Raises `Refusal` where the columns cannot be told, or the table or its compression is broken.
    """
    encoding = _encoding(source.path)
    if encoding == "cp1252":
        yield Problem(
            "info",
            "the file is not UTF-8; it is read as Windows-1252",
            "look whether accents came out right, or save the file as UTF-8",
        )
    with _open(source.path) as stream:
        text = io.TextIOWrapper(stream, encoding=encoding, newline="")
        try:
            yield from Log(source, text).items()
        except csv.Error as error:
            raise Refusal(
                f"the table cannot be read: {error}",
                "look for a quotation mark that is opened and never closed",
            ) from None
        except UnicodeDecodeError:
            raise Refusal(
                f"the file is not the {encoding} that it seems to be",
                "save the file as UTF-8, or export it again",
            ) from None
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise _broken_gzip(error) from None


def _by_mark(head: bytes) -> str | None:
    if head.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    return "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else None


def _encoding(path: Path) -> str:
    """Give the encoding of a file: by its mark, else UTF-8 if all of it is, else Windows-1252."""
    decoder: codecs.IncrementalDecoder | None = None
    try:
        with _open(path) as stream:
            while chunk := stream.read(_CHUNK):
                if decoder is None:
                    marked = _by_mark(chunk)
                    if marked:
                        return marked
                    decoder = codecs.getincrementaldecoder("utf-8")()
                decoder.decode(chunk)
    except UnicodeDecodeError:
        return "cp1252"
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _broken_gzip(error) from None
    return "utf-8"


def _open(path: Path) -> BinaryIO:
    with path.open("rb") as file:
        zipped = file.read(2) == b"\x1f\x8b"
    return cast("BinaryIO", gzip.open(path) if zipped else path.open("rb"))


def _broken_gzip(error: Exception) -> Refusal:
    return Refusal(
        f"the gzip compression is broken: {error}",
        "export the log again; it may have been cut off on the way",
    )
