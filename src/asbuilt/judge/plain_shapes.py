"""Plain SHACL shapes as rules: shapes that say nothing of themselves in Asbuilt's words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rdflib import DCTERMS, RDFS, SH, SKOS, Graph, Literal, URIRef

from asbuilt.judge.shape_files import tail

if TYPE_CHECKING:
    from collections.abc import Container

    from rdflib.term import Node

_NAMES = (RDFS.label, SH.name, DCTERMS.title, SKOS.prefLabel)
_REASONS = (SH.description, RDFS.comment, DCTERMS.description)


def code(node: URIRef, taken: Container[str]) -> str:
    """Give the end of a shape's IRI as its code, with a number where another rule bears it."""
    stem = re.sub(r"[^A-Z0-9_.]+", "-", tail(str(node)).upper()).strip("-.") or "SHAPE"
    found, number = stem, 1
    while found in taken:
        number += 1
        found = f"{stem}-{number}"
    return found


def name(shapes: Graph, node: URIRef) -> str:
    """Give a shape's name: its label, else the end of its IRI in words."""
    stated = next((found for one in _NAMES if (found := text(shapes, node, one))), "")
    return stated or re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_-]+", " ", tail(str(node))).strip()


def reason(shapes: Graph, node: URIRef) -> str:
    """Give what a shape says it is for, if it says so."""
    return next((found for one in _REASONS if (found := text(shapes, node, one))), "")


def text(shapes: Graph, node: Node, predicate: URIRef) -> str:
    """Give the text of a property: without language or in English first, else as it comes."""
    texts = [one for one in shapes.objects(node, predicate) if isinstance(one, Literal)]
    return str(min(texts, key=_preference, default=""))


def _preference(one: Literal) -> tuple[bool, str, str]:
    language = (one.language or "").lower()
    return language.partition("-")[0] not in ("", "en"), language, str(one)
