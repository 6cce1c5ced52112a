"""All that an object-centric log says, kept in a private database so that its size has no bound.

An event can be understood only when its objects are known, and a file may tell of them later. The
database is a temporary file of SQLite: it lies in memory as long as it is small, and is gone when
it is closed.
"""

from __future__ import annotations

import json
import sqlite3
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Final, Self

from asbuilt.facts import NOWHERE, Place
from asbuilt.loaders.ocel.told import LoggedEvent, LoggedObject, Mention, Scalar
from asbuilt.reading import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_TABLES: Final = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA cache_size = -65536;
    CREATE TABLE object (identifier TEXT, kind TEXT, line INTEGER);
    CREATE TABLE attribute (object TEXT, name TEXT, time TEXT, value TEXT);
    CREATE TABLE event (number INTEGER PRIMARY KEY, identifier TEXT, activity TEXT, time TEXT,
                        attributes TEXT, line INTEGER);
    CREATE TABLE mention (event INTEGER, object TEXT, qualifier TEXT);
"""
_INDEXES: Final = """
    CREATE INDEX object_by_identifier ON object (identifier, kind);
    CREATE INDEX attribute_by_object ON attribute (object);
"""
_BATCH: Final = 20_000
_REMEMBERED: Final = 20_000
"""Number of objects whose attributes are remembered between their events."""


class Record:
    """What a file says: put in thing by thing, and read in the file's order after `complete`."""

    def __init__(self) -> None:
        """Open the database."""
        self.version = ""
        self.kinds: dict[str, int] = {}
        """Numbers of what else was read, by the names of the format, such as ``objectType``."""
        self.events = self.objects = self.relationships = 0
        """How many there are; relationships are those between objects."""
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._database.executescript(_TABLES)
        self._database.execute("BEGIN")
        self._waiting: dict[str, list[tuple[Scalar, ...]]] = {}
        self.attributes = lru_cache(maxsize=_REMEMBERED)(self._attributes)
        """Gives name, time and value of each attribute of an object, in the file's order."""

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the database, which is its end."""
        self._database.close()

    def put_object(self, thing: LoggedObject) -> None:
        """Take in an object."""
        self.objects += 1
        self.relationships += thing.relationships
        self._put("object", (thing.identifier, thing.kind, thing.place.line))
        for name, time, value in thing.attributes:
            self.put_attribute(thing.identifier, name, time, value)

    def put_attribute(self, identifier: str, name: str, time: str, value: Scalar) -> None:
        """Take in an attribute of an object."""
        self._put("attribute", (identifier, name, time, json.dumps(value)))

    def put_event(self, event: LoggedEvent) -> None:
        """Take in an event and the objects that it is about."""
        written = json.dumps(event.attributes) if event.attributes else None
        self._put(
            "event",
            (
                self.events,
                event.identifier,
                event.activity,
                event.time,
                written,
                event.place.line,
            ),
        )
        for one, qualifier in event.objects:
            self._put("mention", (self.events, one, qualifier))
        self.events += 1

    def put_details(self, rows: Iterable[tuple[str, str, Mapping[str, Scalar]]]) -> None:
        """Add what stands apart from the events: identifier, time and attributes of each."""
        self._by_identifier(
            "UPDATE event SET time = ?, attributes = ? WHERE identifier = ?",
            ((time, json.dumps(attributes), event) for event, time, attributes in rows),
        )

    def put_mentions(self, rows: Iterable[tuple[str, str, str]]) -> None:
        """Add what stands apart from the events: event, object and qualifier of each mention."""
        self._by_identifier(
            "INSERT INTO mention SELECT number, ?, ? FROM event WHERE identifier = ?",
            ((one, qualifier, event) for event, one, qualifier in rows),
        )

    def complete(self) -> None:
        """Make ready for being read."""
        self._flush_all()
        self._run(lambda: self._database.executescript(_INDEXES))

    def twice(self) -> Iterator[tuple[str, str, Place]]:
        """Yield word, identifier and place of objects and events that stand a second time."""
        for word in ("object", "event"):
            found = self._database.execute(
                f"SELECT identifier, max(line) FROM {word}"  # noqa: S608 - one of two words
                " GROUP BY identifier HAVING count(*) > 1 ORDER BY max(rowid)"
            )
            yield from ((word, identifier, _place(line)) for identifier, line in found)

    def types(self) -> set[str]:
        """Give the types of the objects."""
        return {kind for (kind,) in self._database.execute("SELECT DISTINCT kind FROM object")}

    def most_mentioned(self) -> str:
        """Give the type that most events are about, the first of several by name; or nothing."""
        found = self._database.execute(
            "SELECT kind FROM (SELECT DISTINCT mention.event, object.kind FROM mention"
            " JOIN object ON object.identifier = mention.object)"
            " GROUP BY kind ORDER BY count(*) DESC, kind LIMIT 1"
        ).fetchone()
        return str(found[0]) if found else ""

    def mentioned(self, kind: str) -> int:
        """Give how many objects of a type events are about."""
        return self._count(
            "SELECT count(DISTINCT mention.object) FROM mention"
            " JOIN object ON object.identifier = mention.object WHERE object.kind = ?",
            kind,
        )

    def attributes_of_others(self, kind: str) -> int:
        """Give how many attributes objects of other types than this one have."""
        return self._count(
            "SELECT count(*) FROM attribute JOIN object ON object.identifier = attribute.object"
            " WHERE object.kind <> ?",
            kind,
        )

    def told(self) -> Iterator[tuple[LoggedEvent, list[Mention]]]:
        """Yield the events in the file's order, each with what it is about."""
        events = self._database.execute("SELECT * FROM event ORDER BY number")
        mentions = groupby(
            self._database.execute(
                "SELECT mention.event, mention.object, mention.qualifier, object.kind FROM mention"
                " LEFT JOIN object ON object.identifier = mention.object"
                " ORDER BY mention.event, mention.rowid"
            ),
            key=lambda row: row[0],
        )
        about, group = next(mentions, (None, iter(())))
        for number, identifier, activity, time, written, line in events:
            attributes = json.loads(written) if written else {}
            event = LoggedEvent(identifier, activity, time, attributes, place=_place(line))
            if about == number:
                yield event, [Mention(*row[1:]) for row in group]
                about, group = next(mentions, (None, iter(())))
            else:
                yield event, []

    def _attributes(self, identifier: str) -> list[tuple[str, str, Scalar]]:
        found = self._database.execute(
            "SELECT name, time, value FROM attribute WHERE object = ? ORDER BY rowid", [identifier]
        )
        return [(name, time, json.loads(value)) for name, time, value in found]

    def _put(self, table: str, row: tuple[Scalar, ...]) -> None:
        waiting = self._waiting.setdefault(table, [])
        waiting.append(row)
        if len(waiting) >= _BATCH:
            self._flush(table)

    def _flush(self, table: str) -> None:
        rows = self._waiting.pop(table)
        marks = ", ".join("?" * len(rows[0]))
        query = f"INSERT INTO {table} VALUES ({marks})"  # noqa: S608 - a table of ours
        self._run(lambda: self._database.executemany(query, rows))

    def _flush_all(self) -> None:
        for table in list(self._waiting):
            self._flush(table)

    def _by_identifier(self, query: str, rows: Iterable[tuple[Scalar, ...]]) -> None:
        self._flush_all()
        index = "CREATE INDEX IF NOT EXISTS event_by_identifier ON event (identifier)"
        self._run(lambda: self._database.execute(index))
        self._run(lambda: self._database.executemany(query, rows))

    def _run(self, work: Callable[[], object]) -> None:
        try:
            work()
        except sqlite3.OperationalError as error:
            raise Refusal(
                f"what the log holds does not fit among the temporary files: {error}",
                "make room there, or name another folder in the variable SQLITE_TMPDIR",
            ) from None

    def _count(self, query: str, *values: Scalar) -> int:
        return int(self._database.execute(query, values).fetchone()[0])


def _place(line: int | None) -> Place:
    return NOWHERE if line is None else Place(line=line)
