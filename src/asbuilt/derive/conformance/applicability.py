"""Tells from a log to which of its cases a conditional control applies.

A control may apply only when something holds, such as ``amount > 10,000``. Where a column of the
log says it, the condition becomes an expression over that column; a case that does not say it is
left out. Where no column does, the answer is that the log does not tell.
"""

from __future__ import annotations

import operator
from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING, Final, cast

import polars as pl

from asbuilt.derive.behaviour.conditions import (
    AMOUNT_WORDS,
    Both,
    Comparison,
    Constant,
    Either,
    parse,
)
from asbuilt.facts import EVENT_COLUMNS

if TYPE_CHECKING:
    from asbuilt.derive.behaviour.conditions import Condition

_OPERATORS: Final = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}
_PREFIXES: Final = ("case:", "event:", "case_", "case ")


def applicable_cases(events: pl.LazyFrame, text: str) -> pl.LazyFrame | None:
    """Give the cases of which a condition holds as a frame with the column ``case``.

    None where the columns of the log do not tell. The last value that a case states counts.
    """
    schema = dict(events.collect_schema())
    condition = parse(text)
    if isinstance(condition, Constant):
        return events.select("case").unique() if condition.holds else None
    columns: set[str] = set()
    expression = _expression(condition, schema, columns)
    if expression is None:
        return None
    said = events.select("case", *sorted(columns)).filter(
        pl.any_horizontal(pl.col(name).is_not_null() for name in sorted(columns))
    )
    latest = said.group_by("case").agg(pl.col(name).drop_nulls().last() for name in sorted(columns))
    return latest.filter(expression).select("case")


def _expression(
    condition: Condition, schema: dict[str, pl.DataType], columns: set[str]
) -> pl.Expr | None:
    if isinstance(condition, Constant):
        return pl.lit(condition.holds)
    if isinstance(condition, Both | Either):
        sides = [_expression(side, schema, columns) for side in (condition.left, condition.right)]
        known = [side for side in sides if side is not None]
        if len(known) < 2:
            return None
        join = pl.Expr.and_ if isinstance(condition, Both) else pl.Expr.or_
        return reduce(join, known)
    column = _column(condition, schema)
    if column is None:
        return None
    columns.add(column)
    return _compared(condition, pl.col(column), schema[column])


def _column(comparison: Comparison, schema: dict[str, pl.DataType]) -> str | None:
    """Find the column of which a comparison speaks; None where none or several could be meant."""
    candidates: list[tuple[int, str]] = []
    for name in schema:
        if name in EVENT_COLUMNS:
            continue
        words = _words(name)
        if words == comparison.field:
            rank = 0
        elif words and comparison.field and _ends_alike(words, comparison.field):
            rank = 1
        elif (
            (comparison.is_money or not comparison.field)
            and isinstance(comparison.value, Decimal)
            and AMOUNT_WORDS & set(words)
        ):
            rank = 2
        else:
            continue
        candidates.append((rank * 2 + (not name.startswith(_PREFIXES)), name))
    candidates.sort()
    if not candidates or (len(candidates) > 1 and candidates[0][0] == candidates[1][0]):
        return None
    return candidates[0][1]


def _words(name: str) -> tuple[str, ...]:
    for prefix in _PREFIXES:
        name = name.removeprefix(prefix)
    found = parse(name.replace(":", " ").replace(".", " "))
    return found.field if isinstance(found, Comparison) else ()


def _ends_alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return longer[-len(shorter) :] == shorter


def _compared(comparison: Comparison, column: pl.Expr, kind: pl.DataType) -> pl.Expr | None:
    value: float | bool | str
    if isinstance(comparison.value, Decimal):
        if kind == pl.String:
            column = column.str.replace_all(r"[\s']|,(\d{3})\b", "$1")
        column = column.cast(pl.Float64, strict=False)
        value = float(comparison.value)
    elif isinstance(comparison.value, bool):
        if kind == pl.String:
            column = column.str.to_lowercase().is_in(["true", "1", "yes", "ja", "x"])
        elif kind != pl.Boolean:
            return None
        value = comparison.value
    elif kind == pl.String:
        column = column.str.strip_chars().str.to_lowercase()
        value = comparison.value
    else:
        return None
    return cast("pl.Expr", _OPERATORS[comparison.operator](column, value))
