"""Who takes decisions and answers for them, by what authority, and what measures them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rdflib import PROV, RDF, RDFS
from rdflib.term import Literal

from asbuilt.facts import Fact
from asbuilt.loaders.dmn.names import DMN
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.facts import Place
    from asbuilt.loaders.dmn.references import References
    from asbuilt.reading.model import Element, Model

_POLICY = re.compile(
    r"\b(?:polic(?:y|ies)|regulations?|laws?|acts?|directives?|standards?|guidelines?|statutes?)\b"
    r"|(?:richtlinie|gesetz|gesetzbuch|verordnung|vorschrift|leitlinie)(?:n|en)?\b",
    re.IGNORECASE,
)
"""Words by which a knowledge source is known as a policy, in its type or else in its name."""

_DENOTED = {
    "organizationUnit": ("role", AB.Role),
    "inputData": ("dataobject", AB.DataObject),
    "performanceIndicator": ("metric", AB.Metric),
    "knowledgeSource": ("policy", AB.Policy),
}
"""What elements of a model stand for that the organisation names once for all."""


def authority(model: Model, references: References) -> Iterator[Fact]:
    """State decision rights, owners, policies and metrics of a file's decisions (6.3.7 to 6.3.12).

    Whoever makes a decision has its decision right; where a file names no maker, the owner does.
    """
    yield from _denotations(model)
    makers = _related(model, references, "decisionMaker", "decisionMade")
    owners = _related(model, references, "decisionOwner", "decisionOwned")
    for decision in model.all("decision"):
        if decision.is_thing:
            yield from _rights(model, decision, makers.get(decision, []), owners.get(decision, []))
    metrics = _related(model, references, "impactedPerformanceIndicator", "impactingDecision")
    for decision, indicators in metrics.items():
        for indicator, place in indicators:
            metric = denoted(model, indicator) or indicator.iri
            yield Fact(decision.iri, AB.measuredBy, metric, place)
    for name in ("decisionMaker", "decisionOwner", "impactedPerformanceIndicator", "owner"):
        for reference in model.all(name):
            target = references.target(reference)
            if target is not None:
                yield Fact(reference.thing.iri, DMN[name], target, reference.place)
    for reference in model.all("owner"):
        owner = references.element(reference)
        role = denoted(model, owner) if owner is not None else None
        if role is not None:
            yield Fact(reference.thing.iri, AB.ownedBy, role, reference.place)
    yield from _users(model, references)


def denoted(model: Model, element: Element) -> URIRef | None:
    """Give the role, data object, metric or policy for which an element stands, if for any."""
    if element.name not in _DENOTED or not element.label or not element.is_thing:
        return None
    if element.name == "knowledgeSource" and not _is_policy(element):
        return None
    return model.source.minter.named(_DENOTED[element.name][0], element.label)


def _denotations(model: Model) -> Iterator[Fact]:
    """State for what elements stand, each such thing under the first spelling by alphabet."""
    mentions: dict[tuple[URIRef, URIRef], list[tuple[str, Place]]] = {}
    for element in model.all(*_DENOTED):
        thing = denoted(model, element)
        if thing is None:
            continue
        yield Fact(element.iri, AB.denotes, thing, element.place)
        kind = _DENOTED[element.name][1]
        mentions.setdefault((thing, kind), []).append((element.label, element.place))
        if element.name == "knowledgeSource":
            model.count("policy by name", "kept")
    for (thing, kind), named in mentions.items():
        label, place = min(named, key=lambda mention: (mention[0], mention[1].line or 0))
        yield Fact(thing, RDF.type, kind, place)
        yield Fact(thing, RDFS.label, Literal(label), place)
        yield Fact(thing, PROV.hadPrimarySource, model.source.at(place), place)


def _related(
    model: Model, references: References, direct: str, inverse: str
) -> dict[Element, list[tuple[Element, Place]]]:
    """Give by decision what it names and what names it, for the two ways to say one thing."""
    related: dict[Element, list[tuple[Element, Place]]] = {}
    for reference in model.all(direct, inverse):
        holder, found = reference.thing, references.element(reference)
        if found is None:
            continue
        decision, other = (holder, found) if reference.name == direct else (found, holder)
        if decision.name == "decision":
            related.setdefault(decision, []).append((other, reference.place))
    return related


def _rights(
    model: Model,
    decision: Element,
    makers: list[tuple[Element, Place]],
    owners: list[tuple[Element, Place]],
) -> Iterator[Fact]:
    for unit, place in owners:
        role = denoted(model, unit)
        if role is not None:
            yield Fact(decision.iri, AB.ownedBy, role, place)
    if model.source.domain == "digital":
        return
    if owners and not makers:
        model.count("decision right by owner", "kept")
    for unit, place in makers or owners:
        role = denoted(model, unit)
        if role is not None:
            yield Fact(decision.iri, AB.decidedBy, role, place)
            if makers:
                yield Fact(decision.iri, AB.performedBy, role, place)


def _users(model: Model, references: References) -> Iterator[Fact]:
    """State which tasks and processes of process models use a decision (6.3.7)."""
    for reference in model.all("usingTask"):
        task = references.outside(reference, AB.Step, "step")
        if task is not None:
            yield Fact(task, AB.calls, reference.thing.iri, reference.place)
            yield Fact(reference.thing.iri, DMN.usingTask, task, reference.place)
    for reference in model.all("usingProcess"):
        process = references.outside(reference, AB.Process, "process")
        if process is not None:
            yield Fact(reference.thing.iri, DMN.usingProcess, process, reference.place)


def _is_policy(source: Element) -> bool:
    said = " ".join(one.text for one in source.all("type")) or source.label
    return bool(_POLICY.search(said))
