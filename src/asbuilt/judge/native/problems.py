"""Why a shape is not judged by the native engine: it is wrong, or it is beyond what it compiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import BNode

if TYPE_CHECKING:
    from rdflib.term import Node


class ShapeError(Exception):
    """The shape is ill-formed, refers to itself or may not be run: a failure (SHACL, 3.4)."""


class NotCompiledError(Exception):
    """The shape says something that the native engine leaves to the reference engine."""


def name(node: Node | None) -> str:
    """Give what to call a shape in a message."""
    return "a shape without a name" if isinstance(node, BNode) or node is None else f"<{node}>"


class LaterError(Exception):
    """A query can be answered only when nothing else is asked beside it."""
