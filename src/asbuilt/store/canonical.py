"""Stable names for blank nodes, so that reading the same file twice gives the same triples.

A blank node becomes a skolem IRI (RDF 1.1, section 3.5) made of a digest of what it states. Nodes
are told apart by iterated hashing of their neighbourhoods; those that stay alike after that are
numbered in the order in which they came, which a file read twice keeps.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rdflib import BNode, URIRef

from asbuilt.identity import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from asbuilt.facts import Term
    from asbuilt.store import Triple

_SKOLEM = "urn:asbuilt:genid:"


def name_blank_nodes(triples: Iterable[Triple]) -> Iterator[Triple]:
    """Give the same triples with each blank node replaced by its skolem IRI."""
    held = list(triples)
    names = blank_node_names(held)
    if not names:
        yield from held
        return

    def renamed(term: Term) -> Term:
        return names[term] if isinstance(term, BNode) else term

    for subject, predicate, value in held:
        new = renamed(subject)
        assert isinstance(new, URIRef)
        yield new, predicate, renamed(value)


def blank_node_names(triples: Iterable[Triple]) -> dict[BNode, URIRef]:
    """Give the skolem IRI of each blank node."""
    about: dict[BNode, list[Triple]] = defaultdict(list)
    for triple in triples:
        for term in {triple[0], triple[2]}:
            if isinstance(term, BNode):
                about[term].append(triple)
    return _names(about)


def _names(about: dict[BNode, list[Triple]]) -> dict[BNode, URIRef]:
    marks = dict.fromkeys(about, "")
    classes = 0
    while len(set(marks.values())) > classes:
        classes = len(set(marks.values()))
        marks = {node: _mark(node, stated, marks) for node, stated in about.items()}
    taken: dict[str, int] = defaultdict(int)
    names = {}
    for node, mark in marks.items():
        taken[mark] += 1
        suffix = "" if taken[mark] == 1 else f"-{taken[mark]}"
        names[node] = URIRef(f"{_SKOLEM}{mark}{suffix}")
    return names


def _mark(node: BNode, stated: list[Triple], marks: dict[BNode, str]) -> str:
    def seen(term: Term) -> str:
        if term == node:
            return "@"
        return f"_{marks[term]}" if isinstance(term, BNode) else term.n3()

    return digest(*sorted(f"{seen(s)} {seen(p)} {seen(o)}" for s, p, o in stated))
