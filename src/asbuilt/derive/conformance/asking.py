"""How questions are put to a log: each to every part of its cases, and what it hears summed up.

A check says which cases it wants to see and what in them deviates, waits for the answer, and tells
it. As a part holds whole cases, what is seen in the parts adds up: numbers of cases, the earliest
of them, the days, and who acted in how many.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias

import polars as pl

from asbuilt.derive.conformance.deviation import Cases, Deviation, moment
from asbuilt.derive.conformance.variants import EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from asbuilt.derive.conformance.log import Log
    from asbuilt.derive.conformance.parts import Part

Group: TypeAlias = Any
"""What tells deviations of one question apart: what it says, or `ALONE`."""
ALONE: Final = True
"""The group of a question that tells only whether something deviates."""


class Question(Protocol):
    """What is asked of every part of a log."""

    def ask(self, part: Part) -> pl.LazyFrame:
        """Give what is looked at of a part."""

    def take(self, part: Part, frame: pl.DataFrame) -> None:
        """Take in what was looked at."""


@dataclass
class Seen:
    """What was seen of one group of deviating cases."""

    count: int = 0
    earliest: list[tuple[Any, str]] = field(default_factory=list)
    first: datetime | None = None
    last: datetime | None = None
    resources: Counter[int] = field(default_factory=Counter)
    said: dict[str, Any] = field(default_factory=dict)
    """What further was asked of the deviating rows, by its name."""


@dataclass
class CaseQuestion:
    """Asks in which cases something deviates.

    `rows` gives for a part the rows in which it could have, with ``case``, ``time``, ``resource``
    where somebody did it, and ``deviates``: false or null, or what tells groups apart. `further`
    are sums up over the rows of a group, each with the function that joins those of two parts.
    Examples are the earliest by `order` and then by name.
    """

    rows: Callable[[Part], pl.LazyFrame]
    further: dict[str, tuple[pl.Expr, Callable[[Any, Any], Any]]] = field(default_factory=dict)
    order: str = "time"
    total: int = 0
    """Number of cases in which it could have."""
    seen: dict[Group, Seen] = field(default_factory=dict)

    def ask(self, part: Part) -> pl.LazyFrame:
        """Give the rows of a part."""
        return self.rows(part)

    def take(self, part: Part, frame: pl.DataFrame) -> None:
        """Add what a part shows."""
        self.total += frame["case"].n_unique()
        deviates = pl.col("deviates")
        wrong = frame.filter(
            deviates if frame["deviates"].dtype == pl.Boolean() else deviates.is_not_null()
        )
        for (group,), rows in wrong.group_by("deviates"):
            self._add(self.seen.setdefault(group, Seen()), part, rows)

    def cases(self, log: Log, group: Group = ALONE) -> Cases | None:
        """Give the deviating cases of a group, None where there are none."""
        seen = self.seen.get(group)
        if seen is None:
            return None
        people = log.kept.names["resource"]
        ranked = sorted(seen.resources.items(), key=lambda item: (-item[1], item[0]))

        def more() -> pl.DataFrame:
            found = [
                frame.filter(pl.col("deviates") == group).select("case", "time")
                for frame in log.frames(self)
            ]
            return pl.concat(found)

        return Cases(
            seen.count,
            tuple(case for _, case in seen.earliest),
            seen.first,
            seen.last,
            tuple((people[code], number) for code, number in ranked),
            more,
        )

    def _add(self, seen: Seen, part: Part, rows: pl.DataFrame) -> None:
        by_case = rows.group_by("case").agg(pl.col(self.order).min())
        seen.count += by_case.height
        few = by_case.sort(self.order, "case").head(EXAMPLES)
        named = part.kept.named(few).select(self.order, "case").rows()
        seen.earliest = _earliest([*seen.earliest, *((key, str(case)) for key, case in named)])
        first, last = moment(rows["time"].min()), moment(rows["time"].max())
        seen.first = min(filter(None, (seen.first, first)), default=None)
        seen.last = max(filter(None, (seen.last, last)), default=None)
        if "resource" in rows.columns:
            known = rows.select("case", "resource").filter(pl.col("resource").is_not_null())
            if rows.height > by_case.height:
                known = known.unique()
            seen.resources.update(dict(known["resource"].value_counts().iter_rows()))
        for name, (expression, join) in self.further.items():
            value = rows.select(expression).item()
            seen.said[name] = join(seen.said[name], value) if name in seen.said else value


Asking: TypeAlias = Generator[Question, None, Sequence[Deviation]]
"""A check that puts a question, waits until it was asked, and gives what deviates."""


def answers(log: Log, askings: Iterable[Asking]) -> Iterator[Deviation]:
    """Put the questions of checks to a log, and give what they tell, check by check."""
    waiting = list(askings)
    log.ask([next(asking) for asking in waiting])
    for asking in waiting:
        try:
            next(asking)
        except StopIteration as told:
            yield from told.value
        else:
            raise AssertionError("a check puts one question")


def _earliest(found: list[tuple[Any, str]]) -> list[tuple[Any, str]]:
    """Give the first examples; those without a time come before all others."""
    return heapq.nsmallest(EXAMPLES, found, key=lambda one: (one[0] is not None, *one))
