"""The constraints of shapes as plain data, each component of SHACL a class of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rdflib import SH, BNode, URIRef

if TYPE_CHECKING:
    from rdflib import Literal

    from asbuilt.facts import Term
    from asbuilt.judge.native.shapes import Query, Shape, ShapeNode


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint of a shape; each component is a class of its own."""

    component: ClassVar[URIRef]


@dataclass(frozen=True, slots=True)
class ClassOf(Constraint):
    """Each value is an instance of a class (4.1.1)."""

    component = SH.ClassConstraintComponent
    cls: URIRef | BNode


@dataclass(frozen=True, slots=True)
class Datatype(Constraint):
    """Each value is a well-formed literal of a datatype (4.1.2)."""

    component = SH.DatatypeConstraintComponent
    datatype: URIRef


@dataclass(frozen=True, slots=True)
class NodeKind(Constraint):
    """Each value is an IRI, a blank node or a literal, as the kind says (4.1.3)."""

    component = SH.NodeKindConstraintComponent
    kind: URIRef


@dataclass(frozen=True, slots=True)
class MinCount(Constraint):
    """There are at least so many values (4.2.1)."""

    component = SH.MinCountConstraintComponent
    count: int


@dataclass(frozen=True, slots=True)
class MaxCount(Constraint):
    """There are at most so many values (4.2.2)."""

    component = SH.MaxCountConstraintComponent
    count: int


@dataclass(frozen=True, slots=True)
class Range(Constraint):
    """Each value compares with a limit by SPARQL's operator of that name (4.3)."""

    limit: Literal
    operator: ClassVar[str]


@dataclass(frozen=True, slots=True)
class MinExclusive(Range):
    """Each value is above the limit."""

    component = SH.MinExclusiveConstraintComponent
    operator = ">"


@dataclass(frozen=True, slots=True)
class MinInclusive(Range):
    """Each value is the limit or above."""

    component = SH.MinInclusiveConstraintComponent
    operator = ">="


@dataclass(frozen=True, slots=True)
class MaxExclusive(Range):
    """Each value is below the limit."""

    component = SH.MaxExclusiveConstraintComponent
    operator = "<"


@dataclass(frozen=True, slots=True)
class MaxInclusive(Range):
    """Each value is the limit or below."""

    component = SH.MaxInclusiveConstraintComponent
    operator = "<="


@dataclass(frozen=True, slots=True)
class MinLength(Constraint):
    """Each value has at least so many characters (4.4.1)."""

    component = SH.MinLengthConstraintComponent
    length: int


@dataclass(frozen=True, slots=True)
class MaxLength(Constraint):
    """Each value has at most so many characters (4.4.2)."""

    component = SH.MaxLengthConstraintComponent
    length: int


@dataclass(frozen=True, slots=True)
class Pattern(Constraint):
    """Each value matches a regular expression (4.4.3)."""

    component = SH.PatternConstraintComponent
    pattern: str
    flags: str


@dataclass(frozen=True, slots=True)
class LanguageIn(Constraint):
    """Each value has one of the languages (4.4.4)."""

    component = SH.LanguageInConstraintComponent
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UniqueLang(Constraint):
    """No two values have the same language (4.4.5)."""

    component = SH.UniqueLangConstraintComponent


@dataclass(frozen=True, slots=True)
class Equals(Constraint):
    """The values are those of a property (4.5.1)."""

    component = SH.EqualsConstraintComponent
    property: URIRef


@dataclass(frozen=True, slots=True)
class Disjoint(Constraint):
    """No value is one of a property (4.5.2)."""

    component = SH.DisjointConstraintComponent
    property: URIRef


@dataclass(frozen=True, slots=True)
class LessThan(Constraint):
    """Each value is below each of a property (4.5.3)."""

    component = SH.LessThanConstraintComponent
    property: URIRef
    operator: ClassVar[str] = "<"


@dataclass(frozen=True, slots=True)
class LessThanOrEquals(LessThan):
    """Each value is at most each of a property (4.5.4)."""

    component = SH.LessThanOrEqualsConstraintComponent
    operator = "<="


@dataclass(frozen=True, slots=True)
class Not(Constraint):
    """No value conforms to a shape (4.6.1)."""

    component = SH.NotConstraintComponent
    shape: Shape


@dataclass(frozen=True, slots=True)
class And(Constraint):
    """Each value conforms to all shapes (4.6.2)."""

    component = SH.AndConstraintComponent
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Or(Constraint):
    """Each value conforms to one of the shapes or more (4.6.3)."""

    component = SH.OrConstraintComponent
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Xone(Constraint):
    """Each value conforms to exactly one of the shapes (4.6.4)."""

    component = SH.XoneConstraintComponent
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Node(Constraint):
    """Each value conforms to a shape (4.7.1)."""

    component = SH.NodeConstraintComponent
    shape: Shape


@dataclass(frozen=True, slots=True)
class Property(Constraint):
    """Each value is judged by a property shape, whose results are reported (4.7.2)."""

    component = SH.PropertyConstraintComponent
    shape: Shape


@dataclass(frozen=True, slots=True)
class QualifiedMinCount(Constraint):
    """So many values or more conform to a shape, and to none of its siblings (4.7.3)."""

    component = SH.QualifiedMinCountConstraintComponent
    shape: Shape
    siblings: tuple[Shape, ...]
    count: int


@dataclass(frozen=True, slots=True)
class QualifiedMaxCount(Constraint):
    """So many values or fewer conform to a shape, and to none of its siblings (4.7.3)."""

    component = SH.QualifiedMaxCountConstraintComponent
    shape: Shape
    siblings: tuple[Shape, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Closed(Constraint):
    """Each value has only these properties (4.8.1)."""

    component = SH.ClosedConstraintComponent
    allowed: tuple[URIRef, ...]


@dataclass(frozen=True, slots=True)
class HasValue(Constraint):
    """A term is among the values (4.8.2)."""

    component = SH.HasValueConstraintComponent
    value: Term


@dataclass(frozen=True, slots=True)
class In(Constraint):
    """Each value is one of these terms (4.8.3)."""

    component = SH.InConstraintComponent
    values: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Select(Constraint):
    """A query finds what is wrong (5.1)."""

    component = SH.SPARQLConstraintComponent
    query: Query
    messages: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Custom(Constraint):
    """A component that the shapes graph defines, with the arguments of one use (6.2)."""

    component_node: ShapeNode
    is_ask: bool
    query: Query
    arguments: tuple[tuple[str, Term], ...]
    """Names of variables and the terms that they are bound to."""
    messages: tuple[Literal, ...]


def component_of(constraint: Constraint) -> ShapeNode:
    """Give what reports name as the source constraint component."""
    return constraint.component_node if isinstance(constraint, Custom) else constraint.component


def inner_shapes(constraint: Constraint) -> tuple[Shape, ...]:
    """Give the shapes that a constraint refers to; siblings too."""
    match constraint:
        case Not(shape) | Node(shape) | Property(shape):
            return (shape,)
        case And(shapes) | Or(shapes) | Xone(shapes):
            return shapes
        case QualifiedMinCount(shape, siblings) | QualifiedMaxCount(shape, siblings):
            return (shape, *siblings)
        case _:
            return ()
