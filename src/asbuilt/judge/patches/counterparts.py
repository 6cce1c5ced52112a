"""What a step or state may be mapped to: what is proposed for it, and what is free and like it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import URIRef

from asbuilt.derive.correspondence.likeness import likeness
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.judge.explanation import Explainer

_ALIKE = 0.3
"""Likeness of names from which a thing is named as what may be meant."""


def proposals(explainer: Explainer, thing: URIRef) -> Iterator[tuple[URIRef, URIRef, str]]:
    """Yield what the analysis of correspondences proposes for a step or state."""
    rows = explainer.store.select(
        f"""SELECT ?step ?state (MAX(?c) AS ?confidence) (MIN(?j) AS ?why) WHERE {{
            ?m <{AB.mappingStatus}> "proposed" ; <{AB.processElement}> ?step ;
               <{AB.digitalElement}> ?state ; <{AB.justification}> ?j .
            OPTIONAL {{ ?m <{AB.confidence}> ?c }}
            FILTER(?step = <{thing}> || ?state = <{thing}>)
        }} GROUP BY ?step ?state ORDER BY DESC(?confidence) ?step ?state"""
    ).rows
    for step, state, confidence, why in rows:
        if isinstance(step, URIRef) and isinstance(state, URIRef):
            yield step, state, f"proposed with confidence {confidence}: {why}"


def unmapped(explainer: Explainer, thing: URIRef, kind: URIRef) -> list[tuple[URIRef, str]]:
    """Give things of the other side that no mapping names, those with the likest names first."""
    facts = explainer.facts
    side = AB.digitalElement if kind == AB.State else AB.processElement
    name = explainer.phrases.label(thing)
    found = []
    for label, other in facts.named(AB.Task if kind == AB.Step else kind):
        likely = likeness(name, label)
        if likely <= _ALIKE or str(facts.value(other, AB.execution)) == "none":
            continue
        if not facts.subjects(side, other):
            found.append((-likely, label, other))
    return [
        (other, f"“{label}”: its name is like it ({-likely:.2f}), and nothing is mapped to it")
        for likely, label, other in sorted(found)
    ]


def is_mapped(explainer: Explainer, thing: URIRef) -> bool:
    """Say whether any mapping names a thing as one of its ends."""
    sides = (AB.processElement, AB.digitalElement)
    return any(explainer.facts.subjects(side, thing) for side in sides)
