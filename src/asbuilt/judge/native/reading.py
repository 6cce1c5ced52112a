"""From a shapes graph to shapes: targets, constraints and the shapes that they refer to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, URIRef

from asbuilt.judge import paths
from asbuilt.judge.native import constraints
from asbuilt.judge.native import shapes as model
from asbuilt.judge.native.problems import NotCompiledError, ShapeError, name
from asbuilt.judge.native.queried import Library
from asbuilt.judge.native.said import Said, short

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rdflib.paths import Path

    from asbuilt.facts import Term
    from asbuilt.judge.native.constraints import Constraint
    from asbuilt.judge.native.shapes import Shape, ShapeNode, Target

_TARGETS = (SH.targetNode, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target)
_KINDS = frozenset(
    {SH.BlankNode, SH.IRI, SH.Literal, SH.BlankNodeOrIRI, SH.BlankNodeOrLiteral, SH.IRIOrLiteral}
)
_LEFT_OUT = {SH.js: "JavaScript", SH.expression: "node expressions"}


@dataclass(frozen=True, slots=True)
class Unread:
    """A shape that has targets and cannot be judged here, and why."""

    node: ShapeNode
    reason: str
    is_wrong: bool
    """Whether the shape is at fault; else the reference engine may judge it."""


@dataclass(frozen=True, slots=True)
class ShapesGraph:
    """The shapes that have targets, and those that could not be read."""

    shapes: tuple[Shape, ...]
    unread: tuple[Unread, ...]


def read(graph: Graph) -> ShapesGraph:
    """Read all shapes of a graph that have targets, in the order of their names."""
    reader = _Reader(graph)
    found: list[Shape] = []
    unread: list[Unread] = []
    for node in sorted(_targeted(graph), key=lambda node: (isinstance(node, BNode), str(node))):
        try:
            found.append(reader.shape(node))
        except ShapeError as error:
            unread.append(Unread(node, str(error), is_wrong=True))
        except NotCompiledError as error:
            unread.append(Unread(node, str(error), is_wrong=False))
    return ShapesGraph(tuple(found), tuple(unread))


def _targeted(graph: Graph) -> set[ShapeNode]:
    found = {node for predicate in _TARGETS for node in graph.subjects(predicate)}
    shape_types = _sub_classes(graph, SH.NodeShape) | _sub_classes(graph, SH.PropertyShape)
    found |= {node for node in _implicit(graph) for kind in shape_types if _is(graph, node, kind)}
    return cast("set[ShapeNode]", found)


def _implicit(graph: Graph) -> set[URIRef]:
    """Give the classes of the shapes graph: the SHACL instances of rdfs:Class in it (2.1.3.3)."""
    kinds = _sub_classes(graph, RDFS.Class)
    return {
        node
        for kind in kinds
        for node in graph.subjects(RDF.type, kind)
        if isinstance(node, URIRef)
    }


def _sub_classes(graph: Graph, cls: URIRef) -> set[URIRef]:
    return cast("set[URIRef]", set(graph.transitive_subjects(RDFS.subClassOf, cls)))


def _is(graph: Graph, node: ShapeNode, kind: URIRef) -> bool:
    return (node, RDF.type, kind) in graph


class _Reader:
    """Reads each shape once, and notices one that refers to itself."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._said = Said(graph)
        self._library = Library(graph)
        self._classes = _implicit(graph)
        self._read: dict[ShapeNode, Shape] = {}
        self._reading: list[ShapeNode] = []

    def shape(self, node: object) -> Shape:
        """Give the shape of a node with all that it refers to."""
        if not isinstance(node, URIRef | BNode):
            raise ShapeError(f"{node} is used as a shape and is a literal")
        if node in self._read:
            return self._read[node]
        if node in self._reading:
            circle = (*self._reading[self._reading.index(node) :], node)
            raise ShapeError(
                f"the shape refers to itself: {' → '.join(map(name, circle))}; SHACL leaves open"
                " what that would mean"
            )
        self._reading.append(node)
        try:
            found = self._shape(node)
        finally:
            self._reading.pop()
        self._read[node] = found
        return found

    def _shape(self, node: ShapeNode) -> Shape:
        path_node, path = self._path(node)
        off = self._said.holds(node, SH.deactivated)
        return model.Shape(
            node=node,
            path=path,
            path_node=path_node,
            targets=tuple(self._targets(node)),
            constraints=() if off else tuple(self._constraints(node, path)),
            severity=cast("URIRef", self._said.one(node, SH.severity) or SH.Violation),
            messages=self._said.messages(node),
            deactivated=off,
        )

    def _path(self, node: ShapeNode) -> tuple[ShapeNode | None, URIRef | Path | None]:
        found = list(self._graph.objects(node, SH.path))
        if not found:
            return None, None
        if len(found) > 1 or not isinstance(found[0], URIRef | BNode):
            raise ShapeError(f"{name(node)} needs exactly one sh:path, an IRI or a blank node")
        try:
            return found[0], paths.parse(self._graph, found[0])
        except (ValueError, RecursionError) as error:
            raise ShapeError(f"the path of {name(node)} is malformed: {error}") from None

    def _targets(self, node: ShapeNode) -> Iterator[Target]:
        for target in self._said.all(node, SH.targetNode):
            yield model.NodeTarget(target)
        classes = {cast("URIRef", one) for one in self._said.all(node, SH.targetClass)}
        if node in self._classes:
            classes.add(cast("URIRef", node))
        for cls in sorted(classes):
            yield model.ClassTarget(cls)
        for target in self._said.all(node, SH.targetSubjectsOf):
            yield model.SubjectsTarget(cast("URIRef", target))
        for target in self._said.all(node, SH.targetObjectsOf):
            yield model.ObjectsTarget(cast("URIRef", target))
        for target in self._said.all(node, SH.target):
            yield model.QueryTarget(self._library.target(cast("ShapeNode", target)))

    def _constraints(self, node: ShapeNode, path: URIRef | Path | None) -> Iterator[Constraint]:
        for predicate, what in _LEFT_OUT.items():
            if (node, predicate, None) in self._graph:
                raise NotCompiledError(f"{name(node)} uses {what}")
        yield from self._about_values(node)
        yield from self._about_text(node)
        yield from self._about_counts(node, path)
        yield from self._about_others(node, path)
        yield from self._about_shapes(node)
        yield from self._qualified(node, path)
        yield from self._closed(node)
        for query in self._said.all(node, SH.sparql):
            found = self._library.constraint(cast("ShapeNode", query))
            if found:
                yield found
        yield from self._library.uses(node, is_property=path is not None)

    def _about_values(self, node: ShapeNode) -> Iterator[Constraint]:
        for cls in self._said.all(node, SH["class"]):
            if isinstance(cls, Literal):
                raise ShapeError(f"sh:class of {name(node)} is a literal")
            yield constraints.ClassOf(cls)
        yield from self._about_kinds(node)
        limits: dict[URIRef, Callable[[Literal], Constraint]] = {
            SH.minExclusive: constraints.MinExclusive,
            SH.minInclusive: constraints.MinInclusive,
            SH.maxExclusive: constraints.MaxExclusive,
            SH.maxInclusive: constraints.MaxInclusive,
        }
        for predicate, make in limits.items():
            limit = self._said.one(node, predicate)
            if limit is not None:
                if not isinstance(limit, Literal):
                    raise ShapeError(f"{short(predicate)} of {name(node)} is no literal")
                yield make(limit)
        for value in self._said.all(node, SH.hasValue):
            yield constraints.HasValue(value)
        members = self._said.one(node, SH["in"])
        if members is not None:
            yield constraints.In(self._said.members(node, SH["in"], members))

    def _about_kinds(self, node: ShapeNode) -> Iterator[Constraint]:
        if datatype := self._said.one(node, SH.datatype):
            if not isinstance(datatype, URIRef):
                raise ShapeError(f"sh:datatype of {name(node)} is no IRI")
            yield constraints.Datatype(datatype)
        if kind := self._said.one(node, SH.nodeKind):
            if kind not in _KINDS:
                raise ShapeError(f"sh:nodeKind of {name(node)} is none of the six kinds")
            yield constraints.NodeKind(cast("URIRef", kind))

    def _about_text(self, node: ShapeNode) -> Iterator[Constraint]:
        length = self._said.number(node, SH.minLength)
        if length is not None:
            yield constraints.MinLength(length)
        length = self._said.number(node, SH.maxLength)
        if length is not None:
            yield constraints.MaxLength(length)
        flags = "".join(map(str, self._said.all(node, SH.flags)))
        for pattern in self._said.all(node, SH.pattern):
            yield constraints.Pattern(str(pattern), flags)
        languages = self._said.one(node, SH.languageIn)
        if languages is not None:
            yield constraints.LanguageIn(
                tuple(map(str, self._said.members(node, SH.languageIn, languages)))
            )

    def _about_counts(self, node: ShapeNode, path: URIRef | Path | None) -> Iterator[Constraint]:
        least, most = self._said.number(node, SH.minCount), self._said.number(node, SH.maxCount)
        unique = self._said.holds(node, SH.uniqueLang)
        if path is None and (least is not None or most is not None or unique):
            raise ShapeError(f"{name(node)} counts values and has no sh:path")
        if least:
            yield constraints.MinCount(least)
        if most is not None:
            yield constraints.MaxCount(most)
        if unique:
            yield constraints.UniqueLang()

    def _about_others(self, node: ShapeNode, path: URIRef | Path | None) -> Iterator[Constraint]:
        kinds: dict[URIRef, Callable[[URIRef], Constraint]] = {
            SH.equals: constraints.Equals,
            SH.disjoint: constraints.Disjoint,
            SH.lessThan: constraints.LessThan,
            SH.lessThanOrEquals: constraints.LessThanOrEquals,
        }
        for predicate, make in kinds.items():
            for other in self._said.all(node, predicate):
                if not isinstance(other, URIRef):
                    raise ShapeError(f"{short(predicate)} of {name(node)} is no property")
                if path is None and predicate in {SH.lessThan, SH.lessThanOrEquals}:
                    raise ShapeError(f"{name(node)} has {short(predicate)} and no sh:path")
                yield make(other)

    def _about_shapes(self, node: ShapeNode) -> Iterator[Constraint]:
        for inner in self._said.all(node, SH["not"]):
            yield constraints.Not(self.shape(inner))
        lists: dict[URIRef, Callable[[tuple[Shape, ...]], Constraint]] = {
            SH["and"]: constraints.And,
            SH["or"]: constraints.Or,
            SH.xone: constraints.Xone,
        }
        for predicate, make in lists.items():
            for members in self._said.all(node, predicate):
                yield make(tuple(map(self.shape, self._said.members(node, predicate, members))))
        for inner in self._said.all(node, SH.node):
            yield constraints.Node(self.shape(inner))
        for inner in self._said.all(node, SH.property):
            shape = self.shape(inner)
            if shape.path is None:
                raise ShapeError(f"sh:property of {name(node)} points at a shape without sh:path")
            yield constraints.Property(shape)

    def _qualified(self, node: ShapeNode, path: URIRef | Path | None) -> Iterator[Constraint]:
        qualified = self._said.one(node, SH.qualifiedValueShape)
        if qualified is None:
            return
        if path is None:
            raise ShapeError(f"{name(node)} has sh:qualifiedValueShape and no sh:path")
        shape = self.shape(qualified)
        siblings: tuple[Shape, ...] = ()
        if self._said.holds(node, SH.qualifiedValueShapesDisjoint):
            others = {
                other
                for parent in self._graph.subjects(SH.property, node)
                for sibling in self._graph.objects(parent, SH.property)
                for other in self._graph.objects(sibling, SH.qualifiedValueShape)
            }
            siblings = tuple(self.shape(one) for one in sorted(others - {qualified}, key=str))
        least = self._said.number(node, SH.qualifiedMinCount)
        if least is not None:
            yield constraints.QualifiedMinCount(shape, siblings, least)
        most = self._said.number(node, SH.qualifiedMaxCount)
        if most is not None:
            yield constraints.QualifiedMaxCount(shape, siblings, most)

    def _closed(self, node: ShapeNode) -> Iterator[Constraint]:
        if not self._said.holds(node, SH.closed):
            return
        allowed = {
            path
            for inner in self._graph.objects(node, SH.property)
            for path in self._graph.objects(inner, SH.path)
            if isinstance(path, URIRef)
        }
        for ignored in self._graph.objects(node, SH.ignoredProperties):
            members = self._said.members(node, SH.ignoredProperties, cast("Term", ignored))
            allowed |= {one for one in members if isinstance(one, URIRef)}
        yield constraints.Closed(tuple(sorted(allowed)))
