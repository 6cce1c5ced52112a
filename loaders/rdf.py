"""RDF as it stands: Turtle, TriG, N-Triples, N-Quads, RDF/XML and JSON-LD (with RDF 1.1 graphs).

All triples, those of named graphs too, go into the graph of the file. For each thing
whose type the file states, the line at which it describes it is stated besides. JSON-LD may
only use contexts that stand in the file itself; nothing is ever fetched.
"""

from __future__ import annotations

import logging
import re
import warnings
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Final, cast

import pyoxigraph as ox
from lxml import etree
from rdflib import PROV, RDF, BNode, Literal, URIRef

from asbuilt.facts import NOWHERE, Fact, Item, Place, Problem, Source, Tally, Version
from asbuilt.identity import digest
from asbuilt.reading import Refusal, decode, read_bytes
from asbuilt.reading import json as json_reading
from asbuilt.reading.xml import line_of, root_name
from asbuilt.terms import from_ox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asbuilt.facts import Subject, Term
    from asbuilt.reading.tree import Node

name = "rdf"
suffixes = (".ttl", ".trig", ".nt", ".nq", ".rdf", ".owl", ".jsonld")
settings: tuple[str, ...] = ()

_FORMATS: Final = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".json": ox.RdfFormat.JSON_LD,
}
_BATCH: Final = 1_000
_RDF_NAMESPACE: Final = str(RDF)
_RDF_ABOUT: Final = (f"{{{_RDF_NAMESPACE}}}about", f"{{{_RDF_NAMESPACE}}}ID")
_XML_BASE: Final = "{http://www.w3.org/XML/1998/namespace}base"
_SUBJECT: Final = re.compile(
    r"^[ \t]*(?:<(?P<iri>[^<>\"{}|^`\\\s]*)>|(?P<prefix>[\w.-]*):(?P<local>[^\s;,()\[\]<>\"]*))"
    r"(?=[ \t\r\n])",
    re.MULTILINE,
)
_AT_LINE: Final = re.compile(r"^Parser error at line \d+ (?:column \d+|between [^:]*): ")
_LINE_BEHIND: Final = re.compile(r" \(line \d+\)\Z")


def claims(path: Path, head: bytes) -> bool:
    """Say whether a file is RDF: by its ending, an ``rdf:RDF`` root, or a JSON-LD context."""
    file = path.name.lower().removesuffix(".gz")
    if file.endswith(suffixes):
        return True
    if file.endswith(".json"):
        if b'"mapping_set_id"' in head and b'"predicate_id"' in head:
            return False  # a mapping set of SSSOM, which has a context for its prefixes only
        return b'"@context"' in head and (b'"@graph"' in head or b'"@id"' in head)
    return root_name(head) == (_RDF_NAMESPACE, "RDF")


def load(source: Source) -> Iterator[Item]:
    """Read a file and yield its triples.

    Raises `Refusal` with the line where the syntax is broken, or a JSON-LD context is elsewhere.
    """
    text = decode(read_bytes(source.path))
    rdf_format = _format(source.path, text)
    yield Version(rdf_format.name)
    if rdf_format == ox.RdfFormat.RDF_XML:
        text, lines = _expand_xml(text, str(source.minter.file(source.name)))
    elif rdf_format == ox.RdfFormat.JSON_LD:
        lines = _refuse_remote_contexts(text)
    else:
        lines = _subject_lines(text, str(source.minter.file(source.name)))
    yield from _Graph(source, lines).items(text, rdf_format)


class _Graph:
    """Turns what the parser reads into facts, with the blank nodes of one file kept apart."""

    def __init__(self, source: Source, lines: dict[str, int]) -> None:
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

    def items(self, text: str, rdf_format: ox.RdfFormat) -> Iterator[Item]:
        """Yield the facts of a text in a format, then how many there were."""
        base = str(self._source.minter.file(self._source.name))
        try:
            quads = ox.parse(text, format=rdf_format, base_iri=base)
            while batch := list(islice(quads, _BATCH)):
                with _silence():
                    facts = [fact for quad in batch for fact in self._facts(quad)]
                yield from facts
        except SyntaxError as error:
            message = _LINE_BEHIND.sub("", _AT_LINE.sub("", error.msg or str(error)))
            raise Refusal(
                f"not valid {rdf_format.name}: {message}",
                "mend the file at this line, or export it again",
                Place(line=error.lineno or None),
            ) from None
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

    def _facts(self, quad: ox.Quad | ox.Triple) -> Iterator[Fact]:
        subject = self._term(quad.subject)
        value = self._term(quad.object)
        if value is None or not isinstance(subject, URIRef | BNode):
            self._dropped += 1
            return
        graph = quad.graph_name if isinstance(quad, ox.Quad) else None
        if graph is not None and not isinstance(graph, ox.DefaultGraph):
            self._graphs.add(str(graph))
        self._count += 1
        predicate = self._iri(quad.predicate.value)
        line = self._lines.get(str(subject))
        place = NOWHERE if line is None else Place(line=line)
        yield Fact(subject, predicate, value, place)
        if predicate == RDF.type and line is not None:
            if subject not in self._placed:
                yield Fact(subject, PROV.hadPrimarySource, self._source.at(place), place)
            self._placed.add(subject)

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
            literal = from_ox(term)
            if isinstance(literal, Literal) and literal.ill_typed:
                self._ill_typed.append(f"{term.value!r} ({literal.datatype})")
            return literal
        return None


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


def _format(path: Path, text: str) -> ox.RdfFormat:
    """Tell the syntax by the file's ending; ``.rdf``, ``.owl`` and others by how it begins."""
    suffix = "." + path.name.lower().removesuffix(".gz").rsplit(".", 1)[-1]
    if suffix in _FORMATS:
        return _FORMATS[suffix]
    begin = text.lstrip()[:2000]
    if begin.startswith("<?xml") or "<rdf:RDF" in begin or "<!DOCTYPE" in begin:
        return ox.RdfFormat.RDF_XML
    if begin.startswith(("{", "[")):
        return ox.RdfFormat.JSON_LD
    if re.match(r"(?:Prefix\(|Ontology\(|Prefix:|Ontology:)", begin):
        raise Refusal(
            "this is OWL in functional or Manchester syntax, which Asbuilt does not read",
            "save the ontology as Turtle or RDF/XML",
            Place(line=1),
        )
    return ox.RdfFormat.TURTLE


def _expand_xml(text: str, base: str) -> tuple[str, dict[str, int]]:
    """Give RDF/XML without its DOCTYPE, and the line at which each thing is described.

    Entities that the file itself declares are common in ontologies and are written out here,
    where growth is bounded; others are not read.
    """
    parser = etree.XMLParser(
        resolve_entities=cast("bool", "internal"),  # typed before this value came to be
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",  # whatever the declaration says, the text is decoded by now
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise Refusal(
            f"not well-formed XML: {error.msg}",
            "mend the file at this line, or export it again",
            Place(line=error.lineno or None),
        ) from None
    lines: dict[str, int] = {}
    bases: dict[etree._Element | None, str] = {None: base}
    for element in root.iter(etree.Element):
        own = str(element.get(_XML_BASE) or bases.get(element.getparent(), base))
        bases[element] = own
        for attribute in _RDF_ABOUT:
            value = element.get(attribute)
            if value is not None:
                relative = f"#{value}" if attribute.endswith("ID") else value
                lines.setdefault(_absolute(relative, own), line_of(element).line or 1)
    return etree.tostring(root, encoding="unicode"), lines


def _refuse_remote_contexts(text: str) -> dict[str, int]:
    """Give the line of each ``@id`` of a JSON-LD text; refuse one whose context is elsewhere."""
    lines: dict[str, int] = {}
    waiting = [json_reading.parse_text(text)]
    while waiting:
        node = waiting.pop()
        for key, member in node.members():
            if key in {"@context", "@import"}:
                _refuse_remote(key, member)
            if key == "@id" and member.text:
                lines[member.text] = min(member.line, lines.get(member.text, member.line))
            waiting.append(member)
        waiting.extend(node.elements())
    return lines


def _refuse_remote(key: str, node: Node) -> None:
    for one in (node, *node.elements()):
        if one.text is not None:
            raise Refusal(
                f"the {key} is at {one.text!r}, and nothing is fetched from elsewhere",
                "write the context itself into the file, or save the file as Turtle",
                one.place,
            )


def _subject_lines(text: str, base: str) -> dict[str, int]:
    """Give the first line that begins with each IRI; exact where a subject begins its line."""
    prefixes = {
        match[1]: _absolute(match[2], base)
        for match in re.finditer(
            r"^[ \t]*@?prefix[ \t]+([\w.-]*):[ \t]*<([^>\s]*)>", text, re.MULTILINE | re.IGNORECASE
        )
    }
    flush: dict[str, int] = {}
    indented: dict[str, int] = {}
    line, counted = 1, 0
    for match in _SUBJECT.finditer(text):
        line += text.count("\n", counted, match.end())
        counted = match.end()
        lines = indented if match[0][0] in " \t" else flush
        if match["iri"] is not None:
            lines.setdefault(_absolute(match["iri"], base), line)
        elif match["prefix"] in prefixes:
            lines.setdefault(prefixes[match["prefix"]] + match["local"].replace("\\", ""), line)
    return {**indented, **flush}


def _absolute(iri: str, base: str) -> str:
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", iri):
        return iri
    return (
        base.split("#", 1)[0] + iri if iri.startswith("#") else base.rsplit("/", 1)[0] + "/" + iri
    )
