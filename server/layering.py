"""A layered layout: boxes stand in rows, and every arrow that can points down.

The method of K. Sugiyama, S. Tagawa and M. Toda (1981): arrows that close a circle are turned
round, each box stands one row below the lowest of those before it, arrows over several rows get a
place in each of them, and the order within a row follows the mean of the neighbours.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MOST_PLACES: Final = 4000
"""Boxes, and places of arrows in rows, up to which a picture is laid out."""

_SWEEPS: Final = 8
_BOX: Final = 200
_THREAD: Final = 46
_ROW: Final = 92

Edge: TypeAlias = tuple[str, str]
_Place: TypeAlias = "str | tuple[str, str, int]"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where boxes stand, and through which points arrows lead; all in pixels from the top left."""

    boxes: Mapping[str, tuple[int, int]]
    """The middle of each box."""
    routes: Mapping[Edge, Sequence[tuple[int, int]]]
    """The middles of the rows that an arrow passes, from its start to its end."""
    width: int
    height: int


def layered(nodes: Sequence[str], edges: Iterable[Edge]) -> Layout | None:
    """Lay out boxes and arrows, in the order in which the boxes are given; None for too many."""
    wanted = [edge for edge in dict.fromkeys(edges) if edge[0] != edge[1]]
    turned = _closing(nodes, wanted)
    downward = [edge[::-1] if edge in turned else edge for edge in wanted]
    row = _rows(nodes, downward)
    places = len(nodes) + sum(max(0, row[b] - row[a] - 1) for a, b in downward)
    if not nodes or places > MOST_PLACES:
        return None
    chains = {edge: _chain(a, b, row) for edge, (a, b) in zip(wanted, downward, strict=True)}
    rows: list[list[_Place]] = [[] for _ in range(max(row.values()) + 1)]
    for node in nodes:
        rows[row[node]].append(node)
    near: dict[_Place, list[_Place]] = defaultdict(list)
    for chain in dict.fromkeys(chains.values()):
        for above, below in pairwise(chain):
            near[above].append(below)
            near[below].append(above)
            if isinstance(below, tuple) and below not in rows[below[2]]:
                rows[below[2]].append(below)
    across = _across(rows, near)
    left = min(x - _width(place) / 2 for place, x in across.items())
    right = max(x + _width(place) / 2 for place, x in across.items())

    def point(place: _Place) -> tuple[int, int]:
        at = row[place] if isinstance(place, str) else place[2]
        return round(across[place] - left), at * _ROW + _ROW // 2

    return Layout(
        {node: point(node) for node in nodes},
        {
            edge: [point(place) for place in (chain[::-1] if edge in turned else chain)]
            for edge, chain in chains.items()
        },
        round(right - left),
        len(rows) * _ROW,
    )


def _chain(above: str, below: str, row: Mapping[str, int]) -> tuple[_Place, ...]:
    """Give the places of an arrow from one box down to another, one in each row."""
    between: list[_Place] = [(above, below, at) for at in range(row[above] + 1, row[below])]
    return above, *between, below


def _closing(nodes: Sequence[str], edges: Iterable[Edge]) -> set[Edge]:
    """Give the arrows that close a circle, found going through them in depth."""
    leaving: dict[str, list[str]] = defaultdict(list)
    for origin, goal in edges:
        leaving[origin].append(goal)
    closing: set[Edge] = set()
    state: dict[str, str] = {}
    for start in nodes:
        if start in state:
            continue
        state[start] = "open"
        stack = [(start, iter(leaving[start]))]
        while stack:
            node, ahead = stack[-1]
            onward = next(ahead, None)
            if onward is None:
                state[node] = "done"
                stack.pop()
            elif state.get(onward) == "open":
                closing.add((node, onward))
            elif onward not in state:
                state[onward] = "open"
                stack.append((onward, iter(leaving[onward])))
    return closing


def _rows(nodes: Sequence[str], edges: Sequence[Edge]) -> dict[str, int]:
    following: dict[str, list[str]] = defaultdict(list)
    missing = dict.fromkeys(nodes, 0)
    for origin, goal in edges:
        following[origin].append(goal)
        missing[goal] += 1
    row = dict.fromkeys(nodes, 0)
    ready = [node for node in nodes if missing[node] == 0]
    for node in ready:
        for onward in following[node]:
            row[onward] = max(row[onward], row[node] + 1)
            missing[onward] -= 1
            if missing[onward] == 0:
                ready.append(onward)
    return row


def _across(
    rows: list[list[_Place]], near: Mapping[_Place, Sequence[_Place]]
) -> dict[_Place, float]:
    """Order each row by the mean of its neighbours in the row before, and spread it out."""
    across: dict[_Place, float] = {}
    level = {place: number for number, row in enumerate(rows) for place in row}
    for row in rows:
        _spread(row, {place: float(number * _BOX) for number, place in enumerate(row)}, across)
    for sweep in range(_SWEEPS):
        downwards = sweep % 2 == 0
        for number in range(len(rows)) if downwards else range(len(rows) - 1, -1, -1):
            beside = number - 1 if downwards else number + 1
            wish = {}
            for place in rows[number]:
                known = [across[one] for one in near.get(place, ()) if level[one] == beside]
                wish[place] = sum(known) / len(known) if known else across[place]
            _spread(rows[number], wish, across)
    return across


def _spread(row: list[_Place], wish: Mapping[_Place, float], across: dict[_Place, float]) -> None:
    """Put a row in the order of its wishes, as near to them as the widths allow."""
    row.sort(key=lambda place: wish[place])
    ends: list[float] = []
    for place in row:
        lowest = ends[-1] + _width(place) / 2 if ends else wish[place]
        across[place] = max(wish[place], lowest)
        ends.append(across[place] + _width(place) / 2)
    if row:
        shift = sum(wish[place] - across[place] for place in row) / len(row)
        for place in row:
            across[place] += shift


def _width(place: _Place) -> int:
    return _BOX if isinstance(place, str) else _THREAD
