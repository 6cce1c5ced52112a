"""The Digital Domain's side: an executable BPMN file as the workflow that a system runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rdflib import PROV, RDF, RDFS
from rdflib.term import Literal, URIRef

from asbuilt.facts import Fact
from asbuilt.loaders.bpmn.documented import (
    compensations,
    condition_of,
    default_flows,
    flow_end,
)
from asbuilt.loaders.bpmn.engines import deadlines, details, jobs, listeners
from asbuilt.loaders.bpmn.events import kinds, links, trigger
from asbuilt.loaders.bpmn.names import (
    CHOOSING_GATEWAYS,
    EVENTS,
    FLOW_NODES,
    SUB_PROCESSES,
)
from asbuilt.loaders.bpmn.quorum import quorum
from asbuilt.loaders.bpmn.steps import has_job, may_do_nothing
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.loaders.bpmn.document import Document, Element

_TRUE: Final = Literal(True)  # noqa: FBT003
_THROWN = ("error", "escalation", "cancel")


class Digital:
    """How a BPMN file is read that a system runs."""

    member: Final = AB.hasState
    called_kind: Final = "workflow"
    called_class: Final = AB.Workflow
    said: Final = {
        "sequenceFlow": frozenset({"sourceRef", "targetRef"}),
        "messageFlow": frozenset({"sourceRef", "targetRef"}),
    }

    def classes(self, element: Element) -> tuple[URIRef, ...]:
        """Give the classes of an element, the chief one first."""
        if not element.is_of_process:
            return ()
        if element.name in FLOW_NODES:
            automated = self.execution(element) == "automated"
            return (AB.State, AB.Automation) if automated else (AB.State,)
        return {
            "process": (AB.Workflow,),
            "messageFlow": (AB.MessageFlow,),
            "interface": (AB.Interface,),
        }.get(element.name, ())

    def execution(self, element: Element) -> str | None:
        """Say who works at a flow node; what an engine passes through by itself is technical.

        Engines pass through manual and untyped tasks and wait at receive tasks (13.3.3). Events
        that workers or code send are work of theirs.
        """
        if element.name == "userTask":
            return "user"
        if element.name in {"serviceTask", "scriptTask", "businessRuleTask", "sendTask"}:
            return "automated"
        works = element.name == "task" or element.name in EVENTS
        return "automated" if works and has_job(element) else "none"

    def ways(self, document: Document) -> Iterator[Fact]:
        """State workflows, what their states call, and the transitions between them."""
        yield from _workflows(document)
        for element in document.all(*FLOW_NODES):
            for resource in dict.fromkeys((*jobs(element), *listeners(element))):
                yield Fact(element.iri, AB.resource, Literal(resource), element.place)
            yield from deadlines(element)
            yield from details(element)
            yield from quorum(element)
        yield from _Transitions(document).facts()


def _workflows(document: Document) -> Iterator[Fact]:
    source = document.source
    for process in document.all("process"):
        if process.get("isExecutable") in {"false", "0"}:
            document.inform(
                process,
                f"process {process.identifier!r} is marked as not executable, and this file is in"
                " the digital domain: it is read as a workflow all the same",
                "set isExecutable to true, or take the file for a process with domain = process",
            )
    if not source.system:
        return
    system = source.minter.named("system", source.system)
    for process in document.all("process"):
        yield Fact(process.iri, AB.heldBy, system, process.place)
        yield Fact(system, RDF.type, AB.System, process.place)
        yield Fact(system, RDFS.label, Literal(source.system), process.place)


class _Transitions:
    """The transitions of a file, with sub-processes opened so that paths lead through them.

    Work that enters a sub-process goes on at its first states, and leaves by the sub-process's
    own flows when it has reached one of its last.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._flows = [flow for flow in document.all("sequenceFlow") if flow.is_of_process]
        self._ends = {
            flow: (flow_end(document, flow, "sourceRef"), flow_end(document, flow, "targetRef"))
            for flow in self._flows
        }
        self._leaving: dict[Element, list[Element]] = {}
        self._entering: dict[Element, list[Element]] = {}
        for flow, (source, target) in self._ends.items():
            if source is not None and target is not None:
                self._leaving.setdefault(source, []).append(flow)
                self._entering.setdefault(target, []).append(flow)
        self._defaults = default_flows(document)
        self._links = list(links(document))
        self._left = set(self._leaving) | {thrown for thrown, _ in self._links}
        self._entered = set(self._entering) | {caught for _, caught in self._links}
        self._undoing = list(compensations(document))
        self._handlers = {undoing for _, _, undoing in self._undoing}
        self._entered |= self._handlers
        self._attached: dict[Element, list[Element]] = {}
        for event in document.all("boundaryEvent"):
            host = document.find(event, "attachedToRef", event.get("attachedToRef"))
            if host is not None and host.name in FLOW_NODES:
                self._attached.setdefault(host, []).append(event)

    def facts(self) -> Iterator[Fact]:
        """State all transitions, and which states are first and last."""
        for flow in self._flows:
            yield from self._flow(flow)
        for thrown, caught in self._links:
            yield from self._between(thrown, caught, "next", thrown)
        yield from self._boundaries()
        yield from self._handlers_aside()
        for outer in self._document.all(*SUB_PROCESSES):
            if outer.is_of_process:
                yield from self._entrances(outer)
        for process in self._document.all("process"):
            yield from self._bounds_of(process)

    def _flow(self, flow: Element) -> Iterator[Fact]:
        source, target = self._ends[flow]
        if source is None or target is None:
            return
        leaving = self._exits(source)
        if leaving == [source]:
            yield Fact(flow.iri, RDF.type, AB.Transition, flow.place)
            yield from self._transition(flow.iri, source, target, self._kind(flow), flow)
            yield from self._guard(flow.iri, flow)
            return
        for state in leaving:
            iri = flow.iri
            if len(leaving) > 1:
                iri = self._document.source.element(f"{flow.identifier}/{state.identifier}")
                yield Fact(iri, RDFS.label, Literal(_label(state, target)), flow.place)
                yield Fact(iri, AB.partOf, flow.iri, flow.place)
            yield Fact(iri, RDF.type, AB.Transition, flow.place)
            yield from self._transition(iri, state, target, "join", flow)
            yield from self._guard(iri, flow)
        if may_do_nothing(source):
            yield from self._between(source, target, "next", flow)

    def _guard(self, iri: URIRef, flow: Element) -> Iterator[Fact]:
        condition = condition_of(self._document, flow)
        if condition:
            yield Fact(iri, AB.condition, Literal(condition), flow.place)
        if flow in self._defaults:
            yield Fact(iri, AB.isDefault, _TRUE, flow.place)

    def _kind(self, flow: Element) -> str:
        source, target = self._ends[flow]
        assert source is not None
        assert target is not None
        several = len(self._leaving[source]) > 1
        if flow in self._defaults:
            return "default"
        if any(True for _ in flow.all("conditionExpression")):
            return "choice"
        if several and source.name in {*CHOOSING_GATEWAYS, "eventBasedGateway"}:
            return "choice"
        if several:
            return "branch"
        if target.name == "parallelGateway" and len(self._entering[target]) > 1:
            return "join"
        return "next"

    def _boundaries(self) -> Iterator[Fact]:
        """State how boundary events and those that catch what is thrown inside are reached."""
        for host, events in self._attached.items():
            for event in events:
                yield from self._between(host, event, "catch", event)
        for thrower in self._document.all("endEvent"):
            for catcher in self._catchers(thrower):
                yield from self._between(thrower, catcher, "catch", thrower)

    def _handlers_aside(self) -> Iterator[Fact]:
        """State how compensation and event sub-processes are reached, beside the sequence flows."""
        for _, event, undoing in self._undoing:
            yield from self._between(event, undoing, "next", event)
        for inner in self._document.all("subProcess"):
            if _is_event_sub_process(inner) and inner.parent is not None:
                for first in self._first(inner.parent.thing):
                    yield from self._between(first, inner, "catch", inner)

    def _catchers(self, thrower: Element) -> list[Element]:
        """Give the boundary events around that catch what an end event throws (10.5.6)."""
        document = self._document
        thrown = [kind for kind in kinds(document, thrower) if kind in _THROWN]
        if not thrown:
            return []
        code = trigger(document, thrower)
        for around in thrower.ancestors():
            caught = [
                event
                for event in self._attached.get(around, [])
                if set(thrown) & set(kinds(document, event))
                and (code is None or trigger(document, event) in {None, code})
            ]
            if caught:
                return caught
        return []

    def _entrances(self, outer: Element) -> Iterator[Fact]:
        for first in self._first(outer):
            yield from self._between(outer, first, "branch", outer)

    def _bounds_of(self, process: Element) -> Iterator[Fact]:
        for first in self._first(process):
            yield Fact(first.iri, AB.isInitial, _TRUE, first.place)
        for last in self._last(process):
            yield Fact(last.iri, AB.isFinal, _TRUE, last.place)
            for inner in self._exits(last):
                if inner is not last:
                    yield Fact(inner.iri, AB.isFinal, _TRUE, inner.place)
        for inner in process.within():
            if _is_event_sub_process(inner):
                for last in self._exits(inner):
                    yield Fact(last.iri, AB.isFinal, _TRUE, last.place)

    def _first(self, container: Element) -> list[Element]:
        """Give where work in a container begins: start events, else all that nothing leads to."""
        inside = [node for node in container.children if node.name in FLOW_NODES]
        starts = [node for node in inside if node.name == "startEvent"]
        return starts or [
            node
            for node in inside
            if node.name not in {"startEvent", "boundaryEvent"}
            and node not in self._entered
            and node.get("isForCompensation") not in {"true", "1"}
            and not _is_event_sub_process(node)
        ]

    def _last(self, container: Element) -> list[Element]:
        """Give where work in a container ends: all that leads nowhere on (BPMN 2.0.2, 13.3.7)."""
        return [
            node
            for node in container.children
            if node.name in FLOW_NODES
            and node not in self._left
            and not _is_event_sub_process(node)
            and not self._catchers(node)
        ]

    def _exits(self, state: Element) -> list[Element]:
        """Give the states from which work goes on that leaves a state: itself, or its last ones."""
        if state.name not in SUB_PROCESSES:
            return [state]
        exits = [inner for last in self._last(state) for inner in self._exits(last)]
        exits = [inner for inner in exits if inner not in self._handlers] or exits
        return exits or [state]

    def _between(
        self, origin: Element, goal: Element, kind: str, stated: Element
    ) -> Iterator[Fact]:
        iri = self._document.source.element(f"{origin.identifier}/{kind}/{goal.identifier}")
        yield Fact(iri, RDF.type, AB.Transition, stated.place)
        yield Fact(iri, RDFS.label, Literal(_label(origin, goal)), stated.place)
        yield from self._transition(iri, origin, goal, kind, stated)

    def _transition(
        self, iri: URIRef, origin: Element, goal: Element, kind: str, stated: Element
    ) -> Iterator[Fact]:
        place = stated.place
        yield Fact(iri, AB["from"], origin.iri, place)
        yield Fact(iri, AB.to, goal.iri, place)
        yield Fact(iri, AB.transitionKind, Literal(kind), place)
        yield Fact(iri, PROV.hadPrimarySource, self._document.source.at(place), place)
        yield Fact(origin.iri, AB.next, goal.iri, place)


def _label(origin: Element, goal: Element) -> str:
    return f"{origin.label or origin.identifier} → {goal.label or goal.identifier}"


def _is_event_sub_process(element: Element) -> bool:
    return element.name == "subProcess" and element.get("triggeredByEvent") in {"true", "1"}
