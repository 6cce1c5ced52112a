"""Where in a file each of its facts stands, found by reading the file again.

The graph keeps the place of each thing, not of each triple; who wants to see the very cell or line
that states a triple pays for a second reading of that one file.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from asbuilt.facts import Events, Fact
from asbuilt.ingest.loaders import choose, named
from asbuilt.reading import Refusal

if TYPE_CHECKING:
    from rdflib import URIRef

    from asbuilt.facts import Place, Subject, Term
    from asbuilt.workspace import SourceSpec

MAX_BYTES = 32 * 1024 * 1024
"""Size of a file above which it is not read again."""


class Places:
    """The places of the facts of one file."""

    def __init__(self) -> None:
        """Know no fact yet."""
        self._exact: dict[tuple[Subject, URIRef, Term], Place] = {}
        self._values: dict[tuple[Subject, URIRef], list[tuple[Term, Place]]] = {}

    def add(self, fact: Fact) -> None:
        """Take in a fact; the first place that states it counts."""
        triple = (fact.subject, fact.predicate, fact.object)
        if self._exact.setdefault(triple, fact.place) is fact.place:
            key = (fact.subject, fact.predicate)
            self._values.setdefault(key, []).append((fact.object, fact.place))

    def of(self, subject: Subject, predicate: URIRef, value: Term) -> Place | None:
        """Give the place of a triple; a number that the store spells its own way is known, too."""
        exact = self._exact.get((subject, predicate, value))
        if exact is not None:
            return exact
        stated = self._values.get((subject, predicate), [])
        if len(stated) == 1:
            return stated[0][1]
        return next((place for one, place in stated if _same(one, value)), None)

    def stated(self, subject: Subject, predicate: URIRef) -> list[tuple[Term, Place]]:
        """Give the values of a property of a thing, each with its place."""
        return list(self._values.get((subject, predicate), ()))


def places(spec: SourceSpec) -> Places:
    """Read a source again and give the places of its facts; events of logs are left alone.

    What stands before a fault in the file is known; a file that cannot be read knows nothing.
    """
    path = spec.source.path
    try:
        state = path.stat()
    except OSError:
        return Places()
    mark = (str(path), state.st_mtime_ns, state.st_size, spec.settings_digest)
    return _read(_Reading(spec), mark) if state.st_size <= MAX_BYTES else Places()


class _Reading:
    """A source that does not count when readings are told apart; its file's state does."""

    def __init__(self, spec: SourceSpec) -> None:
        self.spec = spec

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Reading)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=64)
def _read(reading: _Reading, mark: tuple[str, int, int, str]) -> Places:  # noqa: ARG001 - the key
    found = Places()
    spec = reading.spec
    try:
        loader = named(spec.format) if spec.format else choose(spec.source.path)
        for item in () if loader is None else loader.load(spec.source):
            if isinstance(item, Fact):
                found.add(item)
            elif isinstance(item, Events):
                break
    except (Refusal, OSError, ValueError):
        return found
    return found


def _same(one: Term, other: Term) -> bool:
    return str(one).strip() == str(other).strip() or _number(one) == _number(other) is not None


def _number(term: Term) -> float | None:
    try:
        return float(str(term))
    except ValueError:
        return None
