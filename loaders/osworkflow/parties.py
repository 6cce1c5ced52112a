"""The roles, groups and users that a descriptor names, and the permissions that they are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import DCTERMS, PROV, RDF, RDFS, Literal

from asbuilt.facts import Fact
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.facts import Place, Source
    from asbuilt.loaders.osworkflow.conditions import Party


class Parties:
    """Mints whom conditions name, each stated once.

    Roles, groups and users by name are those of the organisation. Jira's project roles and its
    permissions are defined elsewhere: they are mentions, by number or by name.
    """

    def __init__(self, source: Source) -> None:
        """Begin with nobody named."""
        self._source = source
        self._facts: dict[URIRef, list[Fact]] = {}

    def role(self, name: str, place: Place) -> URIRef:
        """Give the role of this name."""
        return self._named("role", name, (AB.Role,), place)

    def of(self, party: Party, place: Place) -> URIRef:
        """Give whom a condition names."""
        if party.kind == "group":
            return self._named("group", party.name, (AB.Group, AB.Agent), place)
        if party.kind == "user":
            iri = self._named("agent", party.name, (AB.Agent,), place)
            self._facts[iri].append(Fact(iri, AB.login, Literal(party.name), place))
            return iri
        if party.kind == "permission":
            return self._mention(party.name, place, by_number=False)
        if party.is_number:
            return self._mention(party.name, place, by_number=True)
        return self.role(party.name, place)

    def facts(self) -> Iterator[Fact]:
        """State all who have been named."""
        for stated in self._facts.values():
            yield from dict.fromkeys(stated)

    def _named(self, kind: str, name: str, classes: tuple[URIRef, ...], place: Place) -> URIRef:
        iri = self._source.minter.named(kind, name)
        if iri not in self._facts:
            self._facts[iri] = [
                *(Fact(iri, RDF.type, one, place) for one in classes),
                Fact(iri, RDFS.label, Literal(name), place),
                Fact(iri, PROV.hadPrimarySource, self._source.at(place), place),
            ]
        return iri

    def _mention(self, text: str, place: Place, *, by_number: bool) -> URIRef:
        minter = self._source.minter
        iri = minter.identified("role", text) if by_number else minter.reference("role", text)
        if iri not in self._facts:
            self._facts[iri] = [
                Fact(iri, RDF.type, AB.Reference, place),
                Fact(iri, RDFS.label, Literal(text), place),
                Fact(iri, AB.referenceKind, AB.Role, place),
                Fact(iri, PROV.hadPrimarySource, self._source.at(place), place),
            ]
            if by_number:
                self._facts[iri].append(Fact(iri, DCTERMS.identifier, Literal(text), place))
        return iri
