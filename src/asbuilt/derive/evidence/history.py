"""How the verdicts on a period changed as evidence for it came to be known.

A verdict holds from the first day on which what it rests on was known: a record is known from the
day on which it was filed, else captured. So what was known on any day about any period can be told
from the facts, without judging again. The two axes of time are those of bitemporal databases
(R. T. Snodgrass, Developing Time-Oriented Database Applications in SQL, 2000, chapter 10).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from asbuilt.derive.evidence.verdicts import Ruling, rulings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from asbuilt.derive.evidence.demands import Demand
    from asbuilt.derive.evidence.exhibits import Exhibit
    from asbuilt.derive.evidence.periods import Period
    from asbuilt.derive.evidence.sampling import Sample

MOST_DAYS: Final = 100
"""Days on which evidence for one period came in, beyond which earlier verdicts are not told."""


@dataclass(frozen=True)
class Stand:
    """What was known of one demand and period, from a day to another; the last has no end."""

    since: date
    until: date | None
    rulings: tuple[Ruling, ...]
    is_cut: bool = False
    """Whether earlier ones are left out, because there are too many."""


def stands(
    demand: Demand,
    period: Period | None,
    given: Sequence[Exhibit],
    sampled: Callable[[Sequence[Exhibit]], Sample | None],
    days: tuple[date, date],
) -> list[Stand]:
    """Give how the verdicts stood from the first of two days to the last, in order.

    The first day is that on which evidence is due; the last is the one judged for.
    """
    first, last = days
    changes = sorted(
        {first, *(max(first, one.known) for one in given if one.known and one.known <= last)}
    )
    is_cut = len(changes) > MOST_DAYS
    found: list[Stand] = []
    for day in changes[-MOST_DAYS:]:
        known = [exhibit for exhibit in given if exhibit.is_known(day)]
        now = tuple(rulings(demand, period, known, sampled(known)))
        if found and _said(found[-1].rulings) == _said(now):
            continue
        if found:
            before = found[-1]
            end = day - timedelta(days=1)
            found[-1] = Stand(before.since, end, before.rulings, before.is_cut)
        found.append(Stand(day, None, now, is_cut and not found))
    return found


def _said(ruled: tuple[Ruling, ...]) -> list[tuple[str, str]]:
    return [(ruling.verdict, ruling.proof) for ruling in ruled]
