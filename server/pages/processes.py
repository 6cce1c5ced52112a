"""The processes, and the page of each: its diagram with the trouble spots marked, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, jsonify, redirect, request
from rdflib import Literal, URIRef

from asbuilt.names import describe
from asbuilt.server import addresses, steps
from asbuilt.server.deviations import chart
from asbuilt.server.findings import findings, split_place
from asbuilt.server.graph import catalogue, store, view
from asbuilt.server.markers import identifiers, markers
from asbuilt.server.negotiation import respond
from asbuilt.server.pages.questions import questions
from asbuilt.server.pages.things import linked_data, sections
from asbuilt.server.portrait import Portrait
from asbuilt.server.source_lines import source_path
from asbuilt.server.tables import TableView
from asbuilt.server.ways import chosen, lines, ways

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from asbuilt.server.findings import Shown

blueprint = Blueprint("processes", __name__)

_DRAWN = (".bpmn", ".xml")


@blueprint.get("/processes")
def listing() -> Response:
    """List the documented processes with how far each is mapped and what was found in it."""
    query = catalogue()["processes"]
    table = TableView.of(query, view("processes"))
    found = {str(row[0]): _of_process(URIRef(str(row[0]))) for row in table.rows}
    return respond(
        "processes.html",
        {"table": table, "found": found, "query": query},
        data=lambda: [
            row | {"findings": len(found[str(row["process"]["iri"])])} for row in table.for_json()
        ],
        rows=table.for_csv,
    )


@blueprint.get("/processes/<path:local>")
def page(local: str) -> AnyResponse:
    """Show a process by its identifier or name, or by the part of its IRI after the base."""
    iri = _resolve(local)
    if iri is None:
        abort(404)
    here = addresses.of_thing(str(iri), "Process")
    if local not in (here.partition("/processes/")[2], str(iri).removeprefix(_base())):
        return redirect(here)
    portrait = Portrait.of(iri)
    assert portrait is not None, "a process states at least that it is one"
    rows = steps.steps(iri)
    found = _of_process(iri)
    by_step: dict[URIRef, list[Shown]] = {}
    for finding in found:
        by_step.setdefault(finding.focus.iri, []).append(finding)
    file = _file(portrait)
    thing = describe(store(), [iri])[iri]
    drawn, around = lines(iri), ways(iri)
    return respond(
        "process.html",
        {
            "thing": thing,
            "here": here,
            "portrait": portrait,
            "steps": rows,
            "columns": steps.COLUMNS,
            "drawn_as": identifiers([iri])[iri],
            "found": found,
            "by_step": by_step,
            "file": file,
            "sections": sections(iri, {"Process"}),
            "ways": around,
            "line_of": {line.finding.fingerprint: line.key for line in drawn if line.finding},
            "shown": chosen(drawn, request.args.get("way", "")),
            "chart": chart(iri),
            "questions": questions(),
            "has_diagram": file is not None and file.lower().endswith(_DRAWN),
        },
        data=lambda: {
            "iri": str(iri),
            "label": thing.label,
            "steps": [row.as_dict() for row in rows],
            "ways": [way.as_dict() for way in around],
            "findings": [finding.as_dict() for finding in found],
        },
        rows=lambda: steps.for_csv(rows),
        graph=lambda: linked_data(iri),
    )


@blueprint.get("/processes/<path:local>/diagram.bpmn")
def diagram(local: str) -> Response:
    """Give the file that holds the process, as it is."""
    iri = _resolve(local)
    portrait = Portrait.of(iri) if iri else None
    file = _file(portrait) if portrait else None
    path = source_path(file) if file else None
    if path is None or not path.name.lower().endswith(_DRAWN):
        abort(404)
    return Response(path.read_bytes(), mimetype="application/xml")


@blueprint.get("/processes/<path:local>/markers.json")
def marked(local: str) -> Response:
    """Give what to mark on the diagram."""
    iri = _resolve(local)
    if iri is None:
        abort(404)
    return jsonify(markers(iri))


def _of_process(iri: URIRef) -> list[Shown]:
    """Give the open findings about a process, its steps and what is mapped to them."""
    about = {iri, *(row[0] for row in view("process-parts", process=iri).rows)}
    return [one for one in findings(include_waived=False) if one.focus.iri in about]


def _resolve(local: str) -> URIRef | None:
    iri = addresses.to_process(local)
    if store().ask(f"ASK {{ <{iri}> a <https://w3id.org/asbuilt/ns#Process> }}"):
        return iri
    rows = view("process-by-name", name=Literal(local.lower())).rows
    if len(rows) == 1 and isinstance(rows[0][0], URIRef):
        return rows[0][0]
    return None


def _file(portrait: Portrait) -> str | None:
    """Give the source that a process stands in."""
    files = (split_place(place)[0] for place in portrait.places)
    return next((file for file in files if file), None)


def _base() -> str:
    return str(addresses.to_iri(""))
