"""How a derived fact is stated: what every one of them has, whatever analysis it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import PROV, RDF, RDFS, Literal

from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rdflib import URIRef

    from asbuilt.identity import Minter
    from asbuilt.store import Triple


def describe(  # noqa: PLR0913 - each is something that every derived fact must have
    node: URIRef,
    kind: URIRef,
    *,
    label: str,
    about: URIRef,
    proof: str,
    involves: Iterable[URIRef] = (),
    source: Iterable[URIRef] = (),
) -> Iterator[Triple]:
    """State type, label, main thing, further things, proof and provenance of a derived fact.

    `source` names what it was derived from; left out, these are the things that it speaks of.
    """
    others = [thing for thing in involves if thing != about]
    yield node, RDF.type, kind
    yield node, RDF.type, AB.DerivedFact
    yield node, RDFS.label, Literal(label)
    yield node, AB.about, about
    yield node, AB.proof, Literal(proof)
    for thing in others:
        yield node, AB.involves, thing
    for thing in source or (about, *others):
        yield node, PROV.wasDerivedFrom, thing


def as_list(
    minter: Minter, analysis: str, seed: str, members: Sequence[URIRef]
) -> tuple[URIRef, Iterator[Triple]]:
    """Give the head of an RDF list of these members and the triples that make it up.

    Its cells have IRIs, so that a long list costs no search for stable names of blank nodes;
    `seed` keeps the cells of one list apart from those of another.
    """
    cells = [minter.derived(analysis, "cell", seed, str(place)) for place in range(len(members))]
    return (cells[0] if cells else RDF.nil), _cells(cells, members)


def _cells(cells: list[URIRef], members: Sequence[URIRef]) -> Iterator[Triple]:
    for cell, member, rest in zip(cells, members, [*cells[1:], RDF.nil], strict=True):
        yield cell, RDF.first, member
        yield cell, RDF.rest, rest
