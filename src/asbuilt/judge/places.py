"""Where a thing stands: the file and the line, row or cell that its provenance names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from rdflib import PROV, URIRef

if TYPE_CHECKING:
    from rdflib.term import Node

    from asbuilt.judge.view import Facts

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


def standing(graph: Facts, thing: Node, base: str) -> Standing | None:
    """Give where a thing stands first; None where nothing says so.

    Lines, rows and first cells of rows define what other cells only mention, so they come first;
    then file name and line decide.
    """
    found = [
        parse(place, base)
        for place in graph.objects(thing, PROV.hadPrimarySource)
        if isinstance(place, URIRef)
    ]
    return min(found, key=_rank, default=None)


def _rank(place: Standing) -> tuple[bool, str, int, str]:
    fragment = unquote(place.iri.partition("#")[2])
    sheet, cell = _SHEET.match(fragment), _CELL.match(fragment)
    mentions = (sheet is not None and not re.match(r"A\d", sheet["cell"])) or (
        cell is not None and cell[2] != "1"
    )
    return mentions, place.file, place.line or 0, place.iri


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
