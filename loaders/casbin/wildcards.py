"""Actions as a line writes them: one, any, or several in a regular expression."""

from __future__ import annotations

import re

_CHOICE = re.compile(r"\^?\(?([\w-]+\)?(?:\|\(?[\w-]+\)?)*)\)?\$?\Z")
_ANY = frozenset(("*", ".*", "^.*$", "(.*)", ".+"))


def actions_of(text: str, how: str) -> list[str]:
    """Give the actions that a value means; `how` is the comparison, empty where not known."""
    if not text:
        return []
    if how in {"regex", "pattern", ""} and text in _ANY:
        return ["*"]
    choice = _CHOICE.match(text) if how in {"regex", ""} else None
    if choice is not None and "|" in text:
        return [part.strip("()") for part in choice[1].split("|")]
    return [text]
