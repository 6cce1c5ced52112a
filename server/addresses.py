"""The addresses of pages: a stable, readable path for every thing, and back."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import abort, url_for
from rdflib import URIRef

from asbuilt.server.graph import remembered, view, workspace

if TYPE_CHECKING:
    from asbuilt.names import Thing

_RULES = "https://w3id.org/asbuilt/shapes#"
_SAFE = "-._~!$'()*+,;=:@/"
_NO_IRI = re.compile(r'[\x00-\x20<>"{}|\\^`\x7f]')
_PLAIN = re.compile(r"[\w.~-]+")


def of_thing(iri: str, kind: str = "") -> str:
    """Give the address of a thing's page; a process has one of its own."""
    base = workspace().minter.base
    if iri.startswith(_RULES):
        return url_for("rules.one", code=iri.removeprefix(_RULES))
    if iri.startswith(f"{base}finding/"):
        return url_for("findings.one", fingerprint=iri.removeprefix(f"{base}finding/"))
    if not iri.startswith(base):
        return f"{url_for('things.foreign')}?iri={quote(iri, safe='')}"
    # A percent sign of the IRI itself is quoted again, so that it reaches us as one.
    local = quote(iri[len(base) :], safe=_SAFE)
    if kind == "Process":
        short = remembered("processes", _processes).get(str(iri))  # an IRI hashes unlike its text
        return f"{url_for('processes.listing')}/{short or local}"
    return f"{url_for('things.listing')}/{local}"


def address(thing: Thing) -> str:
    """Give the address of a thing by its name and kind."""
    return of_thing(str(thing.iri), thing.kind)


def to_iri(local: str) -> URIRef:
    """Give the thing of a path below ``/things/`` or ``/processes/``, as the server decoded it."""
    return checked(workspace().minter.base + local)


def checked(iri: str) -> URIRef:
    """Give an IRI that came in an address. Answers 404 where it can be none of any thing."""
    if _NO_IRI.search(iri):
        abort(404)
    return URIRef(iri)


def to_process(local: str) -> URIRef:
    """Give the process of a path below ``/processes/``: by its identifier, or by its IRI."""
    for iri, short in remembered("processes", _processes).items():
        if short == local:
            return URIRef(iri)
    return to_iri(local)


def _processes() -> dict[str, str]:
    """Give processes by IRI with their identifiers, where one is plain and no other bears it."""
    said = [(str(row[0]), str(row[1])) for row in view("process-identifiers").rows]
    times = Counter(identifier for _, identifier in said)
    return {
        iri: identifier
        for iri, identifier in said
        if times[identifier] == 1 and _PLAIN.fullmatch(identifier)
    }
