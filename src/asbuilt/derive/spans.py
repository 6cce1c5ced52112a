"""Lengths of time as XML Schema durations and as words."""

from __future__ import annotations

import re
from datetime import timedelta

_DURATION = re.compile(
    r"(?P<sign>-)?P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)


def timedelta_of(text: str) -> timedelta | None:
    """Give the length of an ``xsd:duration``, or weeks as in ISO 8601; None for anything else.

    A year counts as 365 days and a month as 30.
    """
    found = _DURATION.fullmatch(text.strip())
    if found is None or found["sign"] or not any(found.groupdict().values()):
        return None
    part = {name: float(value) for name, value in found.groupdict().items() if value}
    days = part.get("years", 0) * 365 + part.get("months", 0) * 30 + part.get("weeks", 0) * 7
    return timedelta(
        days=days + part.get("days", 0),
        hours=part.get("hours", 0),
        minutes=part.get("minutes", 0),
        seconds=part.get("seconds", 0),
    )


def as_duration(length: timedelta) -> str:
    """Give a length of time as an ``xsd:duration`` of days, hours, minutes and whole seconds."""
    seconds = int(length.total_seconds())
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    time = "".join(
        f"{number}{unit}"
        for number, unit in ((hours, "H"), (minutes, "M"), (seconds, "S"))
        if number
    )
    date = f"{days}D" if days else ""
    return f"P{date}{'T' if time or not date else ''}{time or ('' if date else '0S')}"


def as_words(length: timedelta) -> str:
    """Give a length of time in the one or two units that matter: ``2 days 4 hours``."""
    seconds = int(length.total_seconds())
    words = []
    for name, size in (("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1)):
        number, seconds = divmod(seconds, size)
        if number:
            words.append(f"{number} {name}" + ("" if number == 1 else "s"))
        elif words:
            break
    return " ".join(words[:2]) or "0 seconds"
