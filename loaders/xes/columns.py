"""From the attributes of events and traces to columns, each of one type."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import polars as pl

from asbuilt.facts import EVENT_COLUMNS
from asbuilt.reading.event_logs import MAX_COLUMNS, microseconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml import etree

    from asbuilt.loaders.xes.troubles import Troubles

ATTRIBUTES: Final = frozenset(
    ("string", "date", "int", "float", "boolean", "id", "list", "container")
)
_STANDARD: Final = {
    "concept:name": "activity",
    "time:timestamp": "time",
    "org:resource": "resource",
    "lifecycle:transition": "lifecycle",
    "case:concept:name": "case",
}
_RESERVED: Final = frozenset((*EVENT_COLUMNS, "position"))
_TYPES: Final[dict[str, pl.DataType]] = {
    "int": pl.Int64(),
    "float": pl.Float64(),
    "boolean": pl.Boolean(),
    "date": pl.Datetime("us", "UTC"),
}
_TEXT: Final = pl.String()
_STANDARD_TYPES: Final = {
    column: _TYPES["date"] if column == "time" else _TEXT for column in EVENT_COLUMNS
}
_NUMBERS: Final = (_TYPES["int"], _TYPES["float"])
_INT64: Final = 2**63
_NAMES: Final[dict[str, str]] = {}

Scalar = str | int | float | bool | None


class Columns:
    """Knows the columns of a log and reads attributes into rows of them."""

    def __init__(self, troubles: Troubles) -> None:
        """Begin with the columns that every log has; what is wrong is noted in `troubles`."""
        self._troubles = troubles
        self._columns: dict[tuple[str, str], str] = {}
        self.types: dict[str, pl.DataType] = dict(_STANDARD_TYPES)

    def row(self, element: etree._Element, prefix: str) -> dict[str, Scalar]:
        """Give the attributes of an event or trace by column, each in the type that it states."""
        row: dict[str, Scalar] = {}
        for attribute in element:
            kind = local(attribute)
            if kind in ATTRIBUTES:
                self._attribute(attribute, kind, prefix, row)
        return row

    def _attribute(
        self, attribute: etree._Element, kind: str, prefix: str, row: dict[str, Scalar]
    ) -> None:
        key = prefix + (attribute.get("key") or "")
        if kind != "container":
            column = self._column(key, kind, attribute)
            if column in row:
                self._troubles.note("same key", attribute)
            elif column is not None:
                row[column] = self._value(attribute, kind, column)
        if kind != "list" and len(attribute):
            for inner in attribute:
                inner_kind = local(inner)
                if inner_kind in ATTRIBUTES:
                    self._attribute(inner, inner_kind, f"{key}/", row)

    def _column(self, key: str, kind: str, attribute: etree._Element) -> str | None:
        """Give the column for an attribute; one that changes its type has a column for each.

        Whole and other numbers share a column. None where there are too many columns.
        """
        known = self._columns.get((key, kind))
        if known is not None:
            return known
        column = _STANDARD.get(key) or (f"event:{key}" if key in _RESERVED else key)
        wanted = _STANDARD_TYPES.get(column) or _TYPES.get(kind, _TEXT)
        present = self.types.get(column)
        if present in _NUMBERS and wanted in _NUMBERS:
            self.types[column] = present if present == wanted else _TYPES["float"]
        elif present is not None and present != wanted:
            column = f"{column} ({kind})"
        if column not in self.types:
            if len(self.types) >= MAX_COLUMNS:
                self._troubles.note("many keys", attribute)
                return None
            self.types[column] = wanted
        self._columns[key, kind] = column
        return column

    def _value(self, attribute: etree._Element, kind: str, column: str) -> Scalar:
        if kind == "list":
            return json.dumps([_plain(item) for item in _items(attribute)], ensure_ascii=False)
        text = attribute.get("value") or ""
        if column == "lifecycle":
            return text.strip().lower() or None
        if column in {"case", "activity", "resource"}:
            return text or None
        if kind == "date" or column == "time":
            moment, zoned = microseconds(text)
            if moment is None:
                self._troubles.note("bad value", attribute)
            elif not zoned:
                self._troubles.note("no zone", attribute)
            return moment
        try:
            return _CONVERSIONS[kind](text) if kind in _CONVERSIONS else text
        except ValueError:
            self._troubles.note("bad value", attribute)
            return None


def local(element: etree._Element) -> str:
    """Give the name of an element without its namespace, remembering the few that there are."""
    tag = str(element.tag)
    known = _NAMES.get(tag)
    if known is None:
        known = tag[tag.rfind("}") + 1 :]
        if len(_NAMES) < MAX_COLUMNS:
            _NAMES[tag] = known
    return known


def _whole(text: str) -> int | None:
    number = int(text)
    if -_INT64 <= number < _INT64:
        return number
    raise ValueError(text)


def _truth(text: str) -> bool:
    folded = text.strip().lower()
    if folded in {"true", "1"}:
        return True
    if folded in {"false", "0"}:
        return False
    raise ValueError(text)


_CONVERSIONS: Final[dict[str, Callable[[str], Scalar]]] = {
    "int": _whole,
    "float": float,
    "boolean": _truth,
}


def _items(attribute: etree._Element) -> Iterator[etree._Element]:
    """Give what a list holds; some writers put it into ``values``, as the standard once asked."""
    for child in attribute:
        if local(child) == "values":
            yield from child
        else:
            yield child


def _plain(item: etree._Element) -> dict[str, object]:
    inner = [_plain(child) for child in _items(item)]
    value = item.get("value")
    return {item.get("key") or "": inner if value is None else value}
