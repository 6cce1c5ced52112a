"""What to mark on a process diagram: elements with findings, and the ways around controls."""

from __future__ import annotations

from collections import Counter
from typing import Any

from rdflib import URIRef

from asbuilt.server import addresses
from asbuilt.server.findings import Shown, findings
from asbuilt.server.graph import view

_ORDER = ("violation", "warning", "info")


def markers(process: URIRef) -> dict[str, Any]:
    """Give elements and paths of the file that holds a process, by the ids of the diagram."""
    prefix = f"{str(process).partition('#')[0]}#"
    here = [
        finding
        for finding in findings(include_waived=False)
        if str(finding.focus.iri).startswith(prefix)
    ]
    ids = _identifiers([finding.focus.iri for finding in here])
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


def _paths(process: URIRef, prefix: str) -> list[dict[str, Any]]:
    """Give each way around a control as the steps of the process that its states stand for."""
    held: dict[str, tuple[str, list[URIRef]]] = {}
    for row in view("bypass-paths").dicts():
        step = row["step"]
        if isinstance(step, URIRef) and step.startswith(prefix):
            _, nodes = held.setdefault(str(row["bypass"]), (str(row["label"]), []))
            if step not in nodes:
                nodes.append(step)
    flows = [
        row for row in view("process-flows", process=process).rows if isinstance(row[0], URIRef)
    ]
    ids = _identifiers(
        [
            *(node for _, nodes in held.values() for node in nodes),
            *(row[0] for row in flows if isinstance(row[0], URIRef)),
        ]
    )
    times = Counter(label for label, _ in held.values())
    met: Counter[str] = Counter()
    paths = []
    for label, nodes in held.values():
        met[label] += 1
        paths.append(
            {
                "label": f"{label}, way {met[label]}" if times[label] > 1 else label,
                "level": "violation",
                "flows": [ids[f] for f, a, b in flows if a in nodes and b in nodes],  # type: ignore[index]
                "nodes": [ids[node] for node in nodes],
            }
        )
    return paths


def _identifiers(things: list[URIRef]) -> dict[URIRef, str]:
    """Give the ids of things in their file."""
    ids = {thing: str(thing).partition("#")[2] for thing in things}
    if things:
        for thing, identifier in view("identifiers", thing=things).rows:
            ids[URIRef(str(thing))] = str(identifier)
    return ids
