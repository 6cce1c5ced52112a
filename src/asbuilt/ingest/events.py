"""The columns of event logs, kept as Parquet beside the store and never turned into triples.

A log lies in ``.asbuilt/events/<digest of its IRI>/``. It is written to a folder of its own first
and takes the old one's place when its source has been read to the end, so that a refused file
leaves the log as it was.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

import polars as pl

from asbuilt.errors import UserError
from asbuilt.facts import EVENT_COLUMNS
from asbuilt.identity import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from rdflib import URIRef

    from asbuilt.facts import Events
    from asbuilt.workspace import Workspace

POSITION = "position"
"""Column that ingest adds: the number of the event in its log, from 0, in the order of the file."""
ROWS_PER_FILE = 250_000
"""How many events are gathered before they are written out."""

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
        self._discarded = False
        shutil.rmtree(self._new, ignore_errors=True)

    def __call__(self, batch: Events) -> None:
        """Take in a batch."""
        pending = self._pending.setdefault(batch.log, [])
        pending.append(batch.frame)
        if sum(frame.height for frame in pending) >= ROWS_PER_FILE:
            self._write(batch.log)

    def discard(self) -> None:
        """Forget what was taken in; the logs stay as they were."""
        self._discarded = True
        self._pending.clear()
        shutil.rmtree(self._new, ignore_errors=True)

    def publish(self) -> None:
        """Make the source's logs be what was taken in, and no others."""
        if self._discarded:
            return
        for log in list(self._pending):
            self._write(log)
        kept = {digest(str(log)) for log in self._counts}
        for folder in _folders_of(self._events, self._owner):
            if folder.name not in kept:
                shutil.rmtree(folder)
        for name in sorted(kept):
            _swap(self._new / name, self._events / name)
        shutil.rmtree(self._new, ignore_errors=True)

    def _write(self, log: URIRef) -> None:
        frames = self._pending.pop(log)
        frame = pl.concat(frames, how="diagonal_relaxed")
        folder = self._new / digest(str(log))
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _OWNER).write_text(self._owner, encoding="utf-8")
        start = self._counts.get(log, 0)
        self._counts[log] = start + frame.height
        numbered = frame.drop(POSITION, strict=False).with_row_index(POSITION, start)
        numbered.write_parquet(folder / f"{start:012}.parquet")


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


def scan(workspace: Workspace, log: URIRef) -> pl.LazyFrame:
    """Give the events of a log, not yet read: `EVENT_COLUMNS`, `POSITION` and what else it has.

    Raises `UserError` where the log's columns are not there.
    """
    return scan_in(_folder(workspace), log)


def scan_in(events: Path, log: URIRef) -> pl.LazyFrame:
    """Give the same of a log that a sink put under the folder `events`."""
    files = sorted((events / digest(str(log))).glob("*.parquet"))
    if not files:
        raise UserError(
            "the events of this log are not at hand",
            str(log),
            "run `asbuilt load --again`; the columns are rebuilt from the log's file",
        )
    frame = pl.concat([pl.scan_parquet(file) for file in files], how="diagonal_relaxed")
    absent = [name for name in EVENT_COLUMNS if name not in frame.collect_schema().names()]
    return frame.with_columns(pl.lit(None, dtype=_TYPES[name]).alias(name) for name in absent)


_TYPES = {
    "case": pl.String(),
    "activity": pl.String(),
    "time": pl.Datetime("us", "UTC"),
    "resource": pl.String(),
    "lifecycle": pl.String(),
}


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
