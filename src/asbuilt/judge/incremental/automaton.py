"""Walks from focus nodes as an automaton, run backwards from the facts that have changed.

A state stands for the nodes that a shape can come to in some way from its focus nodes; an edge from
state to state follows a property, forwards or backwards. A fact that came or went matters to a
focus node only if a walk from that node comes to one end of it. The part of the walk before the
first changed fact is in the graph as it is now: it consists of facts that have not changed, or, for
walks that are new as a whole, of facts that are there now. So looking back over the graph as it is
now finds every focus node, for facts that went, too.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox
from rdflib import URIRef
from rdflib.paths import AlternativePath, InvPath, MulPath, NegatedPath, SequencePath

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rdflib.paths import Path

    from asbuilt.judge.view import View

State: TypeAlias = int
Node: TypeAlias = "ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple"
FOCUS: State = 0
"""The state of the focus nodes themselves."""


class TooManyError(Exception):
    """So many nodes were looked at that judging everything is quicker."""


class Around:
    """What lies around the nodes of a view, each asked for once however many shapes ask."""

    def __init__(self, view: View) -> None:
        """Look at a view, which must not change from now on."""
        self._view = view
        self._known: dict[tuple[Node, ox.NamedNode | None, bool], tuple[Node, ...]] = {}

    def before(
        self, node: Node, predicate: ox.NamedNode | None, *, is_inverse: bool
    ) -> tuple[Node, ...]:
        """Give the nodes from which an edge leads to a node."""
        key = (node, predicate, is_inverse)
        if key not in self._known:
            self._known[key] = tuple(self._ask(node, predicate, is_inverse=is_inverse))
        return self._known[key]

    def _ask(
        self, node: Node, predicate: ox.NamedNode | None, *, is_inverse: bool
    ) -> Iterator[Node]:
        if not is_inverse:
            for quad in self._view.quads(None, predicate, node):
                yield quad.subject
        elif not isinstance(node, ox.Literal):
            for quad in self._view.quads(node, predicate, None):
                yield quad.object


@dataclass(frozen=True, slots=True)
class _Edge:
    source: State
    target: State
    is_inverse: bool


@dataclass
class Automaton:
    """The walks that judging one shape can take from a focus node."""

    _size: int = 1
    _edges: dict[ox.NamedNode | None, set[_Edge]] = field(default_factory=lambda: defaultdict(set))
    """Edges by property; None stands for any property."""
    _same: dict[State, set[State]] = field(default_factory=lambda: defaultdict(set))
    """For each state those whose nodes are its nodes, too."""
    _into: dict[State, set[tuple[ox.NamedNode | None, State, bool]]] = field(
        default_factory=lambda: defaultdict(set)
    )

    def follow(self, start: State, path: URIRef | Path | None, *, inverse: bool = False) -> State:
        """Add the walk along a path from a state, any property where None, and give its end."""
        end = self._new()
        self._add(start, path, end, inverse=inverse)
        return end

    def join(self, source: State, target: State) -> None:
        """State that the nodes of one state are nodes of another, too."""
        self._same[target].add(source)

    def affected(self, around: Around, changed: Iterable[ox.Triple], most: int) -> set[Node]:
        """Give the focus nodes from which a walk comes to one of the changed facts.

        They may be too many, never too few. Raises `TooManyError` where more than `most` nodes
        would have to be looked at.
        """
        waiting: list[tuple[Node, State]] = []
        for triple in changed:
            for edge in (*self._edges.get(triple.predicate, ()), *self._edges.get(None, ())):
                node = triple.object if edge.is_inverse else triple.subject
                waiting.append((node, edge.source))
        seen: set[tuple[Node, State]] = set()
        while waiting:
            place = waiting.pop()
            if place in seen:
                continue
            seen.add(place)
            if len(seen) > most:
                raise TooManyError
            waiting += self._before(around, *place)
        return {node for node, state in seen if state == FOCUS}

    def _before(self, around: Around, node: Node, state: State) -> Iterator[tuple[Node, State]]:
        for same in self._same.get(state, ()):
            yield node, same
        for predicate, source, is_inverse in self._into.get(state, ()):
            for before in around.before(node, predicate, is_inverse=is_inverse):
                yield before, source

    def _new(self) -> State:
        self._size += 1
        return self._size - 1

    def _add(
        self, start: State, path: URIRef | Path | None, end: State, *, inverse: bool = False
    ) -> None:
        match path:
            case None | URIRef():
                self._edge(start, path, end, inverse=inverse)
            case InvPath():
                self._add(start, path.arg, end, inverse=not inverse)
            case SequencePath():
                parts = list(reversed(path.args)) if inverse else list(path.args)
                for part in parts[:-1]:
                    middle = self._new()
                    self._add(start, part, middle, inverse=inverse)
                    start = middle
                self._add(start, parts[-1], end, inverse=inverse)
            case AlternativePath():
                for part in path.args:
                    self._add(start, part, end, inverse=inverse)
            case MulPath():
                middle = self._new()
                self.join(start, middle)
                self._add(middle, path.path, middle if path.mod in {"*", "+"} else end,
                          inverse=inverse)  # fmt: skip
                self.join(middle, end)
            case NegatedPath():
                for is_inverse in (False, True):
                    self._edge(start, None, end, inverse=is_inverse)
            case _:
                raise TypeError(f"no property path: {path!r}")

    def _edge(self, start: State, path: URIRef | None, end: State, *, inverse: bool) -> None:
        name = None if path is None else ox.NamedNode(str(path))
        self._edges[name].add(_Edge(start, end, inverse))
        self._into[end].add((name, start, inverse))
