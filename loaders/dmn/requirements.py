"""What decisions and knowledge need: data, other decisions' results, knowledge and authorities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import DCTERMS, PROV, RDF, RDFS
from rdflib.term import Literal

from asbuilt.facts import Fact
from asbuilt.loaders.dmn.authority import denoted
from asbuilt.loaders.dmn.names import DMN, REQUIREMENTS
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.loaders.dmn.references import References
    from asbuilt.reading.model import Element, Model


def requirements(model: Model, references: References) -> Iterator[Fact]:
    """State what decisions, knowledge models and sources of a file require (6.3.13 to 6.3.15).

    A decision reads its input data and the results of the decisions that it needs, which those
    write; a result is a data object of its own, known by its variable's identifier.
    """
    results: dict[Element, URIRef] = {}
    for requirement in model.all(*REQUIREMENTS):
        for reference in requirement.all(*REQUIREMENTS[requirement.name]):
            yield from _required(model, references, requirement, reference, results)
    for decision, result in results.items():
        variable = next(decision.all("variable"), decision)
        label = variable.label or decision.label or decision.identifier
        yield Fact(result, RDF.type, AB.DataObject, variable.place)
        yield Fact(result, RDFS.label, Literal(label), variable.place)
        if variable.verbatim and variable is not decision:
            yield Fact(result, DCTERMS.identifier, Literal(variable.verbatim), variable.place)
        yield Fact(result, PROV.hadPrimarySource, model.source.at(variable.place), variable.place)
        yield Fact(decision.iri, AB.writes, result, variable.place)


def _required(
    model: Model,
    references: References,
    requirement: Element,
    reference: Element,
    results: dict[Element, URIRef],
) -> Iterator[Fact]:
    holder, place = requirement.thing, reference.place
    target = references.target(reference)
    if target is None:
        return
    yield Fact(holder.iri, DMN[reference.name], target, place)
    found = references.element(reference)
    if found is None:
        return
    if requirement.name == "authorityRequirement":
        policy = denoted(model, found) if found.name == "knowledgeSource" else None
        if policy is not None:
            yield Fact(holder.iri, AB.governedBy, policy, place)
    elif holder.name != "decision":
        return
    elif found.name == "inputData":
        yield Fact(holder.iri, AB.reads, denoted(model, found) or found.iri, place)
    elif found.name == "decision":
        variable = next(found.all("variable"), None)
        result = (
            model.source.element(f"{found.identifier}/result") if variable is None else variable.iri
        )
        results[found] = result
        yield Fact(holder.iri, AB.reads, result, place)
