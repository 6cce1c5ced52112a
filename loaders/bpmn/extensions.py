"""What tools of many makers write into a BPMN file beyond the standard, kept in their own words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rdflib.term import Literal

from asbuilt.facts import Fact
from asbuilt.loaders.bpmn.names import DI, MODEL
from asbuilt.reading import vendors
from asbuilt.reading.secrets import opens_doors
from asbuilt.reading.xml import line_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from asbuilt.loaders.bpmn.document import Document, Element

ENGINES: Final = frozenset(
    {
        "http://camunda.org/schema/1.0/bpmn",
        "http://activiti.org/bpmn",
        "http://flowable.org/bpmn",
        "http://operaton.org/schema/1.0/bpmn",
        "http://www.knowprocess.com/bpmn",
    }
)
"""Namespaces of engines that share the attributes of Activiti, from which they descend."""
"""Names of parameters whose values may open doors and stay out of the graph."""
_FEEL_TEXT: Final = re.compile(r'=\s*"')
ZEEBE: Final = "http://camunda.org/schema/zeebe/1.0"


def extensions(document: Document) -> Iterator[Fact]:
    """State every vendor attribute and extension element on the thing in which it stands.

    The predicate is the vendor's namespace with the local name; the value is the text, or the
    element as XML where it holds more than text.
    """
    for element in document.elements:
        thing = element.thing
        for name, value in element.node.attrib.items():
            namespace, local = vendors.split(str(name))
            if namespace in {"", MODEL} or namespace in vendors.SILENT:
                continue
            document.count(vendors.kind(element.node, namespace, local), "kept")
            term = vendors.term(document.source.minter.base, namespace, local)
            yield Fact(thing.iri, term, Literal(str(value)), element.place)
        for node in element.foreign:
            namespace, local = vendors.split(str(node.tag))
            if _opens_doors(node):
                document.count(f"{vendors.kind(node, namespace, local)} with a secret", "unread")
                continue
            document.count(vendors.kind(node, namespace, local), "kept")
            term = vendors.term(document.source.minter.base, namespace, local)
            yield Fact(thing.iri, term, Literal(vendors.content(node)), line_of(node))


def diagrams(document: Document) -> frozenset[Element]:
    """Give the elements that the file draws, and count its diagrams, which are not read."""
    drawn = set()
    for diagram in document.diagrams:
        document.count("BPMNDI", "unread")
        for shape in diagram.iter(f"{{{DI}}}BPMNShape"):
            element = document.look_up(document.root, (shape.get("bpmnElement") or "").strip())
            if element is not None:
                drawn.add(element)
    return frozenset(drawn)


def engine_attribute(element: Element, *names: str) -> Iterator[str]:
    """Give the values of attributes that engines of the Activiti family add to an element."""
    for name, value in element.node.attrib.items():
        namespace, local = vendors.split(str(name))
        if namespace in ENGINES and local in names and str(value).strip():
            yield str(value).strip()


def engine_field(element: Element, *names: str) -> Iterator[str]:
    """Give the texts of fields that engines of the Activiti family inject into an element."""
    for node in element.foreign:
        namespace, local = vendors.split(str(node.tag))
        if namespace in ENGINES and local == "field" and node.get("name") in names:
            inner = "".join(map(str, node.itertext())).strip()
            value = (node.get("stringValue") or "").strip() or inner
            if value:
                yield value


def zeebe(element: Element, name: str) -> Iterator[etree._Element]:
    """Give the Zeebe extension elements of a name that stand directly in an element."""
    return (node for node in element.foreign if node.tag == f"{{{ZEEBE}}}{name}")


def _opens_doors(node: etree._Element) -> bool:
    """Say whether something that is named like a secret stands in it as it is."""
    for inner in node.iter(f"{{{node.nsmap.get(node.prefix) or ''}}}*"):
        called = next(filter(None, (inner.get(key) for key in ("name", "target", "key"))), "")
        if not opens_doors(called):
            continue
        said = next(filter(None, (inner.get(key) for key in ("source", "value"))), inner.text or "")
        plain = said.strip()
        literal = _FEEL_TEXT.match(plain)
        if "secrets." in plain or not plain:
            continue
        if literal or not plain.startswith(("${", "#{", "=")):
            return True
    return False
