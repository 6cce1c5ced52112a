"""The picture of a workflow, drawn on the server, with the lines of what paths through it prove."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rdflib import URIRef

from asbuilt.server import pictures
from asbuilt.server.layering import layered
from asbuilt.server.ordering import ranks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asbuilt.server.layering import Layout
    from asbuilt.server.ways import Line

MOST_STATES: Final = 400
"""States up to which a workflow is drawn on the server."""

_HALF_WIDTH: Final = 86
_HALF_HEIGHT: Final = 23
_LETTERS: Final = 25
_MOST_OF_CONDITION: Final = 34


@dataclass(frozen=True, slots=True)
class Box:
    """A state in the picture."""

    x: int
    y: int
    label: str
    words: list[str]
    """The label in lines that fit."""
    kind: str
    href: str
    level: str


@dataclass(frozen=True, slots=True)
class Arrow:
    """A transition in the picture."""

    path: str
    words: str
    title: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Trace:
    """The line of a path that proves something."""

    key: str
    level: str
    label: str
    paths: list[str]
    """What is drawn along arrows."""
    jumps: list[str]
    """What is drawn where no arrow leads from one stop to the next."""
    stops: list[tuple[int, int]]
    missed: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A workflow as boxes, arrows and lines."""

    width: int
    height: int
    boxes: list[Box]
    arrows: list[Arrow]
    traces: list[Trace]
    half_width: int = _HALF_WIDTH
    half_height: int = _HALF_HEIGHT


def drawing(workflow: URIRef, lines: Sequence[Line]) -> Drawing | None:
    """Draw a workflow; None where it has nothing to draw, or too much."""
    graph = pictures.of_workflow(workflow)
    order = ranks()
    nodes = sorted(graph["nodes"], key=lambda node: (order.get(URIRef(node["id"]), 0), node["id"]))
    if not nodes or len(nodes) > MOST_STATES:
        return None
    said: dict[tuple[str, str], list[str]] = {}
    for edge in graph["edges"]:
        said.setdefault((edge["source"], edge["target"]), []).append(edge["label"])
    layout = layered([node["id"] for node in nodes], said)
    if layout is None:
        return None
    boxes = [
        Box(
            *layout.boxes[node["id"]],
            node["label"],
            textwrap.wrap(node["label"], _LETTERS, max_lines=2, placeholder=" …"),
            node["kind"],
            node["href"],
            node.get("level", ""),
        )
        for node in nodes
    ]
    return Drawing(
        layout.width,
        layout.height,
        boxes,
        [_arrow(layout, edge, words) for edge, words in said.items() if edge in layout.routes],
        [_trace(layout, line) for line in lines],
    )


def _arrow(layout: Layout, edge: tuple[str, str], words: Sequence[str]) -> Arrow:
    title = " or ".join(" ".join(one.split()) for one in words if one)
    points = layout.routes[edge]
    (x1, y1), (x2, y2) = points[0], points[1]
    return Arrow(
        _curve(points),
        textwrap.shorten(title, _MOST_OF_CONDITION, placeholder=" …"),
        title,
        round(x1 + (x2 - x1) * 0.5),
        round((y1 + y2) / 2),
    )


def _trace(layout: Layout, line: Line) -> Trace:
    stops = [str(stop.iri) for stop in line.stops if str(stop.iri) in layout.boxes]
    legs = list(pairwise(stops))
    return Trace(
        line.key,
        line.level,
        line.fact.label,
        [_curve(layout.routes[leg]) for leg in legs if leg in layout.routes],
        [
            _curve([layout.boxes[one] for one in leg])
            for leg in legs
            if leg not in layout.routes and leg[0] != leg[1]
        ],
        [layout.boxes[stop] for stop in dict.fromkeys(stops)],
        [layout.boxes[str(one)] for one in line.missed if str(one) in layout.boxes],
    )


def _curve(points: Sequence[tuple[int, int]]) -> str:
    """Lead a curve from the edge of one box through the rows between to the edge of another."""
    (x, y), (last_x, last_y) = points[0], points[-1]
    down = last_y >= y
    start = (x, y + _HALF_HEIGHT if down else y - _HALF_HEIGHT)
    end = (last_x, last_y - _HALF_HEIGHT - 4 if down else last_y + _HALF_HEIGHT + 4)
    route = [start, *points[1:-1], end]
    parts = [f"M{start[0]} {start[1]}"]
    for (x1, y1), (x2, y2) in pairwise(route):
        middle = round((y1 + y2) / 2)
        parts.append(f"C{x1} {middle} {x2} {middle} {x2} {y2}")
    return " ".join(parts)
