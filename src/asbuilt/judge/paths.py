"""SHACL property paths: as text that people can read, and as a walk over a graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from rdflib import RDF, SH, BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.paths import (
    AlternativePath,
    InvPath,
    MulPath,
    Path,
    SequencePath,
    eval_path,
)

from asbuilt.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rdflib.term import Node

    from asbuilt.facts import Subject, Term
    from asbuilt.judge.view import Facts

_REPEATS: dict[URIRef, Literal["*", "+", "?"]] = {
    SH.zeroOrMorePath: "*",
    SH.oneOrMorePath: "+",
    SH.zeroOrOnePath: "?",
}


def parse(shapes: Graph, node: Subject) -> URIRef | Path:
    """Give a SHACL property path as rdflib's (SHACL, 2.3.1). Raises `ValueError` if malformed."""
    if isinstance(node, URIRef) and node != RDF.nil:
        return node
    members = [cast("Subject", one) for one in Collection(shapes, node)]
    if members:
        return SequencePath(*(parse(shapes, one) for one in members))
    for predicate, inner in shapes.predicate_objects(node):
        if predicate == SH.inversePath:
            return InvPath(parse(shapes, cast("Subject", inner)))
        if predicate == SH.alternativePath:
            choices = Collection(shapes, cast("BNode", inner))
            return AlternativePath(*(parse(shapes, cast("Subject", one)) for one in choices))
        if predicate in _REPEATS:
            return MulPath(
                parse(shapes, cast("Subject", inner)), _REPEATS[cast("URIRef", predicate)]
            )
    raise ValueError(f"{node} is no property path")


def text(path: URIRef | Path, write: Callable[[URIRef], str] | None = None) -> str:
    """Give a path in SPARQL's notation (SPARQL 1.1, 9.1).

    `write` gives an IRI as text; Asbuilt's prefixes are used if it is left out.
    """
    write = write or _short
    if isinstance(path, URIRef):
        return write(path)
    if isinstance(path, InvPath):
        return f"^{_inner(path.arg, write, (SequencePath, AlternativePath, InvPath))}"
    if isinstance(path, SequencePath):
        return "/".join(_inner(one, write) for one in path.args)
    if isinstance(path, AlternativePath):
        return "|".join(_inner(one, write) for one in path.args)
    assert isinstance(path, MulPath)
    return f"{_inner(path.path, write, (Path,))}{path.mod}"


def properties(path: URIRef | Path) -> Iterator[URIRef]:
    """Give the properties that a path walks along, in either direction."""
    if isinstance(path, URIRef):
        yield path
    elif isinstance(path, InvPath):
        yield from properties(path.arg)
    elif isinstance(path, MulPath):
        yield from properties(path.path)
    elif isinstance(path, SequencePath | AlternativePath):
        for one in path.args:
            yield from properties(one)


def values(graph: Facts, focus: Node, path: URIRef | Path) -> list[Term]:
    """Give what a path leads to from a thing, each once, in order of their text."""
    if isinstance(path, URIRef):
        found = set(graph.objects(focus, path))
    else:
        found = {
            end for _, end in eval_path(cast("Graph", graph), (cast("URIRef", focus), path, None))
        }
    return sorted(cast("set[Term]", found), key=str)


def _inner(
    path: URIRef | Path,
    write: Callable[[URIRef], str],
    compound: tuple[type, ...] = (SequencePath, AlternativePath),
) -> str:
    inside = text(path, write)
    return f"({inside})" if isinstance(path, compound) else inside


def _short(iri: URIRef) -> str:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"<{iri}>"
