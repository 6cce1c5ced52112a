"""Which conditions can never hold together, as far as that can be proved.

Conditions are multiplied out into cases of comparisons that hold together; two comparisons of one
field contradict each other where no number, text or truth stands in both relations. What is too
large to be multiplied out, and what cannot be read, proves nothing.
"""

from __future__ import annotations

from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING, Final

from asbuilt.derive.behaviour.conditions import (
    AMOUNT_WORDS,
    Both,
    Comparison,
    Condition,
    Constant,
    Either,
    Name,
    negated,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_APART: Final = ({"=", "!="}, {"<", ">"}, {"<", ">="}, {">", "<="}, {"=", "<"}, {"=", ">"})
"""Pairs of relations in which nothing stands to one and the same other thing."""

_MOST_CASES: Final = 256
"""Number of alternatives up to which a condition is multiplied out; beyond it nothing is proved."""

_OBJECT_WORDS: Final = frozenset(
    {
        "order", "orders", "purchase", "purchases", "invoice", "invoices", "payment", "payments",
        "contract", "contracts", "request", "requests", "expense", "expenses", "claim", "claims",
        "loan", "loans", "bestellung", "bestellungen", "rechnung", "rechnungen", "zahlung",
        "zahlungen", "auftrag", "aufträge", "vertrag", "verträge",
    }
)  # fmt: skip
"""What has an amount: "orders over 250 EUR" is about their amount."""


def excludes(one: Condition, other: Condition) -> bool:
    """Say whether conditions of a register and of a model can never hold together.

    What they are about is compared as people write it: ``$.order.amount`` and ``amount`` are the
    same, and so are an unnamed limit and whatever number is compared. False where nothing is
    proved.
    """
    return _never(Both(one, other), _same_by_words)


def exclude_each_other(conditions: Iterable[Condition]) -> bool:
    """Say whether conditions of one model can never hold together; the same names mean the same."""
    held = list(conditions)
    if len(held) < 2:
        return bool(held) and _never(held[0], _same_by_name)
    return _never(reduce(Both, held), _same_by_name)


def is_complement(one: Condition, other: Condition) -> bool:
    """Say whether exactly one of two conditions always holds; False where it cannot be proved."""
    return excludes(one, other) and excludes(negated(one), negated(other))


def comparisons(condition: Condition) -> list[Comparison]:
    """Give the comparisons of which a condition is made."""
    found: list[Comparison] = []
    waiting = [condition]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Comparison):
            found.append(part)
        elif not isinstance(part, Constant):
            waiting += (part.right, part.left)
    return found


def _never(condition: Condition, same: Callable[[Comparison, Comparison], bool]) -> bool:
    cases = _cases(condition)
    return cases is not None and all(_is_impossible(case, same) for case in cases)


def _cases(condition: Condition) -> list[tuple[Comparison, ...]] | None:
    """Give the alternatives of a condition, each as comparisons that hold together."""
    if isinstance(condition, Constant):
        return [()] if condition.holds else []
    if isinstance(condition, Comparison):
        return [(condition,)]
    left, right = _cases(condition.left), _cases(condition.right)
    if left is None or right is None:
        return None
    if isinstance(condition, Either):
        cases = left + right
    else:
        if len(left) * len(right) > _MOST_CASES:
            return None
        cases = [(*one, *other) for one in left for other in right]
    return cases if len(cases) <= _MOST_CASES else None


def _is_impossible(
    case: tuple[Comparison, ...], same: Callable[[Comparison, Comparison], bool]
) -> bool:
    return any(
        same(one, other) and _contradict(one, other)
        for place, one in enumerate(case)
        for other in case[place + 1 :]
    )


def _same_by_name(one: Comparison, other: Comparison) -> bool:
    return bool(one.field) and one.field == other.field


def _same_by_words(one: Comparison, other: Comparison) -> bool:
    """Say whether two comparisons are about the same thing, as far as their words tell."""
    if _names_amount(one) and _names_amount(other) and (one.is_money or other.is_money):
        return True
    shorter, longer = sorted((one.field, other.field), key=len)
    if not shorter:
        return isinstance(one.value, Decimal) and isinstance(other.value, Decimal)
    return longer[-len(shorter) :] == shorter


def _names_amount(comparison: Comparison) -> bool:
    words = set(comparison.field)
    return (
        not words or bool(AMOUNT_WORDS & words) or (comparison.is_money and words <= _OBJECT_WORDS)
    )


def _contradict(one: Comparison, other: Comparison) -> bool:
    a, b = one.value, other.value
    if isinstance(a, Decimal) and isinstance(b, Decimal):
        return _numbers_contradict(one.operator, a, other.operator, b)
    if isinstance(a, bool) and isinstance(b, bool):
        return (a == b) != (one.operator == other.operator)
    if type(a) is not type(b):
        return False
    if isinstance(a, Name):
        return a == b and {one.operator, other.operator} in _APART
    if one.operator == other.operator == "=":
        return a != b
    return a == b and {one.operator, other.operator} in _APART


def _numbers_contradict(first: str, a: Decimal, second: str, b: Decimal) -> bool:
    """Say whether no number stands in both relations, tried at the values and beside them."""
    low, high = min(a, b), max(a, b)
    tries = (low - 1, low, (low + high) / 2, high, high + 1)
    return not any(_holds(number, first, a) and _holds(number, second, b) for number in tries)


def _holds(number: Decimal, operator: str, value: Decimal) -> bool:
    match operator:
        case "<":
            return number < value
        case "<=":
            return number <= value
        case ">":
            return number > value
        case ">=":
            return number >= value
        case "=":
            return number == value
        case _:
            return number != value
