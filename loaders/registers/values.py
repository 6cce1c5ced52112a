"""What the words, numbers and codes in the cells of a register mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TYPE_CHECKING

from asbuilt.loaders.registers.vocabulary import vocabulary, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SHA256 = re.compile(r"(?:sha-?256[:=\s]\s*)?([0-9a-f]{64})", re.IGNORECASE)
_MAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
_LOGIN = re.compile(r"[a-z][a-z0-9._-]*\d[a-z0-9._-]*|[a-z0-9]+\.[a-z0-9.]+")
_NUMBER = re.compile(
    r"[<>=≤≥~]*\s*(?:[€$£]|[A-Z]{3}\s)?\s*"
    r"([-+\u2212]?[\d.,'\u2019\u00a0\u202f ]*\d(?:[eE][-+]?\d+)?)"
    r"\s*(?:%|[€$£]|[A-Za-z/ ]{0,12})"
)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:(?:,\d{3})+|(?:\.\d{3})+)")
_GAPS = re.compile(r"[\s'\u2019\u00a0\u202f]")
_DASHES = frozenset({"-", "\u2013", "\u2014", "--", "."})
_ABSENT = frozenset({"n/a", "n.a.", "na", "k.a.", "k. a.", "none", "null", "entfällt"})
_LONGEST_ABSENT = max(map(len, _ABSENT)) + 2
_CUT = re.compile(r"\s*[;\n|]\s*")
_CODE_LIST = re.compile(r"[^\s,;]*\d[^\s,;]*(?:\s*,\s*[^\s,;]*\d[^\s,;]*)+")
_CODE = re.compile(r"(?=\S*\d)\S{1,30}|[A-Z]{2,8}")
_LETTERS = re.compile(r"(?i:(?!.*(.).*\1)[raci]{2,4})")
_PARTED = re.compile(r"[/,;+&\s]+")


def is_dash(text: str) -> bool:
    """Say whether a cell holds a mere dash, which states nothing."""
    return len(text) < 3 and text.strip() in _DASHES


def is_absent(text: str) -> bool:
    """Say whether a cell for a number or day says that there is none."""
    return len(text) <= _LONGEST_ABSENT and (is_dash(text) or text.strip().casefold() in _ABSENT)


def parts(text: str) -> list[str]:
    """Give the several things that a cell lists: by line, semicolon or bar, codes also by comma."""
    pieces = [piece for piece in _CUT.split(text.strip()) if piece]
    found = []
    for piece in pieces:
        found += re.split(r"\s*,\s*", piece) if _CODE_LIST.fullmatch(piece) else [piece]
    return list(dict.fromkeys(found))


def word(words: str, text: str, own: Mapping[str, Iterable[str]] | None = None) -> str:
    """Give the canonical word for a cell's text, by the workspace's `own` words first; or ''."""
    folded = words_of(text)
    for canonical, said in (own or {}).items():
        if folded in {words_of(str(one)) for one in ([said] if isinstance(said, str) else said)}:
            return canonical
    return vocabulary().words.get(words, {}).get(folded, "")


def contains_word(words: str, text: str) -> str:
    """Give the canonical word of the first known word that a text contains; or ''."""
    folded = f" {words_of(text)} "
    known = vocabulary().words[words]
    return next((known[one] for one in sorted(known, key=len)[::-1] if f" {one} " in folded), "")


def responsibilities(text: str, own: Mapping[str, Iterable[str]] | None = None) -> tuple[str, ...]:
    """Give the letters R, A, C, I that a cell assigns; empty where any part is not understood."""
    found: list[str] = []
    for part in (one for one in _PARTED.split(text.strip()) if one):
        letter = word("raci", part, own)
        run = _LETTERS.fullmatch(part)
        letters = [letter] if letter else list(part.upper()) if run else []
        if not letters:
            whole = word("raci", text, own)  # only now: folding takes the A of "A/R" for an article
            return (whole,) if whole else ()
        found += letters
    return tuple(dict.fromkeys(found))


def known_letters(
    text: str, own: Mapping[str, Iterable[str]] | None = None
) -> tuple[tuple[str, ...], str]:
    """Give the letters of a cell that are known and those that are not; none of a cell of words."""
    listed = [part for part in _PARTED.split(text.strip()) if part]
    if len(listed) < 2 or any(len(part) > 1 for part in listed):
        return (), ""
    unknown = [part for part in listed if not responsibilities(part, own)]
    letters = [letter for part in listed for letter in responsibilities(part, own)]
    return tuple(dict.fromkeys(letters)), ", ".join(unknown)


def sha256(text: str) -> str:
    """Give a SHA-256 digest in lower case, or '' where the text is none."""
    found = _SHA256.fullmatch(text.strip())
    return found.group(1).lower() if found else ""


def looks_like_sha256(text: str) -> bool:
    """Say whether a text is a SHA-256 digest."""
    return bool(sha256(text))


def is_mail(text: str) -> bool:
    """Say whether a text is an e-mail address."""
    return _MAIL.fullmatch(text) is not None


def is_account(text: str) -> bool:
    """Say whether a text is a login or an e-mail address, not the name of a person or role."""
    return bool(_MAIL.fullmatch(text) or _LOGIN.fullmatch(text))


def is_code(text: str) -> bool:
    """Say whether a text is an identifier such as ``C-01`` or ``4711`` rather than a name."""
    return _CODE.fullmatch(text) is not None


@lru_cache(maxsize=16384)
def looks_like_number(text: str) -> bool:
    """Say whether a text is a number, perhaps with its unit."""
    return _NUMBER.fullmatch(text.strip()) is not None


@dataclass(frozen=True, slots=True)
class Marks:
    """Which mark stands before the decimals in a column, judged by all its cells or told."""

    comma: bool
    ambiguous: bool = False
    """Whether numbers such as 1.234 would make sense both ways and no cell decides."""
    mixed: bool = False
    """Whether some cells write decimals with a comma and others with a point."""
    told: bool = False
    """Whether the workspace says it, so that a cell's own marks decide nothing."""


def marks_of(texts: Iterable[str]) -> Marks:
    """Judge which mark stands before the decimals of a column.

    Without any proof, a lone mark before three digits is taken to part the thousands.
    """
    proof = {",": 0, ".": 0}
    thousands = {",": 0, ".": 0}
    for text in texts:
        found = _NUMBER.fullmatch(text.strip()) if "," in text or "." in text else None
        if not found:
            continue
        digits = found.group(1).lstrip("+-\u2212")
        last = _last_mark(digits)
        if not last:
            continue
        other = "." if last == "," else ","
        if other in digits or not _THOUSANDS.fullmatch(digits):
            repeated = digits.count(last) > 1  # 1.234.567: only thousands are parted twice
            proof[other if repeated else last] += 1
        elif digits.count(last) > 1:
            proof[other] += 1
        else:
            thousands[last] += 1
    if any(proof.values()):
        return Marks(proof[","] > proof["."], mixed=all(proof.values()))
    return Marks(thousands["."] > thousands[","], ambiguous=any(thousands.values()))


def number(text: str, marks: Marks) -> Decimal | None:
    """Give the number that a text writes, its unit left aside; None where it is none."""
    found = _NUMBER.fullmatch(text.strip())
    if not found:
        return None
    digits = _GAPS.sub("", found.group(1)).replace("\u2212", "-")
    comma = marks.comma
    if not marks.told and "," in digits and "." in digits:
        comma = _last_mark(digits) == ","
    digits = digits.replace(".", "").replace(",", ".") if comma else digits.replace(",", "")
    try:
        value = Decimal(digits)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _last_mark(digits: str) -> str:
    at = max(digits.rfind(","), digits.rfind("."))
    return digits[at] if at >= 0 else ""
