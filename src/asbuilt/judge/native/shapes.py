"""SHACL shapes as plain data, free of any query: which nodes are judged, along which path."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from rdflib import BNode, Literal, URIRef
    from rdflib.paths import Path

    from asbuilt.facts import Term
    from asbuilt.judge.native.constraints import Constraint

ShapeNode: TypeAlias = "URIRef | BNode"


@dataclass(frozen=True, slots=True)
class NodeTarget:
    """One node (SHACL, 2.1.3.1)."""

    node: Term


@dataclass(frozen=True, slots=True)
class ClassTarget:
    """The instances of a class and of its sub-classes; implicit ones too (2.1.3.2, 2.1.3.3)."""

    cls: URIRef


@dataclass(frozen=True, slots=True)
class SubjectsTarget:
    """Whatever has a property (2.1.3.4)."""

    property: URIRef


@dataclass(frozen=True, slots=True)
class ObjectsTarget:
    """Whatever a property points at (2.1.3.5)."""

    property: URIRef


@dataclass(frozen=True, slots=True)
class QueryTarget:
    """What a SELECT query gives as ``?this`` (SHACL Advanced Features, 3.1)."""

    query: Query


Target: TypeAlias = NodeTarget | ClassTarget | SubjectsTarget | ObjectsTarget | QueryTarget


@dataclass(frozen=True, slots=True)
class Query:
    """The text of a query in the shapes graph and the prefixes that it may use."""

    text: str
    prefixes: tuple[tuple[str, str], ...]
    node: ShapeNode
    """The subject of the triple that holds the text."""


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A node shape, or a property shape where there is a path (2.2, 2.3). Compared by identity."""

    node: ShapeNode
    path: URIRef | Path | None
    path_node: ShapeNode | None
    """The path as it stands in the shapes graph, to be copied into reports."""
    targets: tuple[Target, ...]
    constraints: tuple[Constraint, ...]
    severity: URIRef
    messages: tuple[Literal, ...]
    deactivated: bool

    def parts(self) -> tuple[Shape, ...]:
        """Give a shape for each of the constraints, all else the same: they are judged apart."""
        return tuple(replace(self, constraints=(one,)) for one in self.constraints)
