"""Object-centric event logs, OCEL 1.0 and 2.0, as JSON, XML or SQLite.

The cases are the objects of one type: the source's ``case``, or else the type that most events are
about, which is told. An event about several of them is an event of each. All objects of an event
stand in the column ``objects``, what their relations to it are called in ``qualifiers``, its
identifier in ``event``, attributes of the case in ``case:…`` as they were at the time of the event.
``resource`` names the attribute that says who acted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from asbuilt.facts import Item, Source, Version
from asbuilt.loaders.ocel import json_form, sqlite_form, xml_form
from asbuilt.loaders.ocel.log import Log
from asbuilt.loaders.ocel.record import Record
from asbuilt.reading import read_head
from asbuilt.reading.stream import head_within
from asbuilt.reading.xml import root_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

name: Final = "ocel"
_PLAIN: Final = (".jsonocel", ".xmlocel", ".ocel.json", ".ocel.xml", ".ocel.sqlite")
suffixes: Final = (
    *_PLAIN,
    *(f"{ending}.{packed}" for packed in ("gz", "zip") for ending in _PLAIN[:4]),
)
settings: tuple[str, ...] = ("case", "resource")

_SQLITE: Final = b"SQLite format 3\x00"
_TABLES: Final = re.compile(rb"CREATE TABLE\s+[\"'\[`]?(?:event_object|RELATIONS)\b")
_JSON_1: Final = re.compile(rb'"ocel:(?:global-log|global-event|events|objects)"')
_JSON_2: Final = re.compile(rb'"(?:objectTypes|eventTypes)"\s*:\s*\[')


def claims(path: Path, head: bytes) -> bool:
    """Say whether a file is an object-centric log, by its content or else by its ending."""
    head = head_within(path, head)
    if head.startswith(_SQLITE):
        return bool(_TABLES.search(head)) or path.name.lower().endswith(".ocel.sqlite")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        is_schema = b'"$schema"' in head and b'"properties"' in head  # which tells how to write one
        return not is_schema and bool(_JSON_1.search(head) or _JSON_2.search(head))
    namespace, root = root_name(head)
    if root == "log" and not namespace:
        return b"<object-types" in head or b"<event-types" in head or b'scope="object"' in head
    return not root and path.name.lower().endswith(suffixes)


def load(source: Source) -> Iterator[Item]:
    """Read a log to its end and yield batches of events, then the facts about the log.

    Raises `Refusal` where the file is broken, or no OCEL.
    """
    head = head_within(source.path, read_head(source.path))
    if head.startswith(_SQLITE):
        read = sqlite_form.read
    elif head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<"):
        read = xml_form.read
    else:
        read = json_form.read
    with Record() as record:
        read(source.path, record)
        record.complete()
        yield Version(record.version)
        yield from Log(source, record).items()
