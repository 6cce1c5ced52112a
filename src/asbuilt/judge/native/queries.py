"""SHACL-SPARQL: constraints and components whose queries come from the shapes graph."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
from rdflib import BNode

from asbuilt.judge.native import text
from asbuilt.judge.native.absence import as_minus
from asbuilt.judge.native.core import Violation
from asbuilt.judge.native.prebinding import Bindable, bind, bindable
from asbuilt.judge.native.problems import NotCompiledError, ShapeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from rdflib import Graph

    from asbuilt.facts import Term
    from asbuilt.judge.native.constraints import Custom, Select
    from asbuilt.judge.native.data import Data, Row
    from asbuilt.judge.native.focus import Focus
    from asbuilt.judge.native.shapes import Query, Shape
    from asbuilt.terms import OxTerm

_SHARE: Final = 0.25
"""The part of its time that a query gets for which there is another."""


class Queries:
    """Runs the queries of shapes over some data."""

    def __init__(self, data: Data, shapes: Graph) -> None:
        """Judge some data; `shapes` is the graph of which a query may ask."""
        self._data = data
        self._shapes = shapes

    def select(self, shape: Shape, constraint: Select, focus: Focus) -> Iterator[Violation]:
        """Give what the query of a value of sh:sparql finds (SHACL, 5.3)."""
        yield from self._found(shape, constraint.query, {}, focus)

    def custom(self, shape: Shape, constraint: Custom, focus: Focus) -> Iterator[Violation]:
        """Give what a component's validator finds (SHACL, 6.3)."""
        arguments = dict(constraint.arguments)
        if constraint.is_ask:
            yield from self._refuted(shape, constraint.query, arguments, focus)
        else:
            yield from self._found(shape, constraint.query, arguments, focus)

    def _found(
        self, shape: Shape, query: Query, arguments: Mapping[str, Term], focus: Focus
    ) -> Iterator[Violation]:
        bound = {"this", "shapesGraph", "currentShape", *arguments}
        ready = bindable(query, bound, _path(shape))
        constants = self._constants(shape, ready, arguments)
        ways = [ready]
        if not ready.mixes:
            in_graph = {"this"} if focus.is_in_graph else set()
            minus = as_minus(ready.tokens, bound, in_graph, is_few=focus.is_few)
            if minus is not None:
                ways = [replace(ready, tokens=minus), ready]
        for start in self._starts(ready, focus):
            yield from self._read(
                shape, ready, [bind(way, start, {*bound}, constants) for way in ways]
            )

    def _refuted(
        self, shape: Shape, query: Query, arguments: Mapping[str, Term], focus: Focus
    ) -> Iterator[Violation]:
        bound = {"this", "value", "shapesGraph", "currentShape", *arguments}
        ready = bindable(query, bound, _path(shape))
        constants = self._constants(shape, ready, arguments)
        if ready.mixes:
            raise NotCompiledError("an ASK with LIMIT or an aggregate")
        if shape.path is None:
            starts = [f"{focus.pattern} BIND(?this AS ?value)"]
        else:
            starts = focus.reach(shape, "?value")
        for start in starts:
            body = bind(_as_exists(ready), start, {"this", "value"}, constants)
            query_text = f"SELECT DISTINCT ?this ?value WHERE {{ {start} FILTER(! {body}) }}"
            for focus_node, value in self._data.rows(query_text, may_run_away=True):
                assert focus_node is not None
                yield Violation(focus_node, value)

    def _starts(self, ready: Bindable, focus: Focus) -> Iterator[str]:
        """Give the pattern for all focus nodes, or one for each where they may not be mixed."""
        if not ready.mixes:
            yield focus.pattern
            return
        query = f"SELECT DISTINCT ?this WHERE {{ {focus.pattern} }}"
        for (node,) in list(self._data.rows(query, may_run_away=focus.may_run_away)):
            if isinstance(node, ox.BlankNode):
                raise NotCompiledError("a query to be run for each node, and one is blank")
            yield f"VALUES ?this {{ {node} }}"

    def _constants(self, shape: Shape, ready: Bindable, arguments: Mapping[str, Term]) -> str:
        known = dict(arguments)
        if ready.mentions("shapesGraph"):
            name = self._data.hold(self._shapes)
            if name is None:
                raise NotCompiledError("its query asks $shapesGraph, which is not in this store")
            known["shapesGraph"] = name
        if ready.mentions("currentShape"):
            known["currentShape"] = shape.node
        parts = []
        for key, term in known.items():
            if isinstance(term, BNode):
                raise NotCompiledError(f"${key} is a blank node")
            parts.append(f"VALUES ?{key} {{ {text.term(term)} }}")
        return " ".join(parts)

    def _read(self, shape: Shape, ready: Bindable, ways: Sequence[str]) -> Iterator[Violation]:
        places = {column: index for index, column in enumerate(ready.columns)}
        try:
            for row in self._answered(ways):
                words = tuple(
                    (column, term)
                    for column, term in zip(ready.columns, row, strict=True)
                    if term is not None
                )
                known = dict(words)
                focus_node = row[places["this"]]
                if focus_node is None:
                    continue
                value = known.get("value", None if shape.path is not None else focus_node)
                path = known.get("path")
                if not isinstance(path, ox.NamedNode):
                    path = None
                yield Violation(focus_node, value, path, words, _literal(known.get("message")))
        except SyntaxError as error:
            raise ShapeError(f"its query cannot be run: {error}") from None

    def _answered(self, ways: Sequence[str]) -> Iterable[Row]:
        """Give what the first of some queries finds that is done in time; they mean the same.

        Which is the quickest depends on the data. Each but the last gets a part of the time.
        """
        for way in ways[:-1]:
            with contextlib.suppress(ShapeError):
                return list(self._data.rows(way, may_run_away=True, share=_SHARE))
        return self._data.rows(ways[-1], may_run_away=True)


def _literal(term: OxTerm | None) -> OxTerm | None:
    return term if isinstance(term, ox.Literal) else None


def _path(shape: Shape) -> str | None:
    if shape.path is None:
        return None
    return f"({text.path(shape.path)})"


def _as_exists(ready: Bindable) -> Bindable:
    """Give an ASK as a test for EXISTS."""
    start = ready.tokens.index("{")
    listed = ("EXISTS", *ready.tokens[start:])
    return Bindable(listed, (), ready.mixes, ready.uses_graphs)
