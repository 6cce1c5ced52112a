"""Periods are read as people write them, and fall due once they are over."""

from __future__ import annotations

from datetime import date

import pytest

from asbuilt.derive.evidence import periods


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-Q1", "2026-01-01", "2026-03-31"),
        ("Q4 2026", "2026-10-01", "2026-12-31"),
        ("q2/2026", "2026-04-01", "2026-06-30"),
        ("3. Quartal 2026", "2026-07-01", "2026-09-30"),
        ("2026-03", "2026-03-01", "2026-03-31"),
        ("02/2024", "2024-02-01", "2024-02-29"),
        ("März 2026", "2026-03-01", "2026-03-31"),
        ("2026 Dec", "2026-12-01", "2026-12-31"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("FY2026", "2026-01-01", "2026-12-31"),
        ("2026-W05", "2026-01-26", "2026-02-01"),
        ("2026-W01", "2025-12-29", "2026-01-04"),
        ("2026-H2", "2026-07-01", "2026-12-31"),
        ("2026-03-31", "2026-03-31", "2026-03-31"),
        ("2026-01-05/2026-02-04", "2026-01-05", "2026-02-04"),
    ],
)
def test_a_period_is_read_in_the_spellings_of_registers(text: str, first: str, last: str) -> None:
    """Each spelling gives the first and the last day, both of them in the period."""
    found = periods.parse(text)
    assert found is not None
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)


@pytest.mark.parametrize("text", ["", "soon", "2026-Q5", "2026-13", "2026-W60", "13/2026", "Q1"])
def test_what_names_no_period_is_none(text: str) -> None:
    """A month 13, a quarter without a year and plain words are no periods."""
    assert periods.parse(text) is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("FY2026", "2025-10-01", "2026-09-30"),
        ("FY26", "2025-10-01", "2026-09-30"),
        ("FY2026-Q1", "2025-10-01", "2025-12-31"),
        ("2026-Q4", "2026-07-01", "2026-09-30"),
        ("2026", "2026-01-01", "2026-12-31"),
    ],
)
def test_fiscal_years_are_named_by_the_year_in_which_they_end(
    text: str, first: str, last: str
) -> None:
    """With a fiscal year from October, its quarters move; a bare year stays the calendar's."""
    found = periods.parse(text, fiscal_year_start=10)
    assert found is not None
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    ("frequency", "since", "before", "names"),
    [
        ("monthly", "2026-01-01", "2026-03-31", ["2026-01", "2026-02"]),
        ("monthly", "2026-01-01", "2026-04-01", ["2026-01", "2026-02", "2026-03"]),
        ("monthly", "2026-01-02", "2026-04-01", ["2026-02", "2026-03"]),
        ("quarterly", "2025-12-15", "2026-07-01", ["2026-Q1", "2026-Q2"]),
        ("yearly", "2024-01-01", "2026-11-15", ["2024", "2025"]),
        ("halfYearly", "2026-01-01", "2026-11-15", ["2026-H1"]),
        ("weekly", "2026-01-26", "2026-02-09", ["2026-W05", "2026-W06"]),
        ("daily", "2026-11-12", "2026-11-17", ["2026-11-12", "2026-11-13", "2026-11-16"]),
        ("perCase", "2026-01-01", "2026-11-15", []),
        ("", "2026-01-01", "2026-11-15", []),
    ],
)
def test_a_period_is_due_once_it_is_over_and_if_it_began_in_force(
    frequency: str, since: str, before: str, names: list[str]
) -> None:
    """The running period, and the one in which the control came into force, are not due."""
    found = periods.due(frequency, date.fromisoformat(since), date.fromisoformat(before))
    assert [period.name for period in found] == names


def test_quarters_of_a_fiscal_year_are_named_as_registers_name_them() -> None:
    """What is due is named so that reading the name gives the same days."""
    found = list(periods.due("quarterly", date(2025, 10, 1), date(2026, 5, 1), 10))
    assert [period.name for period in found] == ["FY2026-Q1", "FY2026-Q2"]
    for period in found:
        assert periods.parse(period.name, 10) == period
