"""What a shapes graph says of one of its nodes, and whether it says it as it must."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from rdflib import RDF, SH, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection

from asbuilt.judge.native.problems import ShapeError, name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Term
    from asbuilt.judge.native.shapes import ShapeNode

_TRUE = Literal("true", datatype=XSD.boolean)


class Said:
    """Looks up values of a node in a shapes graph."""

    def __init__(self, graph: Graph) -> None:
        """Look into a graph."""
        self._graph = graph

    def all(self, node: ShapeNode, predicate: URIRef) -> list[Term]:
        """Give all values of a property, in an order of their own."""
        return sorted(
            cast("Iterator[Term]", self._graph.objects(node, predicate)), key=lambda term: term.n3()
        )

    def one(self, node: ShapeNode, predicate: URIRef) -> Term | None:
        """Give the one value of a property, if any. Raises `ShapeError` if there are more."""
        found = self.all(node, predicate)
        if len(found) > 1:
            raise ShapeError(f"{name(node)} has more than one {short(predicate)}")
        return found[0] if found else None

    def number(self, node: ShapeNode, predicate: URIRef) -> int | None:
        """Give a value that is a whole number, if any. Raises `ShapeError` if it is none."""
        found = self.one(node, predicate)
        if found is None:
            return None
        number = found.value if isinstance(found, Literal) else None
        if not isinstance(number, int) or isinstance(number, bool):
            raise ShapeError(f"{short(predicate)} of {name(node)} is no whole number")
        return number

    def holds(self, node: ShapeNode, predicate: URIRef) -> bool:
        """Say whether a property is true of a node."""
        return self.one(node, predicate) == _TRUE

    def members(self, node: ShapeNode, predicate: URIRef, head: Term) -> tuple[Term, ...]:
        """Give the members of a list. Raises `ShapeError` where it is not well-formed."""
        if head == RDF.nil:
            return ()
        try:
            members = tuple(cast("Iterator[Term]", Collection(self._graph, cast("BNode", head))))
        except ValueError:
            members = ()
        if not members:
            raise ShapeError(f"{short(predicate)} of {name(node)} is no well-formed list")
        return members

    def messages(self, node: ShapeNode) -> tuple[Literal, ...]:
        """Give the messages of a shape or query in the order of their languages and texts."""
        found = [one for one in self._graph.objects(node, SH.message) if isinstance(one, Literal)]
        return tuple(sorted(found, key=lambda one: (one.language or "", str(one))))


def short(predicate: URIRef) -> str:
    """Give the name of a property of SHACL for messages."""
    return f"sh:{predicate.removeprefix(str(SH))}"
