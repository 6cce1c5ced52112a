"""Lineage as OpenLineage tells it: events of runs, jobs and datasets, as JSON or one a line.

Follows https://openlineage.io/docs/spec/object-model up to version 2. A log of any size is read
event by event; kept in memory is what all of them together say of each job and each dataset.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from asbuilt.loaders.openlineage.event import read
from asbuilt.loaders.openlineage.record import Record
from asbuilt.loaders.openlineage.statement import state
from asbuilt.reading.json_stream import values
from asbuilt.reading.stream import streaming

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asbuilt.facts import Item, Source

name: Final = "openlineage"
suffixes: Final = (".openlineage.json", ".openlineage.ndjson", ".openlineage.jsonl")
settings: tuple[str, ...] = ()

_SCHEMA: Final = re.compile(rb'"schemaURL"\s*:\s*"[^"]*\bopenlineage\b', re.IGNORECASE)
_TYPE: Final = re.compile(
    rb'"eventType"\s*:\s*"(?:START|RUNNING|COMPLETE|ABORT|FAIL|OTHER)"', re.IGNORECASE
)
_JOB: Final = re.compile(rb'"(?:job|dataset)"\s*:\s*\{')
_DATA: Final = re.compile(rb'"(?:inputs|outputs)"\s*:\s*\[')
_FACETS: Final = re.compile(rb'"(?:input|output)Facets"\s*:\s*\{')
_NAMESPACE: Final = re.compile(rb'"namespace"\s*:\s*"')
_SPECIFICATION: Final = re.compile(rb'"\$schema"\s*:')
_ENDINGS: Final = (".json", ".ndjson", ".jsonl", ".log", ".txt")


def claims(path: Path, head: bytes) -> bool:
    """Say whether a file holds events of OpenLineage, by what its first events have."""
    file = path.name.lower().removesuffix(".gz")
    plain = head.replace(b"\0", b"")
    if not (file.endswith(_ENDINGS) and plain.lstrip(b"\xef\xbb\xbf\xfe\xff \t\r\n")[:1] in b"{["):
        return False
    if _SPECIFICATION.search(plain):
        return False
    about = [bool(one.search(plain)) for one in (_JOB, _DATA, _NAMESPACE)]
    if _SCHEMA.search(plain):
        return about[0] or about[1]
    if about[1] and _FACETS.search(plain):
        return True
    return all(about) or (bool(_TYPE.search(plain)) and (about[0] or about[1]))


def load(source: Source) -> Iterator[Item]:
    """Read events and yield the jobs and datasets that they speak of, with what leads where.

    Raises `Refusal` with the line where it is no JSON, or an object has a key twice.
    """
    record = Record(source.minter)
    with streaming(source.path) as stream:
        for line, value in values(stream):
            read(record, value, line)
    yield from state(source, record)
