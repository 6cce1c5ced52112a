"""What every loader of event logs states about a log, and how it reads the times in one."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Final
from typing import Literal as OneOf

from rdflib import PROV, RDF, RDFS, Literal, URIRef

from asbuilt.facts import NOWHERE, Fact, Place, Source
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BATCH_ROWS: Final = 50_000
"""How many events a batch holds."""
MAX_COLUMNS: Final = 1_000
"""How many different attributes the events of a log may have; no more are kept."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_WRITTEN: Final = re.compile(
    r"(?P<first>\d{1,4})(?P<mark>[./-])(?P<second>\d{1,2})(?P=mark)(?P<third>\d{2,4})"
    r"(?:[ T,]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<rest>\d{2}(?:[.,]\d+)?))?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?\Z"
)
_SINCE_1970: Final = re.compile(r"\d{10}(?:\d{3})?\Z")

Order = OneOf["day first", "month first"]


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


def microseconds(
    text: str, order: Order = "day first", zone: tzinfo = UTC
) -> tuple[int | None, bool]:
    """Give a time as microseconds since 1970 in UTC, and whether it states its zone.

    Reads ISO 8601 with any fraction, also with slashes or a space; ``31.12.2026 23:59``,
    ``31/12/2026`` or ``12/31/2026 11:59 PM`` by `order`; and seconds or milliseconds since 1970.
    A time without a zone is taken as of `zone`; what is no time gives nothing.
    """
    stripped = text.strip()
    try:
        moment = datetime.fromisoformat(stripped)
    except ValueError:
        if _SINCE_1970.match(stripped):
            return int(stripped) * (1_000_000 if len(stripped) == 10 else 1_000), True
        try:
            moment = _written(stripped, order)
        except ValueError:
            return None, False
    if moment.tzinfo is None:
        try:
            return (moment.replace(tzinfo=zone) - _EPOCH) // _MICROSECOND, False
        except OverflowError:
            return None, False
    return (moment - _EPOCH) // _MICROSECOND, True


def order_of(texts: Iterable[str]) -> Order | None:
    """Tell whether dates such as ``31/12/2026`` have the day first; None where none can tell."""
    for text in texts:
        match = _WRITTEN.match(text.strip())
        if match and len(match["first"]) < 3 and match["mark"] != ".":
            if int(match["first"]) > 12:
                return "day first"
            if int(match["second"]) > 12:
                return "month first"
    return None


def is_ambiguous(text: str) -> bool:
    """Tell whether a date means one day with its day first and another with its month first."""
    match = _WRITTEN.match(text.strip())
    return bool(
        match
        and match["mark"] != "."
        and len(match["first"]) < 3
        and max(int(match["first"]), int(match["second"])) <= 12
        and int(match["first"]) != int(match["second"])
    )


def _written(text: str, order: Order) -> datetime:
    """Read a date as people write it; raises ValueError where it is none."""
    match = _WRITTEN.match(text)
    if match is None:
        raise ValueError(text)
    first, second, third = match["first"], match["second"], match["third"]
    if len(first) == 4:
        year, month, day = first, second, third
    elif order == "day first" or match["mark"] == ".":
        day, month, year = first, second, third
    else:
        month, day, year = first, second, third
    hour = int(match["hour"] or 0)
    if match["half"]:
        hour = hour % 12 + (12 if match["half"][0] in "pP" else 0)
    clock = f"{hour:02}:{match['minute'] or '00'}:{(match['rest'] or '00').replace(',', '.')}"
    year = year if len(year) == 4 else f"20{year}"
    zone = (match["zone"] or "").replace("UTC", "Z").replace("GMT", "Z")
    return datetime.fromisoformat(f"{year}-{month:0>2}-{day:0>2}T{clock}{zone}")
