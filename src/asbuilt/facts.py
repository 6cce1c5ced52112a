"""What a loader hands over: facts with their places, and what it has to say about the file.

A loader reads one file and yields, in any order, these kinds of item:

- `Fact`: a triple and where in the file it stood,
- `Problem`: something wrong in the file; one of severity ``error`` refuses the whole file,
- `Tally`: how many elements of a kind were read, kept without being understood, or not read,
- `Version`: the version of the format that the file is written in,
- `Events`: a batch of an event log, which stays columnar.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from rdflib import DCTERMS, PROV, RDF, RDFS, URIRef
from rdflib.term import BNode
from rdflib.term import Literal as RdfLiteral

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import polars as pl

    from asbuilt.identity import Minter

Subject: TypeAlias = URIRef | BNode
Term: TypeAlias = URIRef | BNode | RdfLiteral
Severity: TypeAlias = Literal["error", "warning", "info"]
Disposition: TypeAlias = Literal["read", "kept", "unread"]
Domain: TypeAlias = Literal["process", "digital"]


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file: a line of a text (from 1), a row or cell of a table, or neither."""

    line: int | None = None
    row: int | None = None
    """Row of a table, from 1, the heading row included (RFC 7111)."""
    column: int | None = None
    """Column of a table, from 1."""
    sheet: str | None = None
    """Sheet of a workbook; rows and columns then count in it."""

    @property
    def fragment(self) -> str:
        """The place as the fragment of the file's IRI: ``line=12``, ``row=5``, ``Sheet1!B5``."""
        if self.sheet is not None:
            column = _column_letters(self.column or 1)
            return f"{self.sheet}!{column}{self.row or 1}"
        if self.row is not None:
            return f"row={self.row}" if self.column is None else f"cell={self.row},{self.column}"
        return "" if self.line is None else f"line={self.line}"


NOWHERE = Place()
"""The file as a whole."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A triple, and the place in the file at which it is stated."""

    subject: Subject
    predicate: URIRef
    object: Term
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file, said so that whoever owns the file can mend it."""

    severity: Severity
    """``error`` refuses the file as a whole; the others are told and the file is loaded."""
    message: str
    fix: str
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Tally:
    """A number of elements of one kind, and what became of them."""

    kind: str
    """Name of the kind in the format's own words, such as ``userTask``."""
    disposition: Disposition = "read"
    """``kept``: stated in the source's own words only; ``unread``: not in the graph at all."""
    count: int = 1


@dataclass(frozen=True, slots=True)
class Version:
    """The version of the format that a file is written in, as the file or its namespace says."""

    text: str


@dataclass(frozen=True, slots=True)
class Events:
    """A batch of events with the columns of `EVENT_COLUMNS`; others are kept beside them."""

    log: URIRef
    frame: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Lines:
    """A run of triples without blank nodes as N-Triples, from a loader that is asked in bulk."""

    text: bytes
    count: int
    """How many triples they are, repeated ones counted each time."""


EVENT_COLUMNS = ("case", "activity", "time", "resource", "lifecycle")
"""Columns that every batch of events has; ``time`` is a UTC timestamp in microseconds or null."""

Item: TypeAlias = Fact | Problem | Tally | Version | Events


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be read, and what the workspace says about it."""

    path: Path
    name: str
    """Path relative to the workspace, with forward slashes; it names the file everywhere."""
    minter: Minter
    domain: Domain | None = None
    """Which side of the boundary the file describes, where the workspace says so."""
    system: str | None = None
    """Name of the system that the file comes from."""
    process: str | None = None
    """Name or identifier of the process that the file is about."""
    options: Mapping[str, object] = field(default_factory=dict)
    """What else the workspace says in the file's ``[[source]]`` table, such as ``columns``."""

    def element(self, identifier: str) -> URIRef:
        """Give the IRI of the element with this identifier in this file."""
        return self.minter.element(self.name, identifier)

    def at(self, place: Place) -> URIRef:
        """Give the IRI of a place in this file."""
        return self.minter.place(self.name, place.fragment)

    def describe(
        self,
        thing: Subject,
        kind: URIRef,
        *,
        label: str | None,
        identifier: str | None,
        place: Place,
    ) -> Iterator[Fact]:
        """State what every imported thing has: type, label, identifier and place.

        A thing without a name of its own is labelled by its identifier.
        """
        yield Fact(thing, RDF.type, kind, place)
        name = (label or "").strip() or (identifier or "")
        if name:
            yield Fact(thing, RDFS.label, RdfLiteral(name), place)
        if identifier:
            yield Fact(thing, DCTERMS.identifier, RdfLiteral(identifier), place)
        yield Fact(thing, PROV.hadPrimarySource, self.at(place), place)


class Loader(Protocol):
    """What a module must offer to be a loader; see the entry-point group ``asbuilt.loaders``.

    One that reads RDF may offer ``load_in_bulk(source)`` besides, which yields what ``load``
    yields, with `Lines` in place of facts that a store can take in as they are.
    """

    name: str
    """Name of the format, as people write it after ``--format``."""
    suffixes: tuple[str, ...]
    """Endings of file names that the format usually has, with their dots, in lower case."""
    settings: tuple[str, ...]
    """Keys of a ``[[source]]`` table that mean something to it, beside those of the workspace."""

    def claims(self, path: Path, head: bytes) -> bool:
        """Say whether a file, of which `head` is the first 64 KiB, is in this format."""

    def load(self, source: Source) -> Iterator[Item]:
        """Read a file to its end and yield what it says.

        Raises `asbuilt.reading.Refusal` where nothing of the file can be trusted.
        """


def _column_letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
