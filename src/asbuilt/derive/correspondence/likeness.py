"""How alike two names of elements are, word by word, and which words speak for it.

The words of both names are paired, the best pair first, and each pair counts by how alike it is
and by how much the word tells: one that stands in every name tells little (soft TF-IDF: W. Cohen,
P. Ravikumar and S. Fienberg, 2003). Words are alike as stems, as abbreviations, by a typing slip
(edit distance with swapped letters, by rapidfuzz), or by a small glossary of English and German.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import OSA

from asbuilt.derive.correspondence.glossary import GROUPS, NEGATIONS, OPPOSITES, mean_alike
from asbuilt.derive.correspondence.words import parts, stems

if TYPE_CHECKING:
    from collections.abc import Iterable

_ABBREVIATED: Final = 0.8
_MEANT: Final = 0.75
_SLIP_IN: Final = 5
"""Letters of a word from which one wrong, missing or swapped letter is a typing slip."""
_LEAST_WEIGHT: Final = 0.45
"""What a word that stands in every name counts beside one that stands in one."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """From 0 to 1 how alike two names are, and the words that they share."""

    score: float
    shared: tuple[tuple[str, str], ...] = ()
    """Pairs of stems, of the one name and of the other."""
    opposed: tuple[str, str] | None = None
    """Words of which one excludes the other."""


@lru_cache(maxsize=65536)
def likeness(one: str, other: str) -> float:
    """Give from 0 to 1 how alike two names are that stand alone."""
    return Lexicon((one, other), weighed=False).compare(one, other).score


class Lexicon:
    """The words of many names: which of them are compounds, and how much each tells."""

    def __init__(self, names: Iterable[str], *, weighed: bool = True) -> None:
        """Take in all names that will be compared."""
        held = sorted(set(names))
        known = {stem for name in held for stem in stems(name) if len(stem) >= 4}
        self._known = known | GROUPS.keys()
        self._counts: Counter[str] = Counter()
        self._words: dict[str, tuple[str, ...]] = {}
        for name in held:
            self._counts.update(set(self.words(name)))
        self._names = len(held)
        self._weighed = weighed

    def words(self, name: str) -> tuple[str, ...]:
        """Give the stems of a name, compounds opened."""
        if name not in self._words:
            found = (part for stem in stems(name) for part in parts(stem, self._known))
            self._words[name] = tuple(found)
        return self._words[name]

    def weight(self, word: str) -> float:
        """Give how much a word tells, up to 1 for one that stands in a single name."""
        if not self._weighed or self._names < 3:
            return 1.0
        rarity = log(1 + self._names / max(self._counts[word], 1)) / log(1 + self._names)
        return max(_LEAST_WEIGHT, min(1.0, rarity))

    def compare(self, one: str, other: str) -> Likeness:
        """Compare two names."""
        left, right = self.words(one), self.words(other)
        if not left or not right:
            return Likeness(0.0)
        pairs = _paired(left, right)
        shared = tuple((a, b) for _, a, b in pairs)
        whole = sum(map(self.weight, left)) + sum(map(self.weight, right))
        matched = sum(how * (self.weight(a) + self.weight(b)) for how, a, b in pairs)
        score = matched / whole
        fewer, more = sorted((len(left), len(right)))
        if len(pairs) == fewer < more and all(how >= _ABBREVIATED for how, _, _ in pairs):
            # The one name says all that the other says, and more.
            base = 0.6 if fewer > 1 else 0.42
            score = max(score, base + 0.35 * fewer / more)
        opposed = _opposed(set(left), set(right))
        if opposed or _numbers(left) != _numbers(right):
            score *= 0.6
        return Likeness(score, shared, opposed)


def _paired(left: tuple[str, ...], right: tuple[str, ...]) -> list[tuple[float, str, str]]:
    """Pair the words of two names, the likest first, each at most once."""
    free, open_ = Counter(left), Counter(right)
    pairs = []
    for word in sorted(free.keys() & open_.keys()):
        for _ in range(min(free[word], open_[word])):
            pairs.append((1.0, word, word))
            free[word] -= 1
            open_[word] -= 1
    ranked = sorted(
        ((_alike(a, b), a, b) for a in free if free[a] for b in open_ if open_[b]),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    for how, a, b in ranked:
        if how and free[a] and open_[b]:
            pairs.append((how, a, b))
            free[a] -= 1
            open_[b] -= 1
    return pairs


@lru_cache(maxsize=262144)
def _alike(one: str, other: str) -> float:
    """Give from 0 to 1 how alike two stems are."""
    short, long = sorted((one, other), key=len)
    if short.isdecimal() or long.isdecimal():
        return 0.0
    if len(long) >= _SLIP_IN and OSA.distance(short, long, score_cutoff=1) <= 1:
        return 0.9
    if mean_alike(one, other):
        return _MEANT
    return _ABBREVIATED if _abbreviates(short, long) else 0.0


def _abbreviates(short: str, long: str) -> bool:
    """Say whether one word is short for another, as ``appr`` and ``mgmt`` are."""
    if len(short) < 3 or len(long) < len(short) + 2 or short[0] != long[0]:
        return False
    if long.startswith(short):
        return True
    rest = iter(long)
    vowels = sum(letter in "aeiouäöü" for letter in short)
    return vowels == 0 and all(letter in rest for letter in short)


def _numbers(found: tuple[str, ...]) -> set[str]:
    """Give the numbers in a name; two names that differ in them are not meant to be one."""
    return {word for word in found if word.isdecimal()}


def _opposed(left: set[str], right: set[str]) -> tuple[str, str] | None:
    """Give words of two names that exclude each other, or a negation that only one of them has."""
    for a in sorted(left - right):
        for b in sorted(right - left):
            if frozenset((a, b)) in OPPOSITES:
                return a, b
    negated = (left ^ right) & NEGATIONS
    return (min(negated), "") if negated else None
