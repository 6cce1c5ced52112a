"""The walk over shapes: which focus nodes violate which constraint, shapes within shapes too."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox
from rdflib import URIRef

from asbuilt.judge.engine import Result
from asbuilt.judge.native.classes import Classes
from asbuilt.judge.native.constraints import (
    And,
    Constraint,
    Custom,
    Node,
    Not,
    Or,
    Property,
    QualifiedMaxCount,
    QualifiedMinCount,
    Select,
    Xone,
    component_of,
)
from asbuilt.judge.native.core import Core, Violation
from asbuilt.judge.native.queries import Queries
from asbuilt.judge.native.shapes import NodeTarget
from asbuilt.judge.native.wording import messages
from asbuilt.terms import from_ox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import Graph

    from asbuilt.facts import Term
    from asbuilt.judge.native.data import Data
    from asbuilt.judge.native.focus import Focus
    from asbuilt.judge.native.shapes import Shape
    from asbuilt.terms import OxTerm


class Judging:
    """One run of shapes over some data; what one shape finds is remembered for others."""

    def __init__(self, data: Data, shapes: Graph) -> None:
        """Prepare a run; `shapes` is the graph that the shapes come from."""
        self.classes = Classes(data)
        self._core = Core(data, self.classes)
        self._queries = Queries(data, shapes)
        self._failing: dict[tuple[int, str], set[OxTerm]] = {}
        self._narrowed: dict[Focus, Focus | None] = {}

    def results(self, shape: Shape, focus: Focus) -> Iterator[tuple[Term, Result]]:
        """Give the results of judging focus nodes by a shape, each with the node it came from.

        A result of a property shape within a property shape has a focus node of its own. Raises
        `ShapeError` where the shape cannot be run and `NotCompiledError` where it is left to the
        reference engine.
        """
        for target in shape.targets:
            if isinstance(target, NodeTarget):
                self._core.writing.note(target.node)
        for start, result in self._results(shape, focus):
            yield from_ox(start), result

    def narrowed(self, focus: Focus) -> Focus | None:
        """Give the nodes of a focus by their names, so that no query has to find them again.

        None where there are none; the focus as it is where a query cannot name them.
        """
        if focus not in self._narrowed:
            nodes = self._core.nodes(focus)
            is_named = all(isinstance(one, ox.NamedNode) for one in nodes)
            few = focus.few(nodes) if is_named else None
            self._narrowed[focus] = (few or focus) if nodes else None
        return self._narrowed[focus]

    def _results(self, shape: Shape, focus: Focus) -> Iterator[tuple[OxTerm, Result]]:
        """Give results, each with the focus node of this shape from which it was reached."""
        for constraint in shape.constraints:
            if isinstance(constraint, Property):
                yield from self._inner(shape, constraint.shape, focus)
                continue
            for one in self._violations(shape, constraint, focus):
                for result in self._told(shape, constraint, one):
                    yield one.focus, result

    def _inner(self, shape: Shape, inner: Shape, focus: Focus) -> Iterator[tuple[OxTerm, Result]]:
        """Give the results of a property shape for each value, as often as it is reached."""
        if shape.path is None:
            yield from self._results(inner, focus)
            return
        by_value: dict[OxTerm, list[Result]] = defaultdict(list)
        for value, result in self._results(inner, focus.values(shape)):
            by_value[value].append(result)
        for start, value in self._core.pairs_with(shape, focus, set(by_value)):
            for result in by_value[value]:
                yield start, result

    def _told(self, shape: Shape, constraint: Constraint, one: Violation) -> Iterator[Result]:
        values: tuple[OxTerm | None, ...] = (None,)
        if one.value is not None:
            values = self._core.writing.written(shape, one.focus, one.value)
        for value in values:
            is_focus = shape.path is None and one.value == one.focus
            yield Result(
                focus=from_ox(
                    value if is_focus and value is not None else self._core.writing.start(one.focus)
                ),
                shape=shape.node,
                component=cast("URIRef", component_of(constraint)),
                severity=shape.severity,
                path=URIRef(str(from_ox(one.path))) if one.path is not None else shape.path_node,
                value=None if value is None else from_ox(value),
                messages=messages(shape, constraint, one),
                constraint=constraint.query.node if isinstance(constraint, Select) else None,
            )

    def _violations(
        self, shape: Shape, constraint: Constraint, focus: Focus
    ) -> Iterator[Violation]:
        match constraint:
            case Node(inner):
                yield from self._with(shape, focus, self._bad(shape, (inner,), focus)[0])
            case And(shapes):
                bad = set().union(*self._bad(shape, shapes, focus)) if shapes else set()
                yield from self._with(shape, focus, bad)
            case Or(shapes):
                yield from self._with(shape, focus, self._bad_for_all(shape, shapes, focus))
            case Not(inner):
                bad = self._bad(shape, (inner,), focus)[0]
                yield from self._with(shape, focus, self._all_values(shape, focus) - bad)
            case Xone(shapes):
                yield from self._with(shape, focus, self._not_one(shape, shapes, focus))
            case QualifiedMinCount() | QualifiedMaxCount():
                yield from self._counted(shape, constraint, focus)
            case Select():
                yield from self._queries.select(shape, constraint, focus)
            case Custom():
                yield from self._queries.custom(shape, constraint, focus)
            case _:
                yield from self._core.violations(shape, constraint, focus)

    def _with(self, shape: Shape, focus: Focus, bad: set[OxTerm]) -> Iterator[Violation]:
        for node, value in self._core.pairs_with(shape, focus, bad):
            yield Violation(node, value)

    def _all_values(self, shape: Shape, focus: Focus) -> set[OxTerm]:
        if shape.path is None:
            return self._core.nodes(focus)
        return {value for _, value in self._core.pairs(shape, focus)}

    def _bad(self, shape: Shape, inner: tuple[Shape, ...], focus: Focus) -> list[set[OxTerm]]:
        """Give, for each of some shapes, the values that do not conform to it."""
        values = focus if shape.path is None else focus.values(shape)
        return [self._non_conforming(one, values) for one in inner]

    def _bad_for_all(self, shape: Shape, inner: tuple[Shape, ...], focus: Focus) -> set[OxTerm]:
        if not inner:
            return self._all_values(shape, focus)
        found = self._bad(shape, inner[:1], focus)[0]
        for one in inner[1:]:
            if not found:
                break
            few = focus.few(found)
            found &= (
                self._bad(shape, (one,), focus)[0]
                if few is None
                else self._non_conforming(one, few)
            )
        return found

    def _not_one(self, shape: Shape, inner: tuple[Shape, ...], focus: Focus) -> set[OxTerm]:
        values = self._all_values(shape, focus)
        failing = Counter(node for bad in self._bad(shape, inner, focus) for node in bad)
        return {node for node in values if failing[node] != len(inner) - 1}

    def _non_conforming(self, shape: Shape, focus: Focus) -> set[OxTerm]:
        """Give the focus nodes that do not conform to a shape (SHACL, 3.7)."""
        key = (id(shape), focus.pattern)
        if key not in self._failing:
            found: set[OxTerm] = set()
            for constraint in shape.constraints:
                if not isinstance(constraint, Property):
                    found |= {
                        self._core.writing.kept(one.focus)
                        for one in self._violations(shape, constraint, focus)
                    }
                elif shape.path is None:
                    found |= self._non_conforming(constraint.shape, focus)
                else:
                    bad = self._non_conforming(constraint.shape, focus.values(shape))
                    found |= {node for node, _ in self._core.pairs_with(shape, focus, bad)}
            self._failing[key] = found
        return set(self._failing[key])

    def _counted(
        self, shape: Shape, constraint: QualifiedMinCount | QualifiedMaxCount, focus: Focus
    ) -> Iterator[Violation]:
        found = self._core.counted(shape, constraint, focus)
        if found is not None:
            yield from found
            return
        counts = self._qualified(shape, constraint, focus)
        if isinstance(constraint, QualifiedMaxCount):
            yield from (Violation(node) for node, n in counts.items() if n > constraint.count)
        else:
            nodes = self._core.nodes(focus)
            yield from (Violation(node) for node in nodes if counts[node] < constraint.count)

    def _qualified(
        self, shape: Shape, constraint: QualifiedMinCount | QualifiedMaxCount, focus: Focus
    ) -> Counter[OxTerm]:
        """Count the values of each focus node that conform to the shape and to no sibling."""
        bad, *siblings = self._bad(shape, (constraint.shape, *constraint.siblings), focus)
        return Counter(
            node
            for node, value in self._core.pairs(shape, focus)
            if value not in bad and all(value in one for one in siblings)
        )
