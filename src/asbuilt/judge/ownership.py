"""What is around the thing of a finding: who answers for it, and in which larger things it lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import RDF, URIRef

from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.judge.view import Facts

_OUTWARD = (
    AB.partOf, AB.heldBy, AB.processElement, AB.digitalElement, AB.evidenceFor, AB.step, AB.metric,
    AB.control, AB.within, AB.logs, AB.mayTrigger,
)  # fmt: skip
"""Properties that lead from a thing to a larger one."""
_INWARD = (AB.hasStep, AB.hasState, AB.raises, AB.represents, AB.measuredBy)
"""Properties that lead from the larger thing to it."""
_OWNER, _PROCESS, _TYPE = AB.ownedBy, AB.Process, RDF.type
_FAR = 5


def owner(graph: Facts, thing: URIRef) -> URIRef | None:
    """Give who owns a thing, or else the nearest thing around it that has an owner.

    At equal distance processes come before systems, then the order of names decides.
    """
    reached, ring = {thing}, [thing]
    for _ in range(_FAR):
        for member in ring:
            owners = sorted(one for one in graph.objects(member, _OWNER) if isinstance(one, URIRef))
            if owners:
                return owners[0]
        around = (one for member in ring for one in _around(graph, member))
        ring = list(dict.fromkeys(one for one in around if one not in reached))
        reached.update(ring)
    return None


def surroundings(graph: Facts, thing: URIRef) -> tuple[URIRef | None, URIRef | None]:
    """Give the nearest larger thing around a thing, and the nearest process around it.

    A process lies in none; what stands in a workflow that a process maps to lies in the workflow.
    """
    if _is_process(graph, thing):
        return None, thing
    reached, ring = {thing}, [thing]
    nearest: URIRef | None = None
    for _ in range(_FAR):
        around = (one for member in ring for one in _around(graph, member))
        ring = list(dict.fromkeys(one for one in around if one not in reached))
        reached.update(ring)
        if not ring:
            break
        nearest = nearest or ring[0]
        for member in ring:
            if _is_process(graph, member):
                return nearest, member
    return nearest, None


def _is_process(graph: Facts, thing: URIRef) -> bool:
    return _PROCESS in graph.objects(thing, _TYPE)


def _around(graph: Facts, thing: URIRef) -> Iterator[URIRef]:
    for predicate in _OUTWARD:
        for one in sorted(graph.objects(thing, predicate), key=str):
            if isinstance(one, URIRef):
                yield one
    for predicate in _INWARD:
        for one in sorted(graph.subjects(predicate, thing), key=str):
            if isinstance(one, URIRef):
                yield one
