"""Writes the diagram interchange of a process: a shape for every node, a line for every flow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from story.layout import Box, lay_out
from story.routing import Line, Router

if TYPE_CHECKING:
    from story.layout import Layout
    from story.model import Message, Node, Process

_BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
_DC = "http://www.omg.org/spec/DD/20100524/DC"
_DI = "http://www.omg.org/spec/DD/20100524/DI"
_GATEWAYS = {"exclusiveGateway", "parallelGateway"}
_EVENTS = {"startEvent", "endEvent"}


def draw(root: etree._Element, process: Process) -> None:
    """Add the diagram of a process to its definitions.

    Raises `ValueError` for a line that no way around the other elements was found for.
    """
    layout = lay_out(process)
    tail = process.identifier.split("_", 1)[1]
    diagram = etree.SubElement(root, f"{{{_BPMNDI}}}BPMNDiagram", {"id": f"Diagram_{tail}"})
    plane = etree.SubElement(
        diagram,
        f"{{{_BPMNDI}}}BPMNPlane",
        {"id": f"Plane_{tail}", "bpmnElement": f"Collaboration_{tail}"},
    )
    _shape(plane, "Participant_Halden", layout.pool, isHorizontal="true")
    for lane, box in layout.lanes.items():
        _shape(plane, "Lane_" + lane.replace(" ", ""), box, isHorizontal="true")
    for node in process.nodes:
        _node(plane, node, layout.boxes[node.identifier])
    for data in process.data:
        box = layout.boxes[data.identifier]
        label = Box(box.x - 27, box.bottom + 4, box.width + 54, 14)
        _label(_shape(plane, data.identifier, box), label)
    for note in process.notes:
        _shape(plane, note.identifier, layout.boxes[note.identifier])
    _shape(plane, "Participant_Partner", layout.partner, isHorizontal="true")
    _lines(plane, process, layout)


def _node(plane: etree._Element, node: Node, box: Box) -> None:
    extra = {"isMarkerVisible": "true"} if node.kind == "exclusiveGateway" else {}
    shape = _shape(plane, node.identifier, box, **extra)
    if not node.name:
        return
    x, _ = box.middle
    if node.kind in _GATEWAYS:
        _label(shape, Box(x - 94, box.y - 14, 88, 14))
    elif node.kind in _EVENTS:
        _label(shape, Box(x - 40, box.bottom + 4, 80, 27))
    elif node.attached:
        _label(shape, Box(box.right + 2, box.bottom - 12, 86, 27))


def _lines(plane: etree._Element, process: Process, layout: Layout) -> None:
    router = Router(list(layout.boxes.values()), layout.gutters, layout.tracks)
    for message in process.messages:
        line = _message_line(message, layout)
        router.remember(line)
        edge = _edge(plane, f"MessageFlow_{message.step.split('_', 1)[1]}", line)
        x, y = line[0 if message.incoming else -1]
        above = process.partner_above
        _label(edge, Box(x + 6, y + 12 if above else y - 30, 96, 14))
    blocked = []
    named: set[Line] = set()
    for flow in process.flows:
        source, target = layout.boxes[flow.source], layout.boxes[flow.target]
        boundary = process.node(flow.source).kind == "boundaryEvent"
        sides = ("bottom", "right") if boundary else ("right", "bottom", "top", "left")
        line, through = router.connect(source, target, leave=sides)
        edge = _edge(plane, flow.identifier, line)
        if flow.name:
            _label(edge, _beside(line[1:] if line[:1] in named else line, flow.name))
            named.add(line[:1])
        if through:
            blocked.append(flow.identifier)
    for node in process.nodes:
        for kind, data in [("Reads", d) for d in node.reads] + [("Writes", d) for d in node.writes]:
            ends = layout.boxes[node.identifier], layout.boxes[data]
            source, target = ends if kind == "Writes" else ends[::-1]
            line, through = router.connect(source, target)
            name = f"{kind}_{node.identifier.split('_', 1)[1]}_{data.split('_', 1)[1]}"
            _edge(plane, name, line)
            if through:
                blocked.append(name)
    for note in process.notes:
        line, _ = router.connect(layout.boxes[note.about], layout.boxes[note.identifier])
        _edge(plane, f"Association_{note.identifier}", line)
    if blocked:
        raise ValueError(f"no free way in {process.file} for: {', '.join(blocked)}")


def _message_line(message: Message, layout: Layout) -> Line:
    """Draw a message straight up or down between its step and the other pool."""
    step, partner = layout.boxes[message.step], layout.partner
    x = step.middle[0]
    if partner.y < step.y:
        inner, outer = (x, step.y), (x, partner.bottom)
    else:
        inner, outer = (x, step.bottom), (x, partner.y)
    return (outer, inner) if message.incoming else (inner, outer)


def _beside(line: Line, text: str) -> Box:
    """Give the place of a flow's name: at its beginning, beside the line."""
    (x1, y1), (x2, y2) = line[0], line[1]
    width = 8 * len(text) + 6
    if y1 == y2:
        return Box(x1 + 6 if x2 > x1 else x1 - width - 6, y1 - 18, width, 14)
    return Box(x1 + 6, y1 + 8 if y2 > y1 else y1 - 22, width, 14)


def _shape(plane: etree._Element, element: str, box: Box, **extra: str) -> etree._Element:
    attributes = {"id": f"{element}_di", "bpmnElement": element, **extra}
    shape = etree.SubElement(plane, f"{{{_BPMNDI}}}BPMNShape", attributes)
    _bounds(shape, box)
    return shape


def _edge(plane: etree._Element, element: str, line: Line) -> etree._Element:
    attributes = {"id": f"{element}_di", "bpmnElement": element}
    edge = etree.SubElement(plane, f"{{{_BPMNDI}}}BPMNEdge", attributes)
    for x, y in line:
        etree.SubElement(edge, f"{{{_DI}}}waypoint", {"x": str(x), "y": str(y)})
    return edge


def _label(shape: etree._Element, box: Box) -> None:
    _bounds(etree.SubElement(shape, f"{{{_BPMNDI}}}BPMNLabel"), box)


def _bounds(parent: etree._Element, box: Box) -> None:
    etree.SubElement(
        parent,
        f"{{{_DC}}}Bounds",
        {
            "x": str(box.x),
            "y": str(box.y),
            "width": str(box.width),
            "height": str(box.height),
        },
    )
