"""How alike two names of elements are, whatever their case, inflection or spelling as one word."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

from asbuilt.identity import fold

_CAMEL: Final = re.compile(
    r"(?<=[a-zäöüß0-9])(?=[A-ZÄÖÜ])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[^\W\d_])(?=\d)"
)
_WORD: Final = re.compile(r"[^\W_]+")
_ENDINGS: Final = (
    "ations", "ation", "ments", "ment", "ings", "ing", "ions", "ion", "ies", "ied", "ed", "es",
    "en", "er", "e", "s", "y",
)  # fmt: skip
_EMPTY: Final = frozenset(
    {
        "a", "an", "and", "the", "of", "to", "for", "in", "on", "by", "is", "with",
        "der", "die", "das", "und", "zu", "für", "mit", "task", "state", "step", "activity",
    }
)  # fmt: skip
"""Words that tell two names neither apart nor together."""


@lru_cache(maxsize=65536)
def stems(text: str) -> tuple[str, ...]:
    """Give the words of a name without endings, an identifier in camel case as words, too."""
    words = [fold(word) for word in _WORD.findall(_CAMEL.sub(" ", text))]
    return tuple(_stem(word) for word in words if word not in _EMPTY) or tuple(words)


def likeness(one: str, other: str) -> float:
    """Give from 0 to 1 how alike two names are: all words in any order, and shared words."""
    left, right = stems(one), stems(other)
    if not left or not right:
        return 0.0
    if _numbers(left) != _numbers(right):
        return 0.5 * len(set(left) & set(right)) / max(len(set(left)), len(set(right)))
    a, b = " ".join(left), " ".join(right)
    whole = fuzz.token_sort_ratio(a, b)
    shared = fuzz.token_set_ratio(a, b)
    covered = len(set(left) & set(right)) / min(len(set(left)), len(set(right)))
    # One word in common is much in a name of two words, and little where the other has five.
    balance = min(len(left), len(right)) / max(len(left), len(right))
    return max(whole, shared * (0.55 + 0.35 * balance) if covered >= 0.5 else 0) / 100


def _numbers(words: tuple[str, ...]) -> set[str]:
    """Give the numbers in a name; two names that differ in them are not meant to be one."""
    return {word for word in words if word.isdecimal()}


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word
