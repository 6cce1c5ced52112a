"""Errors that a process throws and that no scope around catches (BPMN 2.0.2, 10.5.6 and 13.5.3).

An error goes up from the end event that throws it: to event sub-processes and boundary events of
each sub-process around it, and from a process that is called to the call activity. A catcher
without an error of its own catches all; one with an error catches that one, or one of its code.
Other events are no matter of this: an escalation that nobody catches is lost by design, and what
a state machine ends with is its result.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rdflib import PROV, RDF, RDFS, Literal, URIRef

from asbuilt.derive.reading import Names, ask_rows, pairs
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Term
    from asbuilt.identity import Minter
    from asbuilt.store import Store, Triple

_BPMN: Final = "PREFIX bpmn: <http://www.omg.org/spec/BPMN/20100524/MODEL#>"
_ERROR: Final = (
    """OPTIONAL { ?a bpmn:errorRef ?error . OPTIONAL { ?error bpmn:errorCode ?code } }"""
)


@dataclass(frozen=True, slots=True)
class _Caught:
    """What a scope catches: signs of one error, or of any where there are none."""

    signs: frozenset[str]
    by: URIRef | None
    """The event sub-process that catches; what is thrown in it goes further up."""


@dataclass(slots=True)
class _Scopes:
    """What lies around what, and what is caught there."""

    parents: dict[URIRef, set[URIRef]] = field(default_factory=lambda: defaultdict(set))
    callers: dict[URIRef, set[URIRef]] = field(default_factory=lambda: defaultdict(set))
    caught: dict[URIRef, list[_Caught]] = field(default_factory=lambda: defaultdict(list))

    def catch(self, event: URIRef, signs: frozenset[str]) -> bool:
        """Say whether anything around an event catches what it throws."""
        seen = {event}
        waiting = [event]
        while waiting:
            inner = waiting.pop()
            for scope in sorted(self.parents[inner] | self.callers[inner]):
                if scope in seen:
                    continue
                seen.add(scope)
                waiting.append(scope)
                for one in self.caught[scope]:
                    fits = not one.signs or not signs or one.signs & signs
                    if fits and one.by not in seen:
                        return True
        return False


def thrown(store: Store, minter: Minter) -> Iterator[Triple]:
    """State an exception for each error that nothing catches; nothing handles it."""
    query = f"""{_BPMN}
        SELECT DISTINCT ?a ?error ?code WHERE {{
            ?a ab:eventKind "error" ; ab:elementKind "endEvent" . {_ERROR} }}"""
    events: dict[URIRef, set[str]] = defaultdict(set)
    for event, error, code in ask_rows(store, query):
        if isinstance(event, URIRef):
            events[event] |= _signs(error, code)
    if not events:
        return
    scopes = _scopes(store)
    caught = pairs(store, '?t ab:from ?a ; ab:transitionKind "catch" ; ab:to ?b')
    caught_inside = {event for event, _ in caught}
    names = Names(store, AB.Step, AB.State, AB.Process, AB.Workflow)
    wholes = dict(pairs(store, "?b ab:hasStep|ab:hasState ?a"))
    places = defaultdict(list)
    for event, place in pairs(store, "?a ab:eventKind ?k ; prov:hadPrimarySource ?b"):
        places[event].append(place)
    for event, signs in events.items():
        if event in caught_inside or scopes.catch(event, frozenset(signs)):
            continue
        whole = wholes.get(event)
        node = minter.derived("exceptions", "thrown", event)
        around = f" in {names.of(whole)}" if whole is not None else ""
        yield node, RDF.type, AB.ExceptionPath
        yield node, RDF.type, AB.DerivedFact
        yield node, RDFS.label, Literal(f"{names.of(event)}, thrown{around}")
        yield node, AB.eventKind, Literal("error")
        called = names.of(whole) if whole is not None else "it"
        proof = (
            f"{names.of(event)} ends{around} with an error. No sub-process around it has a"
            " boundary event or an event sub-process that catches it, and no loaded process that"
            f" calls {called} does."
        )
        yield node, AB.proof, Literal(proof)
        yield node, PROV.wasDerivedFrom, event
        yield event, AB.raises, node
        if whole is not None:
            yield node, AB.partOf, whole
        for place in places[event]:
            yield node, PROV.hadPrimarySource, place


def _scopes(store: Store) -> _Scopes:
    scopes = _Scopes()
    for inner, outer in pairs(store, "?a ab:partOf ?b . ?a ab:elementKind ?k"):
        scopes.parents[inner].add(outer)
    for call, called in pairs(store, "?a ab:calls ?b"):
        scopes.callers[called].add(call)
    catchers = f"""{_BPMN} SELECT DISTINCT ?a ?scope ?error ?code ?by WHERE {{
        ?a ab:eventKind "error" . {_ERROR}
        {{ ?a ab:attachedTo ?scope }} UNION {{ ?a bpmn:attachedToRef ?scope }}
        UNION {{ ?a ab:elementKind "startEvent" ; ab:partOf ?by . ?by ab:partOf ?scope }} }}"""
    signs: dict[tuple[URIRef, URIRef, URIRef | None], set[str]] = defaultdict(set)
    for event, scope, error, code, by in ask_rows(store, catchers):
        if isinstance(event, URIRef) and isinstance(scope, URIRef):
            signs[event, scope, by if isinstance(by, URIRef) else None] |= _signs(error, code)
    for (_, scope, by), known in signs.items():
        scopes.caught[scope].append(_Caught(frozenset(known), by))
    return scopes


def _signs(error: Term | None, code: Term | None) -> set[str]:
    return {str(one) for one in (error, code) if one is not None}
