"""Proposes which states of a workflow may carry out which step of a process, for people to confirm.

A proposal rests on how alike the names are, on identifiers, on the sort of work, and on whether
what stands before and after fits. It is stated as a mapping of status ``proposed``, which counts
nowhere as a mapping: only a person makes it one (``asbuilt map --confirm``, or the mappings page).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rdflib import DCTERMS, PROV, RDF, RDFS, XSD, Literal, URIRef

from asbuilt.derive.behaviour.reading import Behaviours
from asbuilt.derive.correspondence.choosing import Likely, chosen, parts
from asbuilt.derive.correspondence.comparing import (
    MOST_SHARING,
    Compared,
    Named,
    compared,
    speaking,
)
from asbuilt.derive.correspondence.kinds import fit, is_candidate
from asbuilt.derive.correspondence.kinship import by_kinship
from asbuilt.derive.correspondence.likeness import Likeness
from asbuilt.derive.correspondence.mapped import pairs, rejected_pairs
from asbuilt.derive.correspondence.surroundings import Flooding, Pair, Surroundings
from asbuilt.derive.reading import last_part, listed
from asbuilt.derive.statement import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive import Context
    from asbuilt.derive.behaviour.model import Behaviour, Element
    from asbuilt.store import Store, Triple

name: Final = "correspondence"

_NAME_SHARE: Final = 0.78
_ALONE: Final = 0.55
"""Likeness of names below which an equal identifier makes a pair only just likely."""
_FITTING: Final = 0.7
"""How far both sides of the surroundings must fit for a pair whose names are not alike."""
_SOMEWHAT: Final = 0.35
_SOME_FITTING: Final = 0.6
"""The same where the names are somewhat alike."""
_MOST_BEARERS: Final = 20
"""States with one identifier beyond which it is followed no further: it tells nothing then."""
_MOST_TOLD: Final = 20
"""Steps that a statement of what was left out leads to."""
_UNTOLD: Final = Likeness(0.0)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A step and a state that may be two sides of the same work, and why."""

    step: URIRef
    digital: URIRef
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class Proposals:
    """What is proposed, and what was not compared."""

    made: list[Proposal]
    unfollowed: list[URIRef]
    """Steps that were compared with some of the likely states only."""


def derive(context: Context) -> Iterator[Triple]:
    """State the proposals as mappings of status ``proposed``, and what was left out."""
    found = propose_all(context.store, context.behaviours)
    for proposal in found.made:
        node = context.minter.derived(name, str(proposal.step), str(proposal.digital))
        yield node, RDF.type, AB.Mapping
        yield node, RDFS.label, Literal("Proposed mapping")
        yield node, AB.processElement, proposal.step
        yield node, AB.digitalElement, proposal.digital
        yield node, AB.mappingStatus, Literal("proposed")
        yield (
            node,
            AB.confidence,
            Literal(f"{proposal.confidence:.2f}", datatype=XSD.decimal),
        )
        yield node, AB.justification, Literal(proposal.reason)
        yield node, PROV.wasDerivedFrom, proposal.step
        yield node, PROV.wasDerivedFrom, proposal.digital
    if found.unfollowed:
        yield from _left_out(context, found.unfollowed)


def _left_out(context: Context, steps: list[URIRef]) -> Iterator[Triple]:
    """State of which steps not every likely state was looked at."""
    names = listed(last_part(step) for step in steps)
    yield from describe(
        context.minter.derived(name, "left out"),
        AB.Omission,
        label=f"Not every state was compared with {len(steps)} steps",
        about=context.minter.derived_graph(name),
        proof=f"Of {len(steps)} steps ({names}) each word stands in the names of more than"
        f" {MOST_SHARING} states, so each was compared with {MOST_SHARING} of these states only."
        " A counterpart that is not proposed may still be there.",
        involves=steps[:_MOST_TOLD],
    )


def propose(store: Store, known: Behaviours | None = None) -> list[Proposal]:
    """Give proposals for steps and states without a counterpart, the most certain first."""
    return propose_all(store, known).made


def propose_all(store: Store, known: Behaviours | None = None) -> Proposals:
    """Give proposals, and the steps that were compared with some of the likely states only."""
    return _Matcher(store, known or Behaviours(store)).proposals()


class _Matcher:
    """All steps and states that could be mapped, with their surroundings."""

    def __init__(self, store: Store, known: Behaviours) -> None:
        self._mapped = pairs(store)
        self._rejected = rejected_pairs(store)
        self._identifiers = _identifiers(store)
        self._elements: dict[URIRef, Element] = {}
        self._home: dict[URIRef, Behaviour] = {}
        self._mine, self._theirs = Surroundings(), Surroundings()
        for behaviour in known.processes.values():
            self._take(behaviour, self._mine)
        for behaviour in known.workflows.values():
            self._take(behaviour, self._theirs)

    def proposals(self) -> Proposals:
        """Compare each step that has no counterpart with the states that have none."""
        steps = self._open("process", set(self._mapped.of_step))
        states = self._open("digital", set(self._mapped.of_digital))
        found = compared(steps, states)
        same = self._of_one_identifier(steps, states)
        flooding = self._flooding(found, same)
        likely = [
            one
            for pair in sorted(flooding.pairs, key=lambda pair: (str(pair[0]), str(pair[1])))
            if (one := self._likely(pair, found, same, flooding)) is not None
        ]
        likely = by_kinship(likely, self._home)
        made = chosen(likely)
        made += parts(made, likely, self._mine, self._theirs, self._label)
        ranked = sorted(made, key=lambda one: (-one.confidence, str(one.step), str(one.digital)))
        return Proposals(
            [Proposal(one.step, one.digital, one.confidence, one.reason) for one in ranked],
            sorted(found.unfollowed),
        )

    def _take(self, behaviour: Behaviour, surroundings: Surroundings) -> None:
        surroundings.take(behaviour)
        for iri, element in behaviour.elements.items():
            if is_candidate(element):
                self._elements[iri] = element
                self._home[iri] = behaviour

    def _open(self, side: str, mapped: set[URIRef]) -> list[Named]:
        """Give the elements of a side that could be mapped and are not, with their names."""
        return [
            Named(element, self._names(element))
            for iri, element in sorted(self._elements.items())
            if iri not in mapped
            and self._home[iri].side == side
            and not (side == "process" and element.execution == "manual")
        ]

    def _names(self, element: Element) -> tuple[str, ...]:
        told = sorted(filter(None, map(speaking, self._identifiers.get(element.iri, ()))))
        return tuple(dict.fromkeys((element.label, *told)))

    def _label(self, iri: URIRef) -> str:
        return self._elements[iri].label

    def _of_one_identifier(self, steps: list[Named], states: list[Named]) -> dict[Pair, str]:
        bearers: dict[str, list[URIRef]] = defaultdict(list)
        for state in states:
            for identifier in self._identifiers.get(state.element.iri, ()):
                bearers[identifier].append(state.element.iri)
        return {
            (step.element.iri, state): identifier
            for step in steps
            for identifier in sorted(self._identifiers.get(step.element.iri, ()), reverse=True)
            for state in bearers.get(identifier, ())[:_MOST_BEARERS]
        }

    def _flooding(self, found: Compared, same: dict[Pair, str]) -> Flooding:
        alike = {pair: likeness.score for pair, likeness in found.alike.items()}
        for pair in same:
            alike[pair] = max(alike.get(pair, 0.0), 0.7)
        settled = {
            (pair.step, pair.digital) for group in self._mapped.of_step.values() for pair in group
        }
        return Flooding(self._mine, self._theirs, alike, settled, _NAME_SHARE)

    def _likely(
        self, pair: Pair, found: Compared, same: dict[Pair, str], flooding: Flooding
    ) -> Likely | None:
        """Say how likely a pair is, and why; nothing where it is not worth a thought."""
        step, state = self._elements[pair[0]], self._elements[pair[1]]
        if frozenset(pair) in self._rejected:
            return None
        likeness = found.alike.get(pair, _UNTOLD)
        alike = likeness.score
        before, after = flooding.around(pair)
        fitting, sort = fit(step, state)
        # Neighbours that fit speak for a pair; that they were arranged anew does not refute it.
        confidence = max(
            _NAME_SHARE * alike + (1 - _NAME_SHARE) * (before + after) / 2, 0.9 * alike
        )
        confidence += 0.12 * (fitting - 0.7)
        least = _FITTING if alike < _SOMEWHAT else _SOME_FITTING
        fits = min(before, after) >= least and max(before, after) >= _FITTING
        if fits and likeness.opposed is None and fitting >= 0.4:
            confidence = max(confidence, 0.51 + 0.18 * min(before, after) + 0.2 * alike)
        if pair in same:
            confidence = max(confidence, 0.95 if alike >= _ALONE else 0.7)
        if confidence < 0.3:
            return None
        reason = self._reason(pair, likeness, same.get(pair, ""), sort, flooding)
        return Likely(step.iri, state.iri, min(confidence, 0.99), confidence, alike, reason)

    def _reason(
        self, pair: Pair, likeness: Likeness, identifier: str, sort: str, flooding: Flooding
    ) -> str:
        step, state = self._label(pair[0]), self._label(pair[1])
        reasons = [f"both have the identifier {identifier!r}"] if identifier else []
        reasons.append(f"names {step!r} and {state!r} are {likeness.score:.0%} alike")
        meant = [f"{a!r} and {b!r}" for a, b in likeness.shared if a != b]
        if meant:
            reasons[-1] += f" (taken as one: {', '.join(meant[:3])})"
        agreeing = [
            f"{self._label(a)!r} and {self._label(b)!r}"
            for a, b in flooding.best_neighbours(pair, 0.6)
        ]
        if agreeing:
            reasons.append("their neighbours fit: " + ", ".join(agreeing[:3]))
        if sort:
            reasons.append(sort)
        return "; ".join(reasons)


def _identifiers(store: Store) -> dict[URIRef, set[str]]:
    table = store.select(
        f"""SELECT ?thing ?id WHERE {{ ?thing <{DCTERMS.identifier}> ?id ; a ?kind .
            VALUES ?kind {{ <{AB.Step}> <{AB.State}> }} }}"""
    )
    identifiers: dict[URIRef, set[str]] = defaultdict(set)
    for thing, identifier in table.rows:
        if isinstance(thing, URIRef):
            identifiers[thing].add(str(identifier))
    return identifiers
