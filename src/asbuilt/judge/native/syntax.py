"""Queries as rdflib parses and translates them, and what occurs anywhere in them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from rdflib import Variable
from rdflib.plugins.sparql.algebra import translateGroupGraphPattern, translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


EXISTS: Final = frozenset({"Builtin_EXISTS", "Builtin_NOTEXISTS"})


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query as rdflib reads it; to be read only."""

    parts: tuple[CompValue, ...]
    """All parts of its syntax tree."""
    algebra: CompValue
    is_whole: bool
    """Whether the algebra has each EXISTS; some filters within EXISTS rdflib loses."""


@lru_cache(maxsize=512)
def parsed(text: str) -> Parsed:
    """Parse a query; what cannot be parsed raises an exception of one of many kinds."""
    tree = parseQuery(text)
    listed = tuple(parts(tree[1]))
    algebra = translateQuery(tree).algebra  # takes the tree apart
    is_whole = _tests(listed) <= _tests(parts(algebra))
    for part in parts(algebra):
        if part.name in EXISTS:
            # rdflib puts the translated pattern beside the parsed one, or leaves it out.
            graph = part.graph
            is_raw = graph.name.startswith("GroupGraphPattern")
            part["graph"] = translateGroupGraphPattern(graph) if is_raw else graph
    return Parsed(listed, algebra, is_whole)


def parts(node: Any) -> Iterator[CompValue]:  # noqa: ANN401 - any node of a syntax tree
    """Give the parts that have a name, such as a filter, each before those within it."""
    if isinstance(node, CompValue):
        yield node
    for one in _within(node):
        yield from parts(one)


def variables(node: Any) -> Iterator[Variable]:  # noqa: ANN401 - any node of a syntax tree
    """Give the variables, as often as they occur."""
    if isinstance(node, Variable):
        yield node
    for one in _within(node):
        yield from variables(one)


def _within(node: Any) -> Iterator[Any]:  # noqa: ANN401
    if isinstance(node, CompValue):
        yield from node.values()
    elif isinstance(node, list | tuple) or type(node).__name__ == "ParseResults":
        yield from node


def _tests(listed: Iterable[CompValue]) -> int:
    return sum(one.name in EXISTS for one in listed)
