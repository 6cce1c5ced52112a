"""Reads the behaviour of all processes and workflows from the graph."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from rdflib import RDFS, URIRef

from asbuilt.derive.behaviour.calls import Calls, with_calls
from asbuilt.derive.behaviour.enclosure import Draft, behaviour_of
from asbuilt.derive.behaviour.model import (
    ABRUPT,
    PARALLEL_EVENTS,
    Behaviour,
    Element,
    Passage,
    Point,
    Side,
)
from asbuilt.derive.reading import ask_rows, pairs, things
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from asbuilt.store import Store


_BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL#"
_GATEWAY_TYPE: Final = URIRef(f"{_BPMN}eventGatewayType")
_INSTANTIATE: Final = URIRef(f"{_BPMN}instantiate")
_TRIGGERED: Final = URIRef(f"{_BPMN}triggeredByEvent")
_FOR_COMPENSATION: Final = URIRef(f"{_BPMN}isForCompensation")
_BPMN_MARKS: Final = (_GATEWAY_TYPE, _INSTANTIATE, _TRIGGERED, _FOR_COMPENSATION)
_INTERRUPTING: Final = frozenset(
    {AB.isInterrupting, URIRef(f"{_BPMN}cancelActivity"), URIRef(f"{_BPMN}isInterrupting")}
)
"""By which a boundary event, or the start of an event sub-process, says whether it breaks off."""


class Behaviours:
    """The behaviours of a graph, each side read once, when it is first asked for."""

    def __init__(self, store: Store) -> None:
        """Read from this store; it is taken to stay as it is."""
        self._store = store

    @cached_property
    def processes(self) -> dict[URIRef, Behaviour]:
        """The behaviour of every documented process, in the order of their IRIs."""
        return _all(self._store, "process", AB.Process, AB.hasStep)

    @cached_property
    def workflows(self) -> dict[URIRef, Behaviour]:
        """The behaviour of every workflow, in the order of their IRIs."""
        return _all(self._store, "digital", AB.Workflow, AB.hasState)

    @cached_property
    def linked(self) -> dict[URIRef, Behaviour]:
        """Every process and workflow with what it calls laid out in it; see `calls.with_calls`.

        One that calls nothing that is loaded is the very object of `processes` or `workflows`.
        """
        known = {**self.processes, **self.workflows}
        return {thing: with_calls(one, known, self.calls) for thing, one in known.items()}

    @cached_property
    def messages(self) -> list[tuple[URIRef, URIRef]]:
        """Who sends a message to whom: steps, states or participants, sorted."""
        return list(
            pairs(
                self._store,
                f"?f a <{AB.MessageFlow}> ; <{AB.source}> ?a ; <{AB.target}> ?b",
            )
        )

    @cached_property
    def calls(self) -> Calls:
        """The processes and workflows that elements call."""
        known = {**self.processes, **self.workflows}
        called: dict[URIRef, list[URIRef]] = defaultdict(list)
        for caller, thing in pairs(self._store, f"?a <{AB.calls}> ?b"):
            if thing in known:
                called[caller].append(thing)
        at_once = things(
            self._store,
            f"""?a <{AB.calls}> ?b .
                {{ ?a <{AB.isAwaited}> false }} UNION
                {{ ?a <{AB.resource}> ?r FILTER(STRENDS(STR(?r), ":startExecution")) }}""",
        )
        return Calls({call: tuple(ones) for call, ones in called.items()}, frozenset(at_once))


def _all(store: Store, side: Side, kind: URIRef, member: URIRef) -> dict[URIRef, Behaviour]:
    drafts = _drafts(store, side, kind)
    home = _members(store, kind, member, drafts)
    details = _details(store, member)
    for part, drafted in home.items():
        for draft in drafted:
            draft.elements[part] = details.element(part, home)
            if part in details.initial:
                draft.initial.add(part)
            if part in details.final:
                draft.final.add(part)
            if part in details.instantiating:
                draft.instantiating.add(part)
    for passage in _links(store, side):
        for draft in home.get(passage.origin.thing, ()):
            if passage.goal.thing in draft.elements:
                draft.add(passage)
    return {thing: behaviour_of(draft) for thing, draft in drafts.items()}


def _drafts(store: Store, side: Side, kind: URIRef) -> dict[URIRef, Draft]:
    rows = ask_rows(
        store,
        f"""SELECT ?w (MIN(?l) AS ?label) WHERE {{
            ?w a <{kind}> OPTIONAL {{ ?w <{RDFS.label}> ?l }}
        }} GROUP BY ?w""",
    )
    return {
        whole: Draft(whole, str(label or whole), side)
        for whole, label in rows
        if isinstance(whole, URIRef)
    }


def _members(
    store: Store, kind: URIRef, member: URIRef, drafts: dict[URIRef, Draft]
) -> dict[URIRef, list[Draft]]:
    home: dict[URIRef, list[Draft]] = defaultdict(list)
    for whole, part in ask_rows(
        store, f"SELECT DISTINCT ?w ?p WHERE {{ ?w a <{kind}> ; <{member}> ?p }}"
    ):
        if isinstance(whole, URIRef) and isinstance(part, URIRef) and whole in drafts:
            home[part].append(drafts[whole])
    return home


@dataclass(slots=True)
class _Details:
    labels: dict[URIRef, str] = field(default_factory=dict)
    kinds: dict[URIRef, str] = field(default_factory=dict)
    execution: dict[URIRef, str] = field(default_factory=dict)
    types: dict[URIRef, set[URIRef]] = field(default_factory=lambda: defaultdict(set))
    events: dict[URIRef, set[str]] = field(default_factory=lambda: defaultdict(set))
    around: dict[URIRef, list[URIRef]] = field(default_factory=lambda: defaultdict(list))
    """What each part is said to be part of: its process, lane, sub-process or composite state."""
    initial: set[URIRef] = field(default_factory=set)
    final: set[URIRef] = field(default_factory=set)
    multiple: set[URIRef] = field(default_factory=set)
    empty: set[URIRef] = field(default_factory=set)
    at_once: set[URIRef] = field(default_factory=set)
    """Event-based gateways that wait for all of their events, not for the first one."""
    instantiating: set[URIRef] = field(default_factory=set)
    """Gateways and tasks with which a process begins, and sub-processes that events start."""
    undoing: set[URIRef] = field(default_factory=set)
    beside: set[URIRef] = field(default_factory=set)
    """Events that let what they are attached to go on."""

    @property
    def marks(self) -> dict[tuple[object, str], set[URIRef]]:
        """Give the values that put a part into a set."""
        marks: dict[tuple[object, str], set[URIRef]] = {
            (_GATEWAY_TYPE, "Parallel"): self.at_once,
            (_INSTANTIATE, "true"): self.instantiating,
            (_TRIGGERED, "true"): self.instantiating,
            (_FOR_COMPENSATION, "true"): self.undoing,
        }
        for term in _INTERRUPTING:
            marks[term, "false"] = marks[term, "0"] = self.beside
        return marks

    def element(self, iri: URIRef, members: Container[URIRef]) -> Element:
        return Element(
            iri,
            self.labels.get(iri) or str(iri).rpartition("#")[2],
            PARALLEL_EVENTS if iri in self.at_once else self.kinds.get(iri, ""),
            self.execution.get(iri, ""),
            frozenset(self.types[iri]),
            frozenset(self.events[iri]),
            next((around for around in self.around[iri] if around in members), None),
            is_multiple=iri in self.multiple,
            undoes=iri in self.undoing,
            interrupts=iri not in self.beside,
            may_be_empty=iri in self.empty,
        )


def _details(store: Store, member: URIRef) -> _Details:
    details = _Details()
    marks = details.marks
    wanted: dict[object, dict[URIRef, str]] = {
        RDFS.label: details.labels, AB.elementKind: details.kinds, AB.execution: details.execution,
    }  # fmt: skip
    flags: dict[object, set[URIRef]] = {
        AB.isInitial: details.initial, AB.isFinal: details.final, AB.isMultiple: details.multiple,
        AB.mayBeEmpty: details.empty,
    }  # fmt: skip
    properties = " ".join(
        f"<{p}>" for p in (*wanted, *flags, AB.eventKind, *_INTERRUPTING, *_BPMN_MARKS)
    )
    for part, predicate, value in ask_rows(
        store,
        f"""SELECT DISTINCT ?part ?p ?o WHERE {{ ?whole <{member}> ?part .
            VALUES ?p {{ {properties} }} ?part ?p ?o }}""",
    ):
        assert isinstance(part, URIRef)
        if predicate in flags:
            if str(value) in {"true", "1"}:
                flags[predicate].add(part)
        elif (predicate, str(value)) in marks:
            marks[predicate, str(value)].add(part)
        elif predicate == AB.eventKind:
            details.events[part].add(str(value))
        elif predicate in wanted:
            wanted[predicate].setdefault(part, str(value))
    for part, kind in store.select(
        f"SELECT DISTINCT ?part ?t WHERE {{ ?whole <{member}> ?part . ?part a ?t }}"
    ).rows:
        assert isinstance(part, URIRef)
        details.types[part].add(URIRef(str(kind)))
    for part, around in reversed(
        ask_rows(
            store,
            f"""SELECT DISTINCT ?part ?around WHERE {{ ?part <{AB.partOf}> ?around .
            ?whole <{member}> ?part }}""",
        )
    ):
        if isinstance(part, URIRef) and isinstance(around, URIRef) and part != around:
            details.around[part].append(around)
    return details


def _links(store: Store, side: Side) -> Iterator[Passage]:
    """Give the passages as flows or transitions state them, then those only ``ab:next`` states."""
    source, target = (AB.source, AB.target) if side == "process" else (AB["from"], AB.to)
    kind = AB.Flow if side == "process" else AB.Transition
    drawn: set[tuple[URIRef, URIRef]] = set()
    for origin, via, goal, how, condition, default in ask_rows(
        store,
        f"""SELECT DISTINCT ?from ?via ?to ?kind ?condition ?default WHERE {{
            ?via a <{kind}> ; <{source}> ?from ; <{target}> ?to .
            OPTIONAL {{ ?via <{AB.transitionKind}> ?kind }}
            OPTIONAL {{ ?via <{AB.condition}> ?condition }}
            OPTIONAL {{ ?via <{AB.isDefault}> ?default }}
        }}""",
    ):
        if isinstance(via, URIRef) and isinstance(origin, URIRef) and isinstance(goal, URIRef):
            drawn.add((origin, goal))
            yield Passage(
                Point(origin),
                Point(goal),
                str(how or "next"),
                str(condition or ""),
                is_default=str(default) in {"true", "1"},
                completes=str(how or "next") not in ABRUPT,
                via=via,
            )
    for host, event in ask_rows(
        store, f"SELECT DISTINCT ?h ?e WHERE {{ ?e <{AB.attachedTo}> ?h }}"
    ):
        if isinstance(event, URIRef) and isinstance(host, URIRef) and (host, event) not in drawn:
            drawn.add((host, event))
            yield Passage(Point(host), Point(event), "catch", completes=False)
    for origin, goal in ask_rows(store, f"SELECT DISTINCT ?a ?b WHERE {{ ?a <{AB.next}> ?b }}"):
        if isinstance(origin, URIRef) and isinstance(goal, URIRef) and (origin, goal) not in drawn:
            yield Passage(Point(origin), Point(goal))
