"""Where in a document an object stands: the object, the thing that it is, and what is around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rdflib import URIRef

    from asbuilt.facts import Place
    from asbuilt.reading.tree import Node


@dataclass(frozen=True, slots=True)
class Spot:
    """An object of a document."""

    node: Node
    kind: str
    """Its name in the singular, such as ``control``."""
    iri: URIRef
    address: str
    """Its identifier, or where it stands in the next thing that has one."""
    above: Spot | None

    @property
    def place(self) -> Place:
        """The place of the object in its file."""
        return self.node.place

    @property
    def root(self) -> Spot:
        """The document."""
        return self if self.above is None else self.above.root

    def up(self, *kinds: str) -> Spot | None:
        """Give the nearest object around this one that is of one of these kinds."""
        around = self.above
        while around is not None and around.kind not in kinds:
            around = around.above
        return around
