"""The cases of a log by what was done in them in which order: cases that agree are one variant.

A log is read a part of its cases at a time; what is held at once depends on how many events a part
has and on how many variants there are, not on how long the log is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from asbuilt.derive.conformance.parts import Part

MOST_VARIANTS: Final = 200_000
"""Most variants that are held; the most frequent ones of each part."""
EXAMPLES: Final = 5
"""Most cases that are named as examples."""


@dataclass(frozen=True, slots=True)
class Variant:
    """What some cases have in common: the activities that they completed, in their order."""

    codes: tuple[int, ...]
    cases: int
    examples: tuple[tuple[datetime | None, str], ...]
    """The earliest of these cases, each with the time of its first event."""
    last: datetime | None
    """When the last of these cases began."""


class Variants:
    """The variants of one log, the most frequent first."""

    def __init__(self, parts: Sequence[Part], names: list[str]) -> None:
        """Prepare to group the cases of parts; the code of an activity is its place in `names`."""
        self._names = names
        self._parts = parts

    @cached_property
    def all(self) -> list[Variant]:
        """All variants; see `left_out`."""
        return self._counted[0]

    @property
    def left_out(self) -> int:
        """Number of cases whose variants are not held, since there are too many."""
        return self._counted[1]

    def activities(self, variant: Variant) -> list[str]:
        """Give the activities of a variant."""
        return [self._names[code] for code in variant.codes]

    def cases_of(self, variants: Collection[Variant]) -> pl.DataFrame:
        """Give the cases of some variants by their names, each with the ``time`` it began."""
        wanted = pl.LazyFrame(
            {"codes": [list(variant.codes) for variant in variants]},
            schema={"codes": pl.List(pl.UInt32())},
        )
        return pl.concat(
            part.kept.named(
                _by_case(part).join(wanted, on="codes", how="semi").select("case", "time").collect()
            )
            for part in self._parts
        )

    @cached_property
    def _counted(self) -> tuple[list[Variant], int]:
        held: pl.DataFrame | None = None
        left_out = 0
        for part in self._parts:
            counted = _named(part, _by_variant(_by_case(part)).collect())
            whole = counted if held is None else _merged(pl.concat([held, counted]))
            ranked = whole.sort("n", "codes", descending=[True, False])
            left_out += int(ranked["n"][MOST_VARIANTS:].sum())
            held = ranked[:MOST_VARIANTS]
        assert held is not None
        return [_variant(*row) for row in held.iter_rows()], left_out


def _by_case(part: Part) -> pl.LazyFrame:
    """Give each case with the ``codes`` of what was done in it, and when it began."""
    done = part.events.filter(pl.col("done") & pl.col("activity").is_not_null())
    return done.group_by("case", maintain_order=True).agg(
        pl.col("activity").alias("codes"), part.earliest
    )


def _by_variant(cases: pl.LazyFrame) -> pl.LazyFrame:
    example = pl.struct("time", "case").sort_by("time", "case").head(EXAMPLES)
    return cases.group_by("codes").agg(
        pl.len().cast(pl.Int64).alias("n"),
        example.alias("examples"),
        pl.col("time").max().alias("last"),
    )


def _named(part: Part, counted: pl.DataFrame) -> pl.DataFrame:
    """Name the examples."""
    examples = counted.select("codes", "examples").explode("examples").unnest("examples")
    listed = (
        part.kept.named(examples)
        .group_by("codes", maintain_order=True)
        .agg(pl.struct("time", "case").alias("examples"))
    )
    return (
        counted.drop("examples").join(listed, on="codes").select("codes", "n", "examples", "last")
    )


def _merged(held: pl.DataFrame) -> pl.DataFrame:
    """Make one row of those of one variant, which come from several parts of the log."""
    numbers = held.group_by("codes").agg(pl.col("n").sum(), pl.col("last").max())
    examples = (
        held.select("codes", "examples")
        .explode("examples")
        .unnest("examples")
        .sort("time", "case")
        .group_by("codes", maintain_order=True)
        .agg(pl.struct("time", "case").head(EXAMPLES).alias("examples"))
    )
    return numbers.join(examples, on="codes").select("codes", "n", "examples", "last")


def _variant(
    codes: list[int], number: int, examples: list[dict[str, object]], last: datetime | None
) -> Variant:
    found = tuple((one["time"], str(one["case"])) for one in examples)
    return Variant(tuple(codes), number, found, last)  # type: ignore[arg-type]
