"""Periods as registers write them, and the periods in which something is due.

Read are days (``2026-03-31``), weeks of ISO 8601 (``2026-W05``), months (``2026-03``, ``03/2026``,
``March 2026``), quarters (``2026-Q1``, ``Q1 2026``), halves (``2026-H1``), calendar years
(``2026``), fiscal years (``FY2026``, ``FY2026-Q1``), and spans of two days.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from asbuilt.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FREQUENCIES = ("daily", "weekly", "monthly", "quarterly", "halfYearly", "yearly")
"""Frequencies that divide time into periods; evidence of others is asked for each case."""

_MONTHS_OF = {"quarterly": (3, "Q"), "halfYearly": (6, "H"), "yearly": (12, "")}
_MONTHS = (
    "jan", "feb", "mar mär mrz", "apr", "may mai", "jun", "jul", "aug", "sep", "oct okt", "nov",
    "dec dez",
)  # fmt: skip
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_GAP = r"\s*[-/. ]?\s*"
_DAY = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")
_WEEK = re.compile(rf"{_YEAR}{_GAP}(?:w|kw|week)\s*(?P<week>\d\d?)", re.IGNORECASE)
_WEEK_FIRST = re.compile(rf"(?:w|kw|week)\s*(?P<week>\d\d?){_GAP}{_YEAR}", re.IGNORECASE)
_QUARTER = re.compile(rf"(?P<fiscal>fy\s*)?{_YEAR}{_GAP}q(?P<part>[1-4])", re.IGNORECASE)
_QUARTER_FIRST = re.compile(rf"q(?P<part>[1-4]){_GAP}(?P<fiscal>fy\s*)?{_YEAR}", re.IGNORECASE)
_ROMAN = re.compile(rf"(?P<part>[1-4])\.?\s*(?:quarter|quartal){_GAP}{_YEAR}", re.IGNORECASE)
_HALF = re.compile(rf"(?P<fiscal>fy\s*)?{_YEAR}{_GAP}h(?P<part>[12])", re.IGNORECASE)
_HALF_FIRST = re.compile(rf"h(?P<part>[12]){_GAP}(?P<fiscal>fy\s*)?{_YEAR}", re.IGNORECASE)
_MONTH = re.compile(rf"{_YEAR}[-/.](?P<month>\d\d?)")
_MONTH_FIRST = re.compile(rf"(?P<month>\d\d?)[-/.]{_YEAR}")
_MONTH_NAME = re.compile(rf"(?P<name>[^\W\d]{{3,}})\.?{_GAP}{_YEAR}", re.IGNORECASE)
_NAME_LAST = re.compile(rf"{_YEAR}{_GAP}(?P<name>[^\W\d]{{3,}})\.?", re.IGNORECASE)
_FISCAL = re.compile(rf"(?:fy|gj|fiscal(?: year)?|geschäftsjahr)\s*{_YEAR}", re.IGNORECASE)
_FISCAL_SHORT = re.compile(r"fy\s*'?(?P<short>\d\d)", re.IGNORECASE)
_PLAIN_YEAR = re.compile(_YEAR)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A span of days, both ends included, with the name by which people know it."""

    first: date
    last: date
    name: str = ""

    def contains(self, other: Period) -> bool:
        """Say whether every day of the other period is in this one."""
        return self.first <= other.first and other.last <= self.last

    def overlaps(self, other: Period) -> bool:
        """Say whether both have a day in common."""
        return self.first <= other.last and other.first <= self.last


def parse(text: str, fiscal_year_start: int = 1) -> Period | None:
    """Read a period; None where the text names none.

    `fiscal_year_start` is the month, from 1, in which fiscal years begin. A fiscal year that begins
    after January is named by the calendar year in which it ends.
    """
    plain = " ".join(text.split())
    try:
        return _span(plain) or _part(plain, fiscal_year_start) or _month(plain)
    except ValueError:  # a month 13 or a week 60
        return None


def due(frequency: str, since: date, before: date, fiscal_year_start: int = 1) -> Iterator[Period]:
    """Give the periods of a frequency that begin at or after one day and are over before another.

    The frequencies are those of `FREQUENCIES`; ``daily`` means Monday to Friday, and quarters,
    halves and years are those of the fiscal year. Others have no periods.
    """
    period = _period_of(frequency, since, fiscal_year_start)
    while period is not None and period.last < before:
        is_weekend = frequency == "daily" and period.first.weekday() > 4
        if period.first >= since and not is_weekend:
            yield period
        period = _period_of(frequency, period.last + timedelta(days=1), fiscal_year_start)


def fiscal_year_start(settings: Mapping[str, Any]) -> int:
    """Give the month in which the workspace's fiscal years begin; January where it says nothing.

    Raises `UserError` where the workspace names no month.
    """
    said = settings.get("check", {}).get("fiscal_year_start", 1)
    if isinstance(said, bool) or not isinstance(said, int) or not 1 <= said <= 12:
        raise UserError.bad_setting(
            "[check] fiscal_year_start",
            f"{said!r} is no month",
            "write the number of the month in which the fiscal year begins, from 1 to 12",
            "[check]\nfiscal_year_start = 10",
        )
    return said


def _period_of(frequency: str, day: date, start: int) -> Period | None:
    """Give the period of a frequency in which a day is."""
    if frequency == "daily":
        return Period(day, day, day.isoformat())
    if frequency == "weekly":
        monday = day - timedelta(days=day.weekday())
        year, week, _ = monday.isocalendar()
        return Period(monday, monday + timedelta(days=6), f"{year}-W{week:02}")
    if frequency == "monthly":
        first = day.replace(day=1)
        return Period(first, _last_day(first, 1), f"{first:%Y-%m}")
    if frequency not in _MONTHS_OF:
        return None
    length, sign = _MONTHS_OF[frequency]
    into_year = (day.month - start) % 12
    first = _shifted(day.replace(day=1), -(into_year % length))
    part = f"-{sign}{into_year // length + 1}" if sign else ""
    prefix = "" if start == 1 else "FY"
    name = f"{prefix}{_fiscal_year(first, start)}{part}"
    return Period(first, _last_day(first, length), name)


def _span(text: str) -> Period | None:
    days = [date.fromisoformat(found) for found in _DAY.findall(text)]
    if len(days) == 2 and days[0] <= days[1]:
        return Period(days[0], days[1], text)
    return Period(days[0], days[0], text) if len(days) == 1 and len(text) == 10 else None


def _part(text: str, start: int) -> Period | None:
    """Read a week, quarter, half or year."""
    for pattern in (_WEEK, _WEEK_FIRST):
        if found := pattern.fullmatch(text):
            monday = date.fromisocalendar(int(found["year"]), int(found["week"]), 1)
            return Period(monday, monday + timedelta(days=6), text)
    for patterns, months in (((_QUARTER, _QUARTER_FIRST, _ROMAN), 3), ((_HALF, _HALF_FIRST), 6)):
        for pattern in patterns:
            if found := pattern.fullmatch(text):
                is_fiscal = bool(found.groupdict().get("fiscal")) or start != 1
                year = _year_start(int(found["year"]), start if is_fiscal else 1)
                first = _shifted(year, (int(found["part"]) - 1) * months)
                return Period(first, _last_day(first, months), text)
    fiscal, short = _FISCAL.fullmatch(text), _FISCAL_SHORT.fullmatch(text)
    if fiscal or short:
        number = int(fiscal["year"]) if fiscal else 2000 + int(short["short"]) if short else 0
        first = _year_start(number, start)
        return Period(first, _last_day(first, 12), text)
    if found := _PLAIN_YEAR.fullmatch(text):
        first = date(int(found["year"]), 1, 1)
        return Period(first, _last_day(first, 12), text)
    return None


def _month(text: str) -> Period | None:
    for pattern in (_MONTH, _MONTH_FIRST):
        if found := pattern.fullmatch(text):
            first = date(int(found["year"]), int(found["month"]), 1)
            return Period(first, _last_day(first, 1), text)
    for pattern in (_MONTH_NAME, _NAME_LAST):
        if found := pattern.fullmatch(text):
            head = found["name"].casefold()[:3]
            for number, names in enumerate(_MONTHS, start=1):
                if head in names.split():
                    first = date(int(found["year"]), number, 1)
                    return Period(first, _last_day(first, 1), text)
    return None


def _year_start(year: int, start: int) -> date:
    """Give the first day of the fiscal year that ends in a calendar year, or is it."""
    return date(year if start == 1 else year - 1, start, 1)


def _fiscal_year(day: date, start: int) -> int:
    return day.year if start == 1 or day.month < start else day.year + 1


def _shifted(first: date, months: int) -> date:
    """Give the first day of the month so many months later."""
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _last_day(first: date, months: int) -> date:
    return _shifted(first, months) - timedelta(days=1)
