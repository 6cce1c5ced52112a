"""Words that makers of tools add to an XML format, kept under their own namespaces."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from lxml import etree
from rdflib import URIRef

from asbuilt.reading.xml import written

SILENT: Final = frozenset(
    {"http://www.w3.org/2001/XMLSchema-instance", "http://www.w3.org/XML/1998/namespace"}
)
"""Namespaces of attributes that speak of the document and of no thing in it."""

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def term(base: str, namespace: str, local: str) -> URIRef:
    """Give the IRI of a vendor's word; a namespace that is no IRI goes under the base."""
    if not _ABSOLUTE.match(namespace):
        namespace = f"{base}vendor/{quote(namespace, safe='')}" if namespace else f"{base}vendor"
    joint = "" if namespace.endswith(("#", "/")) else "#"
    safe = "-._~!$&'()*+,;=:@/?%" + ("#" if not joint else "")
    return URIRef(f"{quote(namespace, safe=safe)}{joint}{quote(local)}")


def word(namespace: str, local: str) -> URIRef:
    """Give the IRI of a format's own word as a file writes it, with nothing that ends an IRI."""
    return URIRef(f"{namespace}{quote(local, safe='')}")


def split(tag: str) -> tuple[str, str]:
    """Give namespace and local name of a tag or attribute in Clark's notation."""
    name = etree.QName(tag)
    return name.namespace or "", name.localname


def kind(node: etree._Element, namespace: str, local: str) -> str:
    """Give the name with the prefix by which the file itself calls the vendor."""
    prefixes = (prefix for prefix, bound in node.nsmap.items() if bound == namespace and prefix)
    prefix = min(prefixes, default="")
    return f"{prefix}:{local}" if prefix else local


def content(node: etree._Element) -> str:
    """Give an element's text, or the element as XML where it holds more than text."""
    if not len(node) and not node.attrib:
        return (node.text or "").strip()
    return written(node)
