"""OCEL as an SQLite database, versions 1.0 and 2.0, opened for reading only."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from asbuilt.loaders.ocel.record import LoggedEvent, LoggedObject, Record
from asbuilt.reading import MAX_BYTES, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asbuilt.loaders.ocel.record import Scalar

MAX_SECONDS: Final = 120
"""How long a database may be read."""
_STEPS: Final = 100_000
"""Number of steps of SQLite's machine after which the time is looked at."""


def read(path: Path) -> Record:
    """Read a database; raises `Refusal` where it is broken, too large, or no OCEL."""
    if path.stat().st_size > MAX_BYTES:
        raise Refusal(f"the database holds more than {MAX_BYTES // 1_000_000} MB", "split the log")
    address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as database:
            return _Reader(database).record()
    except sqlite3.Error as error:
        raise Refusal(
            f"the database cannot be read: {error}", "export the log again; it may be cut off"
        ) from None


class _Reader:
    """Reads tables and no views, of a database whose own functions are not trusted."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        database.text_factory = lambda data: data.decode("utf-8", errors="replace")
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("PRAGMA query_only = ON")
        end = time.monotonic() + MAX_SECONDS
        database.set_progress_handler(lambda: int(time.monotonic() > end), _STEPS)
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        self._tables = {str(name) for (name,) in names}

    def record(self) -> Record:
        """Give what the database says."""
        if {"event", "object", "event_object"} <= self._tables:
            return self._second()
        if {"EVENTS", "OBJECTS", "RELATIONS"} <= self._tables:
            return self._first()
        raise Refusal(
            "the database has none of the tables of an OCEL log",
            "export the log as OCEL; version 2.0 has the tables event, object and event_object",
        )

    def _first(self) -> Record:
        record = Record("1.0")
        related: dict[str, list[tuple[str, str]]] = {}
        for row in self._rows("RELATIONS"):
            pair = (_text(row, "ocel:oid"), "")
            related.setdefault(_text(row, "ocel:eid"), []).append(pair)
        for row in self._rows("OBJECTS"):
            own = [(name, "", value) for name, value in _others(row)]
            record.objects.append(
                LoggedObject(_text(row, "ocel:oid"), _text(row, "ocel:type"), own)
            )
        for row in self._rows("EVENTS"):
            identifier = _text(row, "ocel:eid")
            record.events.append(
                LoggedEvent(
                    identifier,
                    _text(row, "ocel:activity"),
                    _text(row, "ocel:timestamp"),
                    dict(_others(row)),
                    related.get(identifier, []),
                )
            )
        return record

    def _second(self) -> Record:
        record = Record("2.0")
        related: dict[str, list[tuple[str, str]]] = {}
        for row in self._rows("event_object"):
            pair = (_text(row, "ocel_object_id"), _text(row, "ocel_qualifier"))
            related.setdefault(_text(row, "ocel_event_id"), []).append(pair)
        partners: dict[str, int] = {}
        for row in self._rows("object_object"):
            source = _text(row, "ocel_source_id")
            partners[source] = partners.get(source, 0) + 1
        objects = {
            _text(row, "ocel_id"): LoggedObject(
                _text(row, "ocel_id"),
                _text(row, "ocel_type"),
                relationships=partners.get(_text(row, "ocel_id"), 0),
            )
            for row in self._rows("object")
        }
        for row in self._typed("object"):
            found = objects.get(_text(row, "ocel_id"))
            changed = _text(row, "ocel_changed_field")
            if found is not None:
                found.attributes += [
                    (name, _text(row, "ocel_time"), value)
                    for name, value in _others(row)
                    if value is not None and changed in {"", name}
                ]
        record.objects += objects.values()
        details = {_text(row, "ocel_id"): row for row in self._typed("event")}
        for row in self._rows("event"):
            identifier = _text(row, "ocel_id")
            detail = details.get(identifier, {})
            record.events.append(
                LoggedEvent(
                    identifier,
                    _text(row, "ocel_type"),
                    _text(detail, "ocel_time"),
                    dict(_others(detail)),
                    related.get(identifier, []),
                )
            )
        return record

    def _typed(self, family: str) -> Iterator[dict[str, Scalar]]:
        """Give the rows of the tables that hold the attributes of each type."""
        for row in self._rows(f"{family}_map_type"):
            yield from self._rows(f"{family}_{_text(row, 'ocel_type_map')}")

    def _rows(self, table: str) -> Iterator[dict[str, Scalar]]:
        if table not in self._tables:
            return
        quoted = table.replace('"', '""')
        rows = self._database.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608 - a table's own name
        names = [column[0] for column in rows.description]
        for row in rows:
            yield {
                name: value.hex() if isinstance(value, bytes) else value
                for name, value in zip(names, row, strict=True)
            }


def _text(row: dict[str, Scalar], column: str) -> str:
    value = row.get(column)
    return "" if value is None else str(value)


def _others(row: dict[str, Scalar]) -> Iterator[tuple[str, Scalar]]:
    for name, value in row.items():
        if not name.startswith(("ocel:", "ocel_")) and value is not None:
            yield name, value
