"""Reading of XML with lines, without DTDs, entities or network, and with bounded depth."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from asbuilt.facts import Place
from asbuilt.reading import MAX_DEPTH, Refusal, read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)


def parse(path: Path) -> etree._Element:
    """Give the root of an XML file.

    A DOCTYPE is read over and never fetched; a file that declares entities is refused, since an
    entity can hold other files or grow without bound. Raises `Refusal` with the line.
    """
    data = read_bytes(path)
    if not data.strip():
        raise Refusal("the file is empty", "export it again")
    if _ENTITY.search(_as_ascii(data)):
        raise Refusal(
            "the file declares XML entities, which could read other files or grow without bound",
            "remove the <!ENTITY …> declarations and write what they stand for",
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or None
        raise Refusal(
            f"not well-formed XML: {error.msg}",
            "mend the file in its editor, or export it again",
            Place(line=line),
        ) from None
    _refuse_depth(root)
    return root


def root_name(head: bytes) -> tuple[str, str]:
    """Give namespace and local name of the root element, by the first bytes of a file.

    Both are empty where the bytes do not begin an XML document.
    """
    parser = etree.XMLPullParser(
        events=("start",), resolve_entities=False, load_dtd=False, no_network=True, recover=True
    )
    try:
        parser.feed(head)
    except etree.XMLSyntaxError:
        return "", ""
    for _, element in parser.read_events():
        name = etree.QName(element)
        return name.namespace or "", name.localname
    return "", ""


def line_of(element: etree._Element) -> Place:
    """Give the place of an element's start tag."""
    return Place(line=element.sourceline)


def local(element: etree._Element) -> str:
    """Give the name of an element without its namespace."""
    return etree.QName(element).localname


def _as_ascii(data: bytes) -> bytes:
    return data.replace(b"\0", b"") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else data


def _refuse_depth(root: etree._Element) -> None:
    for depth, element in _walk(root):
        if depth > MAX_DEPTH:
            raise Refusal(
                f"elements nest deeper than {MAX_DEPTH}",
                "export the file again; no model nests so deep",
                line_of(element),
            )


def _walk(root: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        yield depth, element
