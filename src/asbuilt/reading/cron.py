"""How long a schedule written for cron may let pass between two times that it names.

Five fields as ``crontab(5)`` of Vixie's cron has them: minute, hour, day of month, month, day of
week, each with lists, ranges, steps and names, or one of the words ``@hourly`` to ``@yearly``.
Where both kinds of day are restricted, either may fit. Schedules of Quartz count seconds and other
days of the week, and are not read.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

_WORDS: Final = {
    "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0", "@daily": "0 0 * * *", "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}  # fmt: skip
_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_DAYS: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_BOUNDS: Final = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_PART: Final = re.compile(r"(?:(\*)|(\d+)(?:-(\d+))?)(?:/(\d+))?")
_FIRST: Final = date(2000, 1, 1)
_CALENDAR: Final = 28 * 365 + 7
"""Days after which days of the week and leap years come round again, within a century."""


def longest_gap(text: str) -> timedelta | None:
    """Give the longest time between two runs of a schedule; None for what is no schedule."""
    fields = _WORDS.get(text.strip().casefold(), text).casefold().split()
    if len(fields) != len(_BOUNDS):
        return None
    for place, names, first in ((3, _MONTHS, 1), (4, _DAYS, 0)):
        for number, name in enumerate(names, start=first):
            fields[place] = re.sub(rf"\b{name}\b", str(number), fields[place])
    sets = [_numbers(one, *bounds) for one, bounds in zip(fields, _BOUNDS, strict=True)]
    minutes, hours, days, months, weekdays = sets
    if minutes is None or hours is None or days is None or months is None or weekdays is None:
        return None
    times = sorted(hour * 60 + minute for hour in hours for minute in minutes)
    within = max((b - a for a, b in pairwise(times)), default=0)
    overnight = times[0] + 24 * 60 - times[-1]
    between = _most_days(days, months, {day % 7 for day in weekdays}, either=_either(fields))
    if between is None:
        return None
    return timedelta(minutes=max(within, overnight + (between - 1) * 24 * 60))


def _either(fields: list[str]) -> bool:
    """Say whether one of two kinds of days is enough, since neither field begins with a star."""
    return not fields[2].startswith("*") and not fields[4].startswith("*")


def _most_days(days: set[int], months: set[int], weekdays: set[int], *, either: bool) -> int | None:
    """Give the most days between two days that fit; None where no day ever does."""
    last: int | None = None
    most = 0
    for number in range(2 * _CALENDAR):
        day = _FIRST + timedelta(days=number)
        in_month, in_week = day.day in days, day.isoweekday() % 7 in weekdays
        fits = (in_month or in_week) if either else (in_month and in_week)
        if day.month in months and fits:
            if last is not None:
                most = max(most, number - last)
            last = number
    return most or None


def _numbers(text: str, least: int, most: int) -> set[int] | None:
    """Give the numbers that a field names; None where it is no such field."""
    found: set[int] = set()
    for part in text.split(","):
        read = _PART.fullmatch(part)
        if read is None:
            return None
        star, begin, end, step = read.groups()
        first = least if star else int(begin)
        last = most if star or (step and not end) else int(end or begin)
        if not least <= first <= last <= most or step == "0":
            return None
        found |= set(range(first, last + 1, int(step or 1)))
    return found
