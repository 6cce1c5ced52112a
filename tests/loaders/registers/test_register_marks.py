"""Days and numbers in local forms: judged by the column, and told where no cell decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from golden import BASE
from rdflib import URIRef

from asbuilt.loaders import registers
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from golden import Outcome, Reader


def days(reader: Reader, column: list[str], **options: object) -> tuple[Outcome, list[str]]:
    """Read a column of days and give what came of each."""
    rows = "".join(f'C-{n};"{day}"\n' for n, day in enumerate(column, start=1))
    text = f"Control no.;Effective from\n{rows}"
    outcome = reader(registers, "controls.csv", text, options=options)
    things = [URIRef(f"{BASE}control/c-{n}") for n in range(1, len(column) + 1)]
    return outcome, [str(outcome.graph.value(thing, AB.inForceSince)) for thing in things]


def numbers(reader: Reader, column: list[str], **options: object) -> tuple[Outcome, list[str]]:
    """Read a column of numbers and give what came of each."""
    rows = "".join(f'M-{n};"{number}"\n' for n, number in enumerate(column, start=1))
    text = f"KPI no.;Threshold\n{rows}"
    outcome = reader(registers, "kpis.csv", text, options=options)
    things = [URIRef(f"{BASE}metric/m-{n}") for n in range(1, len(column) + 1)]
    return outcome, [str(outcome.graph.value(thing, AB.threshold)) for thing in things]


def warnings(outcome: Outcome) -> list[str]:
    """Give the messages and fixes of the warnings."""
    found = [one for one in outcome.problems if one.severity == "warning"]
    return [f"{one.message} / {one.fix}" for one in found]


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (["31.12.2025", "1.2.26"], ["2025-12-31", "2026-02-01"]),
        (["12/31/2025", "01/02/2026"], ["2025-12-31", "2026-01-02"]),
        (["12-31-2025", "01-02-2026"], ["2025-12-31", "2026-01-02"]),
        (["31/12/2025", "01/02/2026"], ["2025-12-31", "2026-02-01"]),
        (["3. März 2026", "31. Dez. 2025"], ["2026-03-03", "2025-12-31"]),
        (["Mi, 1. Okt. 2025", "Freitag, 2. Januar 2026"], ["2025-10-01", "2026-01-02"]),
        (["Monday, March 2, 2026", "Tue 3 Mar 2026"], ["2026-03-02", "2026-03-03"]),
        (["2026/3/1", "46022"], ["2026-03-01", "2025-12-31"]),
    ],
)
def test_days_in_local_forms_are_read(
    column: list[str], expected: list[str], reader: Reader
) -> None:
    """One cell that leaves no choice decides for the column, and nothing has to be told."""
    outcome, found = days(reader, column)
    assert found == expected
    assert not warnings(outcome)


def test_days_that_can_be_read_two_ways_are_settled_by_one_setting(reader: Reader) -> None:
    """The warning says what to write, and writing it gives the other day without a warning."""
    outcome, found = days(reader, ["03/04/2026"])
    assert found == ["2026-04-03"]
    (told,) = warnings(outcome)
    assert 'dates = { "Effective from" = "day first" }, or "month first"' in told
    for setting in ("month first", {"Effective from": "month first"}):
        outcome, found = days(reader, ["03/04/2026"], dates=setting)
        assert (found, warnings(outcome)) == (["2026-03-04"], [])


def test_a_column_that_writes_days_in_two_ways_is_told(reader: Reader) -> None:
    """A cell that leaves no choice is read as it must be; the others are doubtful."""
    outcome, found = days(reader, ["12/31/2025", "31/01/2026"])
    assert found == ["2025-12-31", "2026-01-31"]
    assert "written in two ways" in warnings(outcome)[0]
    outcome, found = days(reader, ["12/31/2025", "31/01/2026"], dates="month first")
    assert found == ["2025-12-31", "None"]
    assert "“31/01/2026” in “Effective from” is not a day" in warnings(outcome)[0]
    assert outcome.kept == {"cell of “Effective from”": 1}


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (["1.234,56", "2.000"], ["1234.56", "2000.0"]),
        (["1,234.56", "2,000"], ["1234.56", "2000.0"]),
        (["12,5", "1.234"], ["12.5", "1234.0"]),
        (["0.125", "1.234"], ["0.125", "1.234"]),
        (["1.234.567", "5"], ["1234567.0", "5.0"]),
        (["1'234.50 CHF", "CHF 2'000"], ["1234.50", "2000.0"]),
        (["25 %", "12,5%"], ["25.0", "12.5"]),
        (["1 234,5", "€ 7"], ["1234.5", "7.0"]),
    ],
)
def test_decimals_are_read_by_the_column_as_a_whole(
    column: list[str], expected: list[str], reader: Reader
) -> None:
    """A cell that leaves no choice decides what the marks of the others mean."""
    outcome, found = numbers(reader, column)
    assert found == expected
    assert not warnings(outcome)


def test_numbers_that_can_be_read_two_ways_are_settled_by_one_setting(reader: Reader) -> None:
    """Taken for thousands, told, and read otherwise where the workspace says so."""
    outcome, found = numbers(reader, ["1.234"])
    assert found == ["1234.0"]
    assert 'decimal = { "Threshold" = "," }, or "."' in warnings(outcome)[0]
    outcome, found = numbers(reader, ["1.234"], decimal=".")
    assert (found, warnings(outcome)) == (["1.234"], [])


def test_a_column_that_writes_decimals_in_two_ways_is_told(reader: Reader) -> None:
    """Each cell with both marks is read by itself."""
    outcome, found = numbers(reader, ["1.234,5", "2,500.5"])
    assert found == ["1234.5", "2500.5"]
    assert "written in two ways" in warnings(outcome)[0]


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ({"dates": "american"}, "the setting 'dates' says nothing"),
        ({"decimal": {"Threshold": ";"}}, "the setting 'decimal' says nothing"),
        ({"encoding": "klingon"}, "no encoding called 'klingon'"),
        ({"encoding": "ascii"}, "is not valid ascii"),
        ({"delimiter": ";;"}, "no single mark"),
        ({"keep": "Threshold"}, "is no list"),
        ({"tables": {}}, "is no list"),
        ({"tables": [{"sheet": "x"}]}, "is for a whole sheet"),
        ({"table": "metrics", "tables": [{"table": "metrics"}]}, "columns of its own"),
        ({"tables": [{"columns": {"name": "Nowhere"}}]}, "[[source.tables]] no. 1 names"),
    ],
)
def test_settings_that_make_no_sense_are_refused(
    options: dict[str, Any], part: str, reader: Reader
) -> None:
    """Each mistake is one error with its fix, and nothing is loaded."""
    text = "KPI no.;Threshold;Größe\nM-1;1;2\n"
    outcome = reader(registers, "kpis.csv", text, options=options)
    assert part in outcome.refusal.message
    assert outcome.refusal.fix
    assert not len(outcome.graph)
