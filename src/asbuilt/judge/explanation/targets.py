"""Why a rule is about a thing: the edges that make it one of a shape's targets (SHACL, 2.1.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import OWL, RDF, RDFS, SH, Graph, URIRef
from rdflib.paths import MulPath, SequencePath

from asbuilt.judge.explanation.walk import walks

if TYPE_CHECKING:
    from asbuilt.facts import Term
    from asbuilt.judge.explanation.judged import JudgedFacts
    from asbuilt.judge.explanation.model import Edge

INSTANCE = SequencePath(RDF.type, MulPath(RDFS.subClassOf, "*"))
"""From a thing to its classes (SHACL, 1.1: SHACL instance)."""
_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target)


def has_target(shapes: Graph, shape: Term) -> bool:
    """Say whether a shape states what it is about."""
    return any((shape, one, None) in shapes for one in _TARGETS) or _is_class(shapes, shape)


def target_edges(shapes: Graph, shape: Term, facts: JudgedFacts, node: Term) -> list[Edge] | None:
    """Give the edges that make a thing a target of a shape; None where it is none.

    They are none, too, where the shape names the thing itself.
    """
    classes = {one for one in shapes.objects(shape, SH.targetClass) if isinstance(one, URIRef)}
    if _is_class(shapes, shape) and isinstance(shape, URIRef):
        classes.add(shape)
    for walk in walks(facts, node, INSTANCE) if classes else ():
        if walk.end in classes:
            return list(walk.edges)
    if (shape, SH.targetNode, node) in shapes:
        return []
    for predicate in sorted(shapes.objects(shape, SH.targetSubjectsOf), key=str):
        if isinstance(predicate, URIRef) and (edges := facts.objects(node, predicate)):
            return edges[:1]
    for predicate in sorted(shapes.objects(shape, SH.targetObjectsOf), key=str):
        if isinstance(predicate, URIRef) and (edges := facts.subjects(predicate, node)):
            return edges[:1]
    return None


def _is_class(shapes: Graph, shape: Term) -> bool:
    return isinstance(shape, URIRef) and any(
        (shape, RDF.type, kind) in shapes for kind in (RDFS.Class, OWL.Class)
    )
