"""The text of a query as tokens, with its prefixed names written out and its prologue gone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from asbuilt.judge.native.problems import ShapeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_TOKEN: Final = re.compile(
    r"""
      (?P<space>\s+|\#[^\n\r]*)
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<string>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3}|'{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
                |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    | (?P<variable>[?$]\w+)
    | (?P<tag>@[a-zA-Z]+(?:-[a-zA-Z0-9]+)*)
    | (?P<blank>_:\w(?:[\w.\-]*[\w\-])?)
    | (?P<name>(?:[^\W\d_](?:[\w.\-]*[\w\-])?)?:
        (?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\.)(?:(?:[\w.:\-]|%[0-9A-Fa-f]{2}|\\.)*
        (?:[\w:\-]|%[0-9A-Fa-f]{2}|\\.))?)?)
    | (?P<number>[+\-]?(?:\d*\.\d+|\d+)(?:[eE][+\-]?\d+)?)
    | (?P<word>[^\W\d]\w*)
    | (?P<mark>\^\^|&&|\|\||!=|<=|>=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\(.)")


def tokens(query: str, prefixes: Mapping[str, str]) -> list[str]:
    """Give the tokens of a query after its prologue, prefixed names as full IRIs.

    Raises `ShapeError` for a prefix that nothing declares, for a BASE and for a SERVICE.
    """
    known = dict(prefixes)
    found: list[str] = []
    listed = [
        (match.lastgroup, match.group())
        for match in _TOKEN.finditer(query)
        if match.lastgroup != "space"
    ]
    index = 0
    while index < len(listed) and listed[index][1].upper() in {"PREFIX", "BASE"}:
        if listed[index][1].upper() == "BASE" or index + 2 >= len(listed):
            raise ShapeError("the query has a BASE or a broken PREFIX; write IRIs in full")
        known[listed[index + 1][1].removesuffix(":")] = listed[index + 2][1][1:-1]
        index += 3
    for kind, token in listed[index:]:
        if kind == "word" and token.upper() == "SERVICE":
            raise ShapeError("its query has a SERVICE, which would ask another server")
        if kind == "name":
            prefix, _, local = token.partition(":")
            if prefix not in known:
                raise ShapeError(
                    f"the query uses the prefix {prefix + ':'!r}, which no sh:prefixes declares"
                )
            plain = _ESCAPE.sub(r"\1", local)
            found.append(f"<{known[prefix]}{plain}>")
        else:
            found.append(token)
    return found


def joined(listed: Iterable[str]) -> str:
    """Give tokens as text.

    An argument list follows its function at once, as Oxigraph wants it; the sign of a repeated path
    follows what it repeats, and type or language its literal, as rdflib does.
    """
    parts: list[str] = []
    for one in listed:
        before = parts[-1].strip() if parts else ""
        is_call = one == "(" and before.replace("_", "").isalnum()
        is_repeated = one in {"*", "+", "?"} and (before[:1] == "<" or before in {")", "a"})
        is_literal = "^^" in {one, before} or one[:1] == "@"
        is_glued = not parts or is_call or is_repeated or is_literal
        parts.append(one if is_glued else f" {one}")
    return "".join(parts)


def variable(token: str) -> str:
    """Give the name of a variable; empty for any other token."""
    return token[1:] if token[0] in "?$" and len(token) > 1 else ""


def spans(listed: Sequence[str]) -> dict[int, int]:
    """Give for the index of each opening brace the index after the one that closes it."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for index, one in enumerate(listed):
        if one == "{":
            opened.append(index)
        elif one == "}":
            found[opened.pop()] = index + 1
    return found
