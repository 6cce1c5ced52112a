"""Days, times and durations as registers write them, in English and German."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from asbuilt.loaders.registers.vocabulary import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from asbuilt.reading.tables import Value

_ISO = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
    r"(?:[T\s]+(\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)\s*(Z|[-+]\d{2}:?\d{2})?)?"
)
_NUMERIC = re.compile(
    r"(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?:,?\s+(\d{1,2}:\d{2}(?::\d{2})?)(?:\s*Uhr)?)?"
)
_COMPACT = re.compile(r"(20\d{2}|19\d{2})(\d{2})(\d{2})")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?[\s-]+([^\W\d_]+)\.?,?[\s-]+(\d{4}|\d{2})")
_MONTH_FIRST = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_MONTHS = {
    word: number
    for number, spelt in enumerate(
        (
            "january januar jan jaenner",
            "february februar feb",
            "march maerz mar mrz maer",
            "april apr",
            "may mai",
            "june juni jun",
            "july juli jul",
            "august aug",
            "september sep sept",
            "october oktober oct okt",
            "november nov",
            "december dezember dec dez",
        ),
        start=1,
    )
    for word in spelt.split()
}
_ISO_DURATION = re.compile(
    r"P(?=\d|T)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(?:\.\d+)?S)?)?"
)
_SPOKEN = re.compile(r"(\d+(?:[.,]\d+)?|an?|one|ein(?:e[nrm]?)?)\s*([^\W\d_]+)\.?", re.IGNORECASE)
_UNITS = {
    unit: (seconds, letter)
    for letter, seconds, spelt in (
        ("S", 1, "s sec secs second seconds sekunde sekunden sek"),
        ("M", 60, "min mins minute minutes minuten"),
        ("H", 3600, "h hr hrs hour hours std stunde stunden"),
        ("D", 86400, "d day days tag tage tagen t bd at arbeitstag arbeitstage werktag werktage"),
        ("W", 604800, "w week weeks woche wochen wo"),
        ("m", 0, "month months monat monate monaten mo"),
        ("Y", 0, "y year years jahr jahre jahren"),
    )
    for unit in spelt.split()
}
_ADVERBS = {
    "hourly": "PT1H", "stuendlich": "PT1H", "daily": "P1D", "taeglich": "P1D", "weekly": "P7D",
    "woechentlich": "P7D", "monthly": "P1M", "monatlich": "P1M", "quarterly": "P3M",
    "vierteljaehrlich": "P3M", "yearly": "P1Y", "annually": "P1Y", "jaehrlich": "P1Y",
    "real time": "PT0S", "immediately": "PT0S", "sofort": "PT0S",
}  # fmt: skip
_BESIDE_DURATIONS = frozenset({"", "and", "und", "max", "within", "innerhalb", "<", "<=", "≤"})
_DIGIT = re.compile(r"\d")
_WEEKDAY = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch"
    r"|mon|tues?|wed|thu(?:rs)?|fri|sat|sun|mo|di|mi|do|fr|sa|so)\b\.?,?\s+(?=\d|[A-Z])",
    re.IGNORECASE,
)
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - serial days have no zone


@dataclass(frozen=True, slots=True)
class Order:
    """In which order a column writes day and month, judged by all its cells or told."""

    day_first: bool
    ambiguous: bool = False
    """Whether cells with slashes or hyphens would make sense both ways."""
    mixed: bool = False
    """Whether some cells put the day first and others the month."""
    told: bool = False
    """Whether the workspace says it, so that a cell in the other order is a mistake."""


def order_of(texts: Iterable[str]) -> Order:
    """Judge the order of day and month of a column; between points the day stands first."""
    day = month = open_ = 0
    for text in texts:
        found = _NUMERIC.fullmatch(text.strip())
        if found and found.group(2) != ".":
            first, second = int(found.group(1)), int(found.group(3))
            day += first > 12
            month += second > 12
            open_ += first <= 12 and second <= 12 and first != second
    ambiguous = not day and not month and open_ > 0
    return Order(day >= month, ambiguous, mixed=day > 0 and month > 0)


def moment(  # noqa: PLR0911 - one type each
    value: Value, order: Order
) -> datetime | date | None:
    """Give the day, or the time where one is written, of a cell; None where it is none."""
    if isinstance(value, datetime):
        plain = value.time() == time() and value.tzinfo is None
        return value.date() if plain else value
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _serial(value)
    if not isinstance(value, str):
        return None
    if not _DIGIT.search(value):
        return None
    try:
        return _written(_WEEKDAY.sub("", value.strip()), order)
    except ValueError:
        return None


@lru_cache(maxsize=16384)
def looks_like_day(text: str) -> bool:
    """Say whether a text is a day in any of the known ways."""
    return moment(text, Order(day_first=True)) is not None


def duration(value: Value) -> str:
    """Give a duration in ISO 8601, as ``xsd:duration`` writes it, or '' where it is none."""
    if isinstance(value, timedelta):
        return _iso(value.total_seconds())
    if isinstance(value, time):
        return _iso(value.hour * 3600 + value.minute * 60 + value.second)
    return _duration_of(value.strip()) if isinstance(value, str) else ""


def period(text: str) -> str:
    """Give a period as ``2026``, ``2026-Q1``, ``2026-03`` or ``2026-W07``; else the text itself."""
    plain = text.strip()
    quarter = re.fullmatch(
        r"(?:(\d{4})\s*[-/ ]?\s*(?:Q|q)([1-4])|[Qq]([1-4])\s*[-/ ]?\s*(?:FY)?(\d{4}))", plain
    ) or re.fullmatch(r"()()([1-4])\.\s*Quartal\s+(\d{4})", plain, re.IGNORECASE)
    if quarter:
        first_year, first_quarter, second_quarter, second_year = quarter.groups()
        return f"{first_year or second_year}-Q{first_quarter or second_quarter}"
    numeric = re.fullmatch(r"(\d{1,2})[./](\d{4})", plain)
    if numeric and 1 <= int(numeric.group(1)) <= 12:
        return f"{numeric.group(2)}-{int(numeric.group(1)):02d}"
    spelt = re.fullmatch(r"([^\W\d_]+)\.?\s+(\d{4})", plain)
    if spelt and words_of(spelt.group(1)) in _MONTHS:
        return f"{spelt.group(2)}-{_MONTHS[words_of(spelt.group(1))]:02d}"
    return plain


def _duration_of(text: str) -> str:
    compact = text.upper().replace(" ", "")
    if _ISO_DURATION.fullmatch(compact):
        weeks = re.fullmatch(r"P(\d+)W", compact)
        return f"P{int(weeks.group(1)) * 7}D" if weeks else compact if "W" not in compact else ""
    if words_of(text) in _ADVERBS:
        return _ADVERBS[words_of(text)]
    found = _SPOKEN.findall(text)
    left = words_of(_SPOKEN.sub(" ", text))
    return _spoken(found) if found and left in _BESIDE_DURATIONS else ""


def _serial(value: float) -> datetime | date | None:
    if not 20_000 <= value <= 80_000:
        return None
    found = _EPOCH + timedelta(days=value)
    return found.date() if float(value).is_integer() else found.replace(microsecond=0)


def _written(text: str, order: Order) -> datetime | date | None:  # noqa: PLR0911 - one way each
    iso = _ISO.fullmatch(text)
    if iso:
        year, month, day, clock, zone = iso.groups()
        return _at(date(int(year), int(month), int(day)), clock, zone)
    numeric = _NUMERIC.fullmatch(text)
    if numeric:
        first, mark, second, year, clock = numeric.groups()
        day, month = (first, second) if _day_first(first, second, mark, order) else (second, first)
        return _at(date(_year(year), int(month), int(day)), clock, None)
    for pattern, day_at, month_at in ((_DAY_FIRST, 1, 2), (_MONTH_FIRST, 2, 1)):
        spelt = pattern.fullmatch(text)
        if spelt:
            number = _MONTHS.get(words_of(spelt.group(month_at)))
            if number is None:
                return None
            return date(_year(spelt.group(3)), number, int(spelt.group(day_at)))
    compact = _COMPACT.fullmatch(text)
    if compact:
        return date(*(int(part) for part in compact.groups()))
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return _serial(float(text))
    return None


def _day_first(first: str, second: str, mark: str, order: Order) -> bool:
    """Say whether the first of two numbers is the day, by themselves or else by their column."""
    if order.told:
        return order.day_first
    if int(first) > 12 or int(second) > 12:
        return int(first) > 12
    return order.day_first or mark == "."


def _at(day: date, clock: str | None, zone: str | None) -> datetime | date:
    if not clock:
        return day
    hour, _, rest = clock.replace(",", ".").partition(":")
    text = f"{day.isoformat()}T{int(hour):02d}:{rest}{zone or ''}"
    return datetime.fromisoformat(text)


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 70 else 1900)


def _spoken(found: list[tuple[str, str]]) -> str:
    seconds, months = 0.0, 0
    for amount, unit in found:
        known = _UNITS.get(words_of(unit)) or _UNITS.get(unit.casefold())
        if known is None:
            return ""
        count = float(amount.replace(",", ".")) if amount[0].isdigit() else 1.0
        if known[1] in ("m", "Y"):
            months += int(count * (12 if known[1] == "Y" else 1))
        else:
            seconds += count * known[0]
    if months and seconds:
        return ""
    if months:
        return f"P{months // 12}Y" if months % 12 == 0 else f"P{months}M"
    return _iso(seconds)


def _iso(seconds: float) -> str:
    whole = round(seconds)
    days, rest = divmod(whole, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, left = divmod(rest, 60)
    clock = "".join(f"{n}{u}" for n, u in ((hours, "H"), (minutes, "M"), (left, "S")) if n)
    if not days and not clock:
        return "PT0S"
    # Whole hours up to two days stay hours: “24 h” is a time to react, not a calendar day.
    if days == 1 and not clock:
        return "P1D"
    return (f"P{days}D" if days else "P") + (f"T{clock}" if clock else "")
