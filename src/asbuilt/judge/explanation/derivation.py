"""From a derived fact down to the facts of sources that an analysis derived it from (PROV-O)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import PROV, RDF, URIRef

from asbuilt.judge.explanation.model import Step
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Term
    from asbuilt.judge.explanation.judged import JudgedFacts
    from asbuilt.judge.explanation.model import Edge
    from asbuilt.judge.explanation.origin import Origins
    from asbuilt.judge.explanation.phrases import Phrases

_DEEP = 4
_MANY = 40
"""Number of things of one derived fact that are told."""
_QUIET = frozenset(
    {
        AB.about, AB.involves, PROV.wasDerivedFrom, AB.refersTo, AB.within, AB.hasState, AB.hasStep,
        AB.partOf,
    }
)  # fmt: skip
"""Properties that say nothing of how a derived fact came about."""


def is_derived(facts: JudgedFacts, node: Term) -> bool:
    """Say whether an analysis stated a thing, so that it speaks about another."""
    return bool(facts.objects(node, AB.about))


def steps(facts: JudgedFacts, origins: Origins, phrases: Phrases, node: URIRef) -> list[Step]:
    """Give the derived facts that a fact rests on, itself first, each with what it is made of."""
    found: list[Step] = []
    pending, seen = [(node, 0)], {node}
    while pending:
        fact, depth = pending.pop(0)
        things = list(dict.fromkeys(_things(facts, fact)))
        phrases.know(things)
        found.append(_step(facts, origins, phrases, fact, things))
        for thing in things:
            if thing not in seen and depth < _DEEP and is_derived(facts, thing):
                seen.add(thing)
                pending.append((thing, depth + 1))
    return found


def supporting(facts: JudgedFacts, chain: list[Step]) -> list[Edge]:
    """Give the edges that say what the things of a chain are and how they hang together."""
    things = list(dict.fromkeys(thing for step in chain for thing, _, _ in step.things))
    edges: list[Edge] = []
    for thing in things:
        if is_derived(facts, thing):
            continue
        stated = facts.outgoing(thing)
        edges += [edge for edge in stated if edge.predicate == RDF.type][:1]
        edges += [edge for edge in stated if edge.object in things and edge.predicate not in _QUIET]
    return edges


def _things(facts: JudgedFacts, fact: URIRef) -> Iterator[URIRef]:
    for predicate in (AB.about, PROV.wasDerivedFrom, AB.involves):
        for edge in facts.objects(fact, predicate):
            if isinstance(edge.object, URIRef):
                yield edge.object
    for edge in facts.outgoing(fact):
        yield from _members(facts, edge.object)


def _members(facts: JudgedFacts, head: Term) -> Iterator[URIRef]:
    """Give the members of an RDF list that begins here; nothing where none does."""
    for _ in range(_MANY):
        first = facts.value(head, RDF.first)
        if not isinstance(first, URIRef):
            return
        yield first
        rest = facts.value(head, RDF.rest)
        if rest is None or rest == RDF.nil:
            return
        head = rest


def _step(
    facts: JudgedFacts, origins: Origins, phrases: Phrases, fact: URIRef, things: list[URIRef]
) -> Step:
    typed = facts.objects(fact, RDF.type)
    kinds = sorted(phrases.kind(edge.object) for edge in typed if edge.object != AB.DerivedFact)
    proofs = sorted(str(edge.object) for edge in facts.objects(fact, AB.proof))
    return Step(
        fact,
        kinds[0] if kinds else "derived fact",
        " ".join(proofs),
        next((origins.analysis(edge) for edge in typed), ""),
        tuple((thing, phrases.named(thing), origins.of_thing(thing)) for thing in things[:_MANY]),
    )
