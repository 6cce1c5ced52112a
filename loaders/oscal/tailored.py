"""What is stated of a resolved profile: each control as the profile has it, and whence it came."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from rdflib import DCTERMS, PROV, RDF, RDFS, Literal, Namespace, URIRef

from asbuilt.facts import Fact, Problem, Tally
from asbuilt.loaders.oscal.alteration import SET_BY
from asbuilt.loaders.oscal.catalog_parts import (
    ORIGIN,
    Part,
    controls_of,
    parameters_of,
    parts,
    text_of,
    texts,
)
from asbuilt.loaders.oscal.document import said
from asbuilt.loaders.oscal.markup import tidy
from asbuilt.loaders.oscal.resolution import resolve
from asbuilt.loaders.oscal.weaving import OBJECTIVES, STATEMENTS, prose, said_of, woven
from asbuilt.reading import vendors
from asbuilt.reading.unnamed import Addresses
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from asbuilt.facts import Item
    from asbuilt.loaders.oscal.catalog_parts import Origin
    from asbuilt.loaders.oscal.document import Document
    from asbuilt.loaders.oscal.reading import Reading
    from asbuilt.loaders.oscal.spot import Spot

MOST: Final = 20_000
"""Controls of a resolved profile that are stated."""
_OSCAL: Final = Namespace("http://csrc.nist.gov/ns/oscal/1.0#")


def tailored(reading: Reading, spot: Spot) -> Iterator[Item]:
    """State what a profile selects of its catalogs at hand, and each control as it has it."""
    resolved = resolve(reading.document, reading.beside)
    yield from resolved.problems
    for one in resolved.missing:
        yield Problem(
            "info",
            f"{said(one.get('href'))!r} is not at hand, so the profile's controls of it are not"
            " resolved",
            "add the catalog or profile to the workspace where the reference leads",
            one.place,
        )
    known = parameters_of(resolved.catalog)
    addresses = Addresses()
    for number, control in enumerate(controls_of(resolved.catalog)):
        if number == MOST:
            yield Problem(
                "warning",
                f"the profile selects more than {MOST:,} controls, and no more are resolved",
                "split the profile",
                spot.place,
            )
            return
        yield Tally("resolved control")
        yield from _Control(reading, spot, control, known, addresses).facts()


class _Control:
    """States one control as a profile has it."""

    def __init__(
        self,
        reading: Reading,
        spot: Spot,
        control: Part,
        known: Mapping[str, Part],
        addresses: Addresses,
    ) -> None:
        self._reading = reading
        self._spot = spot
        self._control = control
        self._known = known
        origin: Origin = control[ORIGIN]
        self._origin = origin
        self._identifier = text_of(control, "id") or origin.identifier
        self._address = addresses.unique(f"resolved/{self._identifier}")

    def facts(self) -> Iterator[Item]:
        source, place = self._reading.source, self._spot.place
        minter, origin = source.minter, self._origin
        catalogued = minter.element(origin.catalog.name, origin.identifier)
        yield Fact(catalogued, AB.servesPolicy, self._spot.iri, place)
        yield Fact(catalogued, AB.partOf, self._spot.iri, place)
        iri = source.element(self._address)
        yield from source.describe(
            iri,
            AB.ResolvedControl,
            label=" ".join(tidy(woven(text_of(self._control, "title"), self._known)).split()),
            identifier=self._identifier,
            place=place,
        )
        yield Fact(iri, AB.partOf, self._spot.iri, place)
        yield Fact(iri, PROV.wasDerivedFrom, catalogued, place)
        for profile in origin.profiles:
            yield Fact(iri, PROV.wasDerivedFrom, self._document(profile), place)
        for term, text in self._texts():
            yield Fact(iri, term, Literal(text), place)
        for parameter in parts(self._control, "params"):
            yield from self._parameter(iri, parameter)

    def _texts(self) -> Iterator[tuple[URIRef, str]]:
        """Give what the parts of the control say, by what they are there for."""
        found: dict[URIRef, list[str]] = defaultdict(list)
        for part in parts(self._control, "parts"):
            name = text_of(part, "name")
            term = DCTERMS.description if name in STATEMENTS else None
            term = AB.objective if name in OBJECTIVES else term
            text = prose(part, self._known)
            if text and (term or name):
                found[term or vendors.word(str(_OSCAL), name)].append(text)
        for term, texts_of_it in found.items():
            yield term, "\n".join(texts_of_it)

    def _parameter(self, control: URIRef, parameter: Part) -> Iterator[Fact]:
        source, place = self._reading.source, self._spot.place
        identifier = text_of(parameter, "id")
        if not identifier:
            return
        iri = source.element(f"{self._address}/{identifier}")
        label = tidy(woven(text_of(parameter, "label"), self._known, (identifier,))) or identifier
        yield Fact(control, _OSCAL.param, iri, place)
        yield Fact(iri, RDF.type, _OSCAL.param, place)
        yield Fact(iri, RDFS.label, Literal(label), place)
        yield Fact(iri, DCTERMS.identifier, Literal(identifier), place)
        yield Fact(iri, PROV.hadPrimarySource, source.at(place), place)
        read = tidy(said_of(parameter, self._known))
        yield Fact(iri, DCTERMS.description, Literal(read), place)
        for value in texts(parameter, "values"):
            said_so = tidy(woven(value, self._known, (identifier,)))
            yield Fact(iri, _OSCAL.value, Literal(said_so), place)
        for one in parts(parameter, "constraints"):
            if text := tidy(text_of(one, "description")):
                yield Fact(iri, _OSCAL.constraint, Literal(text), place)
        if identifier in self._origin.catalog.things:
            defined = source.minter.element(self._origin.catalog.name, identifier)
            yield Fact(iri, PROV.wasDerivedFrom, defined, place)
        for profile in parameter.get(SET_BY, ()):
            yield Fact(iri, PROV.wasDerivedFrom, self._document(profile), place)

    def _document(self, document: Document) -> URIRef:
        """Give the thing that a profile is."""
        uuid = (said(document.root.get("uuid")) or "").strip().lower()
        return self._reading.source.minter.element(document.name, uuid or document.model)
