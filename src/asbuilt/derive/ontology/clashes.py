"""Why an ontology with data is inconsistent, in words: things that would be in disjoint classes.

Classes are followed from what is stated, from the domains and ranges of the properties used, and up
the hierarchy; each step of that is remembered, so that it can be told.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

from rdflib import OWL, RDF, RDFS, Graph, URIRef
from rdflib.collection import Collection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib.term import Node

_MOST: Final = 200
"""Number of clashes that are told; the first ones show the mistake."""


@dataclass(frozen=True, slots=True)
class Clash:
    """A thing that would have to be in two classes that share no members."""

    thing: URIRef
    first: URIRef
    second: URIRef
    reasons: tuple[str, str]
    """Why it is in the first class, and why in the second."""


def clashes(ontology: Graph, individuals: Graph) -> Iterator[Clash]:
    """Give the things in two disjoint classes, in order, with why they are in each."""
    disjoint = disjoint_pairs(ontology)
    told = 0
    for thing, reasons in sorted(_memberships(ontology, individuals).items()):
        for first, second in sorted(disjoint):
            if first in reasons and second in reasons and told < _MOST:
                told += 1
                yield Clash(thing, first, second, (reasons[first], reasons[second]))


def unsatisfiable_by(ontology: Graph) -> Iterator[URIRef]:
    """Give the named classes that are stated to be below two disjoint ones."""
    disjoint = disjoint_pairs(ontology)
    for one in sorted({s for s in ontology.subjects(RDF.type, OWL.Class) if isinstance(s, URIRef)}):
        above = set(ontology.transitive_objects(one, RDFS.subClassOf))
        if any(first in above and second in above for first, second in disjoint):
            yield one


def disjoint_pairs(ontology: Graph) -> set[tuple[URIRef, URIRef]]:
    """Give all pairs of classes stated to be disjoint, the lesser IRI first."""
    groups: list[list[Node]] = [
        [first, second] for first, second in ontology.subject_objects(OWL.disjointWith)
    ]
    groups += [
        list(Collection(ontology, members))
        for group in ontology.subjects(RDF.type, OWL.AllDisjointClasses)
        for members in ontology.objects(group, OWL.members)
    ]
    pairs: set[tuple[URIRef, URIRef]] = set()
    for group in groups:
        named = sorted({one for one in group if isinstance(one, URIRef)})
        pairs.update(combinations(named, 2))
    return pairs


def _memberships(ontology: Graph, individuals: Graph) -> dict[URIRef, dict[URIRef, str]]:
    """Give for each thing its classes, stated and inferred, each with a reason in words."""
    domains = _objects_by_subject(ontology, RDFS.domain)
    ranges = _objects_by_subject(ontology, RDFS.range)
    members: dict[URIRef, dict[URIRef, str]] = defaultdict(dict)
    for subject, predicate, value in sorted(individuals):
        if not isinstance(subject, URIRef) or not isinstance(value, URIRef):
            continue
        if predicate == RDF.type:
            _add(ontology, members[subject], value, f"it is stated to be {_a(value)}")
            continue
        for kind in domains.get(predicate, ()):
            why = f"only {_a(kind)} has '{_word(predicate)}', and it has that to <{value}>"
            _add(ontology, members[subject], kind, why)
        for kind in ranges.get(predicate, ()):
            why = f"'{_word(predicate)}' leads only to {_a(kind)}, and <{subject}> has that to it"
            _add(ontology, members[value], kind, why)
    return members


def _add(ontology: Graph, known: dict[URIRef, str], kind: URIRef, why: str) -> None:
    """Put a thing in a class and in all above it; what is stated goes before what is inferred."""
    stated = why.startswith("it is stated")
    for above in ontology.transitive_objects(kind, RDFS.subClassOf):
        if not isinstance(above, URIRef):
            continue
        reason = why if above == kind else f"{why}, and each {_word(kind)} is {_a(above)}"
        if above not in known or (stated and not known[above].startswith("it is stated")):
            known[above] = reason


def _objects_by_subject(ontology: Graph, predicate: URIRef) -> dict[Node, list[URIRef]]:
    found: dict[Node, list[URIRef]] = defaultdict(list)
    for subject, value in sorted(ontology.subject_objects(predicate)):
        if isinstance(value, URIRef):
            found[subject].append(value)
    return found


def _word(term: Node) -> str:
    """Give the local name of a term, as people write it."""
    return str(term).rstrip("#/").replace("#", "/").rpartition("/")[2]


def _a(term: Node) -> str:
    word = _word(term)
    return f"an {word}" if word[:1] in "AEIOU" else f"a {word}"
