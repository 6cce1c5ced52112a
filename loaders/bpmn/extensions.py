"""What tools of many makers write into a BPMN file beyond the standard, kept in their own words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from lxml import etree
from rdflib import URIRef
from rdflib.term import Literal

from asbuilt.facts import Fact
from asbuilt.loaders.bpmn.names import DI, MODEL
from asbuilt.reading.xml import line_of, written

if TYPE_CHECKING:
    from collections.abc import Iterator

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
ZEEBE: Final = "http://camunda.org/schema/zeebe/1.0"

_SILENT = frozenset(
    {"http://www.w3.org/2001/XMLSchema-instance", "http://www.w3.org/XML/1998/namespace"}
)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def extensions(document: Document) -> Iterator[Fact]:
    """State every vendor attribute and extension element on the thing in which it stands.

    The predicate is the vendor's namespace with the local name; the value is the text, or the
    element as XML where it holds more than text.
    """
    for element in document.elements:
        thing = element.thing
        for name, value in element.node.attrib.items():
            namespace, local = _split(str(name))
            if namespace in {"", MODEL} or namespace in _SILENT:
                continue
            document.count(_kind(element.node, namespace, local), "kept")
            term = vendor_term(document, namespace, local)
            yield Fact(thing.iri, term, Literal(str(value)), element.place)
        for node in element.foreign:
            namespace, local = _split(str(node.tag))
            document.count(_kind(node, namespace, local), "kept")
            term = vendor_term(document, namespace, local)
            yield Fact(thing.iri, term, Literal(_content(node)), line_of(node))


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
        namespace, local = _split(str(name))
        if namespace in ENGINES and local in names and str(value).strip():
            yield str(value).strip()


def zeebe(element: Element, name: str) -> Iterator[etree._Element]:
    """Give the Zeebe extension elements of a name that stand directly in an element."""
    return (node for node in element.foreign if node.tag == f"{{{ZEEBE}}}{name}")


def vendor_term(document: Document, namespace: str, local: str) -> URIRef:
    """Give the IRI of a vendor's word; a namespace that is no IRI goes under the base."""
    if not _ABSOLUTE.match(namespace):
        base = document.source.minter.base
        namespace = f"{base}vendor/{quote(namespace, safe='')}" if namespace else f"{base}vendor"
    joint = "" if namespace.endswith(("#", "/")) else "#"
    safe = "-._~!$&'()*+,;=:@/?%" + ("#" if not joint else "")
    return URIRef(f"{quote(namespace, safe=safe)}{joint}{quote(local)}")


def _split(tag: str) -> tuple[str, str]:
    name = etree.QName(tag)
    return name.namespace or "", name.localname


def _kind(node: etree._Element, namespace: str, local: str) -> str:
    """Give the name with the prefix by which the file itself calls the vendor."""
    prefixes = (prefix for prefix, bound in node.nsmap.items() if bound == namespace and prefix)
    prefix = min(prefixes, default="")
    return f"{prefix}:{local}" if prefix else local


def _content(node: etree._Element) -> str:
    if not len(node) and not node.attrib:
        return (node.text or "").strip()
    return written(node)
