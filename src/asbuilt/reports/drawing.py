"""Traces as pictures: SVG in layers, and Mermaid text."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax import saxutils

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib import URIRef

    from asbuilt.names import Thing
    from asbuilt.trace import Trace

_WIDTH, _HEIGHT, _GAP_X, _GAP_Y = 190, 44, 110, 14
_MARGIN = 16


def svg(traces: Iterable[Trace]) -> str:
    """Draw traces as one SVG: intent to the left, execution to the right of the thing itself."""
    things, layers, edges = _joined(traces)
    columns: dict[int, list[URIRef]] = {}
    for iri, layer in layers.items():
        columns.setdefault(layer, []).append(iri)
    first = min(columns)
    places = {
        iri: (_MARGIN + (layer - first) * (_WIDTH + _GAP_X), _MARGIN + row * (_HEIGHT + _GAP_Y))
        for layer, column in columns.items()
        for row, iri in enumerate(column)
    }
    width = 2 * _MARGIN + len(columns) * _WIDTH + (len(columns) - 1) * _GAP_X
    height = 2 * _MARGIN + max(len(column) for column in columns.values()) * (_HEIGHT + _GAP_Y)
    lines = [
        _opening(width, height),
        f"<title>{_escape('Threads of ' + next(iter(things.values())).label)}</title>",
    ]
    lines += [_line(places[a], places[b], phrase) for a, phrase, b in edges]
    lines += [
        _box(things[iri], place, of_interest=layers[iri] == 0) for iri, place in places.items()
    ]
    return "\n".join([*lines, "</svg>"])


def _opening(width: int, height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" font-family="sans-serif" font-size="11">'
    )


def mermaid(traces: Iterable[Trace]) -> str:
    """Write traces as a Mermaid flowchart."""
    things, _, edges = _joined(traces)
    names = {iri: f"n{number}" for number, iri in enumerate(things)}
    lines = ["flowchart LR"]
    for iri, thing in things.items():
        kind = f"<br/><small>{_plain(thing.kind)}</small>" if thing.kind else ""
        lines.append(f'  {names[iri]}["{_plain(thing.label)}{kind}"]')
    lines += [f'  {names[a]} -->|"{_plain(phrase)}"| {names[b]}' for a, phrase, b in edges]
    return "\n".join(lines)


def _joined(
    traces: Iterable[Trace],
) -> tuple[dict[URIRef, Thing], dict[URIRef, int], list[tuple[URIRef, str, URIRef]]]:
    things: dict[URIRef, Thing] = {}
    layers: dict[URIRef, int] = {}
    edges: dict[tuple[URIRef, str, URIRef], None] = {}
    for one in traces:
        sign = 1 if one.way == "down" else -1
        for depth, node in one.nodes():
            things.setdefault(node.thing.iri, node.thing)
            layers.setdefault(node.thing.iri, sign * depth)
            for child in node.children:
                ends = (node.thing.iri, child.phrase, child.thing.iri)
                edges.setdefault(ends)
    return things, layers, list(edges)


def _line(start: tuple[int, int], end: tuple[int, int], phrase: str) -> str:
    (x1, y1), (x2, y2) = start, end
    forward = x2 > x1
    x1 += _WIDTH if forward else 0
    x2 += 0 if forward else _WIDTH
    y1, y2 = y1 + _HEIGHT // 2, y2 + _HEIGHT // 2
    bend = _GAP_X // 2 if forward else -(_GAP_X // 2)
    return (
        f'<path d="M{x1},{y1} C{x1 + bend},{y1} {x2 - bend},{y2} {x2},{y2}" fill="none" '
        f'stroke="#6e7781"><title>{_escape(phrase)}</title></path>'
    )


def _box(thing: Thing, place: tuple[int, int], *, of_interest: bool) -> str:
    x, y = place
    fill, stroke = ("#ddf4ff", "#0969da") if of_interest else ("#f6f8fa", "#6e7781")
    label = thing.label if len(thing.label) <= 30 else thing.label[:29] + "…"
    return (
        f"<g data-iri={saxutils.quoteattr(str(thing.iri))}><title>{_escape(thing.label)}</title>"
        f'<rect x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" rx="5" '
        f'fill="{fill}" stroke="{stroke}"/>'
        f'<text x="{x + 8}" y="{y + 18}" fill="#1f2328">{_escape(label)}</text>'
        f'<text x="{x + 8}" y="{y + 34}" fill="#59636e">{_escape(thing.kind)}</text></g>'
    )


def _escape(text: str) -> str:
    """Give text for XML 1.0, without the characters that it may not hold at all (2.2)."""
    held = (ch if ch >= " " and ch not in "\ufffe\uffff" else " " for ch in text)
    return saxutils.escape("".join(held))


def _plain(text: str) -> str:
    """Give text for a quoted label of Mermaid, in which ``#name;`` stands for a character."""
    flat = " ".join(text.split()).replace("#", "#35;").replace("&", "#amp;")
    return flat.replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
