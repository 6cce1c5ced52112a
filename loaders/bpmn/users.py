"""The users whom an engine names, by the login under which they work there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import PROV, RDF, RDFS
from rdflib.term import Literal

from asbuilt.facts import Fact
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.facts import Place
    from asbuilt.loaders.bpmn.document import Document


class Users:
    """The users that a file mentions, each stated once, under the first spelling by alphabet."""

    def __init__(self, document: Document) -> None:
        """Begin with no user mentioned."""
        self._document = document
        self._mentions: dict[URIRef, list[tuple[str, Place]]] = {}

    def named(self, login: str, place: Place) -> URIRef:
        """Give the user of this login, who is mentioned here."""
        iri = self._document.source.minter.named("agent", login)
        self._mentions.setdefault(iri, []).append((login, place))
        return iri

    def facts(self) -> Iterator[Fact]:
        """State every user who has been mentioned."""
        for iri, mentions in self._mentions.items():
            login, place = min(mentions, key=lambda mention: (mention[0], mention[1].line or 0))
            yield Fact(iri, RDF.type, AB.Agent, place)
            yield Fact(iri, RDFS.label, Literal(login), place)
            yield Fact(iri, AB.login, Literal(login), place)
            yield Fact(iri, PROV.hadPrimarySource, self._document.source.at(place), place)
