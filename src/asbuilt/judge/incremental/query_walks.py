"""Walks that a query takes from its pre-bound variables, found in its algebra.

Each triple pattern of the query becomes an edge from a variable that is bound for sure when the
pattern is matched, so that only facts that can be reached from a focus node matter to it. What
holds for sure is told as SPARQL evaluates groups, bottom-up (SPARQL 1.1, 18.2 and 18.5): within a
group its own patterns and those of groups joined to it; within OPTIONAL, MINUS and EXISTS what the
left side alone binds for sure; after UNION nothing. A pattern that hangs on no such variable may
match anywhere; a fact that it matches concerns every focus node.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, TypeAlias

from rdflib import BNode, Literal, URIRef, Variable
from rdflib.paths import Path
from rdflib.plugins.sparql.parserutils import CompValue

from asbuilt.judge.incremental.loose import Loose, loose_path
from asbuilt.judge.native.syntax import EXISTS, parsed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from asbuilt.facts import Term
    from asbuilt.judge.incremental.automaton import Automaton, State
    from asbuilt.judge.incremental.fans import Fans

Name: TypeAlias = "Variable | BNode"
Pattern: TypeAlias = "tuple[Any, Any, Any]"
_KEPT = frozenset(
    {
        "SelectQuery", "AskQuery", "Distinct", "Reduced", "OrderBy", "Extend", "Filter",
        "AggregateJoin", "Group", "ToMultiSet",
    }
)  # fmt: skip
"""Operators that are applied to one group and keep what it asks."""


class UntoldError(Exception):
    """It cannot be told on which facts a query depends."""


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A variable that walks lead to."""

    state: State
    fan: float
    """How many focus nodes there may be, on average, from which walks lead to the same node."""


@dataclass
class _Group:
    """What one group asks: patterns that must match, and parts that are matched beside them."""

    patterns: list[Pattern] = field(default_factory=list)
    parts: list[tuple[Any, set[Name] | None]] = field(default_factory=list)
    """Each part with the variables that are bound for sure where it is matched; None for those of
    the whole group."""


class QueryWalks:
    """Adds the walks of queries to an automaton, and keeps the patterns that hang on nothing."""

    def __init__(self, automaton: Automaton, fans: Fans) -> None:
        """Begin with an automaton to which walks are added."""
        self.loose: list[Loose] = []
        self._automaton = automaton
        self._fans = fans
        self._numbers = count()
        self._constants: Mapping[str, Term] = {}
        self._fixed: frozenset[Name] = frozenset()

    def add(self, text: str, starts: Mapping[str, State], constants: Mapping[str, Term]) -> None:
        """Add what a query without prefixed names walks from the variables that are pre-bound.

        `starts` are those bound to nodes of states, `constants` those bound to terms. Raises
        `UntoldError` for a query that asks a named graph, or cuts its solutions by LIMIT.
        """
        try:
            found = parsed(text)
        except Exception as error:  # rdflib's parser raises many kinds
            raise UntoldError(str(error)) from error
        if not found.is_whole:
            raise UntoldError("a filter within EXISTS is lost")
        self._constants = constants
        known: dict[Name, _Anchor] = {
            Variable(name): _Anchor(state, 1) for name, state in starts.items()
        }
        self._fixed = frozenset({*known, *map(Variable, constants)})
        self._walk(found.algebra, known)

    def _walk(self, node: Any, known: Mapping[Name, _Anchor]) -> None:  # noqa: ANN401
        """Add the walks of a group, given the variables that are bound for sure around it."""
        group = _Group()
        self._gather(node, group)
        anchored, waiting = dict(known), list(group.patterns)
        while ready := list(self._ready(waiting, anchored)):
            _, fan, is_inverse, place = min(ready)
            self._hang(waiting.pop(place), anchored, fan, is_inverse=is_inverse)
        for pattern in waiting:
            self.loose += self._loose(pattern)
        for part, bound in group.parts:
            self._walk(
                part,
                {
                    name: anchor
                    for name, anchor in anchored.items()
                    if bound is None or name in bound or name in self._fixed
                },
            )

    def _ready(
        self, waiting: list[Pattern], anchored: Mapping[Name, _Anchor]
    ) -> Iterator[tuple[float, float, bool, int]]:
        """Give the patterns that hang on something, each from both its ends.

        First comes how far it leads back from a fact that matches, then from the pattern's other
        end; what leads back least is best.
        """
        for place, (subject, predicate, value) in enumerate(waiting):
            path = self._term(predicate)
            for end, is_inverse in ((subject, False), (value, True)):
                if end in anchored:
                    fan = anchored[end].fan
                    beyond = fan * self._fans.of(path, inverse=is_inverse)
                    yield fan, beyond, is_inverse, place

    def _gather(self, node: Any, group: _Group) -> set[Name]:  # noqa: ANN401
        """Take in what must match for a solution, put off what need not; give what is bound."""
        if not isinstance(node, CompValue) or not node or node.name == "values":
            return set()
        if node.name == "BGP":
            group.patterns += node.triples
            return {one for s, _, o in node.triples for one in (s, o) if _is_name(one)}
        if node.name == "Join":
            return self._gather(node.p1, group) | self._gather(node.p2, group)
        if node.name in {"LeftJoin", "Minus", "Union"}:
            return self._put_off(node, group)
        return self._gather_one(node, group)

    def _gather_one(self, node: CompValue, group: _Group) -> set[Name]:
        """Take in what an operator is applied to, and put off the EXISTS in its expressions."""
        if node.name == "Project":
            return self._gather(self._projected(node), group) & set(node.PV)
        if node.name not in _KEPT:
            raise UntoldError(f"its query uses {node.name}")
        bound = self._gather(node.p, group)
        for key, value in node.items():
            if key != "p":
                self._tests(value, group, bound)
        if node.name == "Group":
            return bound & {one for one in _held(node, "expr") or () if _is_name(one)}
        return bound

    def _put_off(self, node: CompValue, group: _Group) -> set[Name]:
        if node.name == "Union":
            group.parts += [(node.p1, None), (node.p2, None)]
            return set()
        bound = self._gather(node.p1, group)
        group.parts.append((node.p2, bound))
        self._tests(_held(node, "expr"), group, bound)
        return bound

    def _tests(self, node: Any, group: _Group, bound: set[Name]) -> None:  # noqa: ANN401
        """Put off the EXISTS in an expression, which are tried on each solution of a group."""
        if isinstance(node, CompValue):
            if node.name in EXISTS:
                group.parts.append((node.graph, bound))
                return
            for value in node.values():
                self._tests(value, group, bound)
        elif isinstance(node, list | tuple):
            for value in node:
                self._tests(value, group, bound)

    def _projected(self, node: CompValue) -> Any:  # noqa: ANN401
        """Give what a SELECT is applied to, variables that it hides under names of their own."""
        hidden = {one for one in _variables(node.p) if one not in {*node.PV, *self._fixed}}
        names = {one: Variable(f"{one}_{next(self._numbers)}") for one in sorted(hidden)}
        return _replaced(node.p, names)

    def _hang(
        self, pattern: Pattern, anchored: dict[Name, _Anchor], fan: float, *, is_inverse: bool
    ) -> None:
        subject, predicate, value = pattern
        path = self._term(predicate)
        if isinstance(path, Variable | BNode):
            if path in self._fixed:
                self.loose.append(Loose(None, None, None))
            path = None
        start, other = (value, subject) if is_inverse else (subject, value)
        end = self._automaton.follow(anchored[start].state, path, inverse=is_inverse)
        if _is_name(other):
            anchored.setdefault(other, _Anchor(end, fan))

    def _loose(self, pattern: Pattern) -> list[Loose]:
        subject, predicate, value = map(self._term, pattern)
        if isinstance(predicate, Path):
            return loose_path(predicate, [one for one in (subject, value) if not _is_name(one)])
        properties = frozenset({predicate}) if isinstance(predicate, URIRef) else None
        found = Loose(
            None if _is_name(subject) else subject,
            properties,
            None if _is_name(value) or isinstance(value, Literal) else value,
        )
        return [found]

    def _term(self, term: Any) -> Any:  # noqa: ANN401 - a term, a variable or a path
        return self._constants.get(str(term), term) if isinstance(term, Variable) else term


def _is_name(term: object) -> bool:
    return isinstance(term, Variable | BNode)


def _held(node: CompValue, key: str) -> Any:  # noqa: ANN401
    """Give what a node holds under a name, or None; its own `get` gives the name back."""
    return node[key] if key in node else None  # noqa: SIM401


def _variables(node: Any) -> Iterator[Variable]:  # noqa: ANN401 - any node of the algebra
    if isinstance(node, Variable):
        yield node
    elif isinstance(node, CompValue):
        for key, value in node.items():
            if key != "_vars":
                yield from _variables(value)
    elif isinstance(node, list | tuple | set | frozenset):
        for value in node:
            yield from _variables(value)


def _replaced(node: Any, names: Mapping[Variable, Variable]) -> Any:  # noqa: ANN401
    if isinstance(node, Variable):
        return names.get(node, node)
    if isinstance(node, CompValue):
        return CompValue(node.name, **{key: _replaced(value, names) for key, value in node.items()})
    if isinstance(node, list):
        return [_replaced(value, names) for value in node]
    if isinstance(node, tuple):
        return tuple(_replaced(value, names) for value in node)
    return node
