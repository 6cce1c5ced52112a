"""Reading one file by its loader: its triples and its ledger, without touching any graph."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from asbuilt.errors import UserError
from asbuilt.facts import NOWHERE, Events, Fact, Lines, Problem, Tally, Version
from asbuilt.ingest.bounds import MAX_FACTS, MAX_PROBLEMS, bounded
from asbuilt.ingest.ledger import Ledger
from asbuilt.ingest.loaders import choose, loaders, named
from asbuilt.reading import Refusal
from asbuilt.settings import TABLES
from asbuilt.terms import to_ox
from asbuilt.workspace import SETTINGS_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from asbuilt.facts import Item, Loader, Place, Source
    from asbuilt.store import Triple

_log = logging.getLogger(__name__)
_NO_LOADER = (
    "no loader knows this file's format",
    "name the format with --format, or see `asbuilt read --help` for the formats there are",
)


@dataclass(slots=True)
class Reading:
    """What reading one file gave; `triples` is empty where the file was refused."""

    ledger: Ledger
    triples: list[Triple] = field(default_factory=list)
    seen: set[Triple] = field(default_factory=set, repr=False)
    lines: list[Lines] = field(default_factory=list, repr=False)
    """What was read in bulk; the ledger does not count it, since it may repeat itself."""
    in_lines: int = 0


def read(
    source: Source,
    format_name: str | None = None,
    sink: Callable[[Events], None] | None = None,
    *,
    in_bulk: bool = False,
) -> Reading:
    """Read one file without touching any graph; in bulk where that is wanted and its loader can.

    Events of logs go to `sink` batch by batch, or nowhere. Raises `UserError` where `format_name`
    is no loader's name; whatever is wrong with the file is in the ledger.
    """
    reading = Reading(Ledger(source.name))
    try:
        loader = _loader(source, format_name)
        reading.ledger.format = loader.name
        reading.ledger.problems += _senseless_settings(source, loader)
        with bounded(source.path):
            load = getattr(loader, "load_in_bulk", loader.load) if in_bulk else loader.load
            for item in load(source):
                _take_in(reading, item, sink)
    except UserError:
        raise
    except Refusal as refusal:
        reading.ledger.problems.append(refusal.problem)
    except MemoryError:
        _let_go(reading)
        reading.ledger.problems.append(
            Problem("error", "reading the file takes more memory than there is", "split the file")
        )
    except OSError as error:
        reading.ledger.problems.append(
            Problem("error", f"the file cannot be read: {error.strerror}", "check that it is there")
        )
    except Exception as error:  # noqa: BLE001 - one file's fault must not stop the others
        _log.debug("reading %s", source.name, exc_info=True)
        reading.ledger.problems.append(
            Problem(
                "error",
                f"Asbuilt failed on this file: {type(error).__name__}: {error}",
                "this is a fault of Asbuilt; please report it with the file",
            )
        )
    if reading.ledger.more_problems:
        reading.ledger.problems.append(_many(reading.ledger.more_problems))
    if reading.ledger.refused:
        _let_go(reading)
    reading.ledger.facts = len(reading.triples)
    return reading


def _loader(source: Source, format_name: str | None) -> Loader:
    loader = named(format_name) if format_name else choose(source.path)
    if loader is None:
        raise Refusal(*_NO_LOADER)
    return loader


def _senseless_settings(source: Source, loader: Loader) -> Iterator[Problem]:
    """Tell which settings of the source this loader does not use; a pattern may match many formats.

    Raises `Refusal` for one that no loader knows, which is most likely misspelt.
    """
    known = {*TABLES["source"], *(key for one in loaders().values() for key in one.settings)}
    for key in sorted(set(source.options) - set(loader.settings)):
        if key not in known:
            near = get_close_matches(key, known, 1)
            raise Refusal(
                f"{key!r} in the file's [[source]] table of {SETTINGS_FILE} means nothing",
                f"write {near[0]}" if near else f"use one of: {', '.join(sorted(known))}",
            )
        yield Problem(
            "info",
            f"the setting {key!r} of its [[source]] table means nothing to {loader.name}",
            "give files of another format a [[source]] table of their own",
        )


def _let_go(reading: Reading) -> None:
    for held in (reading.triples, reading.seen, reading.lines):
        held.clear()


def _take_in(reading: Reading, item: Item | Lines, sink: Callable[[Events], None] | None) -> None:
    match item:
        case Fact():
            _take_in_fact(reading, item)
        case Lines():
            reading.lines.append(item)
            reading.in_lines += item.count
            if reading.in_lines > MAX_FACTS:
                raise _too_many(NOWHERE)
        case Problem():
            _note(reading.ledger, item)
        case Tally():
            reading.ledger.count(item)
        case Version(text):
            reading.ledger.version = text
        case Events():
            if sink is not None:
                sink(item)


def _take_in_fact(reading: Reading, fact: Fact) -> None:
    triple = _checked(fact)
    if triple in reading.seen:
        return
    reading.seen.add(triple)
    reading.triples.append(triple)
    if len(reading.triples) > MAX_FACTS:
        raise _too_many(fact.place)


def _too_many(place: Place) -> Refusal:
    return Refusal(
        f"the file gives more than {MAX_FACTS:,} facts",
        "split the file, or export less into it",
        place,
    )


def _note(entry: Ledger, problem: Problem) -> None:
    """Take in a problem; where there are very many, an error in place of the last one."""
    if len(entry.problems) < MAX_PROBLEMS:
        entry.problems.append(problem)
    elif problem.severity == "error" and not entry.refused:
        entry.problems[-1] = problem
    else:
        entry.more_problems += 1


def _many(more: int) -> Problem:
    return Problem(
        "warning",
        f"there are {more:,} more problems, which are not listed",
        "mend what is listed, and load again",
    )


def _checked(fact: Fact) -> Triple:
    triple = (fact.subject, fact.predicate, fact.object)
    try:
        for term in triple:
            to_ox(term)
    except ValueError as error:
        raise Refusal(
            f"a name in the file makes no valid IRI: {error}",
            "rename the element in its editor",
            fact.place,
        ) from None
    return triple
