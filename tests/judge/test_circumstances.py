"""Which period of each frequency was the last to be complete on a day."""

from __future__ import annotations

from datetime import date

import pytest

from asbuilt.derive.evidence import periods
from asbuilt.judge.circumstances import complete_periods


@pytest.mark.parametrize(
    ("day", "start", "quarter", "year"),
    [
        ("2026-11-15", 1, ("2026-07-01", "2026-09-30"), ("2025-01-01", "2025-12-31")),
        ("2026-11-15", 10, ("2026-07-01", "2026-09-30"), ("2025-10-01", "2026-09-30")),
        ("2026-11-15", 2, ("2026-08-01", "2026-10-31"), ("2025-02-01", "2026-01-31")),
        ("2026-01-01", 1, ("2025-10-01", "2025-12-31"), ("2025-01-01", "2025-12-31")),
        ("2025-12-31", 1, ("2025-07-01", "2025-09-30"), ("2024-01-01", "2024-12-31")),
    ],
)
def test_quarters_and_years_are_those_of_the_fiscal_year(
    day: str, start: int, quarter: tuple[str, str], year: tuple[str, str]
) -> None:
    """The last day of a period is still within it."""
    found = complete_periods(date.fromisoformat(day), start)
    for frequency, expected in (("quarterly", quarter), ("yearly", year)):
        assert tuple(end.isoformat() for end in found[frequency]) == expected


@pytest.mark.parametrize("start", [1, 4, 11])
@pytest.mark.parametrize("day", ["2026-01-01", "2026-03-31", "2026-11-15", "2024-02-29"])
def test_metrics_and_evidence_agree_on_periods(day: str, start: int) -> None:
    """What is the last complete period for a sample is that for evidence, too."""
    as_of = date.fromisoformat(day)
    for frequency, (first, last) in complete_periods(as_of, start).items():
        if frequency != "daily":  # evidence is not due on weekends
            due = list(periods.due(frequency, date(2020, 1, 1), as_of, start))[-1]
            assert (due.first, due.last) == (first, last), frequency
