"""On which facts the judgement of a shape's focus nodes depends."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib import RDF, RDFS, BNode, URIRef

from asbuilt.judge.incremental.automaton import FOCUS, Automaton
from asbuilt.judge.incremental.query_walks import QueryWalks, UntoldError
from asbuilt.judge.native import text
from asbuilt.judge.native.constraints import (
    ClassOf,
    Closed,
    Constraint,
    Custom,
    Disjoint,
    Equals,
    LessThan,
    Select,
    inner_shapes,
)
from asbuilt.judge.native.problems import ShapeError
from asbuilt.judge.native.shapes import (
    ClassTarget,
    NodeTarget,
    ObjectsTarget,
    QueryTarget,
    Shape,
    SubjectsTarget,
)
from asbuilt.judge.native.tokens import joined, tokens, variable
from asbuilt.terms import to_ox

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from asbuilt.facts import Term
    from asbuilt.judge.incremental.automaton import Around, Node, State
    from asbuilt.judge.incremental.fans import Fans
    from asbuilt.judge.incremental.loose import Loose
    from asbuilt.judge.native.shapes import Query

_TYPE = ox.NamedNode(str(RDF.type))
_SUB_CLASS = ox.NamedNode(str(RDFS.subClassOf))


@dataclass
class Dependence:
    """What is known of a shape: the walks from its focus nodes, and what decides of all of them."""

    shape: Shape
    automaton: Automaton = field(default_factory=Automaton)
    loose: list[Loose] = field(default_factory=list)
    """Patterns that concern every focus node where a changed fact matches one."""
    uses_classes: bool = False
    is_untold: bool = False
    """Whether it cannot be told, so that any change concerns every focus node."""

    def affected(
        self, around: Around, changed: Collection[ox.Triple], most: int
    ) -> set[Node] | None:
        """Give the focus nodes, of old or of now, that changed facts concern; None for all.

        `most` is how many nodes are worth looking at. Raises `TooManyError` beyond.
        """
        if self.is_untold or (
            (self.loose or self.uses_classes) and any(map(self._concerns_all, changed))
        ):
            return None
        return self._targeted(changed) | self.automaton.affected(around, changed, most)

    def _concerns_all(self, fact: ox.Triple) -> bool:
        if self.uses_classes and fact.predicate == _SUB_CLASS:
            return True
        return any(one.matches(fact) for one in self.loose)

    def _targeted(self, changed: Iterable[ox.Triple]) -> set[Node]:
        """Give the nodes that changed facts may have made focus nodes, or may no longer make.

        A node that is a target by its name may have come into the graph, or gone from it: a path
        that leads from each node to itself starts only from those that are in it.
        """
        named = {to_ox(one.node) for one in self.shape.targets if isinstance(one, NodeTarget)}
        by_class = any(isinstance(one, ClassTarget) for one in self.shape.targets)
        subjects = {_TYPE} if by_class else set()
        objects = set()
        for one in self.shape.targets:
            if isinstance(one, SubjectsTarget):
                subjects.add(ox.NamedNode(str(one.property)))
            elif isinstance(one, ObjectsTarget):
                objects.add(ox.NamedNode(str(one.property)))
        found: set[Node] = set()
        for fact in changed:
            found |= named & {fact.subject, fact.object}
            if fact.predicate in subjects:
                found.add(fact.subject)
            if fact.predicate in objects:
                found.add(fact.object)
        return found


def dependence(shape: Shape, fans: Fans) -> Dependence:
    """Tell on which facts a shape depends, those that it refers to included."""
    found = Dependence(shape)
    for target in shape.targets:
        if isinstance(target, ClassTarget):
            found.uses_classes = True
        elif isinstance(target, QueryTarget):
            found.is_untold = True
    queries = QueryWalks(found.automaton, fans)
    try:
        _add(found, queries, shape, FOCUS)
    except (UntoldError, ShapeError):
        found.is_untold = True
    found.loose = queries.loose
    return found


def _add(found: Dependence, queries: QueryWalks, shape: Shape, focus: State) -> None:
    values = focus if shape.path is None else found.automaton.follow(focus, shape.path)
    for constraint in shape.constraints:
        match constraint:
            case ClassOf():
                found.uses_classes = True
                found.automaton.follow(values, RDF.type)
            case Equals(other) | Disjoint(other) | LessThan(other):
                found.automaton.follow(focus, other)
            case Closed():
                found.automaton.follow(values, None)
            case Select() | Custom():
                _add_query(queries, shape, constraint, {"this": focus, "value": values})
            case _:
                for inner in inner_shapes(constraint):
                    _add(found, queries, inner, values)


def _add_query(
    queries: QueryWalks, shape: Shape, constraint: Constraint, starts: Mapping[str, State]
) -> None:
    assert isinstance(constraint, Select | Custom)
    constants: dict[str, Term] = {}
    known = {"this": starts["this"]}
    if isinstance(constraint, Custom):
        constants |= constraint.arguments
        if constraint.is_ask:
            known = dict(starts)
    if isinstance(shape.node, URIRef):
        constants["currentShape"] = shape.node
    if any(isinstance(term, BNode) for term in constants.values()):
        raise UntoldError("an argument is a blank node")
    queries.add(_text(constraint.query, shape), known, constants)


def _text(query: Query, shape: Shape) -> str:
    """Give a query with full IRIs, and with the path in place of ``$PATH`` (SHACL, 5.2.1)."""
    listed = tokens(query.text, dict(query.prefixes))
    if shape.path is not None:
        path = f"({text.path(shape.path)})"
        listed = [path if variable(token) == "PATH" else token for token in listed]
    return joined(listed)
