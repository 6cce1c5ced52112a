"""Which way a series of values goes, and how fast.

Whether there is a trend at all is told by the Mann-Kendall test (H. B. Mann, Nonparametric tests
against trend, Econometrica 13, 1945; M. G. Kendall, Rank Correlation Methods, 1975), how fast it
goes by the median of the slopes between all pairs (H. Theil, 1950; P. K. Sen, 1968). Neither minds
outliers or asks how the values are distributed. The chance is counted, not approximated: among all
orders in which the same values could have come, those that rise (or fall) at least as much. Their
numbers are the coefficients of a Gaussian multinomial (R. P. Stanley, Enumerative Combinatorics 1,
1.7), which is right for equal values, too.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import factorial, prod
from statistics import median
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST: Final = 6
"""Values without which nothing is said of a trend."""
MOST: Final = 12
"""Values that are looked at, the newest ones: a year of months."""
CHANCE: Final = 0.05
"""The largest chance that values without a trend would rise, or fall, as much as they do."""


@dataclass(frozen=True)
class Trend:
    """The direction of a series, the proof of it, and the line through its middle."""

    direction: str
    """rising, falling or steady."""
    up: int
    """Pairs of which the later value is higher."""
    down: int
    pairs: int
    chance: float
    """How likely values without a trend would rise, or fall, as much."""
    slope: float
    """Change in a unit of time."""
    start: float
    """Value of the line at time 0."""

    def at(self, time: float) -> float:
        """Give the value of the line at a time."""
        return self.start + self.slope * time

    def reaches(self, value: float) -> float | None:
        """Give the time at which the line has a value; None where it never has."""
        return (value - self.start) / self.slope if self.slope else None


def trend(times: Sequence[float], values: Sequence[float]) -> Trend | None:
    """Give the trend of values at increasing times; None for fewer than `LEAST`."""
    if len(values) < LEAST:
        return None
    pairs = list(combinations(range(len(values)), 2))
    up = sum(values[later] > values[earlier] for earlier, later in pairs)
    down = sum(values[later] < values[earlier] for earlier, later in pairs)
    slope = median(
        (values[later] - values[earlier]) / (times[later] - times[earlier])
        for earlier, later in pairs
    )
    start = median(value - slope * time for time, value in zip(times, values, strict=True))
    chance = chance_of(values, min(up, down))
    direction = "steady"
    if chance <= CHANCE and slope:
        direction = "rising" if up > down else "falling"
    return Trend(direction, up, down, len(pairs), chance, slope, start)


def chance_of(values: Sequence[float], against: int) -> float:
    """Give the chance that of all orders of these values one has so few pairs against the trend."""
    sizes = list(Counter(values).values())
    counted = _orders(tuple(sorted(sizes)))
    whole = factorial(len(values)) // prod(factorial(size) for size in sizes)
    return sum(counted[: against + 1]) / whole


@lru_cache(maxsize=256)
def _orders(sizes: tuple[int, ...]) -> list[int]:
    """Give how many orders of values, of which so many are equal, have 0, 1, 2 … inversions."""
    counted, total = [1], 0
    for size in sizes:
        total += size
        counted = _product(counted, _binomial(total, size))
    return counted


@lru_cache(maxsize=1024)
def _binomial(whole: int, part: int) -> list[int]:
    """Give the coefficients of a Gaussian binomial, by the q-analogue of Pascal's rule."""
    if part in {0, whole}:
        return [1]
    above, left = _binomial(whole - 1, part), _binomial(whole - 1, part - 1)
    found = [0] * (part * (whole - part) + 1)
    for power, count in enumerate(above):
        found[power + part] += count
    for power, count in enumerate(left):
        found[power] += count
    return found


def _product(one: list[int], other: list[int]) -> list[int]:
    found = [0] * (len(one) + len(other) - 1)
    for power, count in enumerate(one):
        for more, times in enumerate(other):
            found[power + more] += count * times
    return found
