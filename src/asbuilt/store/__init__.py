"""The graph's home: one protocol for the embedded store and for any SPARQL 1.1 server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rdflib import URIRef

    from asbuilt.facts import Lines, Subject, Term

Triple: TypeAlias = "tuple[Subject, URIRef, Term]"
Row: TypeAlias = "tuple[Term | None, ...]"


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to a SELECT: the variables in their order, and rows of terms or None."""

    columns: tuple[str, ...]
    rows: list[Row]

    def dicts(self) -> Iterator[dict[str, Term | None]]:
        """Give each row as a dictionary from variable to term."""
        for row in self.rows:
            yield dict(zip(self.columns, row, strict=True))


class Store(Protocol):
    """A set of named graphs that answers SPARQL 1.1; a query's default graph is their union."""

    def select(self, query: str) -> Table:
        """Answer a SELECT query. Raises `asbuilt.errors.UserError` on a syntax error."""

    def texts(self, query: str) -> Iterator[tuple[str, ...]]:
        """Answer a SELECT query with the text of each term, empty where there is none.

        It says less than `select` and takes a fraction of the time where rows are many.
        """

    def ask(self, query: str) -> bool:
        """Answer an ASK query."""

    def construct(self, query: str) -> Iterator[Triple]:
        """Answer a CONSTRUCT or DESCRIBE query."""

    def update(self, request: str) -> None:
        """Carry out a SPARQL update, in full or not at all."""

    def replace(self, graph: URIRef, triples: Iterable[Triple]) -> int:
        """Make a named graph hold exactly these triples, in full or not at all.

        Blank nodes are renamed by a digest of what they state, so that the same triples twice
        change nothing. Gives the number of triples that came or went.
        """

    def restate(
        self,
        graph: URIRef,
        subjects: Iterable[URIRef],
        triples: Iterable[Triple],
        predicate: URIRef | None = None,
    ) -> int:
        """Make a named graph say exactly these triples of these subjects, in full or not at all.

        With a predicate, the triples are of it, and what else is said of the subjects stays.
        What it says of other subjects stays, so the cost is that of what is said anew. The triples
        hold no blank nodes. Gives the number of triples that came or went.
        """

    def drop(self, graph: URIRef) -> None:
        """Remove a named graph; one that is not there is no error."""

    def graphs(self) -> dict[URIRef, int]:
        """Give the names of the graphs that hold something, and how many triples each holds."""

    def holds(self, graph: URIRef) -> bool:
        """Say whether a graph holds something; it costs the same whatever the store holds."""

    def graph_names(self) -> list[URIRef]:
        """Give the names of the graphs that hold something, sorted; it costs less than `graphs`."""

    def triples(self, graph: URIRef | None = None) -> Iterator[Triple]:
        """Give the triples of one graph, or of all graphs with repetitions left out."""

    def close(self) -> None:
        """Write out what is pending and let go of the store."""


@runtime_checkable
class BulkStore(Store, Protocol):
    """A store that lies in this process and takes in lines of RDF without a look at each."""

    def add(self, graph: URIRef, triples: Iterable[Triple], lines: Sequence[Lines] = ()) -> int:
        """Add to a named graph what it does not hold, and give how many triples it then holds.

        Blank nodes are renamed as by `replace`; there are none in the lines. Cut short, some may be
        there and others not, but the union of all graphs still is what they state.
        """
