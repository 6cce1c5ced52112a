"""The classes of execution breakdown as the ontology defines them, so that reports explain them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from rdflib import SKOS, Graph, URIRef

from asbuilt.resources import ONTOLOGY
from asbuilt.vocabulary import ABB

SCHEME = str(ABB).rstrip("#")
"""Address of the SKOS scheme of the classes."""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A class of execution breakdown."""

    key: str
    """Its word in findings, such as ``workflow``."""
    code: str
    """The letters with which codes of its rules begin, such as ``WF``."""
    name: str
    definition: str
    iri: str


@cache
def breakdowns() -> dict[str, Breakdown]:
    """Give the classes by their words, the five of the essay first, the graph's integrity last."""
    graph = Graph().parse(ONTOLOGY / "breakdowns.ttl", format="turtle")
    order = ("workflow", "decision", "data", "governance", "feedback", "integrity")
    found = {}
    for key in order:
        node = URIRef(f"{ABB}{key}")
        found[key] = Breakdown(
            key,
            str(graph.value(node, SKOS.notation)),
            str(graph.value(node, SKOS.prefLabel)),
            str(graph.value(node, SKOS.definition)),
            str(node),
        )
    return found
