"""Arranges the events of a log case by case, in the order in which they happened, as codes.

What is asked of a log later is then answered without sorting and without looking at a text
(docs/decisions/0016-logs-as-codes.md). The events come in pieces, in the order of the file; they
are dealt out to parts of whole cases, and each part is sorted by itself, so that what is held at
once depends on how many events a part has and not on how long the log is.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

import polars as pl

from asbuilt.facts import EVENT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

POSITION: Final = "position"
"""Column that ingest adds: the number of the event in its log, from 0, in the order of the file."""
TIMED: Final = "asbuilt:timed"
"""Column that ingest adds: whether the file tells the event's time.

One without is taken to have happened when the one before it in the file did.
"""
EVENTS_IN_A_PART: Final = 1_000_000
"""About how many events are held together; a part holds more where a single case has more."""
CODED: Final = ("activity", "resource", "lifecycle")
"""Columns whose texts are written as their places in the sorted list of all texts of the log."""
NAMES: Final = "names.parquet"
"""File with these lists."""

_CODE: Final = pl.UInt32()
_TIME: Final = pl.Datetime("us", "UTC")
_SEED: Final = 7
_EPOCH: Final = pl.lit(0, pl.Int64()).cast(_TIME)


def arrange(pieces: Iterable[pl.DataFrame], number: int, folder: Path) -> None:
    """Write a log of `number` events, which come in the order of their file, into a folder."""
    dealt = _Dealt(folder / ".dealt", -(-number // EVENTS_IN_A_PART))
    names: dict[str, set[str]] = {column: set() for column in CODED}
    last = None
    for piece in pieces:
        timed = _timed(piece, last)
        last = timed["time"][-1] if timed.height else last
        for column, known in names.items():
            known.update(timed[column].drop_nulls().unique())
        dealt.take(timed)
    lists = {column: sorted(known) for column, known in names.items()}
    seen = []
    for part, frame in enumerate(dealt.parts()):
        cases, coded = _coded(frame, lists)
        seen.append(_seen(coded))
        cases.to_frame().write_parquet(folder / f"{part:04}-cases.parquet")
        coded.write_parquet(folder / f"{part:04}-events.parquet", compression="lz4")
    _names(lists, pl.concat(seen)).write_parquet(folder / NAMES)


class _Dealt:
    """Events dealt out to parts by their cases: in memory if there is one part, else in files."""

    def __init__(self, folder: Path, number: int) -> None:
        self._folder, self._number = folder, max(number, 1)
        self._held: list[pl.DataFrame] = []
        self._empty = pl.DataFrame()
        self._pieces = 0

    def take(self, frame: pl.DataFrame) -> None:
        """Take in a piece."""
        self._empty = pl.concat([self._empty, frame.clear()], how="diagonal_relaxed")
        self._pieces += 1
        if self._number == 1:
            self._held.append(frame)
            return
        part = frame["case"].hash(_SEED) % self._number
        for (number,), some in frame.group_by(part):
            place = self._folder / str(number)
            place.mkdir(parents=True, exist_ok=True)
            some.write_parquet(place / f"{self._pieces:06}.parquet")

    def parts(self) -> Iterator[pl.DataFrame]:
        """Give the parts, all with the same columns of the same types."""
        if self._number == 1:
            yield pl.concat([self._empty, *self._held], how="diagonal_relaxed")
            return
        for place in sorted(self._folder.iterdir(), key=lambda place: int(place.name)):
            some = [pl.read_parquet(file) for file in sorted(place.iterdir())]
            yield pl.concat([self._empty, *some], how="diagonal_relaxed")
            shutil.rmtree(place)
        self._folder.rmdir()


def _timed(piece: pl.DataFrame, last: object) -> pl.DataFrame:
    """Give a piece with all columns that a log has, and a time for each event if any is known."""
    types = {"time": _TIME}
    columns = [
        pl.col(name).cast(types.get(name, pl.String()))
        if name in piece.columns
        else pl.lit(None, types.get(name, pl.String())).alias(name)
        for name in EVENT_COLUMNS
    ]
    return piece.with_columns(columns).with_columns(
        pl.col("time").is_not_null().alias(TIMED),
        pl.col("time").forward_fill().fill_null(pl.lit(last, _TIME)),
    )


def _coded(frame: pl.DataFrame, lists: dict[str, list[str]]) -> tuple[pl.Series, pl.DataFrame]:
    """Give the names of the cases of a part, sorted, and its events in order and as codes."""
    cases = frame["case"].unique().sort()
    nameless = cases.null_count()
    codes = [_code("case", cases.drop_nulls()) + nameless]
    codes += [_code(column, pl.Series(names, dtype=pl.String())) for column, names in lists.items()]
    coded = frame.with_columns(codes).with_columns(pl.col("case").fill_null(0))
    # Codes are in the order of the texts, so that sorting by one is sorting by the other.
    order = coded.sort("case", pl.col("time").fill_null(_EPOCH), POSITION)
    first = ("case", "activity", "time", "resource", "lifecycle", POSITION, TIMED)
    return cases, order.select(*first, pl.exclude(first))


def _code(column: str, names: pl.Series) -> pl.Expr:
    return pl.col(column).cast(pl.Enum(names)).to_physical().cast(_CODE)


def _seen(coded: pl.DataFrame) -> pl.DataFrame:
    """Give for each activity of a part its number of events, its first and its last time."""
    time = pl.col("time").filter(TIMED)
    return coded.group_by("activity").agg(
        pl.len().cast(pl.Int64).alias("events"),
        pl.col(TIMED).sum().cast(pl.Int64).alias("timed"),
        time.min().alias("first"),
        time.max().alias("last"),
    )


def _names(lists: dict[str, list[str]], seen: pl.DataFrame) -> pl.DataFrame:
    """Give one table of all lists; activities have their numbers of events and times beside."""
    rows = [(column, code, name) for column in CODED for code, name in enumerate(lists[column])]
    listed = pl.DataFrame(
        rows, {"column": pl.String(), "code": _CODE, "name": pl.String()}, orient="row"
    )
    whole = seen.group_by("activity").agg(
        pl.col("events", "timed").sum(), pl.col("first").min(), pl.col("last").max()
    )
    of_activities = whole.with_columns(pl.lit("activity").alias("column"))
    return listed.join(
        of_activities, left_on=["column", "code"], right_on=["column", "activity"], how="left",
        maintain_order="left",
    )  # fmt: skip
