"""BPMN files from a few lines of text: ``S:startEvent > A:userTask > X:exclusiveGateway``.

A line is a chain of elements. An element is given its kind where it is named first, with what an
event reacts to after a stroke (``E:endEvent/terminate``), the element to which a boundary event is
attached after ``@`` and a minus if that goes on (``T:boundaryEvent@A-/timer``). Flows may have
conditions (``X -[paid]> A``) or be the default (``X -[*]> B``). A line that begins with ``in P:``
stands inside the sub-process P.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

_ARROW = re.compile(r"\s+(?:-\[(?P<said>[^\]]*)\])?>\s+")
_ELEMENT = re.compile(
    r"(?P<name>\w+)(?::(?P<kind>\w+)(?:@(?P<host>\w+)(?P<beside>-?))?(?:/(?P<event>\w+))?)?"
)


@dataclass(slots=True)
class _Node:
    kind: str
    event: str = ""
    host: str = ""
    beside: bool = False
    inside: str = ""
    default: str = ""


@dataclass(slots=True)
class _Drawing:
    nodes: dict[str, _Node] = field(default_factory=dict)
    flows: list[tuple[str, str, str]] = field(default_factory=list)


def bpmn(text: str, name: str = "process") -> str:
    """Give the BPMN file that some lines draw."""
    drawing = _Drawing()
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            _line(drawing, line.strip())
    body = _inside(drawing, "")
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"'
        ' targetNamespace="https://example.org/">'
        f'<process id={quoteattr(name)} name={quoteattr(name)} isExecutable="true">{body}</process>'
        "</definitions>"
    )


def _line(drawing: _Drawing, line: str) -> None:
    inside = re.match(r"in (\w+):\s+", line)
    parts = _ARROW.split(line[inside.end() :] if inside else line)
    names = []
    for part in parts[::2]:
        found = _ELEMENT.fullmatch(part.strip())
        assert found is not None, part
        if found["kind"]:
            drawing.nodes[found["name"]] = _Node(
                found["kind"],
                found["event"] or "",
                found["host"] or "",
                bool(found["beside"]),
                inside[1] if inside else "",
            )
        names.append(found["name"])
    for origin, said, goal in zip(names, parts[1::2], names[1:], strict=False):
        if said == "*":
            drawing.nodes[origin].default = f"{origin}_{goal}"
        drawing.flows.append((origin, goal, (said or "").strip("*")))


def _inside(drawing: _Drawing, container: str) -> str:
    body = ""
    for name, node in drawing.nodes.items():
        if node.inside != container:
            continue
        attributes = f' id="{name}" name="{name}"'
        if node.default:
            attributes += f' default="{node.default}"'
        if node.host:
            attributes += f' attachedToRef="{node.host}"'
            attributes += f' cancelActivity="{"false" if node.beside else "true"}"'
        event = f"<{node.event}EventDefinition/>" if node.event else ""
        kind = node.kind
        if kind == "eventSubProcess":
            kind, attributes = "subProcess", f'{attributes} triggeredByEvent="true"'
        body += f"<{kind}{attributes}>{event}{_inside(drawing, name)}</{kind}>"
    for origin, goal, said in drawing.flows:
        if drawing.nodes[origin].inside == container:
            condition = f"<conditionExpression>{escape(said)}</conditionExpression>" if said else ""
            body += (
                f'<sequenceFlow id="{origin}_{goal}" sourceRef="{origin}" targetRef="{goal}">'
                f"{condition}</sequenceFlow>"
            )
    return body
