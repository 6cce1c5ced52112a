"""Names of ArchiMate 3 as both formats write them, and what the elements stand for."""

from __future__ import annotations

import re
from typing import Final

from rdflib import Namespace, URIRef

from asbuilt.vocabulary import AB


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


ARCHIMATE: Final = Namespace("http://www.opengroup.org/xsd/archimate/3.0/#")
"""Where words of ArchiMate stand, whichever of the formats a file is in."""
XSI_TYPE: Final = "{http://www.w3.org/2001/XMLSchema-instance}type"

ELEMENTS: Final = _names(
    "BusinessActor BusinessRole BusinessCollaboration BusinessInterface BusinessProcess"
    " BusinessFunction BusinessInteraction BusinessEvent BusinessService BusinessObject Contract"
    " Representation Product ApplicationComponent ApplicationCollaboration ApplicationInterface"
    " ApplicationFunction ApplicationInteraction ApplicationProcess ApplicationEvent"
    " ApplicationService DataObject Node Device SystemSoftware TechnologyCollaboration"
    " TechnologyInterface Path CommunicationNetwork TechnologyFunction TechnologyProcess"
    " TechnologyInteraction TechnologyEvent TechnologyService Artifact Equipment Facility"
    " DistributionNetwork Material Stakeholder Driver Assessment Goal Outcome Principle"
    " Requirement Constraint Meaning Value Resource Capability CourseOfAction ValueStream"
    " WorkPackage Deliverable ImplementationEvent Plateau Gap Grouping Location Junction"
    " AndJunction OrJunction"
)
"""Types of elements, and the connectors between relationships (ArchiMate 3.2, clauses 4 to 13)."""
RELATIONS: Final = _names(
    "Composition Aggregation Assignment Realization Serving Access Influence Association Triggering"
    " Flow Specialization"
)
"""Types of relationships (clause 5)."""
JUNCTIONS: Final = _names("Junction AndJunction OrJunction")
PROCESSES: Final = _names("BusinessProcess BusinessInteraction")
"""Business behaviour that is an ordered piece of work, and so a process or a step of one."""

RENAMED: Final = {
    "CommunicationPath": "Path",
    "InfrastructureFunction": "TechnologyFunction",
    "InfrastructureInterface": "TechnologyInterface",
    "InfrastructureService": "TechnologyService",
    "Network": "CommunicationNetwork",
    "Realisation": "Realization",
    "Specialisation": "Specialization",
    "UsedBy": "Serving",
}
"""What older versions called what ArchiMate 3 calls otherwise."""

CLASSES: Final[dict[str, tuple[URIRef, ...]]] = {
    "ApplicationInterface": (AB.Interface,),
    "ApplicationProcess": (AB.Automation,),
    "ApplicationService": (AB.Interface,),
    "DataObject": (AB.DataAsset,),
    "TechnologyInterface": (AB.Interface,),
    "TechnologyProcess": (AB.Automation,),
    "TechnologyService": (AB.Interface,),
}
"""Classes of elements that are themselves what the ontology has a word for."""

DENOTED: Final[dict[str, tuple[str, URIRef]]] = {
    "ApplicationComponent": ("system", AB.System),
    "BusinessActor": ("agent", AB.Agent),
    "BusinessObject": ("dataobject", AB.DataObject),
    "BusinessRole": ("role", AB.Role),
    "Contract": ("dataobject", AB.DataObject),
    "Node": ("system", AB.System),
    "Principle": ("policy", AB.Policy),
    "SystemSoftware": ("system", AB.System),
}
"""What elements stand for that the organisation names once for all."""

SPECIALIZED: Final[dict[str, tuple[str, URIRef]]] = {
    "control": ("control", AB.Control),
    "control measure": ("control", AB.Control),
    "metric": ("metric", AB.Metric),
    "policy": ("policy", AB.Policy),
    "risk": ("risk", AB.Risk),
    "role": ("role", AB.Role),
    "system": ("system", AB.System),
}
"""What elements stand for by the name of their specialization (clause 14), folded."""

OWNING: Final = _names("owner eigentümer verantwortlicher verantwortlich") | {
    "process owner",
    "system owner",
    "business owner",
    "data owner",
    "owned by",
}
"""Keys of properties, folded, whose value names the role that owns an element."""

EXCHANGE: Final = re.compile(r"https?://www\.opengroup\.org/xsd/archimate/3\.\d+/?")
EXCHANGE_2: Final = re.compile(r"https?://www\.opengroup\.org/xsd/archimate(?:/2\.\d+)?/?")
ARCHI: Final = frozenset(
    {"http://www.archimatetool.com/archimate", "http://www.bolton.ac.uk/archimate"}
)
"""Namespaces of Archi's own format; the second is that of Archi 2 and before."""


def plain(kind: str) -> str:
    """Give the name of a type as ArchiMate 3 has it, without the prefixes and endings of tools."""
    name = kind.rpartition(":")[2].removesuffix("Relationship")
    return RENAMED.get(name, name)
