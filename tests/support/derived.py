"""What tests of analyses ask of a derived graph, and the Turtle files that they run over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from rdflib import RDF, Graph, URIRef

from asbuilt.vocabulary import AB, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive import Context

BASE = "https://example.org/w/"
CASES = Path(__file__).parents[1] / "derive" / "cases"
SETTINGS = f'[workspace]\ntitle = "Trial"\nbase = "{BASE}"\n'
HEAD = "".join(f"@prefix {prefix}: <{address}> .\n" for prefix, address in PREFIXES.items())
HEAD += f"@base <{BASE}> .\n@prefix p: <{BASE}p.bpmn#> .\n@prefix w: <{BASE}w.asl.json#> .\n"


class Derived(Protocol):
    """Loads Turtle, runs analyses one after the other, and gives what the last one stated."""

    def __call__(self, turtle: str, *analyses: str) -> Graph:
        """Return the derived graph of the last of the analyses."""


class Fresh(Protocol):
    """Gives a context over a new graph that holds some Turtle."""

    def __call__(self, turtle: str) -> Context:
        """Return the context."""


def of_kind(graph: Graph, kind: URIRef) -> list[URIRef]:
    """Give the derived facts of a kind, in order of their IRIs."""
    return sorted(URIRef(str(node)) for node in graph.subjects(RDF.type, kind))


def proofs(graph: Graph, kind: URIRef) -> list[str]:
    """Give the proof sentences of the derived facts of a kind, in order."""
    return sorted(str(graph.value(node, AB.proof)) for node in of_kind(graph, kind))


def cases(analysis: str) -> Iterator[Path]:
    """Give the Turtle files of an analysis."""
    yield from sorted((CASES / analysis).glob("*.ttl"))
