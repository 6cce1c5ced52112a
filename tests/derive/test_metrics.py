"""Where metrics go: trends that chance seldom makes, and warnings before a threshold is crossed."""

from __future__ import annotations

from datetime import date
from itertools import combinations, permutations
from typing import TYPE_CHECKING

import pytest
from derived import of_kind, proofs
from hypothesis import given, settings
from hypothesis import strategies as st

from asbuilt.derive.metrics import outlook
from asbuilt.derive.metrics.trend import LEAST, chance_of, trend
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from derived import Derived
    from rdflib import Graph

METRIC = """
<m> a ab:Metric ; rdfs:label "Lead time" ; ab:threshold {threshold} ; ab:frequency "monthly" ;
    ab:unit "days" {more} .
"""


def _against(values: tuple[int, ...]) -> int:
    return sum(later < earlier for earlier, later in combinations(values, 2))


@settings(max_examples=40)
@given(st.lists(st.integers(0, 3), min_size=3, max_size=6))
def test_the_chance_is_that_of_all_orders_of_the_values(values: list[int]) -> None:
    """Counted by trying them all; equal values make no difference to that."""
    everything = list(permutations(values))
    for against in range(_against(tuple(sorted(values, reverse=True))) + 1):
        few = sum(_against(order) <= against for order in everything)
        assert chance_of(values, against) == pytest.approx(few / len(everything))


def test_a_table_of_kendall_is_reproduced() -> None:
    """For six values without ties: 1, 6 and 20 of 720 orders have at most 0, 1 and 2 inversions."""
    values = [1, 2, 3, 4, 5, 6]
    found = [chance_of(values, against) for against in range(3)]
    assert found == pytest.approx([1 / 720, 6 / 720, 20 / 720])


@pytest.mark.parametrize(
    ("values", "direction"),
    [
        ([1, 2, 3, 4, 5, 6], "rising"),
        ([6, 5, 4, 3, 2, 1], "falling"),
        ([1, 2, 3, 4, 5, 60], "rising"),
        ([3, 1, 4, 1, 5, 2], "steady"),
        ([2, 2, 2, 2, 2, 2], "steady"),
        ([0, 0, 0, 0, 0, 9], "steady"),  # one outlier is no trend
    ],
)
def test_a_trend_is_what_chance_seldom_makes(values: list[int], direction: str) -> None:
    """The pace is that of the middle, which an outlier does not move."""
    found = trend([float(number) for number in range(6)], [float(value) for value in values])
    assert found is not None
    assert found.direction == direction
    if values[:5] == [1, 2, 3, 4, 5]:
        assert found.slope == 1


def test_too_few_values_have_no_trend() -> None:
    """Five in a row are FB006's; a trend wants one more."""
    few = [float(number) for number in range(LEAST - 1)]
    assert trend(few, few) is None


def _samples(*values: float, last: date = date(2026, 10, 31)) -> str:
    turtle = []
    for number, value in enumerate(reversed(values)):
        month = last.month - 1 - number
        at = date(last.year + month // 12, month % 12 + 1, 28)
        turtle.append(
            f'<s/{number}> a ab:Sample ; ab:metric <m> ; ab:at "{at}T00:00:00"^^xsd:dateTime ;'
            f" ab:value {float(value)} ."
        )
    return "\n".join(turtle)


def _warned(graph: Graph) -> str:
    return " ".join(proofs(graph, AB.EarlyWarning))


def test_a_metric_that_will_cross_its_threshold_soon_is_told_with_the_day(
    derived: Derived,
) -> None:
    """It rises by half a day a month, and the tenth is three months away at most."""
    turtle = METRIC.format(threshold="10.0", more="") + _samples(6.5, 7, 7.5, 8, 8.5, 9)
    graph = derived(turtle, "metrics")
    (trending,) = of_kind(graph, AB.MetricTrend)
    assert str(graph.value(trending, AB.trend)) == "rising"
    (warning,) = of_kind(graph, AB.EarlyWarning)
    day = date.fromisoformat(str(graph.value(warning, AB.crossesOn)))
    assert date(2026, 12, 20) <= day <= date(2027, 1, 5)
    assert "of 15 pairs among its last 6 values 15 rise and 0 fall" in _warned(graph)
    assert "by 0.5 days a month in the median" in _warned(graph)


@pytest.mark.parametrize(
    ("values", "threshold", "more", "why"),
    [
        ((6.5, 7, 7.5, 8, 8.5, 9), "12.0", "", "six months are left"),
        ((6.5, 7, 7.5, 8, 8.5, 11), "10.0", "", "it is breached, which FB004 tells"),
        ((9, 8.5, 8, 7.5, 7, 6.5), "10.0", "", "it gets better"),
        ((6.5, 7, 7.5, 8, 8.5, 9), "8.5", '; ab:direction "above"', "higher is better"),
        ((9, 7, 9.5, 7, 9, 7), "10.0", "", "it goes up and down"),
        ((7.5, 8, 8.5, 9, 9.5), "10.0", "", "five values are too few"),
    ],
)
def test_nothing_is_warned_of_that_does_not_come(
    derived: Derived, values: tuple[float, ...], threshold: str, more: str, why: str
) -> None:
    """A warning that does not come true is worth less than none."""
    turtle = METRIC.format(threshold=threshold, more=more) + _samples(*values)
    assert not _warned(derived(turtle, "metrics")), why


def test_a_metric_that_is_good_above_is_warned_of_when_it_falls(derived: Derived) -> None:
    """The same the other way round."""
    turtle = METRIC.format(threshold="88.0", more='; ab:direction "above"')
    graph = derived(turtle + _samples(95, 94, 93, 92, 91, 90), "metrics")
    assert "reaches its threshold of 88" in _warned(graph)


def test_old_samples_are_not_drawn_on(derived: Derived) -> None:
    """What has not been read since July says nothing of November; FB003 tells of that."""
    turtle = METRIC.format(threshold="10.0", more="")
    turtle += _samples(6.5, 7, 7.5, 8, 8.5, 9, last=date(2026, 7, 31))
    graph = derived(turtle, "metrics")
    assert not _warned(graph)
    assert of_kind(graph, AB.MetricTrend)


def test_samples_after_the_day_judged_for_do_not_count(derived: Derived) -> None:
    """What December brings is not known in November."""
    turtle = METRIC.format(threshold="10.0", more="")
    turtle += _samples(7, 7.5, 8, 8.5, 9, 9.5, last=date(2026, 12, 31))
    assert not of_kind(derived(turtle, "metrics"), AB.MetricTrend)


@pytest.mark.parametrize(
    ("value", "warned"), [(8.0, False), (8.1, True), (10.0, True), (10.1, False)]
)
def test_a_value_that_a_register_wants_watched_is_told_at_once(
    derived: Derived, value: float, *, warned: bool
) -> None:
    """No trend is needed; the limits themselves are still good."""
    turtle = METRIC.format(threshold="10.0", more="; ab:warningThreshold 8.0") + _samples(value)
    said = _warned(derived(turtle, "metrics"))
    assert bool(said) == warned
    if warned:
        assert "past 8, from which on it is to be watched" in said


def test_several_samples_of_a_day_are_one(derived: Derived) -> None:
    """Their mean counts, so that no pair of samples has no time between them."""
    turtle = METRIC.format(threshold="10.0", more="") + _samples(6.5, 7, 7.5, 8, 8.5, 9)
    turtle += '<s/x> a ab:Sample ; ab:metric <m> ; ab:at "2026-10-28"^^xsd:date ; ab:value 9.0 .'
    assert "15 pairs" in _warned(derived(turtle, "metrics"))


@pytest.mark.parametrize(
    ("value", "text"), [(1234.5, "1,234.5"), (0.0312, "0.0312"), (10, "10"), (0, "0"), (-3, "-3")]
)
def test_numbers_are_written_as_people_write_them(value: float, text: str) -> None:
    """No exponents, no digits that say nothing."""
    assert outlook.number(value) == text
