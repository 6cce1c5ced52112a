"""The named graphs by the SPARQL 1.1 Graph Store HTTP Protocol, for reading."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request
from rdflib import URIRef

from asbuilt.errors import UserError
from asbuilt.server import errors
from asbuilt.server.adhoc import answer
from asbuilt.server.graph import store
from asbuilt.server.pages.sparql import GRAPHS
from asbuilt.store.bounded import Request

blueprint = Blueprint("graphs", __name__)

_CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


@blueprint.route("/graphs", methods=["GET", "HEAD", "PUT", "POST", "DELETE", "PATCH"])
def endpoint() -> Response:
    """Give the graph of ``?graph=``, the union of all for ``?default``, or the list of graphs."""
    if request.method not in ("GET", "HEAD"):
        said = UserError(
            "the graph is made from the workspace's files and cannot be written here",
            hint="change the files and run `asbuilt load`",
        )
        return errors.respond(said, 403)
    graphs = store().graphs()
    name = request.args.get("graph")
    if name is None and "default" not in request.args:
        return jsonify([{"graph": str(graph), "triples": count} for graph, count in graphs.items()])
    if name is not None and "default" in request.args:
        return errors.respond(
            UserError("the address names two graphs", hint="give graph=… or default, not both"), 400
        )
    if name is not None and URIRef(name) not in graphs:
        return errors.respond(
            UserError("no graph has this name", name, "GET /graphs lists the graphs there are"), 404
        )
    if not request.accept_mimetypes:
        media: str | None = "text/turtle"
    else:
        media = request.accept_mimetypes.best_match(list(GRAPHS))
    if media is None:
        if not errors.for_people():
            offered = ", ".join(GRAPHS)
            return errors.respond(
                UserError("no form that you accept is offered", hint=f"accept one of {offered}"),
                406,
            )
        media = "text/turtle"
    wanted = Request(_CONSTRUCT, GRAPHS[media], (name,) if name else ())
    response = Response(answer(wanted), mimetype=media)
    response.vary.add("Accept")
    return response
