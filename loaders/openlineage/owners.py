"""Who answers for a job or dataset, as the ownership facet says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from rdflib import PROV, RDF, RDFS, Literal

from asbuilt.facts import Fact, Item, Place, Source, Tally
from asbuilt.loaders.openlineage.said import listed, said, text
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

_STEWARD: Final = re.compile(r"steward|custodian|maintainer", re.IGNORECASE)
_URN: Final = re.compile(r"(user|person|team|group)[:/]+(.+)", re.IGNORECASE)


def owners(source: Source, thing: URIRef, facet: tuple[Any, int] | None) -> Iterator[Item]:
    """State owners and stewards; who is no user, team or group is a mention to be looked for."""
    if facet is None:
        return
    told, line = facet
    place = Place(line=line)
    for one in listed(said(told).get("owners")):
        name = text(one.get("name"))
        if not name:
            continue
        yield Tally("owner")
        kind = text(one.get("type"))
        term = AB.steward if _STEWARD.search(kind) else AB.ownedBy
        party = _party(source, name)
        yield from _introduced(source, party, name, place)
        yield Fact(thing, term, party, place)


def _party(source: Source, name: str) -> URIRef:
    kind, called = _spoken(name)
    if kind == "reference":
        return source.minter.reference("party", called)
    return source.minter.named(kind, called)


def _spoken(name: str) -> tuple[str, str]:
    """Give what kind of party a name is about, and the name without that word."""
    urn = _URN.fullmatch(name)
    if urn is not None:
        is_person = urn.group(1).lower() in {"user", "person"}
        return "agent" if is_person else "group", urn.group(2).strip()
    return ("agent" if "@" in name.strip("@") else "reference"), name


def _introduced(source: Source, party: URIRef, name: str, place: Place) -> Iterator[Fact]:
    kind, called = _spoken(name)
    classes = {
        "agent": (AB.Agent,), "group": (AB.Group, AB.Agent), "reference": (AB.Reference,)
    }[kind]  # fmt: skip
    for one in classes:
        yield Fact(party, RDF.type, one, place)
    yield Fact(party, RDFS.label, Literal(called), place)
    if kind == "agent":
        yield Fact(party, AB.login, Literal(called), place)
    if kind == "reference":
        yield Fact(party, AB.referenceKind, AB.Agent, place)
        yield Fact(party, AB.referenceKind, AB.Role, place)
    yield Fact(party, PROV.hadPrimarySource, source.at(place), place)
