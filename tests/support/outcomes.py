"""What engines must agree on in an outcome."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rdflib import BNode, Literal

if TYPE_CHECKING:
    from rdflib.term import Node

    from asbuilt.judge.engine import Outcome, Result


def same(outcome: Outcome) -> Counter[tuple[str, ...]]:
    """Count results by all that engines must agree on; paths that are no IRI are alike."""
    return Counter(_key(result) for result in outcome.results)


def _key(result: Result) -> tuple[str, ...]:
    path = "_:" if isinstance(result.path, BNode) else _told(result.path)
    shape = "_:" if isinstance(result.shape, BNode) else _told(result.shape)
    rest = map(_told, (result.focus, result.value, result.component, result.severity))
    return (path, shape, *rest)


def _told(node: Node | None) -> str:
    """Write a term whole; ill-formed literals, too."""
    if isinstance(node, Literal):
        return f"{str(node)!r} {node.datatype} {node.language}"
    return "" if node is None else node.n3()
