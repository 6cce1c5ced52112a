"""The words and signs of conditions, in the spellings that registers, BPMN and workflows use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a condition, such as a word, number, money, text, truth or operator."""

    kind: str
    text: str


_PHRASES: Final = (
    ("!=", r"!=|<>|≠|\bis not equal to\b|\bnot equal(?:s)?(?: to)?\b|\bungleich\b"),
    (
        "<=",
        (
            r"<=|=<|≤|\bup to and including\b|\bup to\b|\bat most\b|\bno more than\b"
            r"|\bnot more than\b|\bnot (?:over|above|exceeding)\b|\bdoes not exceed\b"
            r"|\bmax(?:imum|\.)?(?= )|\bless than or equal(?:s)?(?: to)?\b"
            r"|\bbis zu\b|\bbis\b|\bhöchstens\b|\bmaximal\b"
        ),
    ),
    (
        ">=",
        (
            r">=|=>|≥|\bat least\b|\bno less than\b|\bnot less than\b|\bnot (?:under|below)\b"
            r"|\bfrom\b|\bmin(?:imum|\.)?(?= )|\bgreater than or equal(?:s)?(?: to)?\b"
            r"|\bmindestens\b|\bab\b"
        ),
    ),
    (
        "<",
        (
            r"<|\b(?:is )?(?:less|lower|smaller|fewer) than\b|\bunder\b|\bbelow\b|\bunter\b"
            r"|\bweniger als\b|\bkleiner als\b"
        ),
    ),
    (
        ">",
        (
            r">|\b(?:is )?(?:more|greater|higher|larger) than\b|\bover\b|\babove\b"
            r"|\bexceed(?:s|ing)?\b|\bbeyond\b|\büber\b|\bmehr als\b|\bgrößer als\b"
        ),
    ),
    ("=", r"===?|=|\bequal(?:s)?(?: to)?\b|\bis\b|\bare\b|\bgleich\b|\bist\b|\bsind\b"),
)
_OPERATORS: Final = "|".join(
    f"(?P<op{place}>{pattern})" for place, (_, pattern) in enumerate(_PHRASES)
)
_CURRENCY: Final = r"(?:€|\$(?=\s?\d)|£|\b(?:eur|euros?|usd|gbp|chf|dollars?|pounds?)\b)"
_NUMBER: Final = r"-?\d+(?:[.,'\u00a0\u202f ]\d{3})*(?:[.,]\d+)?"
_TOKEN: Final = re.compile(
    rf"""(?P<text>"[^"]*"|'[^']*')
    |(?P<money>{_CURRENCY}\s*{_NUMBER}\s*(?:k|m)?\b|{_NUMBER}\s*(?:k|m)?\s*{_CURRENCY})
    |(?P<number>{_NUMBER}(?:\s?k\b)?)
    |(?P<and>&&|\band\b|\bund\b)|(?P<or>\|\||\bor\b|\boder\b)
    |(?P<between>\bbetween\b|\bzwischen\b)
    |{_OPERATORS.replace(" ", chr(92) + " ")}
    |(?P<not>!|\bnot\b|\bnicht\b)
    |(?P<truth>\btrue\b|\bfalse\b)
    |(?P<open>\()|(?P<close>\))
    |(?P<sign>[+*]|\s[-/%]\s)
    |(?P<word>[^\W\d]\w*)""",
    re.IGNORECASE | re.VERBOSE,
)
_WRAPPING: Final = re.compile(r"^\s*(?:[$#]\{(?P<el>.*)\}|\{%(?P<jsonata>.*)%\})\s*$", re.DOTALL)
_WORD_OPERATORS: Final = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_WORD_OPERATOR: Final = re.compile(rf"(?<=\s)(?:{'|'.join(_WORD_OPERATORS)})(?=\s)")
"""Operators that Unified Expression Language writes as words (JSR-341, 1.4)."""
_EQUALS: Final = re.compile(r"""\.equals(?:IgnoreCase)?\(\s*("[^"]*"|'[^']*')\s*\)""")
_PROGRAMMED: Final = re.compile(r"==|&&|\|\||\$states\.")
_GETTER: Final = re.compile(
    r"(?:execution\.)?(?:getVariable|get)\(\s*['\"](?P<name>[^'\"]+)['\"]\s*\)"
)
_PATH_HEAD: Final = re.compile(r"\$(?:states\.input|\$)?\.|\$(?=[A-Za-z_])|\bexecution\.|\binput\.")
_CAMEL: Final = re.compile(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])")
_LONGEST: Final = 4000
"""Characters beyond which a condition is not read; nobody compares a programme."""


def tokens(text: str) -> list[Token]:
    """Split a condition; what is neither word nor sign, such as a dot in a path, is passed over."""
    plain = _unwrapped(text[:_LONGEST])
    found: list[Token] = []
    for match in _TOKEN.finditer(plain):
        kind = match.lastgroup or ""
        said = match.group()
        if kind.startswith("op") and kind != "open":
            found.append(Token("operator", _PHRASES[int(kind[2:])][0]))
        elif kind in {"number", "money"}:
            found.append(Token(kind, str(_number(said, is_money=kind == "money"))))
        elif kind == "text":
            found.append(Token("text", " ".join(said[1:-1].split())))
        elif kind == "word":
            words = _CAMEL.sub(" ", said).replace("_", " ").casefold().split()
            found += [Token("word", word) for word in words]
        elif kind == "truth":
            found.append(Token("truth", said.casefold()))
        else:
            found.append(Token({"open": "(", "close": ")"}.get(kind, kind), said))
    return found


def is_expression(text: str) -> bool:
    """Say whether a condition is for an engine, so that a text without quotes is a name in it."""
    plain = text.strip()
    return bool(_WRAPPING.match(plain) or plain.startswith("=") or _PROGRAMMED.search(plain))


def _unwrapped(text: str) -> str:
    plain = text.strip()
    wrapped = _WRAPPING.match(plain)
    if wrapped:
        plain = wrapped.group("el") or wrapped.group("jsonata") or ""
        plain = _WORD_OPERATOR.sub(lambda match: _WORD_OPERATORS[match.group()], plain)
    plain = _EQUALS.sub(r" == \1", plain)
    plain = plain.strip().removeprefix("=")
    plain = _GETTER.sub(lambda match: match.group("name"), plain)
    return _PATH_HEAD.sub(" ", plain)


def _number(said: str, *, is_money: bool) -> Decimal:
    """Read a number; three digits after a single dot are thousands only beside a currency."""
    text = said.casefold()
    factor = 1
    digits = re.search(_NUMBER, text)
    assert digits is not None
    rest = text[digits.end() :].strip()
    if re.match(r"k\b", rest):
        factor = 1000
    elif re.match(r"m\b", rest):
        factor = 1_000_000
    number = re.sub(r"['\u00a0\u202f ]", "", digits.group())
    mark = max(number.rfind("."), number.rfind(","))
    if mark >= 0:
        whole, sign, fraction = number[:mark], number[mark], number[mark + 1 :]
        grouped = len(fraction) == 3 and (is_money or sign == "," or sign in whole)
        if sign in whole and len(fraction) == 3:
            grouped = True
        whole = re.sub(r"[.,]", "", whole)
        number = whole + fraction if grouped else f"{whole}.{fraction}"
    return Decimal(number) * factor
