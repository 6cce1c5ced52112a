"""A document of OSCAL: one tree whatever its syntax, and what bears identifiers in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from asbuilt.facts import Problem
from asbuilt.loaders.oscal import xml_form
from asbuilt.loaders.oscal.description import MODELS
from asbuilt.reading import Refusal, decode, json, read_bytes, xml, yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asbuilt.reading.tree import Node

IDENTIFIED: Final = frozenset({"controls", "groups", "parts", "params", "roles"})
"""Keys of arrays whose members are named by an ``id`` that the document gives them."""
_THINGS: Final = frozenset(
    {
        "controls", "groups", "roles", "parties", "locations", "components", "capabilities",
        "users", "inventory-items", "observations", "findings", "risks", "poam-items", "results",
        "resources",
    }
)  # fmt: skip
"""Keys of what other things speak of; two of them must never be taken for one."""
_NAMED: Final = "|".join(MODELS)
_JSON: Final = re.compile(
    rb'\s*\{\s*(?:"\$schema"\s*:\s*"[^"]*"\s*,\s*)?"(?:%b)"\s*:\s*\{' % _NAMED.encode()
)
_YAML: Final = re.compile(
    rb"^[\"']?(?:%b)[\"']?:[ \t]*(?:#.*)?\r?$" % _NAMED.encode(), re.MULTILINE
)
_METADATA: Final = re.compile(
    rb"[\"']?metadata[\"']?\s*:.*?[\"']?(?:oscal-version|last-modified)[\"']?\s*:", re.DOTALL
)


@dataclass(slots=True)
class Document:
    """One file: the model that it is in, its content, and its things by identifier."""

    path: Path
    name: str
    """Path relative to the workspace."""
    model: str
    root: Node
    """The value of the only member of the outermost object."""
    unknown: list[str] = field(default_factory=list)
    """What its XML says and OSCAL does not have."""
    things: dict[str, Node] = field(default_factory=dict)
    """What bears a ``uuid`` (in lower case) or an ``id``, by that."""
    controls: dict[str, Node] = field(default_factory=dict)
    """The controls of a catalog, in order."""
    control_of: dict[str, str] = field(default_factory=dict)
    """The control in which a part or parameter stands."""
    problems: list[Problem] = field(default_factory=list)
    again: set[Node] = field(default_factory=set)
    """What bears an identifier that something before it bears, and is not named by it."""
    parents: dict[str, str] = field(default_factory=dict)
    """The control around an enhancement."""

    def resource(self, fragment: str) -> Node | None:
        """Give the resource of the back matter with this uuid."""
        for one in listed(self.root.get("back-matter"), "resources"):
            if (said(one.get("uuid")) or "").lower() == fragment.lower():
                return one
        return None


def is_oscal(head: bytes) -> bool:
    """Say whether the first bytes of a file begin a document of one of the eight models."""
    plain = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if plain[:1] == b"<":
        return xml.root_name(head) in {(xml_form.NAMESPACE, model) for model in MODELS}
    begins = _JSON.match(plain) if plain[:1] == b"{" else _YAML.search(plain)
    return bool(begins and _METADATA.search(plain, begins.start()))


def parse(path: Path, name: str) -> Document:
    """Read a document; raises `Refusal` where it is none, or gives one identifier to two things."""
    data = read_bytes(path)
    begin = data.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1]
    unknown: list[str] = []
    if begin == b"<":
        form = xml_form.tree(xml.parse_bytes(data))
        outer, unknown = form.root, form.unknown
    elif begin == b"{":
        outer = json.parse_text(decode(data))
    else:
        outer = yaml.parse_text(decode(data))
    models = [(key, node) for key, node in outer.members() if key in MODELS]
    if len(models) != 1 or not models[0][1].is_object:
        raise Refusal(
            "this is no document of OSCAL: its outermost name is none of the eight models",
            f"export it again; it must begin with one of {', '.join(MODELS)}",
            outer.place,
        )
    document = Document(path, name, models[0][0], models[0][1], unknown)
    _index(document, document.root, "", "")
    return document


def listed(node: Node | None, key: str) -> Iterator[Node]:
    """Give the values of an array, or the one that stands where an array may be left out."""
    held = None if node is None else node.get(key)
    if held is None:
        return
    if held.is_array:
        yield from held.elements()
    elif held.value is not None:
        yield held


def said(node: Node | None) -> str | None:
    """Give a text, or a number or truth value as it is written; nothing for the rest."""
    if node is None:
        return None
    if node.number is not None:
        return node.number.text
    if isinstance(node.value, bool):
        return "true" if node.value else "false"
    return node.text


def identifier_of(node: Node, key: str) -> str:
    """Give the identifier by which a thing is named in its document, or nothing."""
    uuid = (said(node.get("uuid")) or "").strip()
    if uuid:
        return uuid.lower()
    return (said(node.get("id")) or "").strip() if key in IDENTIFIED else ""


def _index(document: Document, node: Node, key: str, control: str) -> None:
    identifier = identifier_of(node, key)
    if identifier and key != "props":
        address = f"role {identifier}" if key == "roles" else identifier
        first = document.things.setdefault(address, node)
        if first is not node:
            _twice(document, identifier, key, (first, node))
        if key == "controls":
            document.controls[identifier] = node
            if control:
                document.parents[identifier] = control
            control = identifier
        elif control:
            document.control_of[identifier] = control
    for inner, value in node.members():
        if value.is_object:
            _index(document, value, inner, control)
        for element in value.elements():
            if element.is_object:
                _index(document, element, inner, control)


def _twice(document: Document, identifier: str, key: str, nodes: tuple[Node, Node]) -> None:
    first, second = nodes
    problem = Problem(
        "error" if key in _THINGS else "warning",
        f"the identifier {identifier!r} stands twice, on lines {first.line} and {second.line}",
        "give one of the two another identifier, so that they are not taken for one thing",
        second.place,
    )
    if problem.severity == "error":
        raise Refusal(problem.message, problem.fix, problem.place)
    document.problems.append(problem)
    document.again.add(second)
