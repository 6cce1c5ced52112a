"""The SPARQL endpoint by the SPARQL 1.1 Protocol, and the workbench for people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import Blueprint, Response, render_template, request
from rdflib import DCTERMS, RDF, Literal, Namespace, URIRef

from asbuilt.answers import check
from asbuilt.catalogue import built_in
from asbuilt.errors import UserError
from asbuilt.server import errors
from asbuilt.server.adhoc import answer, as_table
from asbuilt.server.graph import catalogue, view, workspace
from asbuilt.server.negotiation import write_graph
from asbuilt.server.tables import TableView
from asbuilt.store.bounded import Request

if TYPE_CHECKING:
    from asbuilt.store import Triple

blueprint = Blueprint("sparql", __name__)

_SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
RESULTS = {
    "application/sparql-results+json": "json",
    "application/json": "json",
    "application/sparql-results+xml": "xml",
    "application/xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
GRAPHS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "rdfxml",
    "application/ld+json": "jsonld",
}
_MEDIA = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "turtle": "text/turtle",
    "nt": "application/n-triples",
    "rdfxml": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
_FORMATS = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "RDF_XML", "JSON-LD",
)  # fmt: skip
_SHELVES = {"questions": 0, "reports": 1, "views": 3, "hygiene": 4}
"""Folders of queries in the order in which people see them; a workspace's own come between."""
_HEADER = re.compile(r"^#\+.*\n", re.MULTILINE)
_UPDATE = "application/sparql-update"
_POSTED = ("application/x-www-form-urlencoded", "application/sparql-query")
_START = """PREFIX ab: <https://w3id.org/asbuilt/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?process ?name WHERE {
  ?process a ab:Process ; rdfs:label ?name .
}
ORDER BY ?name
"""


@blueprint.route("/sparql", methods=["GET", "POST", "OPTIONS"])
def endpoint() -> Response:
    """Answer a query by the protocol; without one, show the workbench or describe the service."""
    if request.method == "OPTIONS":
        return _with_cors(Response(status=204, headers={"Allow": "GET, HEAD, POST, OPTIONS"}))
    refusal = _refusal()
    if refusal is not None:
        error, status = refusal
        return _with_cors(errors.respond(error, status))
    query = _query()
    if errors.for_people() and "output" not in request.args:
        return workbench()
    return _with_cors(_describe_service() if query is None else _respond(query))


def _refusal() -> tuple[UserError, int] | None:
    """Give why a request is none of the protocol's queries (clause 2.1), and the status for it."""
    if request.mimetype == _UPDATE or "update" in request.values:
        hint = "change the files and run `asbuilt load`; the graph is made from them"
        return UserError("updates are not taken here", hint=hint), 403
    if request.method == "POST" and request.mimetype not in _POSTED:
        hint = "post a form with query=…, or the query itself as application/sparql-query"
        kind = request.mimetype or "no Content-Type"
        return UserError("the body is of a type that is not taken here", kind, hint), 415
    if len(request.values.getlist("query")) > 1:
        return UserError("the request holds several queries", hint="ask one query at a time"), 400
    try:
        query = _query()
    except UnicodeDecodeError:
        return UserError("the query is not UTF-8", hint="send it as UTF-8"), 400
    if query is None and request.method == "POST":
        return UserError("the request holds no query", hint="post a form with query=…"), 400
    return None


@blueprint.get("/workbench")
def workbench() -> Response:
    """Show the query editor with the catalogue beside it, and the answer below it.

    ``?name=`` opens a named query; ``?query=`` runs one.
    """
    named = catalogue().get(request.args.get("name", ""))
    query = _query()
    # Checks of the graph's own hygiene take their time: they are run when somebody asks.
    runs = (
        named is not None
        and named.folder != "hygiene"
        and not any(p.required for p in named.parameters)
    )
    text = query or (named.bind() if named and runs else named.text if named else "")
    error: UserError | None = None
    table = None
    graph = ""
    if query is None and named and runs and named == built_in().get(named.name):
        # Our own queries need no bounds: they are answered as the pages are.
        table = TableView.of(named, view(named.name))
    elif query is not None or (named and runs):
        try:
            kind = check(text)
            if kind in ("SelectQuery", "AskQuery"):
                table = as_table(answer(_request(text, "json")))
            else:
                graph = answer(_request(text, "turtle")).decode()
        except UserError as wrong:
            error = wrong
    groups: dict[str, list[object]] = {}
    for one in sorted(catalogue().values(), key=lambda query: _SHELVES.get(query.folder, 2)):
        groups.setdefault(one.folder, []).append(one)
    page = render_template(
        "workbench.html",
        text=_HEADER.sub("", text) or _START,
        table=table,
        graph=graph,
        error=error,
        named=named,
        runs=runs,
        groups=groups,
        error_line=error.where.split(":")[0] if error and error.where else "",
    )
    return Response(page, status=errors.status_of(error) if error else 200, mimetype="text/html")


def _query() -> str | None:
    kind = request.mimetype
    if request.method == "POST" and kind == "application/sparql-query":
        return request.get_data().decode("utf-8")
    if request.method == "POST" and kind == "application/x-www-form-urlencoded":
        return request.form.get("query")
    return request.args.get("query")


def _respond(query: str) -> Response:
    try:
        kind = check(query)
        is_table = kind in ("SelectQuery", "AskQuery")
        form = _form(RESULTS if is_table else GRAPHS)
        if form is None:
            offered = ", ".join(RESULTS if is_table else GRAPHS)
            return errors.respond(
                UserError("no form that you accept is offered", hint=f"accept one of {offered}"),
                406,
            )
        if kind == "AskQuery" and form in ("csv", "tsv"):
            form = "json"  # the two formats are defined for SELECT only
        body = answer(_request(query, form))
    except UserError as wrong:
        return errors.respond(wrong, errors.status_of(wrong))
    response = Response(body, mimetype=_MEDIA[form])
    response.vary.add("Accept")
    return response


def _request(query: str, form: str) -> Request:
    values = request.values
    return Request(
        query,
        form,
        tuple(values.getlist("default-graph-uri")),
        tuple(values.getlist("named-graph-uri")),
    )


def _form(offered: dict[str, str]) -> str | None:
    asked = request.values.get("output") or request.values.get("format")
    if asked in offered.values():
        return asked
    if not request.accept_mimetypes:
        return next(iter(offered.values()))
    best = request.accept_mimetypes.best_match(list(offered))
    return offered[best] if best else None


def _describe_service() -> Response:
    """Describe the service by the vocabulary of "SPARQL 1.1 Service Description"."""
    here = URIRef(request.base_url)
    stated: list[Triple] = [
        (here, RDF.type, _SD.Service),
        (here, _SD.endpoint, here),
        (here, _SD.supportedLanguage, _SD.SPARQL11Query),
        (here, _SD.feature, _SD.UnionDefaultGraph),
        (here, DCTERMS.title, Literal(workspace().title)),
    ]
    stated += [
        (here, _SD.resultFormat, URIRef(f"http://www.w3.org/ns/formats/{form}"))
        for form in _FORMATS
    ]
    asked = request.accept_mimetypes.best_match(list(GRAPHS), default="text/turtle")
    form = "jsonld" if asked == "application/ld+json" else "turtle"
    return Response(write_graph(stated, form), mimetype=_MEDIA[form])


def _with_cors(response: Response) -> Response:
    """Let pages of the origins that the workspace names read answers; of no others by default.

    A server on somebody's own machine can be asked by every page that they visit; only this header
    would let such a page read the answer. ``[serve] cors = ["https://…"]`` in the settings.
    """
    allowed = workspace().settings.get("serve", {}).get("cors", [])
    origin = request.headers.get("Origin", "")
    response.vary.add("Origin")
    if "*" in allowed or origin in allowed:
        response.headers["Access-Control-Allow-Origin"] = "*" if "*" in allowed else origin
        response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type"
        response.headers["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
    return response
