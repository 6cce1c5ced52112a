"""Writes the diagram interchange of a process: a shape for every node, a line for every flow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from story.layout import Box, lay_out
from story.routing import SIDES, Line, Point, Router

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
    lines = _route(process, layout)
    _shape(plane, "Participant_Halden", layout.pool, isHorizontal="true")
    for lane, box in layout.lanes.items():
        _shape(plane, "Lane_" + lane.replace(" ", ""), box, isHorizontal="true")
    ends = {lines[flow.identifier][end] for flow in process.flows for end in (0, -1)}
    for node in process.nodes:
        _node(plane, node, layout.boxes[node.identifier], ends)
    for data in process.data:
        box = layout.boxes[data.identifier]
        label = Box(box.x - 27, box.bottom + 4, box.width + 54, 14)
        _label(_shape(plane, data.identifier, box), label)
    for note in process.notes:
        _shape(plane, note.identifier, layout.boxes[note.identifier])
    _shape(plane, "Participant_Partner", layout.partner, isHorizontal="true")
    _lines(plane, process, lines)


def _node(plane: etree._Element, node: Node, box: Box, ends: set[Point]) -> None:
    """Draw a node, its name where no flow begins or ends."""
    extra = {"isMarkerVisible": "true"} if node.kind == "exclusiveGateway" else {}
    shape = _shape(plane, node.identifier, box, **extra)
    if not node.name:
        return
    x, _ = box.middle
    above, below = Box(x - 60, box.y - 20, 120, 14), Box(x - 45, box.bottom + 5, 90, 27)
    if node.kind in _GATEWAYS:
        _label(shape, below if (x, box.y) in ends else above)
    elif node.kind in _EVENTS:
        _label(shape, above if (x, box.bottom) in ends else below)
    elif node.attached:
        _label(shape, Box(box.x - 84, box.bottom - 16, 86, 27))


def _route(process: Process, layout: Layout) -> dict[str, Line]:
    """Give the line of every message, flow and association by the identifier of its element."""
    router = Router(list(layout.boxes.values()), layout.gutters, layout.tracks)
    lines: dict[str, Line] = {}
    blocked: list[str] = []

    def connect(name: str, source: Box, target: Box, leave: Sequence[str] = SIDES) -> None:
        lines[name], through = router.connect(source, target, leave=leave)
        if through:
            blocked.append(name)

    for message in process.messages:
        name = f"MessageFlow_{message.step.split('_', 1)[1]}"
        lines[name] = router.remember(_message_line(message, layout))
    for flow in process.flows:
        source, target = layout.boxes[flow.source], layout.boxes[flow.target]
        node = process.node(flow.source)
        if node.attached and layout.boxes[node.attached].x == target.x and target.y > source.y:
            x = source.middle[0]
            lines[flow.identifier] = router.remember(((x, source.bottom), (x, target.y)))
        elif node.attached:
            connect(flow.identifier, source, target, leave=("bottom", "right"))
        else:
            connect(flow.identifier, source, target)
    for name, source, target in _data_lines(process, layout):
        connect(name, source, target)
    for note in process.notes:
        about = layout.boxes[note.about]
        (x, y), box = about.middle, layout.boxes[note.identifier]
        corner = (x + 12, y - 12) if process.node(note.about).kind in _GATEWAYS else (x, about.y)
        lines[f"Association_{note.identifier}"] = (corner, (box.x, box.bottom))
    if blocked:
        raise ValueError(f"no free way in {process.file} for: {', '.join(blocked)}")
    return lines


def _data_lines(process: Process, layout: Layout) -> Iterator[tuple[str, Box, Box]]:
    """Give the name and both ends of every line between a task and what it reads or writes."""
    for node in process.nodes:
        tail, box = node.identifier.split("_", 1)[1], layout.boxes[node.identifier]
        for data in node.reads:
            yield f"Reads_{tail}_{data.split('_', 1)[1]}", layout.boxes[data], box
        for data in node.writes:
            yield f"Writes_{tail}_{data.split('_', 1)[1]}", box, layout.boxes[data]


def _lines(plane: etree._Element, process: Process, lines: dict[str, Line]) -> None:
    """Draw the lines, and the names of messages and flows beside them."""
    names = {flow.identifier: flow.name for flow in process.flows if flow.name}
    named: set[Line] = set()
    for element, line in lines.items():
        edge = _edge(plane, element, line)
        if element.startswith("MessageFlow_"):
            x, y = min(line) if process.partner_above else max(line)
            _label(edge, Box(x + 6, y + 12 if process.partner_above else y - 30, 96, 14))
        elif element in names:
            _label(edge, _beside(line[1:] if line[:1] in named else line, names[element]))
            named.add(line[:1])


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
