"""A shape about to be examined for one thing, and what examining its constraints is done with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, cast

from rdflib import SH, URIRef
from rdflib.collection import Collection

from asbuilt.judge import paths
from asbuilt.judge.explanation.model import Absence, Offence
from asbuilt.judge.explanation.phrases import path_words
from asbuilt.judge.explanation.walk import Walk, partial

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import Graph

    from asbuilt.facts import Subject, Term
    from asbuilt.judge.explanation.judged import JudgedFacts
    from asbuilt.judge.explanation.model import Edge, Part, PropertyPath, Remedy
    from asbuilt.judge.explanation.phrases import Phrases


class Examiner(Protocol):
    """Whoever can examine a further shape for a further thing."""

    def offences(self, node: Term, shape: Term) -> list[Offence]:
        """Give what of a shape does not hold for a thing; nothing where it conforms."""


@dataclass(slots=True)
class Case:
    """One thing, one shape, and the values that the shape's path leads to."""

    examiner: Examiner
    shapes: Graph
    facts: JudgedFacts
    phrases: Phrases
    node: Term
    shape: Term
    path: PropertyPath | None
    ways: list[Walk] = field(default_factory=list)

    def parameters(self, predicate: URIRef) -> list[Term]:
        """Give the values of a parameter of the shape, in order of their text."""
        return sorted(self.said(self.shape, predicate), key=str)

    def parameter(self, predicate: URIRef) -> Term | None:
        """Give the value of a parameter that a shape has at most once."""
        return next(iter(self.parameters(predicate)), None)

    def said(self, node: Term, predicate: Term) -> list[Term]:
        """Give what the shapes graph says of a node."""
        return cast("list[Term]", list(self.shapes.objects(node, predicate)))

    def one(self, node: Term, predicate: Term) -> Term | None:
        """Give one thing that the shapes graph says of a node, or None."""
        return cast("Term | None", self.shapes.value(node, predicate))

    def path_of(self, shape: Term) -> PropertyPath | None:
        """Give the path of a property shape; None where a shape has none."""
        stated = self.one(shape, SH.path)
        return None if stated is None else paths.parse(self.shapes, cast("Subject", stated))

    def members(self, head: Term) -> list[Term]:
        """Give the members of a list of the shapes graph."""
        return cast("list[Term]", list(Collection(self.shapes, cast("Subject", head))))

    @property
    def about(self) -> str:
        """What the values are, in words: ``owned by of “Ordering”``, or the thing's name."""
        name = self.phrases.name(self.node)
        return name if self.path is None else f"{path_words(self.path)} of {name}"

    def offence(
        self, component: str, sentence: str, way: Walk | None = None, *remedies: Remedy
    ) -> Offence:
        """Make an offence, with the edges of the way to the value that offends."""
        edges: list[tuple[Part, Edge]] = [("path", edge) for edge in (way.edges if way else ())]
        value = None if way is None else way.end
        return Offence(
            component, self.shape, self.node, self.path, value, sentence,
            edges=edges, remedies=list(remedies),
        )  # fmt: skip

    def absence(self, sentence: str) -> Iterator[Absence]:
        """Say what was looked for, at the things up to which the path could be walked."""
        for reached in partial(self.facts, self.node, self.path) if self.path is not None else ():
            yield Absence(reached.end, self.path, sentence)
        if self.path is None:
            yield Absence(self.node, None, sentence)
