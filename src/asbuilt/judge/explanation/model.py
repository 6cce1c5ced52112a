"""What an explanation is made of: facts with their places, what is missing, what would mend it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from rdflib import URIRef
    from rdflib.paths import Path

    from asbuilt.facts import Subject, Term
    from asbuilt.judge.places import Standing

PropertyPath: TypeAlias = "URIRef | Path"
Part: TypeAlias = Literal["target", "path", "value", "pattern", "derivation"]
"""What a fact has to do with a finding.

It makes the thing one that the rule is about; it is an edge of the path that was walked; it says
what an offending value is; it matches a pattern of the rule's query; or the fact that offends was
derived from it.
"""
Action: TypeAlias = Literal["add", "remove", "change"]


@dataclass(frozen=True, slots=True)
class Edge:
    """A triple, and the graphs that state it."""

    subject: Subject
    predicate: URIRef
    object: Term
    graphs: tuple[URIRef, ...] = ()
    """Those of sources first; empty where only the judge itself states it."""

    @property
    def triple(self) -> tuple[Subject, URIRef, Term]:
        """The triple alone."""
        return self.subject, self.predicate, self.object


@dataclass(frozen=True, slots=True)
class Support:
    """A fact that made the finding, with the places at which sources state it."""

    part: Part
    edge: Edge
    sentence: str
    """The fact in words: names of things, not IRIs."""
    places: tuple[Standing, ...] = ()
    analysis: str = ""
    """Name of the analysis that states it, where no source does."""

    def as_dict(self) -> dict[str, Any]:
        """Give the fact as plain data."""
        subject, predicate, value = map(str, self.edge.triple)
        return {
            "part": self.part,
            "sentence": self.sentence,
            "subject": subject,
            "predicate": predicate,
            "object": value,
            "graphs": [str(graph) for graph in self.edge.graphs],
            "places": [_place(place) for place in self.places],
            "analysis": self.analysis or None,
        }


@dataclass(frozen=True, slots=True)
class Absence:
    """What was looked for and not found: of what, along which path, and where it would stand."""

    subject: Term
    path: PropertyPath | None
    sentence: str
    places: tuple[Standing, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Give the absence as plain data."""
        return {
            "sentence": self.sentence,
            "subject": str(self.subject),
            "places": [_place(place) for place in self.places],
        }


@dataclass(frozen=True, slots=True)
class Remedy:
    """One change after which the constraint would hold."""

    action: Action
    sentence: str
    subject: Term
    path: PropertyPath | None = None
    value: Term | None = None
    """What has to go or to change; what has to be there, where exactly one value will do."""
    kinds: tuple[URIRef, ...] = ()
    """Classes of which a value to be added has to be."""

    def as_dict(self) -> dict[str, Any]:
        """Give the remedy as plain data."""
        return {
            "action": self.action,
            "sentence": self.sentence,
            "subject": str(self.subject),
            "value": None if self.value is None else str(self.value),
        }


@dataclass(slots=True)
class Offence:
    """A constraint that does not hold for a thing or a value, and the edges that show it."""

    component: str
    """Local name of the SHACL component, such as ``MinCount``."""
    shape: Term
    focus: Term
    path: PropertyPath | None
    value: Term | None
    sentence: str
    edges: list[tuple[Part, Edge]] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)
    remedies: list[Remedy] = field(default_factory=list)
    inner: list[Offence] = field(default_factory=list)
    """Why the alternatives of ``sh:or`` and the like did not hold."""


@dataclass(frozen=True, slots=True)
class Step:
    """A derived fact: what the analysis says, and the things that it was derived from."""

    fact: URIRef
    kind: str
    proof: str
    analysis: str
    things: tuple[tuple[URIRef, str, tuple[Standing, ...]], ...]
    """Thing, name in words and places, in order of their places."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a finding is there and what would make it go away."""

    fingerprint: str
    reasons: tuple[tuple[int, str], ...]
    """What does not hold, as sentences with how deep each is indented."""
    facts: tuple[Support, ...]
    absences: tuple[Absence, ...]
    remedies: tuple[Remedy, ...]
    derivation: tuple[Step, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Give the explanation as plain data."""
        return {
            "reasons": [text for _, text in self.reasons],
            "facts": [fact.as_dict() for fact in self.facts],
            "missing": [absence.as_dict() for absence in self.absences],
            "remedies": [remedy.as_dict() for remedy in self.remedies],
            "derivation": [
                {
                    "fact": str(step.fact),
                    "kind": step.kind,
                    "proof": step.proof,
                    "analysis": step.analysis,
                    "from": [
                        {
                            "thing": str(thing),
                            "name": name,
                            "places": [_place(place) for place in places],
                        }
                        for thing, name, places in step.things
                    ],
                }
                for step in self.derivation
            ],
        }


def _place(place: Standing) -> dict[str, Any]:
    return {
        "file": place.file,
        "line": place.line,
        "locator": place.locator,
        "iri": place.iri,
    }
