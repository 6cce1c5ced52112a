"""Facets that are kept in the words of whoever sent them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from rdflib import DCTERMS, Literal, Namespace

from asbuilt.facts import Fact, Item, Place, Tally
from asbuilt.loaders.openlineage.said import said, text
from asbuilt.reading.secrets import opens_doors
from asbuilt.reading.vendors import word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rdflib import URIRef

OPENLINEAGE: Final = Namespace("https://openlineage.io/spec/facets#")
"""The namespace under which facets are kept."""

_LONGEST: Final = 10_000
"""Characters of the longest facet that is kept; plans of engines are longer."""
_ONE_TEXT: Final = {"sql": "query", "errorMessage": "message"}
"""Facets of which one text is kept: others of them are long, or hold what data holds."""


def kept(thing: URIRef, kind: str, facets: Mapping[str, tuple[Any, int]]) -> Iterator[Item]:
    """Keep the latest of each facet: its description as such, others as JSON; secrets are not."""
    for name, (value, line) in facets.items():
        place = Place(line=line)
        description = text(said(value).get("description"))
        if name == "documentation" and description and not opens_doors("", description):
            yield Tally(f"{kind} documentation")
            yield Fact(thing, DCTERMS.description, Literal(description), place)
            continue
        told = _told(name, value)
        if not told:
            continue
        if len(told) > _LONGEST or opens_doors(name, told) or _holds_secret(value):
            yield Tally(f"{kind} {name}", "unread")
            continue
        yield Tally(f"{kind} {name}", "kept")
        yield Fact(thing, word(str(OPENLINEAGE), name), Literal(told), place)


def _told(name: str, value: object) -> str:
    if name in _ONE_TEXT:
        return text(said(value).get(_ONE_TEXT[name]))
    if isinstance(value, dict):
        value = {key: one for key, one in value.items() if not key.startswith("_")}
    if value in (None, {}, [], ""):
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _holds_secret(value: object) -> bool:
    """Say whether anything in a facet opens doors: by its key, or a text by what it says."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if any(opens_doors(key) for key in one):
                return True
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str) and opens_doors(one, one):
            return True
    return False
