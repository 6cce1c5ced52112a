"""Conditions as people and engines write them, read far enough to compare two of them.

One small grammar serves the words of registers ("over 250 EUR", "amount > 250"), FEEL and UEL of
BPMN (``${amount > 250}``, ``= amount > 250``), and the wording of choice rules (``$.amount >
250``). What it cannot read stays an opaque statement that only equals itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeAlias

from asbuilt.derive.behaviour.condition_words import Token, is_expression, tokens

AMOUNT_WORDS: Final = frozenset(
    {
        "amount", "value", "total", "price", "sum", "cost", "costs", "net", "gross", "betrag",
        "wert", "summe", "preis", "kosten", "bestellwert", "auftragswert", "rechnungsbetrag",
    }
)  # fmt: skip
"""Words that name an amount of money; a limit in a currency is about one of them."""

NOISE: Final = frozenset(
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


class Name(str):
    """The name of another field with which an expression compares one; its value is not known."""

    __slots__ = ()


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
    reader = _Reader(found, names=is_expression(text))
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


class _Reader:
    """Reads tokens from left to right: either = both {or both}; both = single {and single}."""

    def __init__(self, found: list[Token], *, names: bool) -> None:
        self.rest = found[::-1]
        self._unquoted = "name" if names else "text"
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
        if first is None and field[-1:] == ("in",) and self._take("("):
            return self._one_of(field[:-1])
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
            value = Token(self._unquoted, " ".join(words))
        return _compare(field, operator, value)

    def _between(self, field: tuple[str, ...]) -> Condition | None:
        _, low = self._side()
        if low is None or not self._take("and"):
            return None
        _, high = self._side()
        if high is None:
            return None
        return Both(_compare(field, ">=", low), _compare(field, "<=", high))

    def _one_of(self, field: tuple[str, ...]) -> Condition | None:
        """Read the rest of ``kind in ("new", "changed")``."""
        condition: Condition | None = None
        while not self._take(")"):
            words, value = self._side()
            if words or value is None:
                return None
            one = _compare(field, "=", value)
            condition = one if condition is None else Either(condition, one)
        return condition

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
        words = [word for word in words if word not in NOISE] or words
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
    text = value.text.casefold()
    if value.kind == "truth" or (value.kind == "text" and text in {"true", "false"}):
        return Comparison(field, operator, text == "true")
    return Comparison(field, operator, Name(text) if value.kind == "name" else text)
