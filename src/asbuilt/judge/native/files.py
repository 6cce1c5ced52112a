"""RDF files as data and shapes, every literal as it is written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from rdflib import Graph

from asbuilt.errors import UserError
from asbuilt.judge.native.data import LocalData
from asbuilt.judge.quiet import quiet
from asbuilt.terms import from_triple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_FORMATS: Final = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".json": ox.RdfFormat.JSON_LD,
    ".n3": ox.RdfFormat.N3,
}


def read_data(paths: Iterable[Path]) -> LocalData:
    """Read files into one graph in memory. Raises `UserError` for a file that cannot be read."""
    return LocalData.of_quads(quad for path in paths for quad in _quads(path))


def read_shapes(paths: Iterable[Path]) -> Graph:
    """Read files into one shapes graph. Raises `UserError` for a file that cannot be read."""
    graph = Graph()
    with quiet():
        for path in paths:
            for quad in _quads(path):
                graph.add(from_triple(quad))
    return graph


def _quads(path: Path) -> Iterator[ox.Quad]:
    form = _FORMATS.get(path.suffix.lower(), ox.RdfFormat.TURTLE)
    if form == ox.RdfFormat.JSON_LD:
        _refuse_remote_context(path)
    base = path.resolve().as_uri()
    try:
        yield from ox.parse(path=str(path), format=form, base_iri=base)
    except (SyntaxError, ValueError, OSError) as error:
        cause = " ".join(str(error).split())[:200]
        raise UserError(
            f"cannot be read as {form.name}: {cause}", str(path), "mend the file, or its ending"
        ) from None


def _refuse_remote_context(path: Path) -> None:
    def walk(node: object) -> bool:
        if isinstance(node, dict):
            context = node.get("@context")
            named = context if isinstance(context, list) else [context]
            return any(isinstance(one, str) for one in named) or any(map(walk, node.values()))
        return isinstance(node, list) and any(map(walk, node))

    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError) as error:
        raise UserError(f"not valid JSON: {error}", str(path), "mend the file") from None
    if walk(data):
        raise UserError(
            "the file names a context that would have to be fetched",
            str(path),
            "write the context into the file",
        )
