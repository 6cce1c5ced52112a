"""The SPARQL endpoint by the SPARQL 1.1 Protocol, and the workbench for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, render_template, request
from rdflib import DCTERMS, RDF, Literal, Namespace, URIRef

from asbuilt.answers import Parsed, check
from asbuilt.errors import UserError
from asbuilt.server import errors
from asbuilt.server.adhoc import answer, as_table
from asbuilt.server.graph import catalogue, workspace
from asbuilt.server.negotiation import write_graph
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
_UPDATE = "application/sparql-update"
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
        return _with_cors(Response(status=204, headers={"Allow": "GET, POST, OPTIONS"}))
    if _is_update():
        said = UserError(
            "updates are not taken here",
            hint="change the files and run `asbuilt load`; the graph is made from them",
        )
        return _with_cors(errors.respond(said, 403))
    query = _query()
    for_people = (
        request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"
    )
    if query is None:
        return workbench() if for_people else _with_cors(_describe_service())
    if for_people and "output" not in request.args:
        return workbench()
    return _with_cors(_respond(query))


@blueprint.get("/workbench")
def workbench() -> Response:
    """Show the query editor with the catalogue beside it, and the answer below it.

    ``?name=`` opens a named query; ``?query=`` runs one.
    """
    named = catalogue().get(request.args.get("name", ""))
    query = _query()
    text = query or (
        named.bind() if named and not any(p.required for p in named.parameters) else ""
    )
    if named and not text:
        text = named.text
    error: UserError | None = None
    table = None
    graph = ""
    if query is not None or (named and text):
        try:
            parsed = check(text)
            if parsed.form in ("SelectQuery", "AskQuery"):
                table = as_table(answer(_request(text, parsed, "json")))
            else:
                graph = answer(_request(text, parsed, "turtle")).decode()
        except UserError as wrong:
            error = wrong
    groups: dict[str, list[object]] = {}
    for one in catalogue().values():
        groups.setdefault(one.folder, []).append(one)
    page = render_template(
        "workbench.html",
        text=text or _START,
        table=table,
        graph=graph,
        error=error,
        named=named,
        groups=groups,
        error_line=error.where.split(":")[0] if error and error.where else "",
    )
    return Response(page, status=400 if error else 200, mimetype="text/html")


def _query() -> str | None:
    kind = request.mimetype
    if request.method == "POST" and kind == "application/sparql-query":
        return request.get_data(as_text=True)
    if request.method == "POST" and kind == "application/x-www-form-urlencoded":
        return request.form.get("query")
    return request.args.get("query")


def _is_update() -> bool:
    return request.method == "POST" and (request.mimetype == _UPDATE or "update" in request.form)


def _respond(query: str) -> Response:
    try:
        parsed = check(query)
        is_table = parsed.form in ("SelectQuery", "AskQuery")
        form = _form(RESULTS if is_table else GRAPHS)
        if form is None:
            offered = ", ".join(RESULTS if is_table else GRAPHS)
            return errors.respond(
                UserError("no form that you accept is offered", hint=f"accept one of {offered}"),
                406,
            )
        if parsed.form == "AskQuery" and form in ("csv", "tsv"):
            form = "json"  # the two formats are defined for SELECT only
        body = answer(_request(query, parsed, form))
    except UserError as wrong:
        status = 503 if "seconds" in wrong.title or "memory" in wrong.title else 400
        return errors.respond(wrong, status)
    response = Response(body, mimetype=_MEDIA[form])
    response.vary.add("Accept")
    return response


def _request(query: str, parsed: Parsed, form: str) -> Request:
    values = request.values
    return Request(
        query,
        form,
        tuple(values.getlist("default-graph-uri")),
        tuple(values.getlist("named-graph-uri")),
        parsed.has_dataset,
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
    for form in ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV",
                 "SPARQL_Results_TSV", "Turtle", "N-Triples", "RDF_XML", "JSON-LD"):  # fmt: skip
        stated.append((here, _SD.resultFormat, URIRef(f"http://www.w3.org/ns/formats/{form}")))
    asked = request.accept_mimetypes.best_match(list(GRAPHS), default="text/turtle")
    form = "jsonld" if asked == "application/ld+json" else "turtle"
    return Response(write_graph(stated, form), mimetype=_MEDIA[form])


def _with_cors(response: Response) -> Response:
    """Let pages of others read answers; there is nothing here that a sign-in would protect."""
    if current_app.config.get("CORS", True):
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type"
    return response
