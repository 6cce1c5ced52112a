"""The addresses of pages: a stable, readable path for every thing, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import url_for
from rdflib import URIRef

from asbuilt.server.graph import workspace

if TYPE_CHECKING:
    from asbuilt.names import Thing

_SAFE = "-._~!$'()*+,;=:@/"


def of_thing(iri: str, kind: str = "") -> str:
    """Give the address of a thing's page; a process has one of its own."""
    base = workspace().minter.base
    if not iri.startswith(base):
        return f"{url_for('things.foreign')}?iri={quote(iri, safe='')}"
    # A percent sign of the IRI itself is quoted again, so that it reaches us as one.
    local = quote(iri[len(base) :], safe=_SAFE)
    if kind == "Process":
        return f"{url_for('processes.listing')}/{local}"
    return f"{url_for('things.listing')}/{local}"


def address(thing: Thing) -> str:
    """Give the address of a thing by its name and kind."""
    return of_thing(str(thing.iri), thing.kind)


def to_iri(local: str) -> URIRef:
    """Give the thing of a path below ``/things/`` or ``/processes/``, as the server decoded it."""
    return URIRef(workspace().minter.base + local)
