"""Mappings between the controls of two catalogs."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from rdflib import RDF, SKOS, XSD, Literal, Namespace

from asbuilt.facts import Fact
from asbuilt.loaders.oscal.document import listed, said
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.facts import Item
    from asbuilt.loaders.oscal.reading import Reading
    from asbuilt.loaders.oscal.spot import Spot
    from asbuilt.reading.tree import Node

SSSOM: Final = Namespace("https://w3id.org/sssom/")
_RELATIONS: Final = {
    "equal-to": SKOS.exactMatch,
    "equivalent-to": SKOS.exactMatch,
    "subset-of": SKOS.broadMatch,
    "superset-of": SKOS.narrowMatch,
    "intersects-with": SKOS.relatedMatch,
}


def resources(node: Node) -> list[str]:
    """Give the references to the two sides of a mapping."""
    found = []
    for key in ("source-resource", "target-resource"):
        resource = node.get(key)
        found.append(said(resource.get("href")) if resource is not None else None)
    return [href for href in found if href]


def pair(reading: Reading, spot: Spot) -> Iterator[Item]:
    """State what is mapped to what, in the words of SSSOM; one to one, also directly by SKOS.

    Of several on one side only the whole is mapped, so nothing is said of each.
    """
    yield Fact(spot.iri, RDF.type, SSSOM.Mapping, spot.place)
    around = spot.up("mapping")
    relation = _RELATIONS.get(_relationship(spot.node))
    if relation is not None:
        yield Fact(spot.iri, SSSOM.predicate_id, relation, spot.place)
    ends: dict[str, list[URIRef]] = {"source": [], "target": []}
    for side, term in (("source", SSSOM.subject_id), ("target", SSSOM.object_id)):
        href = _href(around.node if around is not None else spot.node, f"{side}-resource")
        for one in listed(spot.node, f"{side}s"):
            identifier = said(one.get("id-ref")) or ""
            hrefs = [href] if href else []
            is_control = (said(one.get("type")) or "control") == "control"
            thing = (
                reading.references.control(identifier, hrefs, one.place)
                if is_control
                else reading.references.named(identifier, hrefs)
            )
            if thing is not None:
                ends[side].append(thing)
                yield Fact(spot.iri, term, thing, one.place)
    if relation is not None and len(ends["source"]) == len(ends["target"]) == 1:
        yield Fact(ends["source"][0], relation, ends["target"][0], spot.place)
    score = spot.node.get("confidence-score")
    yield from _confidence(spot.iri, score)


def _relationship(node: Node) -> str:
    held = node.get("relationship")
    text = said(held.get("type")) if held is not None and held.is_object else said(held)
    return (text or "").strip().lower()


def _href(node: Node, key: str) -> str:
    resource = node.get(key)
    return (said(resource.get("href")) or "") if resource is not None else ""


def _confidence(thing: URIRef, score: Node | None) -> Iterator[Item]:
    text = said(score.get("percentage")) if score is not None else None
    if text is None or score is None:
        return
    try:
        number = Decimal(text)
    except InvalidOperation:
        return
    if 0 <= number <= 1:
        yield Fact(thing, AB.confidence, Literal(f"{number:f}", datatype=XSD.decimal), score.place)
