"""What to mark on a process diagram: elements with findings, and the ways around controls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rdflib import URIRef

from asbuilt.server import addresses
from asbuilt.server.findings import Shown, findings
from asbuilt.server.graph import view
from asbuilt.server.ways import labels, lines

if TYPE_CHECKING:
    from asbuilt.server.ways import Line

_ORDER = ("violation", "warning", "info")


def markers(process: URIRef) -> dict[str, Any]:
    """Give elements and paths of the file that holds a process, by the ids of the diagram."""
    prefix = f"{str(process).partition('#')[0]}#"
    here = [
        finding
        for finding in findings(include_waived=False)
        if str(finding.focus.iri).startswith(prefix)
    ]
    ids = identifiers([finding.focus.iri for finding in here])
    held: dict[str, list[Shown]] = {}
    for finding in here:
        held.setdefault(ids[finding.focus.iri], []).append(finding)
    elements = [
        {
            "id": identifier,
            "level": min((finding.level for finding in found), key=_ORDER.index),
            "count": len(found),
            "title": found[0].message,
            "href": addresses.address(found[0].focus),
        }
        for identifier, found in held.items()
    ]
    return {"elements": elements, "paths": _paths(process, prefix)}


def identifiers(things: list[URIRef]) -> dict[URIRef, str]:
    """Give the ids of things in their file."""
    ids = {thing: str(thing).partition("#")[2] for thing in things}
    if things:
        for thing, identifier in view("identifiers", thing=things).rows:
            ids[URIRef(str(thing))] = str(identifier)
    return ids


def _paths(process: URIRef, prefix: str) -> list[dict[str, Any]]:
    """Give the lines of paths as the elements of the diagram that they lead through, in order."""
    found = [
        (line, drawn)
        for line in lines(process)
        if (drawn := [one for one in line.drawn if one.startswith(prefix)])
    ]
    ids = identifiers([one for line, drawn in found for one in (*drawn, *_missed(line, prefix))])
    return [
        {
            "key": line.key,
            "label": label,
            "title": " → ".join(stop.label for stop in line.stops),
            "level": line.level,
            "mapped": line.is_mapped,
            "nodes": list(dict.fromkeys(ids[one] for one in drawn)),
            "missed": [ids[one] for one in _missed(line, prefix)],
        }
        for (line, drawn), label in zip(found, labels([line for line, _ in found]), strict=True)
    ]


def _missed(line: Line, prefix: str) -> list[URIRef]:
    """Give the elements of the diagram that a path misses, for states the steps mapped to them."""
    return [one for one in line.missed_drawn if one.startswith(prefix)]
