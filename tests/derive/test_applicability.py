"""Conditions of controls are read off the columns of a log, or said to be untold."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest

from asbuilt.derive.conformance.applicability import applicable_cases
from asbuilt.derive.spans import as_duration, as_words, timedelta_of

LOG = pl.LazyFrame(
    {
        "case": ["small", "small", "large", "large", "unsaid"],
        "activity": ["a", "b", "a", "b", "a"],
        "case:amount": [100.0, None, 9000.0, None, None],
        "case:Amount net": ["99", None, "8,900.50", None, None],
        "Country": ["DE", None, "FR", None, None],
        "case:urgent": [True, None, False, None, None],
    }
)


@pytest.mark.parametrize(
    ("condition", "cases"),
    [
        ("amount > 250", {"large"}),
        ("amount >= 100", {"small", "large"}),
        ("amount < 9000", {"small"}),
        ("${amount > 250}", {"large"}),
        ("amount between 50 and 200", {"small"}),
        ("amount net > 8,000 EUR", {"large"}),
        ("country = 'fr'", {"large"}),
        ("country != 'fr'", {"small"}),
        ("urgent", {"small"}),
        ("not urgent", {"large"}),
        ("amount > 50 and country = 'DE'", {"small"}),
        ("amount > 5000 or urgent", {"small", "large"}),
        ("always true", None),
        ("amount > 250 and weekday = 'Monday'", None),
        ("the buyer asks for it", None),
        ("", {"small", "large", "unsaid"}),
    ],
)
def test_a_condition_selects_the_cases_of_which_it_holds(
    condition: str, cases: set[str] | None
) -> None:
    """A case that does not say is left out; a condition that no column tells gives nothing."""
    found = applicable_cases(LOG, condition)
    if cases is None:
        assert found is None
    else:
        assert found is not None
        assert set(found.collect()["case"]) == cases


def test_the_last_value_of_a_case_counts() -> None:
    """An order that was raised before it was released is a large one."""
    log = pl.LazyFrame({"case": ["1", "1"], "activity": ["a", "b"], "amount": [100, 900]})
    found = applicable_cases(log, "amount > 250")
    assert found is not None
    assert found.collect()["case"].to_list() == ["1"]


@pytest.mark.parametrize(
    ("text", "length", "again", "words"),
    [
        ("PT72H", timedelta(hours=72), "P3D", "3 days"),
        ("P1DT4H", timedelta(hours=28), "P1DT4H", "1 day 4 hours"),
        ("P2W", timedelta(days=14), "P14D", "14 days"),
        ("PT90M", timedelta(minutes=90), "PT1H30M", "1 hour 30 minutes"),
        ("PT0S", timedelta(0), "PT0S", "0 seconds"),
        ("P1M", timedelta(days=30), "P30D", "30 days"),
    ],
)
def test_a_duration_is_read_and_written(
    text: str, length: timedelta, again: str, words: str
) -> None:
    """As XML Schema has it, and in the one or two units that matter."""
    assert timedelta_of(text) == length
    assert as_duration(length) == again
    assert as_words(length) == words


@pytest.mark.parametrize("text", ["", "P", "-P1D", "2 days", "72"])
def test_what_is_no_duration_is_none(text: str) -> None:
    """Negative and plain numbers are no waiting times."""
    assert timedelta_of(text) is None
