"""The Process Domain's side: a BPMN file as the documentation of how work is meant to be done."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rdflib import PROV, RDF, RDFS
from rdflib.term import Literal

from asbuilt.facts import Fact
from asbuilt.loaders.bpmn.document import describe
from asbuilt.loaders.bpmn.events import kinds, links
from asbuilt.loaders.bpmn.names import (
    AUTOMATED,
    CHOOSING_GATEWAYS,
    EVENTS,
    FLOW_NODES,
    GATEWAYS,
    SUB_PROCESSES,
    TASKS,
)
from asbuilt.loaders.bpmn.steps import has_assignee, has_job
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.loaders.bpmn.document import Document, Element

_APPROVING = re.compile(
    r"\b(?:approv(?:e|es|ing|al|als)|authori[sz](?:e|es|ing|ation)|sign(?:s|ing)?[ -]?off"
    r"|freigeben|freigabe|genehmig(?:en|ung|t))\b"
    r"|^release\b|(?:freigabe|genehmigung)\b",
    re.IGNORECASE,
)
_ABOUT_APPROVING = re.compile(
    r"^(?:request|ask|apply|submit|send|forward|await|wait|seek|obtain|prepare|notify|inform|record"
    r"|anfordern|beantrag\w*|einreich\w*)\b|\b(?:anfordern|beantragen|einholen)$",
    re.IGNORECASE,
)


class Documented:
    """How a BPMN file is read that says how work is meant to be done."""

    member: Final = AB.hasStep
    called_kind: Final = "process"
    called_class: Final = AB.Process
    said: Final = {
        "process": frozenset({"isExecutable"}),
        "sequenceFlow": frozenset({"sourceRef", "targetRef"}),
        "messageFlow": frozenset({"sourceRef", "targetRef"}),
        "boundaryEvent": frozenset({"attachedToRef", "cancelActivity"}),
    }

    def classes(self, element: Element) -> tuple[URIRef, ...]:
        """Give the classes of an element, the chief one first."""
        if not element.is_of_process:
            return ()
        name = element.name
        if name in TASKS:
            return _task_classes(element)
        if name in SUB_PROCESSES or name == "callActivity":
            return AB.SubProcess, AB.Step
        if name in GATEWAYS:
            return AB.Gateway, AB.Step
        if name in EVENTS:
            return AB.Event, AB.Step
        return {
            "process": (AB.Process,),
            "sequenceFlow": (AB.Flow,),
            "messageFlow": (AB.MessageFlow,),
            "interface": (AB.Interface,),
        }.get(name, ())

    def execution(self, element: Element) -> str | None:
        """Say who works at a flow node; an untyped task says so only in a vendor's words."""
        name = element.name
        if name in AUTOMATED:
            return "automated"
        if name in GATEWAYS or name in EVENTS:
            return "none"
        if name == "task":
            return "automated" if has_job(element) else "user" if has_assignee(element) else None
        return {"userTask": "user", "manualTask": "manual"}.get(name)

    def ways(self, document: Document) -> Iterator[Fact]:
        """State processes' flows, boundary events and what they lead to."""
        for process in document.all("process"):
            executable = process.get("isExecutable")
            if executable:
                is_executable = Literal(executable in {"true", "1"})
                yield Fact(process.iri, AB.isExecutable, is_executable, process.place)
        leaving: dict[Element, list[Element]] = {}
        defaults = default_flows(document)
        for flow in document.all("sequenceFlow"):
            if flow.is_of_process:
                yield from _flow(document, flow, leaving, defaults)
        for thrown, caught in links(document):
            yield Fact(thrown.iri, AB.next, caught.iri, thrown.place)
        for event in document.all("boundaryEvent"):
            yield from _boundary(document, event, leaving.get(event, []))
        for process in document.all(*SUB_PROCESSES):
            if process.get("triggeredByEvent") in {"true", "1"}:
                yield from _event_sub_process(document, process)
        for undone, _, undoing in compensations(document):
            yield Fact(undoing.iri, AB.compensates, undone.iri, undoing.place)
        document.count(
            "approval by name", "kept", sum(map(_is_named_approval, document.all(*TASKS)))
        )


def condition_of(document: Document, flow: Element) -> str:
    """Give the condition of a flow in the file's words; empty where it has none.

    Where no expression is given, the name of a flow out of a gateway that chooses is its condition.
    """
    for expression in flow.all("conditionExpression"):
        if expression.text:
            return expression.text
    source = document.look_up(flow, flow.get("sourceRef") or "")
    return flow.label if source is not None and source.name in CHOOSING_GATEWAYS else ""


def default_flows(document: Document) -> frozenset[Element]:
    """Give the flows that their source names as the one to take if no condition holds."""
    named = (
        document.look_up(node, node.get("default") or "") for node in document.all(*FLOW_NODES)
    )
    return frozenset(flow for flow in named if flow is not None and flow.name == "sequenceFlow")


def flow_end(document: Document, flow: Element, reference: str) -> Element | None:
    """Give the flow node at one end of a flow; what is no flow node is told of and left out."""
    end = document.find(flow, reference, flow.get(reference))
    if end is None and not flow.get(reference):
        document.warn(
            flow,
            f"{describe(flow)} has no {reference}",
            "connect both ends of the flow in the editor",
        )
    if end is not None and end.name not in FLOW_NODES:
        document.warn(
            flow,
            f"{describe(flow)} names {describe(end)} as its {reference}, which no sequence flow"
            " may begin or end at",
            "connect the flow to a task, an event, a gateway or a sub-process",
        )
        return None
    return end


def compensations(document: Document) -> Iterator[tuple[Element, Element, Element]]:
    """Give every activity that can be undone, with the event at it and the one that undoes it.

    An association leads from the compensation event at the first to the second (10.7.1).
    """
    for association in document.all("association"):
        ends = [
            document.look_up(association, association.get(end) or "")
            for end in ("sourceRef", "targetRef")
        ]
        for event, handler in (ends, ends[::-1]):
            if (
                event is not None
                and handler is not None
                and event.name == "boundaryEvent"
                and handler.name in FLOW_NODES
            ):
                host = document.look_up(event, event.get("attachedToRef") or "")
                if host is not None and "compensation" in kinds(document, event):
                    yield host, event, handler


def _task_classes(element: Element) -> tuple[URIRef, ...]:
    if element.name == "businessRuleTask":
        return AB.Decision, AB.Task, AB.Step
    if _is_named_approval(element):
        return AB.Approval, AB.Task, AB.Step
    return AB.Task, AB.Step


def _is_named_approval(element: Element) -> bool:
    """Say whether a task that people do is an approval, by the verb in its name."""
    if element.name not in {"userTask", "manualTask", "task"} or not element.is_of_process:
        return False
    label = element.label
    return bool(_APPROVING.search(label)) and not _ABOUT_APPROVING.search(label)


def _flow(
    document: Document,
    flow: Element,
    leaving: dict[Element, list[Element]],
    defaults: frozenset[Element],
) -> Iterator[Fact]:
    source = flow_end(document, flow, "sourceRef")
    target = flow_end(document, flow, "targetRef")
    if source is not None:
        yield Fact(flow.iri, AB.source, source.iri, flow.place)
    if target is not None:
        yield Fact(flow.iri, AB.target, target.iri, flow.place)
    if source is not None and target is not None:
        yield Fact(source.iri, AB.next, target.iri, flow.place)
        leaving.setdefault(source, []).append(target)
    condition = condition_of(document, flow)
    if condition:
        yield Fact(flow.iri, AB.condition, Literal(condition), flow.place)
    if flow in defaults:
        yield Fact(flow.iri, AB.isDefault, Literal(True), flow.place)  # noqa: FBT003


def _boundary(document: Document, event: Element, handlers: list[Element]) -> Iterator[Fact]:
    interrupting = (event.get("cancelActivity") or "true") in {"true", "1"}
    yield Fact(event.iri, AB.isInterrupting, Literal(interrupting), event.place)
    host = document.find(event, "attachedToRef", event.get("attachedToRef"))
    if host is None or host.name not in FLOW_NODES:
        return
    yield Fact(event.iri, AB.attachedTo, host.iri, event.place)
    of = kinds(document, event)
    if of == ["compensation"]:
        return
    path = document.source.element(f"{event.identifier}/exception")
    yield Fact(host.iri, AB.raises, path, event.place)
    yield from _exception_path(document, path, event, host, of)
    for handler in handlers:
        yield Fact(path, AB.handledBy, handler.iri, event.place)


def _event_sub_process(document: Document, process: Element) -> Iterator[Fact]:
    """State the exception that an event sub-process handles, by the events that start it."""
    around = process.parent.thing if process.parent is not None else process
    for start in process.all("startEvent"):
        of = kinds(document, start)
        if of == ["compensation"]:
            continue
        path = document.source.element(f"{start.identifier}/exception")
        if around.name in FLOW_NODES:
            yield Fact(around.iri, AB.raises, path, start.place)
        yield from _exception_path(document, path, start, around, of)
        yield Fact(path, AB.handledBy, process.iri, start.place)


def _exception_path(
    document: Document, path: URIRef, event: Element, host: Element, of: list[str]
) -> Iterator[Fact]:
    place = event.place
    kind = ", ".join(of) or "exception"
    cause = event.label or kind
    label = f"{cause} at {host.label or host.identifier}"
    yield Fact(path, RDF.type, AB.ExceptionPath, place)
    yield Fact(path, RDFS.label, Literal(label), place)
    yield Fact(path, PROV.hadPrimarySource, document.source.at(place), place)
    yield Fact(path, PROV.wasDerivedFrom, event.iri, place)
    for one in of:
        yield Fact(path, AB.eventKind, Literal(one), place)
    around = event.process
    if around is not None:
        yield Fact(path, AB.partOf, around.iri, place)
