"""The cases of a log by what was done in them in which order: cases that agree are one variant.

A variant is written as a text in which each character is an activity, so that millions of cases
group as fast as texts do. A log is read a part of its cases at a time; what is held at once depends
on how many events a part has and on how many variants there are, not on how long the log is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import polars as pl

from asbuilt.derive.conformance.columns import KEY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

EVENTS_AT_ONCE: Final = 1_000_000
"""About how many events are looked at together."""
MOST_VARIANTS: Final = 200_000
"""Most variants that are held; the most frequent ones of each part."""
MOST_ACTIVITIES: Final = 50_000
"""Most activities that characters are found for."""
_FIRST: Final = 0x100
_SEED: Final = 7
EXAMPLES: Final = 5
"""Most cases that are named as examples."""


@dataclass(frozen=True, slots=True)
class Variant:
    """What some cases have in common: the activities that they completed, in their order."""

    text: str
    cases: int
    examples: tuple[tuple[datetime | None, str], ...]
    """The earliest of these cases, each with the time of its first event."""
    last: datetime | None
    """When the last of these cases began."""


class Variants:
    """The variants of one log, the most frequent first."""

    def __init__(self, events: pl.LazyFrame, names: list[str], number: int) -> None:
        """Prepare to group `events` by case, of activities `names`, `number` events in all."""
        self._names = names
        signs = names[:MOST_ACTIVITIES]
        self._signs = {name: chr(_FIRST + place) for place, name in enumerate(signs)}
        self._events = events.filter(pl.col("done") & pl.col("activity").is_not_null())
        self._parts = max(1, -(-number // EVENTS_AT_ONCE))

    @cached_property
    def all(self) -> list[Variant]:
        """All variants; see `left_out`."""
        return self._counted[0]

    @property
    def left_out(self) -> int:
        """Number of cases whose variants are not held, since there are too many."""
        return self._counted[1]

    def activities(self, text: str) -> list[str]:
        """Give the activities that a variant's characters stand for."""
        return [self._names[ord(sign) - _FIRST] for sign in text]

    def cases_of(self, texts: Iterable[str]) -> pl.DataFrame:
        """Give the cases of some variants, each with its variant as ``text`` and its first time."""
        wanted = pl.Series(sorted(set(texts)), dtype=pl.String())
        found = [part.filter(pl.col("text").is_in(wanted.implode())) for part in self._by_case()]
        return pl.concat([part.collect(engine="streaming") for part in found])

    @cached_property
    def _counted(self) -> tuple[list[Variant], int]:
        if len(self._names) > MOST_ACTIVITIES:
            return [], self._events.select(pl.col("case").n_unique()).collect().item()
        held: pl.DataFrame | None = None
        left_out = 0
        example = pl.struct("time", "case")
        for part in self._by_case():
            counted = (
                part.group_by("text")
                .agg(
                    pl.len().cast(pl.Int64).alias("n"),
                    example.sort_by("time", "case").head(EXAMPLES).alias("examples"),
                    pl.col("time").max().alias("last"),
                )
                .collect(engine="streaming")
            )
            held = _ranked(counted if held is None else _merged(pl.concat([held, counted])))
            left_out += int(held["n"][MOST_VARIANTS:].sum())
            held = held[:MOST_VARIANTS]
        assert held is not None
        return [_variant(*row) for row in held.iter_rows()], left_out

    def _by_case(self) -> Iterator[pl.LazyFrame]:
        """Give the cases, a part of them at a time, with their variants as ``text``."""
        sign = pl.col("activity").replace_strict(
            list(self._signs), list(self._signs.values()), return_dtype=pl.String()
        )
        for part in range(self._parts):
            here = self._events.select("case", "activity", "time", KEY)
            if self._parts > 1:
                here = here.filter(pl.col("case").hash(_SEED) % self._parts == part)
            yield (
                here.with_columns(sign.alias("text"))
                .group_by("case")
                .agg(pl.col("text").sort_by(KEY).str.join(""), pl.col("time").min())
            )


def _merged(held: pl.DataFrame) -> pl.DataFrame:
    """Make one row of those of one variant, which come from several parts of the log."""
    numbers = held.group_by("text").agg(pl.col("n").sum(), pl.col("last").max())
    examples = (
        held.select("text", "examples")
        .explode("examples")
        .unnest("examples")
        .sort("time", "case")
        .group_by("text", maintain_order=True)
        .agg(pl.struct("time", "case").head(EXAMPLES).alias("examples"))
    )
    return numbers.join(examples, on="text").select("text", "n", "examples", "last")


def _ranked(held: pl.DataFrame) -> pl.DataFrame:
    return held.sort(["n", "text"], descending=[True, False])


def _variant(
    text: str, number: int, examples: list[dict[str, object]], last: datetime | None
) -> Variant:
    found = tuple((one["time"], str(one["case"])) for one in examples)
    return Variant(text, number, found, last)  # type: ignore[arg-type]
