"""How people are told of a column whose days or numbers can be read two ways, or are written so."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from asbuilt.facts import Problem
from asbuilt.loaders.registers import dates, values
from asbuilt.loaders.registers.toml_text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Place


def tell(heading: str, way: dates.Order | values.Marks, place: Place) -> Iterator[Problem]:
    """Tell of a column in which way it was read where no cell decides, or cells disagree."""
    if not way.ambiguous and not way.mixed:
        return
    words = _DAYS[way.day_first] if isinstance(way, dates.Order) else _NUMBERS[way.comma]
    yield Problem(
        "warning",
        f"the {words.things} in “{heading}” can be read two ways; {words.taken}"
        if way.ambiguous
        else f"the {words.things} in “{heading}” are written in two ways, each was read by"
        f" itself where it could be; elsewhere {words.taken}",
        f"{words.rewrite}, or say in asbuilt.toml which is meant:"
        f" {words.setting} = {{ {quoted(heading)} = {words.this} }}, or {words.that}",
        place,
    )


class _Words(NamedTuple):
    """How people are told in which of two ways a column was read."""

    things: str
    taken: str
    rewrite: str
    setting: str
    this: str
    that: str


_DAYS = {
    first: _Words(
        "days",
        f"the {('month', 'day')[first]} was taken first, then the {('day', 'month')[first]}",
        "write days as year-month-day, such as 2026-03-31",
        "dates",
        ('"month first"', '"day first"')[first],
        ('"day first"', '"month first"')[first],
    )
    for first in (True, False)
}
_NUMBERS = {
    comma: _Words(
        "numbers",
        f"a {('point', 'comma')[comma]} was taken to stand before decimals",
        "write the numbers without marks between thousands",
        "decimal",
        f'"{".,"[comma]}"',
        f'"{",."[comma]}"',
    )
    for comma in (True, False)
}
