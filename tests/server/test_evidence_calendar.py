"""The calendar of the evidence and the chart of a metric, as people see them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from fetching import fetch
from rdflib import URIRef

from asbuilt.server import calendar as calendars
from asbuilt.server.calendar import Told

if TYPE_CHECKING:
    from conftest import PageFactory

MISSING = ("Payment approval", "2026-08", "missing")


def _verdicts(site: str, asked: str = "") -> list[tuple[str, str, str]]:
    rows = fetch(f"{site}/evidence/calendar?format=json{asked}").data
    return [(row["control"], row["period"], row["verdict"]) for row in rows]


def test_the_calendar_tells_every_verdict(site: str) -> None:
    """One is missing, and each of the planted faults is there once."""
    found = _verdicts(site)
    assert found.count(MISSING) == 1
    assert sum(verdict == "missing" for _, _, verdict in found) == 1
    assert {verdict for _, _, verdict in found} == {
        "sufficient", "missing", "hashMismatch", "outOfPeriod", "selfAttested", "unhashed",
    }  # fmt: skip


def test_the_calendar_of_an_earlier_day_holds_what_was_known_then(site: str) -> None:
    """On 3 July most records of June had not been filed, and nobody knew of August."""
    found = _verdicts(site, "&known=2026-07-03")
    assert ("Payment approval", "2026-06", "missing") in found
    assert all(period < "2026-07" or period.endswith(("Q1", "Q2")) for _, period, _ in found)


def test_a_day_that_is_none_is_refused_in_words(site: str) -> None:
    """The answer says how a day is written."""
    said = fetch(f"{site}/evidence/calendar?known=soon")
    assert said.status == 400
    assert "2026-04-15" in said.text


def _told(name: str, first: str, last: str, verdict: str = "sufficient") -> Told:
    days = (date.fromisoformat(first), date.fromisoformat(last))
    return Told(URIRef("https://example.org/c"), name, *days, verdict, "why")


def test_a_cell_is_as_wide_as_its_period_and_tells_the_gravest_of_its_days() -> None:
    """Weeks are gathered by month; a quarter that overlaps them stands in a line below."""
    first = calendars._month(date(2026, 1, 1))
    told = [
        _told("2026-W02", "2026-01-05", "2026-01-11"),
        _told("2026-W05", "2026-01-26", "2026-02-01", "missing"),
        _told("2026-W06", "2026-02-02", "2026-02-08"),
        _told("2026-Q1", "2026-01-01", "2026-03-31", "partial"),
    ]
    lines = calendars._lines(calendars._cells(told, first, first + 2)[told[0].control].values())
    shown = [
        [(cell.month - first, cell.span, cell.text, cell.look) for cell in line] for line in lines
    ]
    assert shown == [
        [(0, 3, "partial", "partial")],
        [(0, 1, "sufficient", "ok"), (1, 1, "missing 1 of 2", "gap")],
    ]


@pytest.mark.browser
def test_the_page_of_a_control_shows_its_line_of_the_calendar(
    site: str, page_factory: PageFactory
) -> None:
    """The word stands in the cell, so that colour never stands alone."""
    page = page_factory()
    page.goto(f"{site}/things/control/c-04")
    line = page.locator("table.calendar tbody tr")
    assert line.count() == 1
    assert line.locator("td.cell-gap").inner_text() == "missing"
    assert line.locator("td.cell-ok").count() == 9
    page.get_by_role("link", name="The calendar of all controls").click()
    assert page.locator("table.calendar tbody tr").count() > 10


@pytest.mark.browser
def test_the_page_of_a_metric_draws_its_samples_and_its_threshold(
    site: str, page_factory: PageFactory
) -> None:
    """It is drawn on the server, and says in words what it draws."""
    page = page_factory()
    page.goto(f"{site}/things/metric/m-08")
    chart = page.locator("figure.chart svg")
    assert chart.locator("circle").count() == 10
    assert "rising" in (chart.get_attribute("aria-label") or "")
    assert "threshold 80" in (chart.text_content() or "")
