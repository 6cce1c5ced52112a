"""What a document means by an identifier: its own thing, one of an import, or a mention."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rdflib import DCTERMS, PROV, RDF, RDFS, Literal, URIRef

from asbuilt.facts import Fact, Problem
from asbuilt.loaders.oscal.beside import imports
from asbuilt.loaders.oscal.document import said
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Item, Place, Source
    from asbuilt.loaders.oscal.beside import Beside, Reach
    from asbuilt.loaders.oscal.document import Document

_CLASSES: Final = {
    "component-uuid": (AB.System, AB.Policy, AB.Process),
    "party-uuid": (AB.Agent,),
    "observation-uuid": (AB.Evidence,),
    "risk-uuid": (AB.Risk,),
}
"""What the things are that another document may define, by the key that names them."""


class References:
    """Follows the identifiers in one document, and notes what introduces a mention or is wrong."""

    def __init__(self, source: Source, document: Document, beside: Beside) -> None:
        """Speak for one document."""
        self._source = source
        self._document = document
        self._beside = beside
        self._reaches: dict[str, Reach] = {}
        self._notes: list[Item] = []
        self._told: set[object] = set()
        self.imports = imports(document)
        """The references by which the document imports others."""

    def take(self) -> Iterator[Item]:
        """Give what was noted since the last time."""
        yield from self._notes
        self._notes.clear()

    def reach(self, href: str) -> Reach:
        """Give what can be reached by a reference of the document."""
        if href not in self._reaches:
            self._reaches[href] = self._beside.reach(self._document, href)
        return self._reaches[href]

    def role(self, identifier: str, place: Place) -> URIRef:
        """Name a role as the organisation calls it: by its title, or else by its id."""
        node = self._document.things.get(f"role {identifier}")
        title = said(node.get("title")) if node is not None else None
        role = self._source.minter.named("role", title or identifier)
        if node is None and role not in self._told:
            self._told.add(role)
            self._notes += self._source.describe(
                role, AB.Role, label=identifier, identifier=identifier, place=place
            )
        return role

    def thing(self, key: str, identifier: str, place: Place) -> URIRef | None:
        """Give the thing with a uuid: of this document, or of one that it imports.

        Where an import is not at hand it is a mention, if it is of a kind that analyses know. Else
        a warning is noted.
        """
        wanted = identifier.strip().lower()
        if wanted in self._document.things:
            return self._source.element(wanted)
        missing = []
        for href in self.imports:
            reach = self.reach(href)
            found = reach.find(wanted)
            if found is not None:
                return self._source.minter.element(found.name, wanted)
            missing += reach.missing
        if missing:
            kinds = _CLASSES.get(key)
            return self._mention("oscal", wanted, kinds, None, place) if kinds else None
        self._warn(
            (key, wanted),
            f"{key} names {identifier!r}, and nothing in this document or those that it imports"
            " has that identifier",
            "correct the identifier, or add the document that defines it to the workspace",
            place,
        )
        return None

    def named(self, identifier: str, hrefs: list[str]) -> URIRef | None:
        """Give the part, parameter or control with an id, where it can be found."""
        if identifier in self._document.things:
            return self._source.element(identifier)
        for href in hrefs:
            found = self.reach(href).find(identifier)
            if found is not None:
                return self._source.minter.element(found.name, identifier)
        return None

    def control(self, identifier: str, hrefs: list[str], place: Place) -> URIRef | None:
        """Give the control with an id in the catalog or profile that is referred to.

        Where that is not at hand it is a mention within it; else a warning is noted.
        """
        if identifier in self._document.controls:
            return self._source.element(identifier)
        for href in hrefs:
            found = self.reach(href).control(identifier)
            if found is not None:
                return self._source.minter.element(found.name, identifier)
        missing = list(dict.fromkeys(one for href in hrefs for one in self.reach(href).missing))
        if missing or not hrefs:
            scope = missing[0] if len(missing) == 1 else None
            return self._mention("control", identifier, (AB.Control,), scope, place)
        self._warn(
            ("control", identifier, *hrefs),
            f"the control {identifier!r} is not in what {', '.join(hrefs)} leads to, or in several"
            " catalogs of it",
            "correct the identifier, or the reference to the catalog or profile",
            place,
        )
        return None

    def control_around(self, identifier: str, hrefs: list[str]) -> URIRef | None:
        """Give the control that an id names, or in which the part with that id stands."""
        for one in [self._document, *(d for href in hrefs for d in self.reach(href).documents)]:
            control = identifier if identifier in one.controls else one.control_of.get(identifier)
            if control:
                return self._source.minter.element(one.name, control)
        return None

    def control_meant(self, identifier: str, hrefs: list[str], place: Place) -> URIRef:
        """Give the control that a property names, or a mention of it in whatever letter case.

        Tools that write it there seldom say by which catalog.
        """
        found = self.control_around(identifier.lower(), hrefs)
        found = found or self.control_around(identifier, hrefs)
        if found is not None:
            return found
        mention = self._source.minter.reference("control", identifier)
        if mention not in self._told:
            self._told.add(mention)
            self._notes += [
                Fact(mention, RDF.type, AB.Reference, place),
                Fact(mention, RDFS.label, Literal(identifier), place),
                Fact(mention, PROV.hadPrimarySource, self._source.at(place), place),
                Fact(mention, AB.referenceKind, AB.Control, place),
            ]
        return mention

    def _mention(
        self,
        word: str,
        identifier: str,
        kinds: tuple[URIRef, ...],
        scope: str | None,
        place: Place,
    ) -> URIRef:
        minter = self._source.minter
        thing = minter.identified(word, identifier, scope or "")
        if thing in self._told:
            return thing
        self._told.add(thing)
        self._notes += [
            Fact(thing, RDF.type, AB.Reference, place),
            Fact(thing, RDFS.label, Literal(identifier), place),
            Fact(thing, DCTERMS.identifier, Literal(identifier), place),
            Fact(thing, PROV.hadPrimarySource, self._source.at(place), place),
            *(Fact(thing, AB.referenceKind, kind, place) for kind in kinds),
        ]
        if scope is not None:
            around = self._mention("policy", scope, (AB.Policy,), None, place)
            self._notes.append(Fact(thing, AB.within, around, place))
        return thing

    def _warn(self, what: object, message: str, fix: str, place: Place) -> None:
        if what not in self._told:
            self._told.add(what)
            self._notes.append(Problem("warning", message, fix, place))
