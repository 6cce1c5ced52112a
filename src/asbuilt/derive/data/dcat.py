"""What a DCAT catalogue says of data, in the ontology's terms: owners, freshness, origins.

RDF is loaded as it stands; this reads what DCAT 2 and 3 (https://www.w3.org/TR/vocab-dcat-3/) state
there, whichever of the loaded files states it. It is an analysis and no alignment, for two reasons:
not every dataset of a catalogue would be what the core's axioms say of a data asset, and how often
data is published is a word of a vocabulary, which no reasoner turns into a duration.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from rdflib import RDF, RDFS, XSD, Literal, URIRef

from asbuilt.derive.data.periodicity import duration_of
from asbuilt.derive.reading import ask_rows, last_part, moment, pairs, things
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from asbuilt.derive import Context
    from asbuilt.facts import Term
    from asbuilt.store import Store, Triple

name: Final = "dcat"

_PREFIXES: Final = """PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX vcard: <http://www.w3.org/2006/vcard/ns#>
PREFIX pav: <http://purl.org/pav/>
PREFIX geodcat: <http://data.europa.eu/930/>
"""
_DATASET: Final = "{ ?a a dcat:Dataset } UNION { ?a a dcat:DatasetSeries }"
_OWNERS: Final = ("dcterms:rightsHolder", "dcterms:publisher", "dcterms:creator")
"""Who answers for a dataset: of these properties the first that is stated counts."""
_STEWARDS: Final = ("geodcat:custodian", "dcat:contactPoint")
"""Who keeps a dataset in order, or else is to be asked about it."""
_ROLES: Final = {"owner": AB.ownedBy, "custodian": AB.steward}
"""Roles of qualified attributions (ISO 19115-1, CI_RoleCode) that say the same."""
_NAMES: Final = (
    "rdfs:label", "dcterms:title", "foaf:name", "vcard:fn", "vcard:organization-name",
    "skos:prefLabel",
)  # fmt: skip
_ORIGINS: Final = (
    "?a prov:wasDerivedFrom|dcterms:source ?b",
    "?a prov:qualifiedDerivation/prov:entity ?b",
    "?a prov:wasGeneratedBy/prov:used ?b",
)


def derive(context: Context) -> Iterator[Triple]:
    """State the data assets of all catalogues, and what is said of them."""
    store = context.store
    catalogues = set(things(store, "?a a dcat:Catalog"))
    assets = [one for one in things(store, _DATASET) if one not in catalogues]
    services = things(store, "?a a dcat:DataService")
    if not (assets or services):
        return
    names = _names(store)
    for thing, kind in [(a, AB.DataAsset) for a in assets] + [(s, AB.Interface) for s in services]:
        yield thing, RDF.type, kind
        yield from _named(thing, names)
    known = set(assets)
    yield from _parties(context, known, names)
    yield from _freshness(store, known)
    for pattern in _ORIGINS:
        for asset, origin in pairs(store, pattern):
            if asset in known and origin != asset:
                yield asset, AB.sourcedFrom, origin
    for asset, series in pairs(store, "?a dcat:inSeries ?b"):
        if asset in known and series in known:
            yield asset, AB.partOf, series


def _parties(
    context: Context, known: set[URIRef], names: dict[URIRef, tuple[bool, str]]
) -> Iterator[Triple]:
    """State owners and stewards, each an agent."""
    stated: set[URIRef] = set()
    for term, properties in ((AB.ownedBy, _OWNERS), (AB.steward, _STEWARDS)):
        done: set[URIRef] = set()
        for one in properties:
            found = _said(context.store, one, known - done)
            done.update(asset for asset, _ in found)
            for dataset, value in found:
                party = _party(context, value)
                yield dataset, term, party
                yield from _agent(party, value, names, stated)
    query = """SELECT DISTINCT ?a ?b ?role WHERE {
        ?a prov:qualifiedAttribution ?how . ?how prov:agent ?b ; dcat:hadRole ?role }"""
    for asset, agent, role in ask_rows(context.store, query):
        meant = _ROLES.get(last_part(role).casefold()) if isinstance(role, URIRef) else None
        if meant is not None and isinstance(asset, URIRef) and asset in known and agent is not None:
            party = _party(context, agent)
            yield asset, meant, party
            yield from _agent(party, agent, names, stated)


def _said(store: Store, term: str, known: set[URIRef]) -> list[tuple[URIRef, Term]]:
    rows = ask_rows(store, f"{_PREFIXES}SELECT DISTINCT ?a ?b WHERE {{ ?a {term} ?b }}")
    return [(a, b) for a, b in rows if isinstance(a, URIRef) and a in known and b is not None]


def _party(context: Context, value: Term) -> URIRef:
    """Give whoever is named: by IRI, or where only a name is written, one made of the name."""
    if isinstance(value, URIRef):
        return value
    return context.minter.derived(name, "party", str(value))


def _agent(
    party: URIRef, value: Term, names: dict[URIRef, tuple[bool, str]], stated: set[URIRef]
) -> Iterator[Triple]:
    if party in stated:
        return
    stated.add(party)
    yield party, RDF.type, AB.Agent
    if isinstance(value, Literal):
        yield party, RDFS.label, Literal(str(value))
    else:
        yield from _named(party, names)


def _named(thing: URIRef, names: dict[URIRef, tuple[bool, str]]) -> Iterator[Triple]:
    """State a label where none is stated: the title or name, or else the end of the IRI."""
    is_label, text = names.get(thing, (False, last_part(thing)))
    if not is_label:
        yield thing, RDFS.label, Literal(text)


def _names(store: Store) -> dict[URIRef, tuple[bool, str]]:
    """Give the name of each thing and whether it is a label; English is preferred, then none."""
    found: dict[URIRef, tuple[tuple[int, int, str], bool, str]] = {}
    for place, term in enumerate(_NAMES):
        query = f"{_PREFIXES}SELECT DISTINCT ?a ?b WHERE {{ ?a {term} ?b FILTER(isLiteral(?b)) }}"
        for thing, text in ask_rows(store, query):
            if not isinstance(thing, URIRef) or not isinstance(text, Literal):
                continue
            language = str(text.language or "")
            rank = 0 if language.startswith("en") else 1 if not language else 2
            order = (place, rank, str(text))
            if thing not in found or order < found[thing][0]:
                found[thing] = order, place == 0, str(text).strip()
    return {thing: (is_label, text) for thing, (_, is_label, text) in found.items() if text}


def _freshness(store: Store, known: set[URIRef]) -> Iterator[Triple]:
    """State how old data may be by how often it is published, and when it was last changed."""
    for asset, often in _said(store, "dcterms:accrualPeriodicity", known):
        lasting = duration_of(often)
        if lasting:
            yield asset, AB.freshWithin, Literal(lasting, datatype=XSD.duration)
    latest: dict[URIRef, tuple[datetime, str]] = {}
    changed = "dcterms:modified|(dcat:distribution/dcterms:modified)|pav:lastUpdateOn"
    for asset, value in _said(store, changed, known):
        at = moment(value)
        if at is None:
            continue
        plain = at.replace(tzinfo=None) - (at.utcoffset() or timedelta())
        if asset not in latest or latest[asset][0] < plain:
            latest[asset] = plain, at.isoformat()
    for asset, (_, written) in latest.items():
        yield asset, AB.lastUpdated, Literal(written, datatype=XSD.dateTime)
