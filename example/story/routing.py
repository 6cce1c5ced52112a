"""How lines run between boxes: at right angles, around everything that is not their end."""

from __future__ import annotations

from itertools import pairwise, product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from story.layout import Box

Point = tuple[int, int]
Line = tuple[Point, ...]

_BEND = 60
_THROUGH_A_BOX = 5000
_ALONG_A_LINE = 6
_ACROSS_A_LINE = 30
_PORT = {"right": 0, "bottom": 20, "top": 20, "left": 90}
SIDES = tuple(_PORT)
"""The sides from which a line may leave, the cheapest first."""

_ENTRY = {"left": 0, "top": 20, "bottom": 20, "right": 90}


class Router:
    """Finds lines for one diagram, and remembers the ones it has drawn."""

    def __init__(
        self, obstacles: Sequence[Box], gutters: Sequence[int], tracks: Sequence[int]
    ) -> None:
        """Take the boxes that lines must avoid and the coordinates at which they may turn."""
        self._obstacles = obstacles
        self._gutters = gutters
        self._tracks = tracks
        self._drawn: list[Line] = []

    def connect(
        self, source: Box, target: Box, *, leave: Sequence[str] = SIDES
    ) -> tuple[Line, bool]:
        """Draw the cheapest line between two boxes; say whether it had to run through another."""
        best: tuple[int, Line] | None = None
        for out, into in product(leave, _ENTRY):
            ends = _port(source, out), _port(target, into)
            for line in self._candidates(ends, out, into):
                cost = _length(line) + _PORT[out] + _ENTRY[into]
                if best is None or cost < best[0]:
                    cost += self._trouble(line, source, target)
                if best is None or cost < best[0]:
                    best = cost, line
        assert best is not None, "a straight detour by a track always exists"
        self._drawn.append(best[1])
        return best[1], best[0] >= _THROUGH_A_BOX

    def remember(self, line: Line) -> Line:
        """Take note of a line that was drawn by other means, and give it back."""
        self._drawn.append(line)
        return line

    def _candidates(self, ends: tuple[Point, Point], out: str, into: str) -> Iterator[Line]:
        (x1, y1), (x2, y2) = ends
        sideways_out, sideways_in = out in {"left", "right"}, into in {"left", "right"}
        turns: list[Line] = []
        if sideways_out and sideways_in:
            if y1 == y2:
                turns.append(())
            turns += [((x, y1), (x, y2)) for x in self._gutters]
            near_out = [x for x in self._gutters if 0 < abs(x - x1) <= 60]
            near_in = [x for x in self._gutters if 0 < abs(x - x2) <= 60]
            turns += [
                ((a, y1), (a, y), (b, y), (b, y2))
                for a, y, b in product(near_out, self._tracks, near_in)
            ]
        elif sideways_out:
            turns.append(((x2, y1),))
            turns += [((x, y1), (x, y), (x2, y)) for x, y in product(self._gutters, self._tracks)]
        elif sideways_in:
            turns.append(((x1, y2),))
            turns += [((x1, y), (x, y), (x, y2)) for x, y in product(self._gutters, self._tracks)]
        else:
            if x1 == x2:
                turns.append(())
            turns += [((x1, y), (x2, y)) for y in self._tracks]
        for middle in turns:
            line = (ends[0], *middle, ends[1])
            if _leaves(line[0], line[1], out) and _leaves(line[-1], line[-2], into):
                yield line

    def _trouble(self, line: Line, source: Box, target: Box) -> int:
        """Give the price of what a line runs through, along and across."""
        cost = 0
        for start, end in pairwise(line):
            for box in self._obstacles:
                if box not in {source, target} and _touches(start, end, box.grown(6)):
                    cost += _THROUGH_A_BOX
            for box in (source, target):
                if _touches(start, end, box.grown(-2)):
                    cost += _THROUGH_A_BOX
            for other in self._drawn:
                for segment in pairwise(other):
                    cost += _conflict((start, end), segment)
        return cost


def _length(line: Line) -> int:
    """Give the length of a line, each bend counting like a detour."""
    way = sum(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in pairwise(line))
    return way + _BEND * (len(line) - 2)


def _port(box: Box, side: str) -> Point:
    x, y = box.middle
    return {"left": (box.x, y), "right": (box.right, y), "top": (x, box.y)}.get(
        side, (x, box.bottom)
    )


def _leaves(port: Point, following: Point, side: str) -> bool:
    """Tell whether a line goes away from the side of the box at which it ends."""
    dx, dy = following[0] - port[0], following[1] - port[1]
    return {"left": dx < 0, "right": dx > 0, "top": dy < 0, "bottom": dy > 0}[side]


def _touches(start: Point, end: Point, box: Box) -> bool:
    left, right = sorted((start[0], end[0]))
    upper, lower = sorted((start[1], end[1]))
    return left < box.right and right > box.x and upper < box.bottom and lower > box.y


def _conflict(one: tuple[Point, Point], other: tuple[Point, Point]) -> int:
    """Give the price of running along or across a line that is there already."""
    upright, other_upright = one[0][0] == one[1][0], other[0][0] == other[1][0]
    if upright == other_upright:
        fixed, running = (0, 1) if upright else (1, 0)
        if abs(one[0][fixed] - other[0][fixed]) > 5:
            return 0
        low = max(min(p[running] for p in one), min(p[running] for p in other))
        high = min(max(p[running] for p in one), max(p[running] for p in other))
        return _ALONG_A_LINE * max(0, high - low)
    vertical, level = (one, other) if upright else (other, one)
    crosses = min(p[0] for p in level) < vertical[0][0] < max(p[0] for p in level) and min(
        p[1] for p in vertical
    ) < level[0][1] < max(p[1] for p in vertical)
    return _ACROSS_A_LINE if crosses else 0
