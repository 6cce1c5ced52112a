"""Schedules of cron become the longest time that they let pass; what is none stays none."""

from __future__ import annotations

from datetime import timedelta

import pytest

from asbuilt.reading.cron import longest_gap


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 20 * * *", timedelta(days=1)),
        ("*/15 * * * *", timedelta(minutes=15)),
        ("*/25 * * * *", timedelta(minutes=25)),
        ("0 8-18/2 * * *", timedelta(hours=14)),
        ("0 9 * * mon-fri", timedelta(days=3)),
        ("0 9 * * 1-5", timedelta(days=3)),
        ("0 9 * * 0,7", timedelta(days=7)),
        ("0 0 1 * *", timedelta(days=31)),
        ("0 0 31 * *", timedelta(days=61)),
        ("0 0 29 2 *", timedelta(days=4 * 365 + 1)),
        ("0 0 1 jan *", timedelta(days=366)),
        ("0 0 1,15 * *", timedelta(days=17)),
        ("0 0 13 * 5", timedelta(days=7)),
        ("30 5,17 * * *", timedelta(hours=12)),
        ("@weekly", timedelta(days=7)),
        ("@hourly", timedelta(hours=1)),
    ],
)
def test_the_longest_gap_of_a_schedule(text: str, expected: timedelta) -> None:
    """Weekends, short months, leap years, nights, and either of two kinds of days."""
    assert longest_gap(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "daily", "5", "0 20 * *", "0 0 12 * * ?", "60 0 * * *", "0 0 0 * *", "*/0 * * * *",
     "5-1 * * * *", "a b c d e", "0 0 30 2 *", "1 2 3", "@sometimes"],
)  # fmt: skip
def test_what_is_no_schedule_of_cron_is_none(text: str) -> None:
    """Other texts, Quartz, numbers out of bounds, and a day that never comes."""
    assert longest_gap(text) is None
