"""The sources with their ledgers: what was read, kept or not read, and the very lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, request
from rdflib import URIRef

from asbuilt.server.findings import findings
from asbuilt.server.graph import catalogue, view, workspace
from asbuilt.server.negotiation import respond
from asbuilt.server.pages.dry_run import choices
from asbuilt.server.readings import kind_rows, of_source, recalled
from asbuilt.server.source_lines import whole
from asbuilt.server.tables import TableView
from asbuilt.server.templating import Names
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from flask import Response

    from asbuilt.ingest import Ledger
    from asbuilt.names import Thing
    from asbuilt.workspace import SourceSpec

blueprint = Blueprint("sources", __name__)

_LISTED = 100
"""Things that are listed, unless all are asked for."""
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Element:
    """A thing that was read from a source, and where it stands in the file."""

    thing: Thing
    place: str
    """As the fragment of the file's IRI, such as ``line=12``."""
    line: int | None


@blueprint.get("/sources")
def listing() -> Response:
    """List the workspace's files with what reading each of them gave."""
    rows = [(spec, recalled(spec)) for spec in workspace().sources]
    return respond(
        "sources.html",
        {"rows": rows, "unmatched": workspace().unmatched, "offered": choices()},
        data=lambda: [_plain(spec, entry) for spec, entry in rows],
        rows=lambda: (
            ("file", "format", "version", "facts", "problems"),
            [
                (spec.key, entry.format, entry.version, entry.facts, len(entry.problems))
                for spec, entry in rows
                if entry
            ],
        ),
    )


@blueprint.get("/sources/<path:key>")
def one(key: str) -> Response:
    """Show a file's ledger, its problems with their lines, what was read of it, and its lines.

    ``?kind=Task`` lists the things of one kind, ``?all`` more than the first hundred.
    """
    specs = [spec for spec in workspace().sources if key in (spec.key, spec.source.name)]
    if not specs:
        abort(404)
    name = specs[0].source.name
    readings = [of_source(spec) for spec in specs]
    problems = [problem for reading in readings for problem in reading.get("problems", ())]
    found = [one for one in findings() if one.file == name]
    graphs = [workspace().minter.source_graph(spec.key) for spec in specs]
    things = TableView.of(catalogue()["source-things"], view("source-things", graph=graphs))
    kind = request.args.get("kind", "")
    elements = _elements(graphs, kind)
    marked = {problem["line"] for problem in problems if problem["line"]}
    marked |= {one.line for one in found if one.line and one.locator.startswith("line=")}
    return respond(
        "source.html",
        {
            "name": name,
            "key": key,
            "readings": readings,
            "kind_rows": kind_rows,
            "found": found,
            "things": things,
            "kind": kind,
            "elements": elements if "all" in request.args else elements[:_LISTED],
            "number_of_elements": len(elements),
            "text": whole(name, marked),
        },
        data=lambda: readings,
        rows=things.for_csv,
    )


def _elements(graphs: list[URIRef], kind: str) -> list[Element]:
    """Give things that graphs state, those of one kind where it is named, in the file's order."""
    asked = {"kind": URIRef(f"{AB}{kind}")} if kind.isalnum() else {}
    rows = view("source-elements", graph=graphs, **asked).rows
    names = Names(thing for thing, _ in rows)
    found: dict[URIRef, Element] = {}
    for thing, place in rows:
        if isinstance(thing, URIRef):
            where = str(place).partition("#")[2]
            line = int(where[5:]) if where.startswith("line=") and where[5:].isdigit() else None
            found.setdefault(thing, Element(names[thing], where, line))
    return sorted(found.values(), key=lambda one: [int(n) for n in _NUMBER.findall(one.place)])


def _plain(spec: SourceSpec, entry: Ledger | None) -> dict[str, Any]:
    return (entry.as_dict() if entry else {"file": spec.key, "format": None}) | {
        "domain": spec.source.domain,
        "system": spec.source.system,
    }
