"""The events of logs, kept as Parquet beside the store and never turned into triples.

A log lies in ``.asbuilt/events/<digest of its IRI>/``. It is written to a folder of its own first
and takes the old one's place when its source has been read to the end, so that a refused file
leaves the log as it was. `arranging` tells in what form it lies there.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

import polars as pl

from asbuilt.errors import UserError
from asbuilt.identity import digest
from asbuilt.ingest.arranging import NAMES, POSITION, arrange
from asbuilt.ingest.kept import KeptLog

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from rdflib import URIRef

    from asbuilt.facts import Events
    from asbuilt.workspace import Workspace

ROWS_PER_FILE = 250_000
"""How many events are gathered before they are written out."""

_PIECES = ".pieces"
"""Folder for what was written out before all of the log was read."""
_OWNER = "source"
"""File beside the columns that names the source which the log was read from."""


class Sink:
    """Takes in batches of events of any number of logs; `publish` puts them in their places."""

    def __init__(self, events: Path, owner: str) -> None:
        """Prepare to gather what the source `owner` says, for logs under the folder `events`."""
        self._events = events
        self._owner = owner
        self._new = events / f".new-{digest(owner)}"
        self._pending: dict[URIRef, list[pl.DataFrame]] = {}
        self._counts: dict[URIRef, int] = {}
        self._held: dict[URIRef, pl.DataFrame] = {}
        self._discarded = False
        shutil.rmtree(self._new, ignore_errors=True)

    def __call__(self, batch: Events) -> None:
        """Take in a batch."""
        pending = self._pending.setdefault(batch.log, [])
        pending.append(batch.frame)
        if sum(frame.height for frame in pending) >= ROWS_PER_FILE:
            self._gather(batch.log)

    def discard(self) -> None:
        """Forget what was taken in; the logs stay as they were."""
        self._discarded = True
        self._pending.clear()
        self._held.clear()
        shutil.rmtree(self._new, ignore_errors=True)

    def publish(self) -> None:
        """Make the source's logs be what was taken in, and no others."""
        if self._discarded:
            return
        for log in list(self._pending):
            self._gather(log)
        kept = {digest(str(log)): log for log in self._held}
        for folder in _folders_of(self._events, self._owner):
            if folder.name not in kept:
                shutil.rmtree(folder)
        for name, log in sorted(kept.items()):
            folder = self._new / name
            folder.mkdir(parents=True, exist_ok=True)
            (folder / _OWNER).write_text(self._owner, encoding="utf-8")
            arrange(self._pieces(log), self._counts[log], folder)
            shutil.rmtree(folder / _PIECES, ignore_errors=True)
            _swap(folder, self._events / name)
        shutil.rmtree(self._new, ignore_errors=True)

    def _gather(self, log: URIRef) -> None:
        """Take the pending events as numbered, and put those before them out of memory."""
        frame = pl.concat(self._pending.pop(log), how="diagonal_relaxed")
        start = self._counts.get(log, 0)
        self._counts[log] = start + frame.height
        numbered = frame.drop(POSITION, strict=False).with_row_index(POSITION, start)
        if log in self._held and self._held[log].height:
            pieces = self._new / digest(str(log)) / _PIECES
            pieces.mkdir(parents=True, exist_ok=True)
            first = self._held[log][POSITION][0]
            self._held[log].write_parquet(pieces / f"{first:012}.parquet")
        self._held[log] = numbered

    def _pieces(self, log: URIRef) -> Iterator[pl.DataFrame]:
        """Give the events of a log in the order of the file."""
        for file in sorted((self._new / digest(str(log)) / _PIECES).glob("*.parquet")):
            yield pl.read_parquet(file)
        yield self._held.pop(log)


@contextmanager
def collecting(workspace: Workspace, owner: str) -> Iterator[Sink]:
    """Give a sink for the events of a source; leaving without an error publishes them."""
    sink = Sink(_folder(workspace), owner)
    try:
        yield sink
    except BaseException:
        sink.discard()
        raise
    sink.publish()


def keep(folder: Path, batches: Iterable[Events], owner: str = "") -> None:
    """Keep batches under the events folder of a workspace's state, in place of what `owner` had."""
    sink = Sink(folder, owner)
    for batch in batches:
        sink(batch)
    sink.publish()


def drop(workspace: Workspace, owner: str) -> None:
    """Remove the logs of a source that the workspace no longer has."""
    for folder in _folders_of(_folder(workspace), owner):
        shutil.rmtree(folder)


def are_at_hand(workspace: Workspace, log: URIRef) -> bool:
    """Say whether the events of a log were read and are kept."""
    return any((_folder(workspace) / digest(str(log))).glob("*.parquet"))


def open_log(workspace: Workspace, log: URIRef) -> KeptLog:
    """Give what is kept of a log.

    Raises `UserError` where that is nothing, or was kept in another form by an earlier version.
    """
    return open_in(_folder(workspace), log)


def open_in(events: Path, log: URIRef) -> KeptLog:
    """Give the same of a log that a sink put under the folder `events`."""
    folder = events / digest(str(log))
    if not (folder / NAMES).is_file():
        if any(folder.glob("*.parquet")):
            raise UserError(
                "the events of this log are kept as an earlier version wrote them",
                str(log),
                "run `asbuilt load` or `asbuilt check`, which put them in order",
            )
        raise UserError(
            "the events of this log are not at hand",
            str(log),
            "run `asbuilt load --again`; they are read from the log's file",
        )
    return KeptLog(folder)


def renew(workspace: Workspace) -> None:
    """Put the logs in order that an earlier version kept in the order of their files."""
    for note in sorted(_folder(workspace).glob(f"*/{_OWNER}")):
        old = note.parent
        files = sorted(old.glob("*.parquet"))
        if old.name.startswith(".") or (old / NAMES).is_file() or not files:
            continue
        new = _folder(workspace) / f".new-{old.name}"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir()
        shutil.copy(note, new / _OWNER)
        number = pl.scan_parquet(files[-1]).select(pl.col(POSITION).max()).collect().item() + 1
        arrange(map(pl.read_parquet, files), number, new)
        _swap(new, old)


def _folder(workspace: Workspace) -> Path:
    return workspace.state / "events"


def _folders_of(events: Path, owner: str) -> list[Path]:
    if not events.is_dir():
        return []
    return [
        note.parent
        for note in sorted(events.glob(f"*/{_OWNER}"))
        if not note.parent.name.startswith(".") and note.read_text(encoding="utf-8") == owner
    ]


def _swap(new: Path, place: Path) -> None:
    """Put a folder in another's place; there is no moment at which a part-written log is seen."""
    old = place.with_name(f".old-{place.name}")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    new.rename(place)
    shutil.rmtree(old, ignore_errors=True)
