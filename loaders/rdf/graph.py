"""The graph of one file: what Oxigraph's parser reads, as facts or in bulk."""

from __future__ import annotations

import logging
import re
import warnings
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final, cast

import pyoxigraph as ox
from rdflib import PROV, RDF, XSD, BNode, Literal, URIRef

from asbuilt.facts import NOWHERE, Fact, Item, Lines, Place, Problem, Source, Tally
from asbuilt.identity import digest
from asbuilt.reading import Refusal
from asbuilt.terms import from_ox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Subject, Term

_BATCH: Final = 1_000
_TYPE: Final = ox.NamedNode(str(RDF.type))
_PRIMARY_SOURCE: Final = ox.NamedNode(str(PROV.hadPrimarySource))
_STRING: Final = ox.NamedNode(str(XSD.string))
_INTEGER: Final = str(XSD.integer)
_DIGITS: Final = re.compile(r"[0-9]+")
_AT_LINE: Final = re.compile(r"^Parser error at line \d+ (?:column \d+|between [^:]*): ")
_LINE_BEHIND: Final = re.compile(r" \(line \d+\)\Z")


class FileGraph:
    """Turns what the parser reads into facts, with the blank nodes of one file kept apart."""

    def __init__(self, source: Source, lines: dict[str, int]) -> None:
        """Know the file, and the line at which it describes each thing by its IRI."""
        self._source = source
        self._lines = lines
        self._blanks: dict[str, BNode] = {}
        self._iris: dict[str, URIRef] = {}
        self._label = digest(source.name)[:8]
        self._count = 0
        self._dropped = 0
        self._ill_typed: list[str] = []
        self._graphs: set[str] = set()
        self._placed: set[Subject] = set()
        self._placed_nodes: set[ox.NamedNode] = set()

    def items(self, text: str, rdf_format: ox.RdfFormat) -> Iterator[Item]:
        """Yield the facts of a text in a format, then how many there were."""
        for batch in self._batches(text, rdf_format):
            with _silence():
                facts = [fact for quad in batch for fact in self._facts(quad)]
            yield from facts
        yield from self._told()

    def in_bulk(self, text: str, rdf_format: ox.RdfFormat) -> Iterator[Item | Lines]:
        """Yield what `items` yields, as lines wherever no blank node needs a name.

        Statements about statements and what stands in a named graph are looked at one by one.
        """
        for batch in self._batches(text, rdf_format):
            lines: list[ox.Quad] = []
            with _silence():
                others = [quad for quad in batch if not self._as_line(quad, lines)]
                facts = [fact for quad in others for fact in self._facts(quad)]
            if lines:
                data = ox.serialize(iter(lines), format=ox.RdfFormat.N_TRIPLES)
                assert data is not None
                yield Lines(data, len(lines))
            yield from facts
        yield from self._told()

    def _batches(self, text: str, rdf_format: ox.RdfFormat) -> Iterator[list[ox.Quad]]:
        """Parse a text, a thousand triples at a time. Raises `Refusal` where it is broken."""
        base = str(self._source.minter.file(self._source.name))
        try:
            quads = ox.parse(text, format=rdf_format, base_iri=base)
            while batch := list(islice(quads, _BATCH)):
                yield batch
        except SyntaxError as error:
            message = _LINE_BEHIND.sub("", _AT_LINE.sub("", error.msg or str(error)))
            raise Refusal(
                f"not valid {rdf_format.name}: {message}",
                "mend the file at this line, or export it again",
                Place(line=error.lineno or None),
            ) from None

    def _told(self) -> Iterator[Item]:
        """Say how many triples there were, and what became of those that are no plain triples."""
        yield Tally("triple", count=self._count)
        if self._graphs:
            yield Tally("named graph", "kept", len(self._graphs))
            yield Problem(
                "info",
                f"the triples of {len(self._graphs)} named graphs are read into the graph of the"
                " file, so which of them a triple stood in is not kept",
                "split the file by graph if that matters",
            )
        if self._ill_typed:
            yield Problem(
                "warning",
                f"values that are not of their datatype: {len(self._ill_typed)}, the first of them"
                f" {self._ill_typed[0][:200]}",
                "correct the values or their datatypes; they are kept as they are written",
            )
        if self._dropped:
            yield Tally("triple term", "unread", self._dropped)
            yield Problem(
                "warning",
                f"statements about statements (RDF 1.2 triple terms) are not read: {self._dropped}",
                "state them with rdf:Statement, or leave them out",
            )

    def _facts(self, quad: ox.Quad) -> Iterator[Fact]:
        subject = self._term(quad.subject)
        value = self._term(quad.object)
        if value is None or not isinstance(subject, URIRef | BNode):
            self._dropped += 1
            return
        if not isinstance(quad.graph_name, ox.DefaultGraph):
            self._graphs.add(str(quad.graph_name))
        self._count += 1
        predicate = self._iri(quad.predicate.value)
        line = self._lines.get(str(subject))
        place = NOWHERE if line is None else Place(line=line)
        yield Fact(subject, predicate, value, place)
        if predicate == RDF.type and line is not None:
            if subject not in self._placed:
                yield Fact(subject, PROV.hadPrimarySource, self._source.at(place), place)
            self._placed.add(subject)

    def _as_line(self, quad: ox.Quad, lines: list[ox.Quad]) -> bool:
        """Put a plain triple, and the place of what it gives a type, into lines if it is one."""
        subject, value = quad.subject, quad.object
        kind = type(value)
        if (
            type(subject) is not ox.NamedNode
            or (kind is not ox.NamedNode and kind is not ox.Literal)
            or not isinstance(quad.graph_name, ox.DefaultGraph)
        ):
            return False
        self._count += 1
        lines.append(quad)
        if kind is ox.Literal:
            self._check_type(cast("ox.Literal", value))
        elif quad.predicate == _TYPE:
            line = self._lines.get(subject.value)
            if line is not None and subject not in self._placed_nodes:
                self._placed_nodes.add(subject)
                place = ox.NamedNode(str(self._source.at(Place(line=line))))
                lines.append(ox.Quad(subject, _PRIMARY_SOURCE, place))
        return True

    def _check_type(self, literal: ox.Literal) -> None:
        """Note a value that is not of its datatype."""
        if literal.language is None and literal.datatype != _STRING:
            text, datatype = literal.value, literal.datatype.value
            if datatype == _INTEGER and _DIGITS.fullmatch(text):
                return  # by far the most, and rdflib takes its time
            if _is_ill_typed(text, datatype):
                self._ill_typed.append(f"{text!r} ({datatype})")

    def _iri(self, text: str) -> URIRef:
        """Give an IRI, the same object each time, for that is quick to compare."""
        known = self._iris.get(text)
        if known is None:
            known = self._iris[text] = URIRef(text)
        return known

    def _term(self, term: object) -> Term | None:
        if isinstance(term, ox.BlankNode):
            known = self._blanks.get(term.value)
            if known is None:
                known = self._blanks[term.value] = BNode(f"b{self._label}n{len(self._blanks)}")
            return known
        if isinstance(term, ox.NamedNode):
            return self._iri(term.value)
        if isinstance(term, ox.Literal):
            self._check_type(term)
            return from_ox(term)
        return None


@lru_cache(maxsize=1 << 16)
def _is_ill_typed(text: str, datatype: str) -> bool:
    return bool(Literal(text, datatype=URIRef(datatype), normalize=False).ill_typed)


@contextmanager
def _silence() -> Iterator[None]:
    """Keep rdflib from logging a stack trace for a value that is not of its datatype."""
    logger = logging.getLogger("rdflib.term")
    was = logger.disabled
    logger.disabled = True
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        logger.disabled = was
