"""What a matcher compares: which field of a policy's lines with which part of a request, and how.

A matcher is understood as far as it joins comparisons by ``&&``. What else it asks is a condition;
what it allows by ``||`` without looking at any line is told apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIDE = r"(?:[rp]\d*)[._]\w+"
_EQUAL = re.compile(rf"({_SIDE})\s*==\s*({_SIDE})\Z")
_CALL = re.compile(r"(\w+)\s*\(([^()]*)\)\Z")
_LITERAL = re.compile(r"""(?:r\d*)[._](\w+)\s*==\s*(?:"([^"]*)"|'([^']*)')\Z""")
_PATTERNS: Final = frozenset(
    ("keyMatch", "keyMatch2", "keyMatch3", "keyMatch4", "keyMatch5", "globMatch", "ipMatch")
)
_GROUP = re.compile(r"g\d*\Z")


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a field is compared: ``equal``, ``pattern``, ``regex``, ``eval``, or ``g`` and so on."""

    how: str
    request: str = ""
    """The part of the request that it is compared with."""
    domain: str = ""
    """The field or part that says in which domain, where groups are looked up in one."""


@dataclass(slots=True)
class Matcher:
    """What one matcher asks of lines with one key."""

    compared: dict[str, Comparison] = field(default_factory=dict)
    conditions: list[str] = field(default_factory=list)
    """What it asks beyond comparisons, in its own words."""
    superusers: list[tuple[str, str]] = field(default_factory=list)
    """Parts of the request with a value to which everything is allowed."""
    beyond: list[str] = field(default_factory=list)
    """What else it allows without looking at a line."""


def understand(text: str, key: str) -> Matcher:
    """Take a matcher apart for the lines with a key such as ``p``."""
    matcher = Matcher()
    own = re.compile(rf"\b{re.escape(key)}[._]\w")
    looking = []
    for alternative in _split(_bare(text), "||"):
        literal = _LITERAL.match(_bare(alternative))
        if own.search(alternative):
            looking.append(alternative)
        elif literal is not None:
            matcher.superusers.append((literal[1], literal[2] or literal[3] or ""))
        else:
            matcher.beyond.append(alternative)
    if len(looking) != 1:
        matcher.conditions += [" || ".join(looking)] if looking else []
        return matcher
    for part in _conjuncts(looking[0]):
        said = _comparison(_bare(part), key)
        if said is None or said[0] in matcher.compared:
            matcher.conditions.append(part)
        else:
            matcher.compared[said[0]] = said[1]
    return matcher


def _conjuncts(text: str) -> list[str]:
    """Give all that has to hold together, out of brackets where these hold nothing else."""
    parts = list(_split(_bare(text), "&&"))
    if len(parts) == 1:
        return [text]
    return [one for part in parts for one in _conjuncts(part)]


def _comparison(text: str, key: str) -> tuple[str, Comparison] | None:
    equal = _EQUAL.match(text)
    if equal is not None:
        return _compared("equal", [equal[1], equal[2]], key)
    call = _CALL.match(text)
    arguments = [part.strip() for part in call[2].split(",")] if call is not None else []
    name = call[1] if call is not None else ""
    if name == "eval" and len(arguments) == 1 and _owner(arguments[0]) == key:
        return _name(arguments[0]), Comparison("eval")
    if _GROUP.match(name) and len(arguments) in {2, 3}:
        return _compared(name, arguments, key)
    if (name in _PATTERNS or name == "regexMatch") and len(arguments) == 2:
        return _compared("pattern" if name in _PATTERNS else "regex", arguments, key)
    return None


def _compared(how: str, arguments: list[str], key: str) -> tuple[str, Comparison] | None:
    first, second = arguments[:2]
    if how == "equal" and _owner(first) == key:
        first, second = second, first
    if not _owner(first).startswith("r") or _owner(second) != key:
        return None
    domain = _name(arguments[2]) if len(arguments) > 2 else ""
    return _name(second), Comparison(how, _name(first), domain)


def _owner(side: str) -> str:
    return re.split(r"[._]", side, maxsplit=1)[0] if re.fullmatch(_SIDE, side) else ""


def _name(side: str) -> str:
    return re.split(r"[._]", side, maxsplit=1)[-1]


def _bare(text: str) -> str:
    """Give an expression without brackets around all of it."""
    text = text.strip()
    while text.startswith("(") and text.endswith(")"):
        depth = 0
        for place, char in enumerate(text):
            depth += (char == "(") - (char == ")")
            if depth == 0 and place < len(text) - 1:
                return text
        text = text[1:-1].strip()
    return text


def _split(text: str, mark: str) -> Iterator[str]:
    """Give the parts of an expression between marks outside of brackets and texts."""
    depth, quote, start = 0, "", 0
    for place, char in enumerate(text):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
        elif depth == 0 and text.startswith(mark, place) and place >= start:
            yield text[start:place].strip()
            start = place + len(mark)
    yield text[start:].strip()
