"""The process in which a file is read for a dry run: request on standard input, readings out."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from dataclasses import astuple, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox
from rdflib import Graph

from asbuilt.errors import UserError
from asbuilt.facts import Source
from asbuilt.ingest import state
from asbuilt.ingest.dry_run import MISTAKE, Request, meant
from asbuilt.ingest.excerpts import told, visible
from asbuilt.ingest.loading import about_file
from asbuilt.ingest.reading import read
from asbuilt.store.embedded import kept_quads
from asbuilt.store.memory import limit_memory
from asbuilt.terms import from_triple
from asbuilt.vocabulary import AB, PREFIXES
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from asbuilt.ingest import Reading
    from asbuilt.store import Triple
    from asbuilt.workspace import SourceSpec

FACTS: Final = 200
"""Facts that are shown, and as many that would come, and that would go."""
_CHARACTERS: Final = 200_000
"""Characters of facts that are shown."""


def main() -> int:
    """Carry out the request: 0 read, 3 it makes no sense."""
    said = json.load(sys.stdin)
    limit_memory(said["memory"])
    request = Request(Path(said["path"]), said["name"], said["source"], said["format"])
    try:
        workspace = Workspace.open(Path(said["folder"]))
        specs = meant(workspace, request)
        if specs:
            readings = [_of_source(workspace, spec, request) for spec in specs]
        else:
            readings = [_of_file(Source(request.path, request.name, workspace.minter), request)]
    except UserError as error:
        sys.stdout.write(json.dumps(astuple(error)))
        return MISTAKE
    sys.stdout.write(json.dumps(readings, default=str))
    return 0


def _of_file(source: Source, request: Request) -> dict[str, Any]:
    return _told(read(source, request.format), request)


def _of_source(workspace: Workspace, spec: SourceSpec, request: Request) -> dict[str, Any]:
    source = replace(spec.source, path=request.path)
    reading = read(source, request.format or spec.format)
    reading.ledger.sheet = spec.sheet
    data = _told(reading, request) | {
        "source": spec.key, "domain": source.domain, "system": source.system,
    }  # fmt: skip
    if not reading.ledger.refused and _is_loaded(workspace):
        data["difference"] = _difference(workspace, spec, reading)
    return data


def _told(reading: Reading, request: Request) -> dict[str, Any]:
    data = told(reading.ledger, request.path)
    data |= {"sha256": state.sha256(request.path), "turtle": "", "shown_facts": 0}
    shown = _few(reading.triples)
    if shown:
        data |= {"turtle": _graph(shown).serialize(format="turtle"), "shown_facts": len(shown)}
    return data


def _is_loaded(workspace: Workspace) -> bool:
    is_remote = bool(workspace.settings.get("store", {}).get("endpoint"))
    return is_remote or (workspace.state / "store").is_dir()


def _difference(workspace: Workspace, spec: SourceSpec, reading: Reading) -> dict[str, Any]:
    """Compare with what is loaded of the source, in facts; its digest does not count as one."""
    graph = workspace.minter.source_graph(spec.key)
    name = ox.NamedNode(str(graph))
    about = about_file(spec, reading.ledger)
    with closing(workspace.store()) as store:
        present = kept_quads(name, store.triples(graph))
    wanted = kept_quads(name, [*reading.triples, *about])
    digest = (workspace.minter.file(spec.source.name), AB.sha256)
    added, removed = (
        [triple for triple in map(from_triple, quads) if triple[:2] != digest]
        for quads in (wanted - present, present - wanted)
    )
    return {
        "is_loaded": bool(present),
        "added": len(added),
        "removed": len(removed),
        "unchanged": len(wanted & present),
        "added_facts": _lines(added),
        "removed_facts": _lines(removed),
    }


def _few(triples: Iterable[Triple]) -> list[Triple]:
    """Give the first facts, fewer where they are long."""
    found: list[Triple] = []
    left = _CHARACTERS
    for triple in islice(triples, FACTS):
        left -= sum(len(term) for term in triple)
        if left < 0:
            break
        found.append(triple)
    return found


def _lines(triples: list[Triple]) -> list[str]:
    """Give the first facts in order, each as a line."""
    names = _graph(()).namespace_manager
    lines = sorted(" ".join(term.n3(names) for term in triple) for triple in triples)
    return [visible(line) for line in lines[:FACTS]]


def _graph(triples: Iterable[Triple]) -> Graph:
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    for triple in triples:
        graph.add(triple)
    return graph


if __name__ == "__main__":
    sys.exit(main())
