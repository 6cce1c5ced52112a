"""Archi's CSV export: one model in three tables of elements, relations and properties.

Each table is a source of its own, and what is stated of it is what its rows say. What a row means
takes the other two tables, which stand beside it under the same name: ``x-elements.csv``,
``x-relations.csv`` and ``x-properties.csv``. No other file is opened.
"""

from __future__ import annotations

import csv
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from lxml import etree
from rdflib import PROV

from asbuilt.facts import NOWHERE, Fact, Problem, Tally
from asbuilt.loaders.archimate import archi
from asbuilt.loaders.archimate.names import XSI_TYPE
from asbuilt.reading import Refusal, tables
from asbuilt.reading.model import Model

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asbuilt.facts import Item, Place, Source
    from asbuilt.loaders.archimate.landscape import Landscape

PARTS: Final = {
    "elements": ("ID", "Type", "Name", "Documentation"),
    "relations": ("ID", "Type", "Name", "Documentation", "Source", "Target"),
    "properties": ("ID", "Key", "Value"),
}
"""The tables of a model with the headings that Archi gives them."""

_NAME = re.compile(r"^(?P<stem>.*?)(?P<part>elements|relations|properties)\.csv$", re.IGNORECASE)
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML may hold, and so none of Archi's models."""
_COMMENT = "#"
"""How a line begins that Archi reads over."""
_SPECIAL = {
    "Access_Type": "accessType",
    "Associated_Directed": "directed",
    "Influence_Strength": "strength",
    "Junction_Type": "type",
}
"""Keys of properties in which Archi writes what is no property (Archi user guide, CSV export)."""


@dataclass(frozen=True, slots=True)
class _Row:
    part: str
    cells: dict[str, str]
    place: Place


def part_of(path: Path, head: bytes) -> str | None:
    """Give which table of an export a file is, by its name and its headings; None if none."""
    named = _NAME.match(path.name)
    if named is None:
        return None
    encoding = "utf-16" if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig"
    lines = head.decode(encoding, errors="replace").splitlines()
    first = next((line for line in lines if not line.startswith(_COMMENT)), "")
    part = named["part"].lower()
    for delimiter in tables.DELIMITERS:
        row = tuple(next(csv.reader([first.strip()], delimiter=delimiter), []))
        if row[: len(PARTS[part])] == PARTS[part]:
            return part
    return None


def beside(path: Path) -> dict[str, Path]:
    """Give the tables of the export to which a table belongs, those that are there."""
    named = _NAME.match(path.name)
    if named is None:
        return {}
    found = {part: path.with_name(f"{named['stem']}{part}.csv") for part in PARTS}
    found[named["part"].lower()] = path
    return {part: one for part, one in found.items() if one.is_file()}


def read(source: Source, part: str) -> tuple[Landscape | None, list[Problem], list[Tally]]:
    """Give the model of an export, and what is to be told of one of its tables.

    The model is none where identifiers stand twice. Raises `Refusal` where a table is broken.
    """
    rows: list[_Row] = []
    problems: list[Problem] = []
    for one, path in beside(source.path).items():
        table = tables.read_csv(path)
        problems += table.problems if one == part else []
        rows += _rows(table, path.name, one)
    doubled = list(_twice(rows))
    if doubled:
        return None, [replace(one, place=replace(one.place, sheet=None)) for one in doubled], []
    problems += _loose(rows, part)
    model = _model(replace(source, name=_elements(source.name)), rows)
    landscape = archi.landscape(model)
    special = {
        row.cells["ID"]: row.cells["Specialization"]
        for row in rows
        if row.cells.get("Specialization") and row.cells["ID"]
    }
    for concept in landscape.everything():
        name = special.get(concept.element.identifier)
        if name:
            concept.specializations.append(name)
    kinds = Counter(row.cells.get("Type") or "property" for row in rows if row.part == part)
    return landscape, problems, [Tally(kind, count=count) for kind, count in sorted(kinds.items())]


def said_in(source: Source, part: str, items: Iterator[Item]) -> Iterator[Item]:
    """Give what the rows of one table say of all that is said of a model, with its places."""
    for item in items:
        if not isinstance(item, Fact | Problem) or item.place.sheet != part:
            continue
        place = replace(item.place, sheet=None)
        if isinstance(item, Problem):
            yield replace(item, place=place)
        elif item.predicate == PROV.hadPrimarySource:
            yield replace(item, object=source.at(place), place=place)
        else:
            yield replace(item, place=place)


def _elements(name: str) -> str:
    """Give the name of the table of elements, under which the things of a model are known."""
    folder, slash, file = name.rpartition("/")
    named = _NAME.match(file)
    return f"{folder}{slash}{named['stem']}elements.csv" if named else name


def _rows(table: tables.Tables, name: str, part: str) -> Iterator[_Row]:
    sheet = table.sheets[0]
    filled = [row for row in sheet.rows if not row.blank and not row.text(0).startswith(_COMMENT)]
    headings = [filled[0].text(column) for column in range(len(filled[0].values))] if filled else []
    if tuple(headings[: len(PARTS[part])]) != PARTS[part]:
        raise Refusal(
            f"{name} does not begin with the headings {', '.join(PARTS[part])}",
            "export the model from Archi as CSV again",
        )
    for row in filled[1:]:
        cells = {word: _clean(row.text(column)) for column, word in enumerate(headings) if word}
        yield _Row(part, cells, replace(sheet.place(row), sheet=part))


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


def _twice(rows: list[_Row]) -> Iterator[Problem]:
    first: dict[str, _Row] = {}
    for row in rows:
        identifier = row.cells["ID"]
        if row.part == "properties" or not identifier:
            continue
        known = first.setdefault(identifier, row)
        if known is not row:
            yield Problem(
                "error",
                f"the id {identifier!r} stands twice: in row {known.place.row} of {known.part} and"
                f" in row {row.place.row} of {row.part}",
                "give one of the two another id, so that they are not taken for one thing",
                row.place,
            )


def _loose(rows: list[_Row], part: str) -> Iterator[Problem]:
    known = {row.cells["ID"] for row in rows if row.part != "properties"}
    for row in rows:
        if row.part == part == "properties" and row.cells["ID"] not in known:
            yield Problem(
                "warning",
                f"the property {row.cells['Key']!r} is of {row.cells['ID']!r}, which neither the"
                " elements nor the relations beside this file have",
                "export all three tables of the model again, and keep them together",
                replace(row.place, sheet=None),
            )


def _model(source: Source, rows: list[_Row]) -> Model:
    """Give the model that Archi itself would save, with the rows as the places of its elements."""
    root = etree.Element("model")
    places: dict[etree._Element, Place] = {}
    nodes: dict[str, etree._Element] = {}
    for row in rows:
        if row.part != "properties":
            node = _node(root, row)
            places |= dict.fromkeys((node, *node), row.place)
            nodes[row.cells["ID"]] = node
    for row in rows:
        if row.part == "properties" and row.cells["ID"] in nodes:
            _property(nodes[row.cells["ID"]], row, places)
    model = Model.of(source, root, archi.GRAMMAR)
    for element in model.elements:
        element.place = places.get(element.node, NOWHERE)
    return model


def _node(root: etree._Element, row: _Row) -> etree._Element:
    cells = row.cells
    if cells["Type"] == "ArchimateModel":
        node = root
    else:
        node = etree.SubElement(root, "element")
        node.set(XSI_TYPE, f"archimate:{cells['Type']}")
    for heading, attribute in (
        ("ID", "id"),
        ("Name", "name"),
        ("Source", "source"),
        ("Target", "target"),
    ):
        if cells.get(heading):
            node.set(attribute, cells[heading])
    if row.part == "relations":
        node.set("accessType", "2")
    if cells["Documentation"]:
        etree.SubElement(node, "documentation").text = cells["Documentation"]
    return node


def _property(node: etree._Element, row: _Row, places: dict[etree._Element, Place]) -> None:
    attribute = _SPECIAL.get(row.cells["Key"])
    if attribute is not None:
        node.set(attribute, row.cells["Value"])
        return
    stated = etree.SubElement(node, "property")
    stated.set("key", row.cells["Key"])
    stated.set("value", row.cells["Value"])
    places[stated] = row.place
