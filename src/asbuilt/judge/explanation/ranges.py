"""Which kinds of thing a property leads to, as the core ontology states it."""

from __future__ import annotations

from functools import cache

from rdflib import OWL, RDF, RDFS, Graph, URIRef
from rdflib.collection import Collection

from asbuilt.resources import ONTOLOGY


def range_of(predicate: URIRef) -> tuple[URIRef, ...]:
    """Give the classes or the datatype of a property's values; none where nothing is stated."""
    return _ranges().get(predicate, ())


@cache
def _ranges() -> dict[URIRef, tuple[URIRef, ...]]:
    ontology = Graph().parse(ONTOLOGY / "asbuilt.ttl", format="turtle")
    found: dict[URIRef, tuple[URIRef, ...]] = {}
    for predicate, stated in ontology.subject_objects(RDFS.range):
        if not isinstance(predicate, URIRef):
            continue
        members = ontology.value(stated, OWL.unionOf)
        options = [stated] if members is None else Collection(ontology, members)
        kinds = tuple(one for one in options if isinstance(one, URIRef))
        found[predicate] = tuple(k for k in kinds if k not in (RDFS.Resource, RDF.Property))
    return found
