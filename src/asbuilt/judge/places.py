"""Where a thing stands: the file and the line, row or cell that its provenance names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from rdflib import PROV, Graph, URIRef

if TYPE_CHECKING:
    from rdflib.term import Node

_LINE = re.compile(r"^line=(\d+)$")
_ROW = re.compile(r"^row=(\d+)$")
_CELL = re.compile(r"^cell=(\d+),(\d+)$")
_SHEET = re.compile(r"^(?P<sheet>.+)!(?P<cell>[A-Z]+(?P<row>\d+))$")


@dataclass(frozen=True, slots=True)
class Standing:
    """File, line and place of a thing."""

    file: str
    line: int | None
    locator: str | None
    iri: str


def standing(graph: Graph, thing: Node, base: str) -> Standing | None:
    """Give where a thing stands first, by file name and line; None where nothing says so."""
    found = [
        parse(place, base)
        for place in graph.objects(thing, PROV.hadPrimarySource)
        if isinstance(place, URIRef)
    ]
    return min(found, key=lambda one: (one.file, one.line or 0, one.iri), default=None)


def parse(place: str, base: str) -> Standing:
    """Give file, line and locator of the IRI of a place (RFC 5147, RFC 7111, ``Sheet1!B5``)."""
    file, _, fragment = place.partition("#")
    name = unquote(file.removeprefix(base))
    fragment = unquote(fragment)
    if found := _LINE.match(fragment):
        return Standing(name, int(found[1]), f"line {found[1]}", place)
    if found := _ROW.match(fragment):
        return Standing(name, int(found[1]), f"row {found[1]}", place)
    if found := _CELL.match(fragment):
        return Standing(name, int(found[1]), f"row {found[1]}, column {found[2]}", place)
    if found := _SHEET.match(fragment):
        return Standing(name, int(found["row"]), fragment, place)
    return Standing(name, None, fragment or None, place)
