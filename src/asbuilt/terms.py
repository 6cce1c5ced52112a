"""The passage between rdflib's terms, which rooms hand each other, and Oxigraph's."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

import pyoxigraph as ox
from rdflib import XSD, BNode, Literal, URIRef

if TYPE_CHECKING:
    from asbuilt.facts import Subject, Term
    from asbuilt.store import Triple

OxTerm: TypeAlias = "ox.NamedNode | ox.BlankNode | ox.Literal"


_XSD_STRING: Final = XSD.string
_STRING: Final = str(_XSD_STRING)
_REMEMBERED: Final = 1 << 16


@lru_cache(maxsize=_REMEMBERED)
def named_node(iri: str) -> ox.NamedNode:
    """Give Oxigraph's node of an IRI; raises ValueError where it is none."""
    return ox.NamedNode(str(iri))


def to_ox(term: Term) -> OxTerm:
    """Give an rdflib term as Oxigraph's; the lexical form of a literal is kept."""
    if isinstance(term, URIRef):
        return named_node(term)
    if isinstance(term, BNode):
        return ox.BlankNode(str(term))
    if term.language:
        return ox.Literal(str(term), language=term.language)
    if term.datatype is None or term.datatype == _XSD_STRING:
        return ox.Literal(str(term))
    return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)))


def from_ox(term: OxTerm) -> Term:
    """Give an Oxigraph term as rdflib's; a literal keeps its lexical form."""
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    if term.datatype.value == _STRING:
        return Literal(term.value)
    return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)


def to_quad(triple: Triple, graph: ox.NamedNode) -> ox.Quad:
    """Give a triple as Oxigraph's quad in a graph."""
    subject, predicate, value = triple
    return ox.Quad(_subject(subject), named_node(predicate), to_ox(value), graph)


def from_triple(triple: ox.Triple | ox.Quad) -> Triple:
    """Give the triple of Oxigraph's triple or quad."""
    subject = from_ox(triple.subject)  # type: ignore[arg-type]
    assert isinstance(subject, URIRef | BNode)
    return subject, URIRef(triple.predicate.value), from_ox(triple.object)  # type: ignore[arg-type]


def _subject(term: Subject) -> ox.NamedNode | ox.BlankNode:
    node = to_ox(term)
    assert not isinstance(node, ox.Literal)
    return node
