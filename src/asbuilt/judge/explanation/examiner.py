"""Examines shapes for a thing and says, constraint by constraint, what does not hold and why.

It judges one thing at a time and asks the store for no more than the shapes look at. Which findings
there are is for the engines to say; this says what made one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import SH, Graph, URIRef

from asbuilt.judge import paths
from asbuilt.judge.explanation import (
    count_constraints,
    logic_constraints,
    pair_constraints,
    solutions,
    value_constraints,
)
from asbuilt.judge.explanation.case import Case
from asbuilt.judge.explanation.model import Remedy
from asbuilt.judge.explanation.walk import Walk, walks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Term
    from asbuilt.judge.explanation.judged import JudgedFacts
    from asbuilt.judge.explanation.model import Offence
    from asbuilt.judge.explanation.phrases import Phrases
    from asbuilt.judge.explanation.solutions import Queries

_TRUE = frozenset({"true", "1"})


class ShapeExaminer:
    """Examines the shapes of one graph over one set of facts."""

    def __init__(
        self, shapes: Graph, facts: JudgedFacts, phrases: Phrases, queries: Queries
    ) -> None:
        """Examine these shapes over these facts."""
        self.shapes = shapes
        self.facts = facts
        self.phrases = phrases
        self.queries = queries
        self._pending: set[tuple[Term, Term]] = set()
        self._known: dict[tuple[Term, Term], list[Offence]] = {}

    def offences(self, node: Term, shape: Term) -> list[Offence]:
        """Give what of a shape does not hold for a thing; nothing where it conforms.

        A shape that comes back to itself is taken to hold there; the engines refuse such shapes.
        """
        key = (node, shape)
        if key in self._pending or self._says(shape, SH.deactivated):
            return []
        if key not in self._known:
            self._pending.add(key)
            self._known[key] = list(self._examined(node, shape))
            self._pending.discard(key)
        return self._known[key]

    def _examined(self, node: Term, shape: Term) -> Iterator[Offence]:
        stated = self.shapes.value(shape, SH.path)
        path = None if stated is None else paths.parse(self.shapes, stated)  # type: ignore[arg-type]
        ways = [Walk(node)] if path is None else walks(self.facts, node, path)
        case = Case(self, self.shapes, self.facts, self.phrases, node, shape, path, ways)
        yield from count_constraints.examine(case)
        yield from value_constraints.examine(case)
        yield from pair_constraints.examine(case)
        yield from logic_constraints.examine(case)
        yield from self._closed(case)
        yield from solutions.examine(case, self.queries)

    def _closed(self, case: Case) -> Iterator[Offence]:
        """Yield the edges by properties that a closed shape does not name (SHACL, 4.8.1)."""
        if not self._says(case.shape, SH.closed):
            return
        allowed = {
            path
            for part in self.shapes.objects(case.shape, SH.property)
            for path in self.shapes.objects(part, SH.path)
        }
        for head in case.parameters(SH.ignoredProperties):
            allowed |= set(case.members(head))
        for way in case.ways:
            for edge in self.facts.outgoing(way.end):
                if edge.predicate in allowed:
                    continue
                words = self.phrases.fact(edge)
                made = case.offence("Closed", f"{words}, which the shape does not allow", way)
                made.value = edge.object
                made.path = edge.predicate
                made.edges.append(("value", edge))
                made.remedies.append(
                    Remedy("remove", f"remove it: {words}", way.end, edge.predicate, edge.object)
                )
                yield made

    def _says(self, shape: Term, predicate: URIRef) -> bool:
        return str(self.shapes.value(shape, predicate) or "").lower() in _TRUE
