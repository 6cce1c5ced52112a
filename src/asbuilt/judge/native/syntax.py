"""Queries as rdflib parses and translates them, and what occurs anywhere in them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from rdflib import Variable
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

if TYPE_CHECKING:
    from collections.abc import Iterator


@lru_cache(maxsize=512)
def translated(text: str) -> tuple[Any, CompValue]:
    """Give a query as rdflib parses it, and its algebra; both are to be read only.

    What cannot be parsed raises an exception of one of many kinds.
    """
    parsed = parseQuery(text)
    return parsed[1], translateQuery(parsed).algebra


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
