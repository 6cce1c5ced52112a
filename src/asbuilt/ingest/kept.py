"""A log as it is kept: parts of whole cases, with texts as codes; see `arranging`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from asbuilt.facts import EVENT_COLUMNS
from asbuilt.ingest.arranging import CODED, NAMES, POSITION, TIMED

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class KeptPart:
    """Some cases of a log with all their events."""

    folder: Path
    number: int

    @cached_property
    def cases(self) -> pl.Series:
        """The names of the cases; the code of a case is its place."""
        return pl.read_parquet(self.folder / f"{self.number:04}-cases.parquet")["case"]

    @property
    def events(self) -> pl.LazyFrame:
        """The events, case by case, in the order in which they happened, with all columns."""
        return pl.scan_parquet(self.folder / f"{self.number:04}-events.parquet")

    def named(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Give a frame with the names of cases in place of their codes."""
        return frame.with_columns(self.cases.gather(frame["case"]).alias("case"))


class KeptLog:
    """All that is kept of the events of one log."""

    def __init__(self, folder: Path) -> None:
        """Open the log in a folder."""
        self._folder = folder
        names = pl.read_parquet(folder / NAMES)
        self.names = {
            column: names.filter(pl.col("column") == column)["name"].to_list() for column in CODED
        }
        """For each column of texts all that it says, sorted; a code is a place in it."""
        activities = names.filter(pl.col("column") == "activity")
        self.is_timed = bool((activities["timed"] == activities["events"]).all())
        """Whether the file tells the time of every event that has an activity."""
        self.activities = activities.select(
            pl.col("name").alias("activity"), "events", "first", "last"
        )
        """For each activity its number of ``events``, ``first`` and ``last`` time, by its code."""
        number = len(list(folder.glob("*-events.parquet")))
        self.parts = tuple(KeptPart(folder, part) for part in range(number))

    @cached_property
    def cases(self) -> int:
        """Number of cases."""
        files = [self._folder / f"{part.number:04}-cases.parquet" for part in self.parts]
        return sum(pl.scan_parquet(file).select(pl.len()).collect().item() for file in files)

    @cached_property
    def more(self) -> dict[str, pl.DataType]:
        """The further columns that the file had, and their types."""
        own = {*EVENT_COLUMNS, POSITION, TIMED}
        schema = self.parts[0].events.collect_schema()
        return {name: kind for name, kind in schema.items() if name not in own}

    def told(self, part: KeptPart, events: pl.LazyFrame) -> pl.DataFrame:
        """Give events of a part as their file told them: names for codes, and no time for some."""
        texts = [
            pl.lit(pl.Series(names, dtype=pl.String())).gather(pl.col(column)).alias(column)
            for column, names in self.names.items()
        ]
        time = pl.when(TIMED).then("time").alias("time")
        return part.named(events.collect()).with_columns(texts).with_columns(time).drop(TIMED)
