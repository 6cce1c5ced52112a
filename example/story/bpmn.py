"""Writes a documented process as BPMN 2.0.2 with its diagram."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from story.drawing import draw

if TYPE_CHECKING:
    from collections.abc import Sequence

    from story.model import Data, Flow, Message, Node, Process

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_NAMESPACES = {
    "bpmn": MODEL,
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
    "xsi": _XSI,
}


def write_bpmn(process: Process) -> bytes:
    """Give the BPMN file of a process: definitions, collaboration, process and diagram."""
    root = etree.Element(
        f"{{{MODEL}}}definitions",
        {
            "id": f"Definitions_{_tail(process.identifier)}",
            "targetNamespace": "https://halden-pumpworks.example/processes",
            "exporter": "Halden process office",
            "exporterVersion": "2026.1",
        },
        nsmap=_NAMESPACES,
    )
    for message in process.messages:
        _add(root, "message", id=_message_id(message), name=message.name)
    for identifier, name, code in process.errors:
        _add(root, "error", id=identifier, name=name, errorCode=code)
    for data in process.data:
        if data.kind == "dataStore":
            _add(root, "dataStore", id=f"{data.identifier}_Store", name=data.name)
    _collaboration(root, process)
    _process(root, process)
    draw(root, process)
    etree.indent(root, space="  ")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _collaboration(root: etree._Element, process: Process) -> None:
    collaboration = _add(root, "collaboration", id=f"Collaboration_{_tail(process.identifier)}")
    _add(
        collaboration,
        "participant",
        id="Participant_Halden",
        name=process.name,
        processRef=process.identifier,
    )
    _add(collaboration, "participant", id="Participant_Partner", name=process.partner)
    for message in process.messages:
        ends = ("Participant_Partner", message.step)
        source, target = ends if message.incoming else ends[::-1]
        _add(
            collaboration,
            "messageFlow",
            id=f"MessageFlow_{_tail(message.step)}",
            name=message.name,
            sourceRef=source,
            targetRef=target,
        )


def _process(root: etree._Element, process: Process) -> None:
    element = _add(root, "process", id=process.identifier, name=process.name, isExecutable="false")
    _add(element, "documentation").text = process.text
    lanes = _add(element, "laneSet", id=f"LaneSet_{_tail(process.identifier)}")
    for lane in process.lanes:
        box = _add(lanes, "lane", id=lane_id(lane), name=lane)
        for node in process.nodes:
            if node.lane == lane:
                _add(box, "flowNodeRef").text = node.identifier
    for node in process.nodes:
        _node(element, node, process)
    for flow in process.flows:
        _flow(element, flow)
    for data in process.data:
        _data(element, data)
    for note in process.notes:
        _add(_add(element, "textAnnotation", id=note.identifier), "text").text = note.text
        _add(
            element,
            "association",
            id=f"Association_{note.identifier}",
            associationDirection="None",
            sourceRef=note.about,
            targetRef=note.identifier,
        )


def _node(parent: etree._Element, node: Node, process: Process) -> None:
    incoming = [flow for flow in process.flows if flow.target == node.identifier]
    outgoing = [flow for flow in process.flows if flow.source == node.identifier]
    element = _add(parent, node.kind, **_attributes(node, outgoing))
    if node.text:
        _add(element, "documentation").text = node.text
    for flow in incoming:
        _add(element, "incoming").text = flow.identifier
    for flow in outgoing:
        _add(element, "outgoing").text = flow.identifier
    _associations(element, node)
    for message in process.messages:
        if message.step == node.identifier and node.kind in {"sendTask", "receiveTask"}:
            element.set("messageRef", _message_id(message))
    _event(element, node)


def _attributes(node: Node, outgoing: Sequence[Flow]) -> dict[str, str]:
    said = {
        "id": node.identifier,
        "name": node.name,
        "attachedToRef": node.attached,
        "calledElement": node.calls,
        "default": next((flow.identifier for flow in outgoing if flow.default), ""),
    }
    if node.kind == "exclusiveGateway":
        said["gatewayDirection"] = "Diverging" if len(outgoing) > 1 else "Converging"
    return {key: value for key, value in said.items() if value}


def _event(element: etree._Element, node: Node) -> None:
    """Add what an event waits for or throws."""
    tail = _tail(node.identifier)
    if node.event == "timer":
        timer = _add(element, "timerEventDefinition", id=f"Timer_{tail}")
        duration = _add(timer, "timeDuration")
        duration.set(f"{{{_XSI}}}type", "bpmn:tFormalExpression")
        duration.text = node.detail
    elif node.event == "error":
        _add(element, "errorEventDefinition", id=f"Definition_{tail}", errorRef=node.detail)


def _associations(element: etree._Element, node: Node) -> None:
    """Add what a task reads and writes; inputs and outputs are declared first (BPMN 10.3)."""
    if not (node.reads or node.writes):
        return
    stem = _tail(node.identifier)
    inputs = [f"Input_{stem}_{_tail(data)}" for data in node.reads]
    outputs = [f"Output_{stem}_{_tail(data)}" for data in node.writes]
    specification = _add(element, "ioSpecification", id=f"Io_{stem}")
    for identifier in inputs:
        _add(specification, "dataInput", id=identifier)
    for identifier in outputs:
        _add(specification, "dataOutput", id=identifier)
    input_set = _add(specification, "inputSet", id=f"InputSet_{stem}")
    for identifier in inputs:
        _add(input_set, "dataInputRefs").text = identifier
    output_set = _add(specification, "outputSet", id=f"OutputSet_{stem}")
    for identifier in outputs:
        _add(output_set, "dataOutputRefs").text = identifier
    for data, identifier in zip(node.reads, inputs, strict=True):
        association = _add(element, "dataInputAssociation", id=f"Reads_{stem}_{_tail(data)}")
        _add(association, "sourceRef").text = data
        _add(association, "targetRef").text = identifier
    for data, identifier in zip(node.writes, outputs, strict=True):
        association = _add(element, "dataOutputAssociation", id=f"Writes_{stem}_{_tail(data)}")
        _add(association, "sourceRef").text = identifier
        _add(association, "targetRef").text = data


def _flow(parent: etree._Element, flow: Flow) -> None:
    attributes = {"id": flow.identifier, "sourceRef": flow.source, "targetRef": flow.target}
    if flow.name:
        attributes["name"] = flow.name
    element = _add(parent, "sequenceFlow", **attributes)
    if flow.condition:
        condition = _add(element, "conditionExpression")
        condition.set(f"{{{_XSI}}}type", "bpmn:tFormalExpression")
        condition.text = flow.condition


def _data(parent: etree._Element, data: Data) -> None:
    if data.kind == "dataStore":
        _add(
            parent,
            "dataStoreReference",
            id=data.identifier,
            name=data.name,
            dataStoreRef=f"{data.identifier}_Store",
        )
        return
    _add(parent, "dataObject", id=f"{data.identifier}_Object", name=data.name)
    _add(
        parent,
        "dataObjectReference",
        id=data.identifier,
        name=data.name,
        dataObjectRef=f"{data.identifier}_Object",
    )


def lane_id(lane: str) -> str:
    """Give the identifier of the lane of a role."""
    return "Lane_" + lane.replace(" ", "")


def _message_id(message: Message) -> str:
    return f"Message_{_tail(message.step)}"


def _tail(identifier: str) -> str:
    return identifier.split("_", 1)[1]


def _add(parent: etree._Element, tag: str, /, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{MODEL}}}{tag}", attributes)
