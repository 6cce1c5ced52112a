"""The columns that every question to a log asks for, made from those that were loaded."""

from __future__ import annotations

from typing import Final

import polars as pl

from asbuilt.ingest.events import POSITION

KEY: Final = "key"
"""Column that orders the events of a case: by time, then by place in the file."""

_ENDED = ("complete", "completed", "done", "finish", "finished", "closed", "end", "ended")
_NOT_BEGUN = (
    "schedule", "scheduled", "assign", "assigned", "reassign", "withdraw", "withdrawn",
    "manualskip", "autoskip", "skipped", "abort_activity", "abort_case", "ate_abort", "pi_abort",
    "abort", "aborted", "cancelled", "canceled", "created", "offered",
)  # fmt: skip
_UNDER_WAY = ("start", "started", "suspend", "suspended", "resume", "resumed", "running")


def events_of(raw: pl.LazyFrame) -> pl.LazyFrame:
    """Give events with case, activity, time, resource, position, and how far each got.

    ``done``: the activity was completed. ``begun``: it was at least started. An event without a
    time is taken to have happened when the one before it in the file did.
    """
    lifecycle = pl.col("lifecycle").str.to_lowercase()
    told = raw.select(
        pl.col("lifecycle").str.to_lowercase().is_in(_ENDED).any().alias("ends"),
        pl.col("time").is_null().any().alias("gaps"),
    ).collect(engine="streaming")
    finished = lifecycle.is_in(_ENDED) if told["ends"].item() else ~lifecycle.is_in(_NOT_BEGUN)
    time = pl.col("time").forward_fill() if told["gaps"].item() else pl.col("time")
    micros = time.dt.epoch("us").fill_null(0).cast(pl.Int128)
    return raw.select(
        *("case", "activity", "time", "resource", POSITION),
        finished.fill_null(value=True).alias("done"),
        (~lifecycle.is_in(_NOT_BEGUN)).fill_null(value=True).alias("begun"),
        lifecycle.is_in(_UNDER_WAY).fill_null(value=False).alias("under_way"),
        (micros * 2**40 + pl.col(POSITION).cast(pl.Int128)).alias(KEY),
    )
