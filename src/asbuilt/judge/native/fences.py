"""Groups of a query that must not see what is bound around them.

An EXISTS in a group within a group sees what that group binds, and no more (SPARQL 1.1, 18.2.2 and
18.6). Oxigraph may join such a group by a loop, and then fills in what is bound outside as well, so
that a query gives one answer or another by how it is planned. A SELECT within is a fence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asbuilt.judge.native.tokens import spans

if TYPE_CHECKING:
    from collections.abc import Sequence

_SEE_AROUND: Final = frozenset(("OPTIONAL", "EXISTS", "MINUS", "WHERE"))
"""Words before groups that are filters of what is around them, or fenced already."""


def fenced(listed: Sequence[str]) -> list[str]:
    """Give the tokens of a query with each group within a group that tests EXISTS as a SELECT."""
    ends = spans(listed)
    closing: dict[int, int] = {ends[at] - 1: at for at in ends if _needs_fence(listed, at, ends)}
    opening = set(closing.values())
    found: list[str] = []
    for index, token in enumerate(listed):
        if index in closing:
            found.append("}")
        found.append(token)
        if index in opening:
            found += ("SELECT", "*", "WHERE", "{")
    return found


def _needs_fence(listed: Sequence[str], at: int, ends: dict[int, int]) -> bool:
    around = [start for start, end in ends.items() if start < at < end]
    within_exists = any(_word_before(listed, start) == "EXISTS" for start in around)
    is_of_graph = at > 1 and listed[at - 2].upper() == "GRAPH"
    return (
        bool(around)
        and not within_exists
        and not is_of_graph
        and _word_before(listed, at) not in _SEE_AROUND
        and _tests_directly(listed, at, ends)
    )


def _tests_directly(listed: Sequence[str], at: int, ends: dict[int, int]) -> bool:
    """Say whether a group has an EXISTS of its own, rather than in a group within it."""
    index, end = at + 1, ends[at] - 1
    while index < end:
        if listed[index] == "{":
            index = ends[index]
            continue
        if listed[index].upper() == "EXISTS":
            return True
        index += 1
    return False


def _word_before(listed: Sequence[str], at: int) -> str:
    return listed[at - 1].upper() if at else ""
