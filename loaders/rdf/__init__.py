"""RDF as it stands: Turtle, TriG, N-Triples, N-Quads, RDF/XML and JSON-LD (with RDF 1.1 graphs).

All triples, those of named graphs too, go into the graph of the file. For each thing
whose type the file states, the line at which it describes it is stated besides. JSON-LD may
only use contexts that stand in the file itself; nothing is ever fetched.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from rdflib import RDF

from asbuilt.facts import Item, Lines, Place, Source, Version
from asbuilt.loaders.rdf.described import expand_xml, refuse_remote_contexts, subject_lines
from asbuilt.loaders.rdf.graph import FileGraph
from asbuilt.reading import Refusal, decode, read_bytes
from asbuilt.reading.xml import root_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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
_RDF_NAMESPACE: Final = str(RDF)


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
    text, rdf_format, lines = _opened(source)
    yield Version(rdf_format.name)
    yield from FileGraph(source, lines).items(text, rdf_format)


def load_in_bulk(source: Source) -> Iterator[Item | Lines]:
    """Read a file and yield what `load` yields, most of it as lines that a store takes as they are.

    Raises `Refusal` as `load` does.
    """
    text, rdf_format, lines = _opened(source)
    yield Version(rdf_format.name)
    yield from FileGraph(source, lines).in_bulk(text, rdf_format)


def _opened(source: Source) -> tuple[str, ox.RdfFormat, dict[str, int]]:
    """Give the text that is to be parsed, its format, and the lines at which things stand."""
    text = decode(read_bytes(source.path))
    rdf_format = _format(source.path, text)
    base = str(source.minter.file(source.name))
    if rdf_format == ox.RdfFormat.RDF_XML:
        text, lines = expand_xml(text, base)
    elif rdf_format == ox.RdfFormat.JSON_LD:
        lines = refuse_remote_contexts(text)
    else:
        lines = subject_lines(text, base)
    return text, rdf_format, lines


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
