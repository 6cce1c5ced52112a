"""Draws a lineage as SVG in columns, left to right, in colours that the style sheet gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from asbuilt.server.templating import domain_of, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rdflib import URIRef

    from asbuilt.server.lineage import Lineage, Link

_WIDTH: Final = 178
_HEIGHT: Final = 46
_ACROSS: Final = 96
_DOWN: Final = 16
_MARGIN: Final = 12
_LETTERS: Final = 22


def draw(lineage: Lineage) -> Markup:
    """Draw a lineage; every box is a link to the page of what it stands for."""
    places = _places(lineage)
    width = max(x for x, _ in places.values()) + _WIDTH + _MARGIN
    height = max(y for _, y in places.values()) + _HEIGHT + _MARGIN
    title = f"Lineage of {lineage.things[lineage.centre].label}"
    parts = [_line(link, places) for link in lineage.links]
    parts += [_box(lineage, iri, places[iri]) for iri in places]
    return Markup(
        '<svg class="lineage" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="group"'
        ' aria-label="{title}"><title>{title}</title>{parts}</svg>'
    ).format(w=width, h=height, title=title, parts=Markup("\n").join(parts))


def _places(lineage: Lineage) -> dict[URIRef, tuple[int, int]]:
    """Give each thing its place: columns by distance, rows by the middle of what it hangs on."""
    columns: dict[int, list[URIRef]] = {}
    for iri, column in lineage.columns.items():
        columns.setdefault(column, []).append(iri)
    beside: dict[URIRef, list[URIRef]] = {}
    for link in lineage.links:
        beside.setdefault(link.origin, []).append(link.thing)
        beside.setdefault(link.thing, []).append(link.origin)
    rows: dict[URIRef, float] = {lineage.centre: 0.0}
    for column in sorted(columns, key=lambda one: (abs(one), one)):
        inside = columns[column]
        order = sorted(inside, key=lambda iri: (_middle(beside.get(iri, []), rows), str(iri)))
        rows.update({iri: row - (len(order) - 1) / 2 for row, iri in enumerate(order)})
    first, top = min(columns), min(rows.values())
    return {
        iri: (
            _MARGIN + (column - first) * (_WIDTH + _ACROSS),
            round(_MARGIN + (rows[iri] - top) * (_HEIGHT + _DOWN)),
        )
        for iri, column in lineage.columns.items()
    }


def _middle(others: list[URIRef], rows: Mapping[URIRef, float]) -> float:
    known = [rows[other] for other in others if other in rows]
    return sum(known) / len(known) if known else 0.0


def _line(link: Link, places: Mapping[URIRef, tuple[int, int]]) -> Markup:
    (x1, y1), (x2, y2) = places[link.origin], places[link.thing]
    y1, y2 = y1 + _HEIGHT // 2, y2 + _HEIGHT // 2
    forward = x2 > x1
    if forward:
        x1 += _WIDTH
    elif x1 > x2:
        x2 += _WIDTH
    bend = _ACROSS // 2 if forward else -(_ACROSS // 2)
    middle_x, middle_y = (x1 + x2) // 2, (y1 + y2) // 2
    kind = "edge is-broken" if link.is_broken else "edge"
    path = Markup('<path class="{}" d="M{},{} C{},{} {},{} {},{}"><title>{}</title></path>').format(
        kind, x1, y1, x1 + bend, y1, x2 - bend, y2, x2, y2, link.words
    )
    tip = Markup('<path class="tip" d="M{},{} l{},-4 v8 z"/>').format(x2, y2, -8 if forward else 8)
    shown = "✕ not stated" if link.is_broken else link.jobs[0] if link.jobs else ""
    if not shown:
        return path + tip
    label = shown if len(shown) <= 15 else f"{shown[:14]}…"
    text = Markup('<text class="{}" x="{}" y="{}" text-anchor="middle">{}</text>').format(
        "by is-broken" if link.is_broken else "by", middle_x, middle_y - 5, label
    )
    return path + tip + text


def _box(lineage: Lineage, iri: URIRef, place: tuple[int, int]) -> Markup:
    x, y = place
    thing = lineage.things[iri]
    label = thing.label if len(thing.label) <= _LETTERS else f"{thing.label[: _LETTERS - 1]}…"
    kind = "node is-centre" if iri == lineage.centre else "node"
    if thing.kind == "Reference":
        kind += " is-lost"
    shown = "named, and nowhere defined" if thing.kind == "Reference" else words(thing.kind)
    if iri in lineage.records:
        shown = "system of record"
    return Markup(
        '<a class="{} domain-{}" href="{}"><title>{}</title>'
        '<rect x="{}" y="{}" width="{}" height="{}" rx="5"/>'
        '<text class="name" x="{}" y="{}">{}</text><text class="what" x="{}" y="{}">{}</text></a>'
    ).format(
        kind, domain_of(thing.kind), lineage.address(iri), thing.label, x, y, _WIDTH, _HEIGHT,
        x + 10, y + 19, label, x + 10, y + 36, shown,
    )  # fmt: skip
