"""Lets Oxigraph put any values in order: ORDER BY is spelt out in keys that can all be compared.

Where literals of several types meet in one column, Oxigraph 0.5 compares some by value and some by
text, which is no order at all; Rust's sort notices, and the process is aborted with nothing to
catch. So a condition such as ``DESC(?value)`` is written as several, of which each compares like
with like: what is no literal first, then numbers by value, then times by when they are, then the
rest by its text. SPARQL 1.1, 15.1, leaves the order between types to whoever answers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Answer = TypeVar("Answer")

_TOKEN: Final = re.compile(
    r"""(?P<string>'''(?:\\.|'{0,2}[^'\\])*'''|\"\"\"(?:\\.|"{0,2}[^"\\])*\"\"\"
        |'(?:\\.|[^'\\\n\r])*'|"(?:\\.|[^"\\\n\r])*")
      |(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
      |(?P<comment>\#[^\n\r]*)
      |(?P<variable>[?$]\w+)
      |(?P<word>[^\W\d][\w.-]*(?::[\w.%\\-]*)?|:[\w.%\\-]+)
      |(?P<sign>\S)
      |(?P<space>\s+)""",
    re.VERBOSE | re.DOTALL,
)
_ENDS: Final = frozenset({"limit", "offset", "values", "having", "bindings"})
_ALIKE_WORDS: Final = """
str lcase ucase strlen count sum avg bound isiri isliteral isblank isnumeric lang datatype year
month day hours minutes seconds abs round floor ceil exists not group_concat regex contains
strstarts strends substr replace concat encode_for_uri md5 sha256
"""
_ALIKE: Final = frozenset(_ALIKE_WORDS.split())
"""Functions whose values are all of one type."""
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"


def in_order(ask: Callable[[str], Answer], query: str) -> Answer:
    """Ask a query in a form whose order can be made.

    Raises `SyntaxError` in words about the query as it was written, where it cannot be parsed.
    """
    written = comparable(query)
    if written != query:
        try:
            return ask(written)
        except SyntaxError:
            pass
    return ask(query)


def comparable(query: str) -> str:
    """Give a query that answers the same in an order that Oxigraph can always make.

    What cannot be understood is left as it is, for the store's parser to judge.
    """
    if not re.search(r"order\s+by", query, re.IGNORECASE):
        return query
    tokens = [(found.lastgroup or "", found.group()) for found in _TOKEN.finditer(query)]
    written: list[str] = []
    place = 0
    while place < len(tokens):
        written.append(tokens[place][1])
        place += 1
        if written[-1].casefold() != "order" or tokens[place - 1][0] != "word":
            continue
        by = _next(tokens, place)
        if by >= len(tokens) or tokens[by][1].casefold() != "by":
            continue
        end = _end(tokens, by + 1)
        conditions = tokens[by + 1 : end]
        try:
            clause = " ".join(_keys(conditions))
        except _NotUnderstoodError:
            clause = "".join(text for _, text in conditions)
        written.append(f" BY {clause} ")
        place = end
    return "".join(written)


class _NotUnderstoodError(Exception):
    """A condition is written in a way that is not foreseen here."""


def _next(tokens: list[tuple[str, str]], place: int) -> int:
    while place < len(tokens) and tokens[place][0] in {"space", "comment"}:
        place += 1
    return place


def _end(tokens: list[tuple[str, str]], place: int) -> int:
    """Give where the conditions end: at the next clause, or where the group or query does."""
    depth = 0
    for number in range(place, len(tokens)):
        kind, text = tokens[number]
        if kind == "sign" and text in "({":
            depth += 1
        elif kind == "sign" and text in ")}":
            depth -= 1
            if depth < 0:
                return number
        elif depth == 0 and kind == "word" and text.casefold() in _ENDS:
            return number
    return len(tokens)


def _keys(tokens: list[tuple[str, str]]) -> Iterator[str]:
    place = 0
    while (place := _next(tokens, place)) < len(tokens):
        kind, text = tokens[place]
        turned = "ASC"
        if kind == "word" and text.casefold() in {"asc", "desc"}:
            turned = text.upper()
            place = _next(tokens, place + 1)
            kind, text = tokens[place] if place < len(tokens) else ("", "")
        if kind == "variable":
            yield from _spelt_out(text, turned)
            place += 1
            continue
        name = ""
        if kind in {"word", "iri"}:
            name = text
            place = _next(tokens, place + 1)
        if place >= len(tokens) or tokens[place][1] != "(":
            raise _NotUnderstoodError
        end = _closing(tokens, place)
        inner = "".join(text for kind, text in tokens[place : end + 1] if kind != "comment")
        place = end + 1
        bare = inner[1:-1].strip()
        if name and (":" in name or name.startswith("<") or name.casefold() in _ALIKE):
            yield f"{turned}({name}{inner})"
        elif not name and _is_alike(bare):
            yield f"{turned}({inner})"
        else:
            yield from _spelt_out(f"{name}{inner}", turned)


def _is_alike(expression: str) -> bool:
    """Say whether an expression is one call of a function whose values are of one type."""
    called = re.match(r"(\w+)\s*\(", expression)
    return called is not None and called[1].casefold() in _ALIKE and expression.count("(") == 1


def _closing(tokens: list[tuple[str, str]], place: int) -> int:
    depth = 0
    for number in range(place, len(tokens)):
        if tokens[number][0] == "sign":
            depth += {"(": 1, ")": -1}.get(tokens[number][1], 0)
            if depth == 0:
                return number
    raise _NotUnderstoodError


def _spelt_out(value: str, turned: str) -> Iterator[str]:
    """Give the conditions that put values of any type in order; an error sorts as nothing does."""
    zero = f'"1970-01-01T00:00:00{{}}"^^<{_XSD}dateTime>'
    time = f"<{_XSD}dateTime>({value})"
    is_time = f"DATATYPE({value}) IN (<{_XSD}dateTime>, <{_XSD}date>)"
    since = f"COALESCE({time} - {zero.format('Z')}, {time} - {zero.format('')})"
    is_number = f"ISNUMERIC({value}) && {value} = {value}"
    for key in (
        f"ISLITERAL({value})",
        f"IF(ISLITERAL({value}), 1/0, {value})",
        f"IF({is_number}, 0, IF({is_time}, 1, 2))",
        f"IF({is_number}, {value}, 1/0)",
        f"IF({is_time}, {since}, 1/0)",
        f"STR({value})",
    ):
        yield f"{turned}({key})"
