"""What an engine permits: to complete a state, or to start a workflow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import PROV, RDF, RDFS
from rdflib.term import Literal

from asbuilt.facts import Fact
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rdflib import URIRef

    from asbuilt.loaders.bpmn.document import Document, Element


@dataclass(frozen=True, slots=True)
class Grant:
    """A role or user whom an engine lets complete a state, or start a workflow."""

    element: Element
    name: str
    grantee: URIRef
    to_user: bool = False


def permissions(document: Document, grants: Iterable[Grant]) -> Iterator[Fact]:
    """State the permission of each role or user to complete a state or to start a workflow."""
    for grant in grants:
        element, place = grant.element, grant.element.place
        action = "start" if element.name == "process" else "complete"
        workflow = element if element.name == "process" else element.process
        name = f"user:{grant.name}" if grant.to_user else grant.name
        iri = document.source.element(f"{element.identifier}/{action}/{name}")
        label = f"{grant.name} may {action} {element.label or element.identifier}"
        yield Fact(iri, RDF.type, AB.Permission, place)
        yield Fact(iri, RDFS.label, Literal(label), place)
        yield Fact(iri, PROV.hadPrimarySource, document.source.at(place), place)
        yield Fact(iri, AB.grantedTo, grant.grantee, place)
        yield Fact(iri, AB.mayTrigger, element.iri, place)
        yield Fact(iri, AB.action, Literal(action), place)
        if workflow is not None:
            yield Fact(iri, AB.workflow, workflow.iri, place)
        if document.source.system:
            system = document.source.minter.named("system", document.source.system)
            yield Fact(iri, AB.heldBy, system, place)
