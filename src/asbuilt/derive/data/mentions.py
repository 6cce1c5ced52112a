"""The fields that a condition speaks of, and whether it asks if they are there at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from asbuilt.derive.behaviour.condition_words import tokens
from asbuilt.derive.behaviour.conditions import Both, Comparison, Constant, Either, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive.behaviour.conditions import Condition

_PRESENCE: Final = frozenset(
    {
        "null", "nil", "none", "present", "empty", "missing", "absent", "defined", "undefined",
        "blank", "given", "leer", "vorhanden",
    }
)  # fmt: skip
"""What something is said to be, or not to be, where a condition asks whether it is there."""
_ASKS: Final = re.compile(
    r"\$?\b(?:exists|isnull|isempty|isdefined|isblank|empty)\b", re.IGNORECASE
)
_ASKED_FIRST: Final = frozenset({"empty", "exists", "defined", "has", "given"})
"""Words before a name by which a condition asks for it, as in ``${empty bankAccount}``."""
_CAMEL: Final = re.compile(r"(?<=[a-zäöüß0-9])(?=[A-ZÄÖÜ])")


@dataclass(frozen=True, slots=True)
class Mention:
    """What a condition calls something, word by word."""

    words: tuple[str, ...]
    asks_presence: bool


def mentions(condition: str) -> Iterator[Mention]:
    """Give what a condition compares or asks for, each once."""
    found: dict[tuple[str, ...], bool] = {}
    for comparison in _comparisons(parse(condition)):
        for words, asks in _of(comparison, condition):
            if words:
                found[words] = found.get(words, False) or asks
    return (Mention(words, asks) for words, asks in found.items())


def words_of(text: str) -> tuple[str, ...]:
    """Give the words of a name as conditions would be read: ``bankAccount`` is two of them."""
    return tuple(re.findall(r"[^\W_]+", _CAMEL.sub(" ", text).casefold()))


def _of(comparison: Comparison, condition: str) -> Iterator[tuple[tuple[str, ...], bool]]:
    if comparison.field[:1] == ("?",):
        # Nothing was understood but the words: a function, most often, and what it is about.
        asks = bool(_ASKS.search(condition))
        words = [one.text for one in tokens(condition) if one.kind == "word"]
        plain = [word for word in words if not _ASKS.fullmatch(word)]
        if asks and plain:
            yield tuple(plain), True
        return
    value = comparison.value
    if value is True and comparison.field and comparison.field[0] in _ASKED_FIRST:
        yield comparison.field[1:], True
        return
    is_word = isinstance(value, str) and not re.search(
        rf"""["']{re.escape(value)}["']""", condition, re.IGNORECASE
    )
    yield comparison.field, is_word and value in _PRESENCE
    if is_word and isinstance(value, str) and value not in _PRESENCE:
        yield tuple(value.split()), False


def _comparisons(condition: Condition) -> Iterator[Comparison]:
    waiting = [condition]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Comparison):
            yield one
        elif isinstance(one, (Both, Either)):
            waiting += [one.right, one.left]
        else:
            assert isinstance(one, Constant)
