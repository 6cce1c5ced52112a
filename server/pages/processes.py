"""The processes, and the page of each: its diagram with the trouble spots marked, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, jsonify, redirect
from rdflib import Literal, URIRef

from asbuilt.names import describe
from asbuilt.server import addresses
from asbuilt.server.findings import findings, split_place
from asbuilt.server.graph import catalogue, store, view
from asbuilt.server.negotiation import respond
from asbuilt.server.pages.questions import questions
from asbuilt.server.pages.things import linked_data, sections
from asbuilt.server.source_lines import source_path
from asbuilt.server.tables import TableView

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from asbuilt.server.findings import Shown

blueprint = Blueprint("processes", __name__)

_ORDER = ("violation", "warning", "info")


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
    """Show a process by the part of its IRI after the base, or by its identifier or name."""
    iri = _resolve(local)
    if iri is None:
        abort(404)
    if iri != addresses.to_iri(local):
        return redirect(addresses.of_thing(str(iri), "Process"))
    thing = describe(store(), [iri])[iri]
    steps = TableView.of(catalogue()["process-steps"], view("process-steps", process=iri))
    found = _of_process(iri)
    by_step: dict[str, list[Shown]] = {}
    for finding in found:
        by_step.setdefault(str(finding.focus.iri), []).append(finding)
    file = _file(iri)
    facts = view("thing-facts", thing=iri)
    return respond(
        "process.html",
        {
            "thing": thing,
            "local": local,
            "steps": steps,
            "found": found,
            "by_step": by_step,
            "file": file,
            "facts": facts.rows,
            "facts_view": TableView.of(catalogue()["thing-facts"], facts),
            "sections": sections(iri, {"Process"}),
            "questions": questions(),
            "has_diagram": file is not None,
        },
        data=lambda: {
            "iri": str(iri),
            "label": thing.label,
            "steps": steps.for_json(),
            "findings": [finding.as_dict() for finding in found],
        },
        rows=steps.for_csv,
        graph=lambda: linked_data(iri),
    )


@blueprint.get("/processes/<path:local>/diagram.bpmn")
def diagram(local: str) -> Response:
    """Give the file that holds the process, as it is."""
    file = _file(addresses.to_iri(local))
    path = source_path(file) if file else None
    if path is None:
        abort(404)
    return Response(path.read_bytes(), mimetype="application/xml")


@blueprint.get("/processes/<path:local>/markers.json")
def markers(local: str) -> Response:
    """Give what to mark on the diagram: elements with findings, and the ways around controls."""
    iri = addresses.to_iri(local)
    prefix = f"{str(iri).partition('#')[0]}#"
    elements: dict[str, dict[str, Any]] = {}
    for finding in findings():
        focus = str(finding.focus.iri)
        if not focus.startswith(prefix) or finding.status == "waived":
            continue
        identifier = _identifier(focus)
        marked = elements.setdefault(
            identifier,
            {"id": identifier, "level": finding.level, "count": 0, "title": finding.message,
             "href": addresses.of_thing(focus)},
        )  # fmt: skip
        marked["count"] += 1
        marked["level"] = min(marked["level"], finding.level, key=_ORDER.index)
    return jsonify({"elements": list(elements.values()), "paths": _paths(prefix)})


def _paths(prefix: str) -> list[dict[str, Any]]:
    """Give each way around a control as the steps of the process that its states stand for."""
    held: dict[str, dict[str, Any]] = {}
    for row in view("bypass-paths").dicts():
        step = str(row["step"])
        if not step.startswith(prefix):
            continue
        path = held.setdefault(
            str(row["bypass"]),
            {"label": str(row["label"]), "level": "violation", "flows": [], "nodes": []},
        )
        identifier = _identifier(step)
        if identifier not in path["nodes"]:
            path["nodes"].append(identifier)
    return list(held.values())


def _of_process(iri: URIRef) -> list[Shown]:
    """Give the open findings about a process, its steps and what is mapped to them."""
    about = {iri, *(row[0] for row in view("process-parts", process=iri).rows)}
    return [one for one in findings(include_waived=False) if one.focus.iri in about]


def _resolve(local: str) -> URIRef | None:
    iri = addresses.to_iri(local)
    if store().ask(f"ASK {{ <{iri}> a <https://w3id.org/asbuilt/ns#Process> }}"):
        return iri
    rows = view("process-by-name", name=Literal(local.lower())).rows
    if len(rows) == 1 and isinstance(rows[0][0], URIRef):
        return rows[0][0]
    return None


def _file(iri: URIRef) -> str | None:
    """Give the source that a process stands in, where it is a BPMN file."""
    for row in view("thing-facts", thing=iri).dicts():
        if str(row["property"]).endswith("hadPrimarySource"):
            file, _, _ = split_place(str(row["value"]))
            return file or None
    return None


def _identifier(iri: str) -> str:
    rows = view("identifiers", thing=URIRef(iri)).rows
    return str(rows[0][1]) if rows else iri.partition("#")[2]
