"""Proposes which state of a workflow may carry out which step of a process, for people to confirm.

A proposal rests on equal identifiers, on names that are alike, and on neighbours that are alike or
mapped to each other. It is stated as a mapping of status ``proposed``, which counts nowhere as a
mapping: only a person makes it one (``asbuilt map --confirm``).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rdflib import DCTERMS, PROV, RDF, RDFS, XSD, Literal, URIRef

from asbuilt.derive.behaviour.reading import Behaviours
from asbuilt.derive.correspondence.likeness import likeness, stems
from asbuilt.derive.correspondence.mapped import pairs, rejected_pairs
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from asbuilt.derive import Context
    from asbuilt.derive.behaviour.model import Behaviour, Element
    from asbuilt.store import Store, Triple

name: Final = "correspondence"

THRESHOLD: Final = 0.66
"""Confidence from which a pair is proposed.

Measured with identifiers left out. On seven public models and their executable versions all 24
elements with a counterpart are proposed and none wrongly, whatever the threshold from 0.5 to 0.8.
On 182 pairs of different workflows of one court 40 of the 42 equal elements are; of other pairs,
which are mostly the same kind of work, 171 at 0.5, 55 at 0.64, 27 at 0.72. Short names that
share only their verb ("Approve invoice", "Approve order") reach 0.64.
"""

_NAME_SHARE: Final = 0.75
_ALONE: Final = 0.55
"""Likeness of names below which neighbours cannot make up for it."""
_RUNNER_UP: Final = 0.06
"""Distance from the best proposal of a step within which a second one is made, too."""
_MOST_PAIRS: Final = 150_000
"""Pairs of names that are compared at most; beyond it, only names that share a rare word are."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A step and a state that may be two sides of the same work, and why."""

    step: URIRef
    digital: URIRef
    confidence: float
    reason: str


def derive(context: Context) -> Iterator[Triple]:
    """State the proposals as mappings of status ``proposed``."""
    for proposal in propose(context.store, context.behaviours):
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


def propose(store: Store, known: Behaviours | None = None) -> list[Proposal]:
    """Give proposals for steps and states without a counterpart, the most certain first.

    At most two for a step, and at most one step for a state unless two are equally likely.
    """
    matcher = _Matcher(store, known or Behaviours(store))
    ranked = sorted(
        (proposal for proposal in matcher.all() if proposal.confidence >= THRESHOLD),
        key=lambda proposal: (-proposal.confidence, proposal.step, proposal.digital),
    )
    best_of_step: dict[URIRef, float] = {}
    best_of_state: dict[URIRef, float] = {}
    made: dict[URIRef, int] = defaultdict(int)
    chosen = []
    for proposal in ranked:
        best_step = best_of_step.setdefault(proposal.step, proposal.confidence)
        best_state = best_of_state.setdefault(proposal.digital, proposal.confidence)
        near = min(best_step, best_state) - proposal.confidence <= _RUNNER_UP
        near = near and max(best_step, best_state) - proposal.confidence <= _RUNNER_UP
        if near and made[proposal.step] < 2:
            made[proposal.step] += 1
            chosen.append(proposal)
    return chosen


class _Matcher:
    """All steps and states that could be mapped, with their neighbours."""

    def __init__(self, store: Store, known: Behaviours) -> None:
        self._mapped = pairs(store)
        self._rejected = rejected_pairs(store)
        self._identifiers = _identifiers(store)
        self._steps: dict[URIRef, Element] = {}
        self._states: dict[URIRef, Element] = {}
        self._near: dict[URIRef, tuple[list[Element], list[Element]]] = {}
        for behaviour in known.processes.values():
            self._take(behaviour, self._steps)
        for behaviour in known.workflows.values():
            self._take(behaviour, self._states)

    def all(self) -> Iterator[Proposal]:
        """Compare each step that has no counterpart with each state that has none."""
        steps = [
            step
            for iri, step in sorted(self._steps.items())
            if iri not in self._mapped.of_step and step.execution != "manual"
        ]
        states = [
            state
            for iri, state in sorted(self._states.items())
            if iri not in self._mapped.of_digital
        ]
        everything = len(steps) * len(states) <= _MOST_PAIRS
        by_stem = _by_rare_stem(states) if not everything else {}
        for step in steps:
            others = states if everything else _sharing(step, by_stem)
            for state in others:
                proposal = self._compare(step, state)
                if proposal is not None and not self._is_rejected(proposal):
                    yield proposal

    def _is_rejected(self, proposal: Proposal) -> bool:
        return frozenset((proposal.step, proposal.digital)) in self._rejected

    def _take(self, behaviour: Behaviour, found: dict[URIRef, Element]) -> None:
        before, after = _working_neighbours(behaviour)
        for iri, element in behaviour.elements.items():
            if element.works:
                found[iri] = element
                self._near[iri] = (before[iri], after[iri])

    def _compare(self, step: Element, state: Element) -> Proposal | None:
        same = self._identifiers.get(step.iri, set()) & self._identifiers.get(state.iri, set())
        alike = likeness(step.label, state.label)
        if not same and alike < _ALONE:
            return None
        reasons = [f"names {step.label!r} and {state.label!r} are {alike:.0%} alike"]
        around, agreeing = self._agreement(step.iri, state.iri)
        confidence = alike if not around else _NAME_SHARE * alike + (1 - _NAME_SHARE) * around
        # Neighbours that fit speak for a pair; that they were arranged anew does not refute it.
        confidence = max(confidence, alike * 0.9)
        if agreeing:
            reasons.append("their neighbours fit: " + ", ".join(agreeing[:3]))
        if same:
            reasons.insert(0, f"both have the identifier {min(same)!r}")
            confidence = max(confidence, 0.95 if alike >= _ALONE else 0.7)
        return Proposal(step.iri, state.iri, min(confidence, 0.99), "; ".join(reasons))

    def _agreement(self, step: URIRef, state: URIRef) -> tuple[float, list[str]]:
        """Give from 0 to 1 how far the neighbours of both fit together, and which of them do."""
        scores: list[float] = []
        agreeing = []
        for mine, theirs in zip(self._near[step], self._near[state], strict=True):
            for neighbour in mine[:6]:
                best, which = 0.0, None
                for other in theirs[:6]:
                    mapped = {pair.digital for pair in self._mapped.of_step.get(neighbour.iri, ())}
                    alike = 1.0 if other.iri in mapped else likeness(neighbour.label, other.label)
                    if alike > best:
                        best, which = alike, other
                scores.append(best)
                if which is not None and best >= THRESHOLD:
                    agreeing.append(f"{neighbour.label!r} and {which.label!r}")
        return (sum(scores) / len(scores) if scores else 0.0), agreeing


def _working_neighbours(
    behaviour: Behaviour,
) -> tuple[dict[URIRef, list[Element]], dict[URIRef, list[Element]]]:
    """Give what works next before and after each element, through gateways and events alone."""
    before: dict[URIRef, list[Element]] = defaultdict(list)
    after: dict[URIRef, list[Element]] = defaultdict(list)
    starts = [element for element in behaviour.elements.values() if element.works]
    onward: Mapping[URIRef, set[URIRef]] = defaultdict(set)
    for passage in behaviour.passages:
        onward[passage.origin.thing].add(passage.goal.thing)
    for element in starts:
        seen = {element.iri}
        front = sorted(onward[element.iri])
        while front and len(seen) < 40:
            here = front.pop(0)
            if here in seen:
                continue
            seen.add(here)
            other = behaviour.elements[here]
            if other.works:
                after[element.iri].append(other)
                before[here].append(element)
            else:
                front += sorted(onward[here])
    return before, after


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


def _by_rare_stem(elements: list[Element]) -> dict[str, list[Element]]:
    index: dict[str, list[Element]] = defaultdict(list)
    for element in elements:
        for stem in set(stems(element.label)):
            index[stem].append(element)
    return index


def _sharing(step: Element, index: Mapping[str, list[Element]]) -> list[Element]:
    """Give the states that share one of the two rarest words of a step's name, 200 for each."""
    shared = {stem for stem in stems(step.label) if stem in index}
    rare = sorted(shared, key=lambda stem: (len(index[stem]), stem))[:2]
    found = {state.iri: state for stem in rare for state in index[stem][:200]}
    return [found[iri] for iri in sorted(found)]
