"""The controls that guard something: what they guard, where they act, and when they apply."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rdflib import RDFS, URIRef

from asbuilt.derive.reading import ask_rows
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from asbuilt.store import Store


@dataclass(slots=True)
class Control:
    """A control that guards something, and by what it is carried out."""

    iri: URIRef
    label: str
    guards: set[URIRef] = field(default_factory=set)
    steps: set[URIRef] = field(default_factory=set)
    """Steps at which it acts."""
    states: set[URIRef] = field(default_factory=set)
    """States or transitions that implement it."""
    applies: str = ""
    """When it applies, in the words of the register; empty for always."""
    is_applied: bool = True


def controls(store: Store) -> list[Control]:
    """Read the controls that guard something, but for those that are stated not to be applied."""
    rows = ask_rows(
        store,
        f"""SELECT DISTINCT ?control ?label ?p ?o WHERE {{
            ?control <{AB.guards}> ?guarded .
            OPTIONAL {{ ?control <{RDFS.label}> ?label }}
            {{ VALUES ?p {{ <{AB.guards}> <{AB.implementedBy}> <{AB.appliesWhen}>
                    <{AB.applicable}> }} ?control ?p ?o }}
            UNION {{ ?o <{AB.controlledBy}> ?control BIND(<{AB.controlledBy}> AS ?p) }}
        }}""",
    )
    found: dict[URIRef, Control] = {}
    for iri, label, predicate, value in rows:
        if not isinstance(iri, URIRef):
            continue
        control = found.setdefault(iri, Control(iri, str(label or iri)))
        if predicate == AB.appliesWhen:
            control.applies = control.applies or str(value)
        elif predicate == AB.applicable:
            control.is_applied = str(value) not in {"false", "0"}
        elif isinstance(value, URIRef):
            said = {
                AB.guards: control.guards, AB.implementedBy: control.states,
                AB.controlledBy: control.steps,
            }  # fmt: skip
            said[URIRef(str(predicate))].add(value)
    return [control for control in found.values() if control.is_applied]
