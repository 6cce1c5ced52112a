"""What the words, numbers and codes in the cells of a register mean."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
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
_DASHES = frozenset({"-", "\u2013", "\u2014", "--", "."})
_ABSENT = frozenset({"n/a", "n.a.", "na", "k.a.", "k. a.", "none", "null", "entfällt"})
_CUT = re.compile(r"\s*[;\n|]\s*")
_CODE_LIST = re.compile(r"[^\s,;]*\d[^\s,;]*(?:\s*,\s*[^\s,;]*\d[^\s,;]*)+")
_CODE = re.compile(r"(?=\S*\d)\S{1,30}|[A-Z]{2,8}")
_LETTERS = re.compile(r"(?i:(?!.*(.).*\1)[raci]{2,4})")
_PARTED = re.compile(r"[/,;+&\s]+")


def is_dash(text: str) -> bool:
    """Say whether a cell holds a mere dash, which states nothing."""
    return text.strip() in _DASHES


def is_absent(text: str) -> bool:
    """Say whether a cell for a number or day says that there is none."""
    return is_dash(text) or text.strip().casefold() in _ABSENT


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


def sha256(text: str) -> str:
    """Give a SHA-256 digest in lower case, or '' where the text is none."""
    found = _SHA256.fullmatch(text.strip())
    return found.group(1).lower() if found else ""


def looks_like_sha256(text: str) -> bool:
    """Say whether a text is a SHA-256 digest."""
    return bool(sha256(text))


def is_account(text: str) -> bool:
    """Say whether a text is a login or an e-mail address, not the name of a person or role."""
    return bool(_MAIL.fullmatch(text) or _LOGIN.fullmatch(text))


def is_code(text: str) -> bool:
    """Say whether a text is an identifier such as ``C-01`` or ``4711`` rather than a name."""
    return _CODE.fullmatch(text) is not None


def looks_like_number(text: str) -> bool:
    """Say whether a text is a number, perhaps with its unit."""
    return _NUMBER.fullmatch(text.strip()) is not None


def comma_is_decimal(texts: Iterable[str]) -> bool:
    """Say whether a column writes decimals with a comma, judged by all its cells together."""
    comma = point = 0
    for text in texts:
        found = _NUMBER.fullmatch(text.strip())
        if not found:
            continue
        digits = found.group(1)
        last_comma, last_point = digits.rfind(","), digits.rfind(".")
        if last_comma >= 0 and last_point >= 0:
            comma, point = (comma + 9, point) if last_comma > last_point else (comma, point + 9)
        elif last_comma >= 0:
            thousands = re.fullmatch(r"[-+\u2212]?\d{1,3}(,\d{3})+", digits)
            comma, point = (comma, point + 1) if thousands else (comma + 2, point)
        elif last_point >= 0:
            thousands = re.fullmatch(r"[-+\u2212]?\d{1,3}(\.\d{3})+", digits)
            comma, point = (comma + 1, point) if thousands else (comma, point + 2)
    return comma > point


def number(text: str, *, comma: bool) -> Decimal | None:
    """Give the number that a text writes, its unit left aside; None where it is none."""
    found = _NUMBER.fullmatch(text.strip())
    if not found:
        return None
    digits = re.sub(r"[\s'\u2019\u00a0\u202f]", "", found.group(1)).replace("\u2212", "-")
    digits = digits.replace(".", "").replace(",", ".") if comma else digits.replace(",", "")
    try:
        value = Decimal(digits)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
