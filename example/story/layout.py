"""Where everything of a diagram stands: columns and lane rows become boxes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from story.model import Process

_SIZES = {
    "startEvent": (36, 36),
    "endEvent": (36, 36),
    "boundaryEvent": (36, 36),
    "exclusiveGateway": (50, 50),
    "parallelGateway": (50, 50),
    "dataObject": (36, 50),
    "dataStore": (50, 50),
    "note": (150, 46),
}
_TASK = (100, 80)
_GAP = 48
_ROW = 130
_LANE_LABEL = 30
_POOL_LEFT = 160
_POOL_TOP = 80
_PARTNER_HEIGHT = 60
_PARTNER_GAP = 50


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in the diagram, in pixels from its upper left corner."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The x coordinate of the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The y coordinate of the lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> tuple[int, int]:
        """The point in the middle."""
        return self.x + self.width // 2, self.y + self.height // 2

    def grown(self, by: int) -> Box:
        """Give a box that is larger on every side."""
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)


@dataclass(frozen=True, slots=True)
class Layout:
    """The boxes of a process's pool, lanes, nodes, data and notes by identifier."""

    pool: Box
    partner: Box
    lanes: dict[str, Box]
    boxes: dict[str, Box]
    gutters: tuple[int, ...]
    """The x coordinates between columns, where lines may turn."""
    tracks: tuple[int, ...]
    """The y coordinates between rows, where lines may run."""


def lay_out(process: Process) -> Layout:
    """Give every element of a process its place: column by rank, row by lane."""
    placed = [(n.identifier, n.kind, n.lane, n.column, n.row) for n in process.nodes]
    placed += [(d.identifier, d.kind, d.lane, d.column, d.row) for d in process.data]
    placed += [(n.identifier, "note", n.lane, n.column, n.row) for n in process.notes]
    columns = _columns([(column, kind) for _, kind, _, column, _ in placed if kind != "note"])
    right = max(x + width for x, width in columns.values()) + _GAP
    rows = {lane: 1 + max(row for *_, at, _, row in placed if at == lane) for lane in process.lanes}
    top = _POOL_TOP + (_PARTNER_HEIGHT + _PARTNER_GAP if process.partner_above else 0)
    lanes: dict[str, Box] = {}
    y = top
    for lane in process.lanes:
        left = _POOL_LEFT + _LANE_LABEL
        lanes[lane] = Box(left, y, right - left, rows[lane] * _ROW)
        y += rows[lane] * _ROW
    boxes: dict[str, Box] = {}
    for identifier, kind, lane, column, row in placed:
        width, height = _SIZES.get(kind, _TASK)
        x, room = columns[column]
        middle = lanes[lane].y + row * _ROW + _ROW // 2
        boxes[identifier] = Box(x + (room - width) // 2, middle - height // 2, width, height)
    for node in process.nodes:
        if node.attached:
            host = boxes[node.attached]
            boxes[node.identifier] = Box(host.x + 74, host.bottom - 18, 36, 36)
    pool = Box(_POOL_LEFT, top, right - _POOL_LEFT, y - top)
    partner_y = _POOL_TOP if process.partner_above else y + _PARTNER_GAP
    return Layout(
        pool=pool,
        partner=Box(_POOL_LEFT, partner_y, pool.width, _PARTNER_HEIGHT),
        lanes=lanes,
        boxes=boxes,
        gutters=tuple(
            edge for x, width in columns.values() for edge in (x - _GAP // 2, x + width + _GAP // 2)
        ),
        tracks=tuple(range(top + 9, y, _ROW)) + tuple(range(top + _ROW - 9, y, _ROW)),
    )


def _columns(entries: list[tuple[int, str]]) -> dict[int, tuple[int, int]]:
    """Give the left edge and the width of every column, as wide as its widest element."""
    columns: dict[int, tuple[int, int]] = {}
    x = _POOL_LEFT + _LANE_LABEL + _GAP
    for column in range(1 + max(column for column, _ in entries)):
        width = max(
            (_SIZES.get(kind, _TASK)[0] for at, kind in entries if at == column), default=50
        )
        columns[column] = (x, width)
        x += width + _GAP
    return columns
