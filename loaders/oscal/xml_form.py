"""The XML form of OSCAL, read into the tree of nodes that its JSON and YAML forms have."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from asbuilt.loaders.oscal import markup
from asbuilt.loaders.oscal.description import is_group, meaning
from asbuilt.reading import vendors
from asbuilt.reading.tree import Node, Value
from asbuilt.reading.xml import line_of

if TYPE_CHECKING:
    from lxml import etree

    from asbuilt.loaders.oscal.description import Meaning

NAMESPACE: Final = "http://csrc.nist.gov/ns/oscal/1.0"
"""The namespace of the XML form of all versions from 1.0."""


@dataclass(slots=True)
class Form:
    """A document of the XML form as a tree, with what OSCAL does not know."""

    root: Node
    unknown: list[str] = field(default_factory=list)
    """Names of elements and attributes of which the tree holds nothing."""


def tree(root: etree._Element) -> Form:
    """Give the tree: an object with one member, which is named like the root element."""
    form = Form(Node({}, 1))
    name = vendors.split(str(root.tag))[1]
    form.root = Node({name: _object(root, name, form)}, _line(root))
    return form


def _object(element: etree._Element, name: str, form: Form) -> Node:
    members: dict[str, Node] = {}
    many: dict[str, list[Node]] = {}
    prose: list[etree._Element] = []
    _attributes(element, members, form)
    for child in element:
        local = _local(child)
        if local in markup.BLOCKS:
            prose.append(child)
        elif is_group(local):
            for one in child:
                _child(one, name, members, many, form)
        else:
            _child(child, name, members, many, form)
    if prose:
        members["prose"] = Node(markup.blocks(prose), _line(prose[0]))
    members |= {key: Node(tuple(nodes), nodes[0].line) for key, nodes in many.items()}
    return Node(members, _line(element))


def _child(
    child: etree._Element,
    within: str,
    members: dict[str, Node],
    many: dict[str, list[Node]],
    form: Form,
) -> None:
    local = _local(child)
    known = meaning(local, within)
    if known is None or (not known.is_many and known.key in members):
        form.unknown.append(local or vendors.split(str(child.tag))[1])
        return
    node = _value(child, local, known, form)
    if known.is_many:
        many.setdefault(known.key, []).append(node)
    else:
        members[known.key] = node


def _value(element: etree._Element, name: str, known: Meaning, form: Form) -> Node:
    match known.content:
        case "objects":
            return _object(element, name, form)
        case "texts":
            return Node(_text(element), _line(element))
        case "lines":
            return Node(markup.line(element), _line(element))
        case "multilines":
            inner = [child for child in element if _local(child) in markup.BLOCKS]
            text = markup.blocks(inner) if inner else markup.line(element)
            return Node(text, _line(element))
    members: dict[str, Node] = {}
    _attributes(element, members, form)
    if _text(element):
        members[known.value_key] = Node(_text(element), _line(element))
    value: Value = members
    return Node(value, _line(element))


def _attributes(element: etree._Element, members: dict[str, Node], form: Form) -> None:
    for name, value in element.attrib.items():
        namespace, local = vendors.split(str(name))
        if not namespace:
            members[local] = Node(str(value), _line(element))
        elif namespace not in vendors.SILENT:
            form.unknown.append(local)


def _local(element: etree._Element) -> str:
    namespace, local = vendors.split(str(element.tag))
    return local if namespace == NAMESPACE else ""


def _text(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def _line(element: etree._Element) -> int:
    return line_of(element).line or 1
