"""Conditions as people and engines write them, read far enough to compare two of them.

One small grammar serves the words of registers ("over 250 EUR", "amount > 250"), FEEL and UEL of
BPMN (``${amount > 250}``, ``= amount > 250``), and the wording of choice rules (``$.amount >
250``). What it cannot read stays an opaque statement that only equals itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeAlias

from asbuilt.derive.behaviour.condition_words import Token, tokens

AMOUNT_WORDS: Final = frozenset(
    {
        "amount", "value", "total", "price", "sum", "cost", "costs", "net", "gross", "betrag",
        "wert", "summe", "preis", "kosten", "bestellwert", "auftragswert", "rechnungsbetrag",
    }
)  # fmt: skip
"""Words that name an amount of money; a limit in a currency is about one of them."""

_OBJECT_WORDS: Final = frozenset(
    {
        "order", "orders", "purchase", "purchases", "invoice", "invoices", "payment", "payments",
        "contract", "contracts", "request", "requests", "expense", "expenses", "claim", "claims",
        "loan", "loans", "bestellung", "bestellungen", "rechnung", "rechnungen", "zahlung",
        "zahlungen", "auftrag", "aufträge", "vertrag", "verträge",
    }
)  # fmt: skip
"""What has an amount: "orders over 250 EUR" is about their amount."""

_NOISE: Final = frozenset(
    {
        "the", "a", "an", "if", "when", "for", "all", "only", "any", "every", "case", "cases",
        "of", "with", "der", "die", "das", "den", "dem", "ein", "eine", "wenn", "falls", "für",
        "alle", "bei", "nur",
    }
)  # fmt: skip
"""Words that say nothing about which field is meant, beside others."""

_ALWAYS: Final = frozenset(
    {
        "always", "all", "any", "every", "immer", "alle",
    }
)  # fmt: skip
"""Words that, standing alone, are the condition that always holds."""

_OPPOSITE: Final = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "=": "!=", "!=": "="}
_MOST_CASES: Final = 256
"""Number of alternatives up to which a condition is multiplied out; beyond it nothing is proved."""

Value: TypeAlias = Decimal | str | bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """A field compared with a value; an unnamed field has no words."""

    field: tuple[str, ...]
    operator: str
    value: Value
    is_money: bool = False


@dataclass(frozen=True, slots=True)
class Both:
    """Two conditions that must both hold."""

    left: Condition
    right: Condition


@dataclass(frozen=True, slots=True)
class Either:
    """Two conditions of which one must hold."""

    left: Condition
    right: Condition


@dataclass(frozen=True, slots=True)
class Constant:
    """Always or never."""

    holds: bool


Condition: TypeAlias = Comparison | Both | Either | Constant


def parse(text: str) -> Condition:
    """Read a condition; an empty one always holds, one that makes no sense is opaque."""
    found = tokens(text)
    if all(token.kind == "word" and token.text in _ALWAYS for token in found):
        return Constant(holds=True)
    reader = _Reader(found)
    condition = reader.either()
    if reader.rest or condition is None:
        words = tuple(token.text for token in found)
        return Comparison(("?", *words), "=", value=True)
    return condition


def negated(condition: Condition) -> Condition:
    """Give the condition that holds exactly where this one does not."""
    if isinstance(condition, Constant):
        return Constant(not condition.holds)
    if isinstance(condition, Both):
        return Either(negated(condition.left), negated(condition.right))
    if isinstance(condition, Either):
        return Both(negated(condition.left), negated(condition.right))
    operator = _OPPOSITE[condition.operator]
    return Comparison(condition.field, operator, condition.value, condition.is_money)


def excludes(one: Condition, other: Condition) -> bool:
    """Say whether two conditions can never hold together; False where that cannot be proved."""
    cases = _cases(Both(one, other))
    return cases is not None and all(_is_impossible(case) for case in cases)


def is_complement(one: Condition, other: Condition) -> bool:
    """Say whether exactly one of two conditions always holds; False where it cannot be proved."""
    return excludes(one, other) and excludes(negated(one), negated(other))


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


def _is_impossible(case: tuple[Comparison, ...]) -> bool:
    return any(
        _same_field(one, other) and _contradict(one, other)
        for place, one in enumerate(case)
        for other in case[place + 1 :]
    )


def _same_field(one: Comparison, other: Comparison) -> bool:
    """Say whether two comparisons are about the same thing, as far as their words tell.

    ``$.order.amount`` and ``amount`` are; so are an unnamed limit and whatever number is compared.
    """
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
    if one.operator == other.operator == "=":
        return a != b
    return a == b and {one.operator, other.operator} == {"=", "!="}


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


class _Reader:
    """Reads tokens from left to right: either = both {or both}; both = single {and single}."""

    def __init__(self, found: list[Token]) -> None:
        self.rest = found[::-1]
        self._depth = 0

    def either(self) -> Condition | None:
        left = self.both()
        while left is not None and self._take("or"):
            right = self.both()
            left = None if right is None else Either(left, right)
        return left

    def both(self) -> Condition | None:
        left = self.single()
        while left is not None and self._take("and"):
            right = self.single()
            left = None if right is None else Both(left, right)
        return left

    def single(self) -> Condition | None:
        self._depth += 1
        if self._depth > 100:
            return None
        try:
            return self._single()
        finally:
            self._depth -= 1

    def _single(self) -> Condition | None:
        if self._take("not"):
            inner = self.single()
            return None if inner is None else negated(inner)
        if self._take("("):
            inner = self.either()
            return inner if inner is not None and self._take(")") else None
        return self._comparison()

    def _comparison(self) -> Condition | None:
        field, first = self._side()
        if self._take("between"):
            return self._between(field)
        operator = self._operator()
        if operator is None:
            return self._statement(field, first)
        if self._take("not") and operator == "=":
            operator = "!="
        words, value = self._side()
        if first is not None and value is None and words:  # 250 < amount
            turned = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(operator, operator)
            return _compare(words, turned, first)
        if value is None:
            if not words:
                return None
            value = Token("text", " ".join(words))
        return _compare(field, operator, value)

    def _between(self, field: tuple[str, ...]) -> Condition | None:
        _, low = self._side()
        if low is None or not self._take("and"):
            return None
        _, high = self._side()
        if high is None:
            return None
        return Both(_compare(field, ">=", low), _compare(field, "<=", high))

    def _statement(self, field: tuple[str, ...], value: Token | None) -> Condition | None:
        """Read a bare name as a statement that it is so, ``true`` and ``false`` as they are."""
        if value is not None:
            if not field and value.kind == "truth":
                return Constant(value.text == "true")
            return None
        return Comparison(field, "=", value=True) if field else None

    def _side(self) -> tuple[tuple[str, ...], Token | None]:
        """Take the words of a field, and the value that follows or stands in its place."""
        words: list[str] = []
        while self.rest and self.rest[-1].kind == "word":
            words.append(self.rest.pop().text)
        words = [word for word in words if word not in _NOISE] or words
        if self.rest and self.rest[-1].kind in {"number", "money", "text", "truth"}:
            return tuple(words), self.rest.pop()
        return tuple(words), None

    def _operator(self) -> str | None:
        return self.rest.pop().text if self.rest and self.rest[-1].kind == "operator" else None

    def _take(self, kind: str) -> bool:
        if self.rest and self.rest[-1].kind == kind:
            self.rest.pop()
            return True
        return False


def _compare(field: tuple[str, ...], operator: str, value: Token) -> Comparison:
    if value.kind in {"number", "money"}:
        return Comparison(field, operator, Decimal(value.text), value.kind == "money")
    if value.kind == "truth":
        return Comparison(field, operator, value.text == "true")
    return Comparison(field, operator, value.text.casefold())
