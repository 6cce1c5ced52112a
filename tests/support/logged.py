"""A process with its systems and people, and logs of its cases, for tests of conformance."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from rdflib import URIRef

if TYPE_CHECKING:
    from rdflib import Graph

W = "https://example.org/w/"
LOG = URIRef(f"{W}log.xes#log")
PROCESS = f"{W}p.bpmn#"

WORLD = """
<log.xes#log> a ab:EventLog ; rdfs:label "Orders 2026" ; ab:logs p:P .
p:P a ab:Process ; rdfs:label "Purchase" ; ab:hasStep p:Create, p:Gate, p:Approve, p:Release .
p:Create a ab:Task, ab:Step ; rdfs:label "Create order" ; ab:execution "user" ; ab:next p:Gate .
p:Gate a ab:Gateway, ab:Step ; rdfs:label "Amount?" ; ab:next p:Approve .
p:Approve a ab:Approval, ab:Task, ab:Step ; rdfs:label "Approve order" ; ab:execution "user" ;
    ab:next p:Release ; ab:decidedBy <role/manager> ; ab:performedBy <role/assistant> ;
    ab:controlledBy <control/c> ; dcterms:identifier "T_2" .
p:Release a ab:Task, ab:Step ; rdfs:label "Release order" ; ab:execution "user" .
w:W a ab:Workflow ; ab:heldBy <system/erp> ; rdfs:label "Order flow" ;
    ab:hasState w:ManagerOk, w:Archive .
w:ManagerOk a ab:State ; rdfs:label "ManagerOk" ; ab:execution "user" .
w:Archive a ab:State, ab:Automation ; rdfs:label "Archive order" ; ab:execution "automated" .
<m1> a ab:Mapping ; ab:processElement p:Approve ; ab:digitalElement w:ManagerOk ;
    ab:mappingStatus "confirmed" .
<control/c> a ab:Control ; rdfs:label "Order approval" ; ab:guards p:Release .
<system/erp> a ab:System ; rdfs:label "ERP" .
<role/manager> a ab:Role ; rdfs:label "Manager" .
<role/assistant> a ab:Role ; rdfs:label "Assistant" .
<agent/mia> a ab:Agent ; rdfs:label "Mia Meyer" ; ab:login "MMEYER" .
<agent/ben> a ab:Agent ; rdfs:label "Ben" ; ab:login "ben" .
<agent/ann> a ab:Agent ; rdfs:label "Ann" ; ab:login "ann" .
<h1> a ab:Holding ; ab:holder <agent/mia> ; ab:role <role/manager> .
<h3> a ab:Holding ; ab:holder <agent/ann> ; ab:role <role/assistant> .
"""

ORDER = (
    ("Create order", "01 08:00", "ben"),
    ("Approve order", "01 12:00", "mmeyer"),
    ("Release order", "02 08:00", "ben"),
)
"""A case as it should be."""


class Conform(Protocol):
    """Loads Turtle and a log and gives what the analysis states."""

    def __call__(
        self,
        turtle: str,
        cases: dict[str, tuple[tuple[str, ...], ...]],
        **columns: dict[str, object],
    ) -> Graph:
        """Return the derived graph; further columns are given by case."""


def moment(text: str) -> datetime | None:
    """Give the time that a day of March and a time of day say."""
    return datetime.fromisoformat(f"2026-03-{text}+00:00") if text else None
