"""The two sides of the boundary that a BPMN file may describe, and how each calls its things."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rdflib import URIRef

    from asbuilt.facts import Fact
    from asbuilt.loaders.bpmn.document import Document, Element


class Side(Protocol):
    """What differs between a process as documented and a workflow as deployed."""

    @property
    def member(self) -> URIRef:
        """How a process or workflow has its steps or states."""

    @property
    def called_kind(self) -> str:
        """Word for what a call activity calls: ``process`` or ``workflow``."""

    @property
    def called_class(self) -> URIRef:
        """Class of what a call activity calls."""

    @property
    def said(self) -> Mapping[str, frozenset[str]]:
        """Attributes that this side reads into the ontology's words, by the element's name."""

    def classes(self, element: Element) -> tuple[URIRef, ...]:
        """Give the classes of an element, the chief one first; none if the ontology has no word."""

    def execution(self, element: Element) -> str | None:
        """Say who works at a flow node: manual, user, automated or none; None if unknown."""

    def ways(self, document: Document) -> Iterator[Fact]:
        """State how work passes from flow node to flow node."""
