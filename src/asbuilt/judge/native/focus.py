"""Focus nodes as graph patterns that bind ``?this``: of targets, and of values of other shapes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from asbuilt.judge.native import text
from asbuilt.judge.native.shapes import (
    ClassTarget,
    NodeTarget,
    ObjectsTarget,
    QueryTarget,
    SubjectsTarget,
)
from asbuilt.judge.native.tokens import joined, tokens

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from asbuilt.facts import Term
    from asbuilt.judge.native.classes import Classes
    from asbuilt.judge.native.shapes import Shape, Target
    from asbuilt.terms import OxTerm


@dataclass(frozen=True, slots=True)
class Focus:
    """A group of patterns that binds ``?this`` to each node to be judged."""

    pattern: str
    is_few: bool = False
    """Whether so few nodes are asked for that looking up each beats one scan for all."""
    is_in_graph: bool = True
    """Whether each of the nodes is sure to occur in the data."""
    may_run_away: bool = False
    """Whether finding them may take for ever: a query that somebody wrote, a path that repeats."""

    def values(self, shape: Shape) -> Focus:
        """Give the values that a property shape finds from here as focus nodes of their own."""
        inner = " UNION ".join(
            f"{{ SELECT ?value WHERE {{ {one} }} }}" for one in self.reach(shape, "?value")
        )
        return Focus(
            f"{{ SELECT DISTINCT (?value AS ?this) WHERE {{ {inner} }} }}",
            self.is_few,
            self.is_in_graph,
            self.leads_astray(shape),
        )

    def few(self, nodes: Collection[OxTerm]) -> Focus | None:
        """Give some of these nodes, or of their values, as focus nodes; None if they are many."""
        listed = text.few(nodes)
        if listed is None:
            return None
        return Focus(f"VALUES ?this {{ {listed} }} ", is_few=True, is_in_graph=self.is_in_graph)

    def leads_astray(self, shape: Shape) -> bool:
        """Say whether finding the values of a shape from here may take for ever."""
        return self.may_run_away or text.repeats(shape.path)

    def reach(self, shape: Shape, variable: str) -> list[str]:
        """Give patterns whose solutions together bind ``?this`` and each of its values.

        More than one pattern is needed only where a path leads from a node to itself and the node
        may be none of the graph's: a query that starts from no node of the graph would miss it.
        """
        assert shape.path is not None
        found = [f"{self.pattern} ?this {text.path(shape.path)} {variable} ."]
        if text.is_nullable(shape.path) and not self.is_in_graph:
            found.append(f"{self.pattern} BIND(?this AS {variable})")
        return found


def focus_of(
    targets: Sequence[Target], classes: Classes, candidates: Collection[Term] | None = None
) -> Focus | None:
    """Give the focus nodes of targets, all or those among some candidates; None if there are none.

    Candidates are IRIs and literals: a query cannot name a blank node.
    """
    pattern_of = _pattern if candidates is None else _test
    parts = [pattern_of(target, classes) for target in targets]
    if not parts:
        return None
    nodes = [one.node for one in targets if isinstance(one, NodeTarget)]
    is_few = candidates is not None or len(nodes) == len(parts)
    if candidates is not None:
        few = f"VALUES ?this {{ {text.terms(candidates)} }} "
        parts = [few + one for one in parts]
    elif is_few:
        parts = [f"VALUES ?this {{ {text.terms(nodes)} }} "]
    pattern = parts[0]
    if len(parts) > 1:
        union = " UNION ".join(f"{{ {one} }}" for one in parts)
        pattern = f"{{ SELECT DISTINCT ?this WHERE {{ {union} }} }}"
    may_run_away = any(isinstance(one, QueryTarget) for one in targets)
    return Focus(pattern, is_few, is_in_graph=not nodes, may_run_away=may_run_away)


def _pattern(target: Target, classes: Classes) -> str:
    match target:
        case NodeTarget(node):
            return f"VALUES ?this {{ {text.term(node)} }} "
        case ClassTarget(cls):
            return classes.pattern("?this", cls)
        case SubjectsTarget(prop):
            return f"{{ SELECT DISTINCT ?this WHERE {{ ?this {text.term(prop)} ?any }} }} "
        case ObjectsTarget(prop):
            return f"{{ SELECT DISTINCT ?this WHERE {{ ?any {text.term(prop)} ?this }} }} "
        case QueryTarget(query):
            listed = joined(tokens(query.text, dict(query.prefixes)))
            return f"{{ SELECT DISTINCT ?this WHERE {{ {{ {listed} }} }} }} "


def _test(target: Target, classes: Classes) -> str:
    """Give what holds for a bound ``?this`` if it is a focus node; it names no other variable.

    One that a query around it names too would be the same in both.
    """
    match target:
        case ClassTarget(cls):
            return classes.check("?this", cls)
        case SubjectsTarget(prop):
            return f"FILTER EXISTS {{ ?this {text.term(prop)} [] }} "
        case ObjectsTarget(prop):
            return f"FILTER EXISTS {{ [] {text.term(prop)} ?this }} "
        case _:
            return _pattern(target, classes)
