"""Reading of XML with lines, without DTDs, entities or network, and with bounded depth."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from lxml import etree

from asbuilt.facts import Place
from asbuilt.reading import MAX_DEPTH, Refusal, read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_ELEMENTS = 3_000_000
"""How many elements and attributes a document may have, whatever their size."""

_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_ROOT = re.compile(rb"<[A-Za-z_:\x80-\xff]")
_POSITION = re.compile(r",? ?(?:try|use) XML_PARSE_HUGE(?: option)?|, line \d+, column \d+$")

_ENCODING_ERRORS = {
    etree.ErrorTypes.ERR_UNSUPPORTED_ENCODING,
    etree.ErrorTypes.ERR_INVALID_ENCODING,
    etree.ErrorTypes.ERR_INVALID_CHAR,
    etree.ErrorTypes.ERR_UNKNOWN_ENCODING,
    etree.ErrorTypes.I18N_CONV_FAILED,
}
_LIMIT_ERRORS = {etree.ErrorTypes.ERR_INTERNAL_ERROR, 114}
"""Codes with which libxml2 says that a document is too deep or too large (2.13 has 114)."""


def parse(path: Path) -> etree._Element:
    """Give the root of an XML file.

    A DOCTYPE is read over and never fetched; a file that declares entities is refused, since an
    entity can hold other files or grow without bound. Raises `Refusal` with the line.
    """
    return parse_bytes(read_bytes(path))


def parse_bytes(data: bytes) -> etree._Element:
    """Give the root of an XML document by its bytes, as `parse` does by its file."""
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise Refusal("the file is empty", "export it again")
    _refuse_entities(data)
    _refuse_too_many(data)
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
        raise _not_well_formed(error) from None
    refuse_declared_entities(root)
    _refuse_depth(root)
    return root


def _refuse_too_many(data: bytes) -> None:
    """Refuse what would take many times its size in memory, before it is parsed.

    Every element opens with one mark and all but empty ones close with another.
    """
    if data.count(b"<") > 2 * MAX_ELEMENTS or data.count(b"=") > 2 * MAX_ELEMENTS:
        raise Refusal(
            f"the file holds more than {MAX_ELEMENTS:,} elements or attributes",
            "split the file, or export less into it",
        )


def refuse_declared_entities(root: etree._Element) -> None:
    """Raise `Refusal` where the DOCTYPE before a root element declares entities."""
    dtd = root.getroottree().docinfo.internalDTD
    if isinstance(dtd, etree.DTD) and any(True for _ in dtd.iterentities()):  # type: ignore[attr-defined]
        raise _entities(1)


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
        if isinstance(element, etree._Element):  # noqa: SLF001 - lxml has no other name for it
            try:
                name = etree.QName(element)
            except ValueError:  # recovery takes text such as <http://…> for a tag
                return "", ""
            return name.namespace or "", name.localname
    return "", ""


def line_of(element: etree._Element) -> Place:
    """Give the place of an element's start tag."""
    return Place(line=cast("int | None", element.sourceline))


def local(element: etree._Element) -> str:
    """Give the name of an element without its namespace."""
    return etree.QName(element).localname


def written(element: etree._Element) -> str:
    """Give an element as XML, with the namespaces that it uses and no others where possible.

    Exclusive canonical XML leaves the rest out; it does not know relative namespace names.
    """
    try:
        return etree.tostring(element, method="c14n", exclusive=True, with_tail=False).decode()
    except etree.C14NError:
        return etree.tostring(element, encoding="unicode", with_tail=False)


def _refuse_entities(data: bytes) -> None:
    """Refuse entities before anything is parsed: they are declared ahead of the root element.

    A document in another family of encodings hides them from this search; what the parser found
    in the DOCTYPE is looked at afterwards all the same.
    """
    text = data.replace(b"\0", b"") if b"\0" in data[:4] else data
    root = _ROOT.search(text)
    found = _ENTITY.search(text, 0, root.start() if root else len(text))
    if found:
        raise _entities(text.count(b"\n", 0, found.start()) + 1)


def _entities(line: int) -> Refusal:
    return Refusal(
        "the file declares XML entities, which could read other files or grow without bound",
        "remove the <!ENTITY …> declarations and write what they stand for",
        Place(line=line),
    )


def _not_well_formed(error: etree.XMLSyntaxError) -> Refusal:
    place = Place(line=error.lineno or None)
    code = getattr(error, "code", None)
    said = _POSITION.sub("", error.msg or "it cannot be parsed")
    said = _POSITION.sub("", said)
    if code in _ENCODING_ERRORS:
        return Refusal(
            f"the text is not in the encoding that the file declares (UTF-8 if none): {said}",
            "save the file as UTF-8, or declare the encoding that it is really in",
            place,
        )
    if code in _LIMIT_ERRORS:
        return Refusal(
            f"the file goes beyond what is read of one document: {said}",
            "export it again; no model nests so deep or holds so long a text",
            place,
        )
    return Refusal(
        f"not well-formed XML: {said}",
        "mend the file in its editor, or export it again",
        place,
    )


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
