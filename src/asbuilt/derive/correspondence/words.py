"""The words of a name as stems, however it is written: camel case, compounds, English or German.

Stems are those of the Snowball stemmers (M. F. Porter, 2001), English and then German, so that no
language need be guessed: what one of them leaves alone the other takes. German compounds are
opened where their parts are words among the names at hand or of the glossary.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import snowballstemmer  # type: ignore[import-untyped]

from asbuilt.identity import fold

if TYPE_CHECKING:
    from collections.abc import Container

_CAMEL: Final = re.compile(
    r"(?<=[a-zäöüß0-9])(?=[A-ZÄÖÜ])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[^\W\d_])(?=\d)"
)
_WORD: Final = re.compile(r"[^\W_]+")
_EMPTY: Final = frozenset(
    {
        "a", "an", "and", "the", "of", "to", "for", "in", "on", "by", "is", "with", "be", "as",
        "at", "about", "from", "into", "or", "if", "then", "via",
        "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einer", "und", "oder",
        "zu", "zum", "zur", "für", "mit", "auf", "bei", "im", "vom", "von", "über",
        "task", "state", "step", "activity", "status", "service", "usertask", "event",
    }
)  # fmt: skip
"""Words that tell two names neither apart nor together."""
_LINKS: Final = ("", "s", "es", "n", "en", "er", "e")
"""What German puts between the parts of a compound."""
_SHORTEST_PART: Final = 4

_ENGLISH: Final = snowballstemmer.stemmer("english")
_GERMAN: Final = snowballstemmer.stemmer("german")


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """Give the words of a name in lower case, without those that tell nothing."""
    found = [fold(word) for word in _WORD.findall(_CAMEL.sub(" ", text))]
    return tuple(word for word in found if word not in _EMPTY) or tuple(found)


@lru_cache(maxsize=65536)
def stems(text: str) -> tuple[str, ...]:
    """Give the words of a name without endings, an identifier in camel case as words, too."""
    return tuple(stem(word) for word in words(text))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Give a word without its endings: ``approves`` and ``approval`` are ``approv`` both."""
    if len(word) < 4 or not word.isalpha():
        return word
    short = str(_GERMAN.stemWord(_ENGLISH.stemWord(word)))
    for ending in ("ung", "i"):
        if short.endswith(ending) and len(short) - len(ending) >= _SHORTEST_PART:
            short = short.removesuffix(ending)
    return short


def parts(stemmed: str, known: Container[str]) -> tuple[str, ...]:
    """Open a compound of two known stems; a word that is none stays whole.

    ``rechnungsfreigab`` is ``rechn`` and ``freigab`` where both are known.
    """
    if len(stemmed) < 2 * _SHORTEST_PART:
        return (stemmed,)
    for cut in range(len(stemmed) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        head, tail = _without_link(stemmed[:cut], known), stem(stemmed[cut:])
        if head in known and tail in known:
            return (head, tail)
    return (stemmed,)


def _without_link(head: str, known: Container[str]) -> str:
    """Give the stem of the first part of a compound, without what links it to the second."""
    for link in _LINKS:
        bare = stem(head.removesuffix(link))
        if head.endswith(link) and len(bare) >= 3 and bare in known:
            return bare
    return head
