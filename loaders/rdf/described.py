"""At which line a file of RDF describes each thing; a parser of RDF keeps no lines.

What stands in the way of that, or of parsing in safety, goes: DOCTYPEs, and contexts elsewhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, cast

from lxml import etree
from rdflib import RDF

from asbuilt.facts import Place
from asbuilt.reading import Refusal
from asbuilt.reading import json as json_reading
from asbuilt.reading.xml import line_of

if TYPE_CHECKING:
    from asbuilt.reading.tree import Node

_RDF_ABOUT: Final = (f"{{{RDF}}}about", f"{{{RDF}}}ID")
_XML_BASE: Final = "{http://www.w3.org/XML/1998/namespace}base"
_SUBJECT: Final = re.compile(
    r"^[ \t]*(?:<(?P<iri>[^<>\"{}|^`\\\s]*)>|(?P<prefix>[\w.-]*):(?P<local>[^\s;,()\[\]<>\"]*))"
    r"(?=[ \t\r\n])",
    re.MULTILINE,
)


def expand_xml(text: str, base: str) -> tuple[str, dict[str, int]]:
    """Give RDF/XML without its DOCTYPE, and the line at which each thing is described.

    Entities that the file itself declares are common in ontologies and are written out here,
    where growth is bounded; others are not read.
    """
    parser = etree.XMLParser(
        resolve_entities=cast("bool", "internal"),  # typed before this value came to be
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",  # whatever the declaration says, the text is decoded by now
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise Refusal(
            f"not well-formed XML: {error.msg}",
            "mend the file at this line, or export it again",
            Place(line=error.lineno or None),
        ) from None
    lines: dict[str, int] = {}
    bases: dict[etree._Element | None, str] = {None: base}
    for element in root.iter(etree.Element):
        own = str(element.get(_XML_BASE) or bases.get(element.getparent(), base))
        bases[element] = own
        for attribute in _RDF_ABOUT:
            value = element.get(attribute)
            if value is not None:
                relative = f"#{value}" if attribute.endswith("ID") else value
                lines.setdefault(_absolute(relative, own), line_of(element).line or 1)
    return etree.tostring(root, encoding="unicode"), lines


def refuse_remote_contexts(text: str) -> dict[str, int]:
    """Give the line of each ``@id`` of a JSON-LD text; refuse one whose context is elsewhere."""
    lines: dict[str, int] = {}
    waiting = [json_reading.parse_text(text)]
    while waiting:
        node = waiting.pop()
        for key, member in node.members():
            if key in {"@context", "@import"}:
                _refuse_remote(key, member)
            if key == "@id" and member.text:
                lines[member.text] = min(member.line, lines.get(member.text, member.line))
            waiting.append(member)
        waiting.extend(node.elements())
    return lines


def _refuse_remote(key: str, node: Node) -> None:
    for one in (node, *node.elements()):
        if one.text is not None:
            raise Refusal(
                f"the {key} is at {one.text!r}, and nothing is fetched from elsewhere",
                "write the context itself into the file, or save the file as Turtle",
                one.place,
            )


def subject_lines(text: str, base: str) -> dict[str, int]:
    """Give the first line that begins with each IRI; exact where a subject begins its line."""
    prefixes = {
        match[1]: _absolute(match[2], base)
        for match in re.finditer(
            r"^[ \t]*@?prefix[ \t]+([\w.-]*):[ \t]*<([^>\s]*)>", text, re.MULTILINE | re.IGNORECASE
        )
    }
    flush: dict[str, int] = {}
    indented: dict[str, int] = {}
    line, counted = 1, 0
    seen: set[str] = set()
    for match in _SUBJECT.finditer(text):
        if match[0] in seen:
            continue
        seen.add(match[0])
        line += text.count("\n", counted, match.end())
        counted = match.end()
        lines = indented if match[0][0] in " \t" else flush
        if match["iri"] is not None:
            lines.setdefault(_absolute(match["iri"], base), line)
        elif match["prefix"] in prefixes:
            lines.setdefault(prefixes[match["prefix"]] + match["local"].replace("\\", ""), line)
    return {**indented, **flush}


def _absolute(iri: str, base: str) -> str:
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", iri):
        return iri
    return (
        base.split("#", 1)[0] + iri if iri.startswith("#") else base.rsplit("/", 1)[0] + "/" + iri
    )
