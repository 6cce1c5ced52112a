"""What every loader of event logs states about a log, and how it reads the times in one."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from rdflib import PROV, RDF, RDFS, Literal, URIRef

from asbuilt.facts import NOWHERE, Fact, Place, Source
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

BATCH_ROWS: Final = 50_000
"""How many events a batch holds."""
MAX_COLUMNS: Final = 1_000
"""How many different attributes the events of a log may have; no more are kept."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_DAY_FIRST: Final = re.compile(
    r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ T,]+(\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?))?\Z"
)


def describe_log(  # noqa: PLR0913 - what a log is made of
    source: Source,
    log: URIRef,
    label: str | None,
    *,
    cases: int,
    events: int,
    place: Place = NOWHERE,
) -> Iterator[Fact]:
    """State what a log is called, how much it holds and, where known, whose cases it records."""
    stem = source.path.name.split(".")[0]
    yield from source.describe(
        log, AB.EventLog, label=label or stem, identifier=label or stem, place=place
    )
    yield Fact(log, AB.caseCount, Literal(cases), place)
    yield Fact(log, AB.eventCount, Literal(events), place)
    if source.process:
        reference = source.minter.reference("process", source.process)
        yield Fact(reference, RDF.type, AB.Reference, place)
        yield Fact(reference, RDFS.label, Literal(source.process), place)
        yield Fact(reference, AB.referenceKind, AB.Process, place)
        yield Fact(reference, PROV.hadPrimarySource, source.at(place), place)
        yield Fact(log, AB.logs, reference, place)


def log_iri(source: Source, name: str | None) -> URIRef:
    """Give the IRI of a log: by its name, or ``#log`` where it has none."""
    return source.element((name or "").strip() or "log")


def microseconds(text: str) -> tuple[int | None, bool]:
    """Give a time as microseconds since 1970 in UTC, and whether it states its zone.

    Reads ISO 8601 with any fraction, also with slashes or a space, and ``31.12.2026 23:59``.
    A time without a zone is taken as UTC; what is no time gives nothing.
    """
    try:
        moment = datetime.fromisoformat(_iso(text))
    except ValueError:
        return None, False
    if moment.tzinfo is None:
        return (moment.replace(tzinfo=UTC) - _EPOCH) // _MICROSECOND, False
    return (moment - _EPOCH) // _MICROSECOND, True


def _iso(text: str) -> str:
    stripped = text.strip().replace("/", "-")
    day_first = _DAY_FIRST.match(stripped)
    if day_first is None:
        return stripped
    day, month, year, clock = day_first.groups()
    return f"{year}-{month:0>2}-{day:0>2}" + (f"T{clock:0>5}".replace(",", ".") if clock else "")
