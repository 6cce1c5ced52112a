"""OCEL as an SQLite database, versions 1.0 and 2.0, opened for reading only."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from asbuilt.loaders.ocel.told import LoggedEvent, LoggedObject
from asbuilt.reading import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asbuilt.loaders.ocel.record import Record
    from asbuilt.loaders.ocel.told import Scalar

SECONDS: Final = 120
SECONDS_PER_MEGABYTE: Final = 1
"""How long a database may be read, at least and by its size."""
_STEPS: Final = 100_000
"""Number of steps of SQLite's machine after which the time is looked at."""


def read(path: Path, record: Record) -> None:
    """Put what a database says into a record; raises `Refusal` where it is broken, or no OCEL."""
    with path.open("rb") as file:
        if file.read(2) in {b"\x1f\x8b", b"PK"}:
            raise Refusal(
                "the database is packed, and SQLite reads none that is",
                "unpack it, or export the log as JSON or XML, which are read packed",
            )
    address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as database:
            _Reader(database, path.stat().st_size // 1_000_000).read(record)
    except sqlite3.Error as error:
        raise Refusal(
            f"the database cannot be read: {error}", "export the log again; it may be cut off"
        ) from None


class _Reader:
    """Reads tables and no views, of a database whose own functions are not trusted."""

    def __init__(self, database: sqlite3.Connection, megabytes: int) -> None:
        self._database = database
        database.text_factory = lambda data: data.decode("utf-8", errors="replace")
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("PRAGMA query_only = ON")
        end = time.monotonic() + SECONDS + SECONDS_PER_MEGABYTE * megabytes
        database.set_progress_handler(lambda: int(time.monotonic() > end), _STEPS)
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        self._tables = {str(name) for (name,) in names}

    def read(self, record: Record) -> None:
        """Put what the database says into a record."""
        if {"event", "object", "event_object"} <= self._tables:
            self._second(record)
        elif {"EVENTS", "OBJECTS", "RELATIONS"} <= self._tables:
            self._first(record)
        else:
            raise Refusal(
                "the database has none of the tables of an OCEL log",
                "export the log as OCEL; version 2.0 has the tables event, object and event_object",
            )

    def _first(self, record: Record) -> None:
        record.version = "1.0"
        for row in self._rows("OBJECTS"):
            own = [(name, "", value) for name, value in _others(row)]
            record.put_object(LoggedObject(_text(row, "ocel:oid"), _text(row, "ocel:type"), own))
        for row in self._rows("EVENTS"):
            record.put_event(
                LoggedEvent(
                    _text(row, "ocel:eid"),
                    _text(row, "ocel:activity"),
                    _text(row, "ocel:timestamp"),
                    dict(_others(row)),
                )
            )
        record.put_mentions(
            (_text(row, "ocel:eid"), _text(row, "ocel:oid"), "") for row in self._rows("RELATIONS")
        )

    def _second(self, record: Record) -> None:
        record.version = "2.0"
        for row in self._rows("object"):
            record.put_object(LoggedObject(_text(row, "ocel_id"), _text(row, "ocel_type")))
        record.relationships = sum(1 for _ in self._rows("object_object"))
        for row in self._typed("object"):
            changed = _text(row, "ocel_changed_field")
            for name, value in _others(row):
                if changed in {"", name}:
                    identifier = _text(row, "ocel_id")
                    record.put_attribute(identifier, name, _text(row, "ocel_time"), value)
        for row in self._rows("event"):
            record.put_event(LoggedEvent(_text(row, "ocel_id"), _text(row, "ocel_type"), ""))
        record.put_details(
            (_text(row, "ocel_id"), _text(row, "ocel_time"), dict(_others(row)))
            for row in self._typed("event")
        )
        record.put_mentions(
            (
                _text(row, "ocel_event_id"),
                _text(row, "ocel_object_id"),
                _text(row, "ocel_qualifier"),
            )
            for row in self._rows("event_object")
        )

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
