"""Search for things by a part of their name or identifier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request
from rdflib import Literal

from asbuilt.server.addresses import of_thing
from asbuilt.server.graph import catalogue, view
from asbuilt.server.negotiation import respond, wants
from asbuilt.server.tables import TableView

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
def page() -> Response:
    """List the things that bear a text in their name; a rule's code leads to the rule."""
    text = request.args.get("q", "").strip()
    query = catalogue()["search"]
    table = TableView.of(query, view("search", text=Literal(text.lower()))) if text else None
    if table is not None and len(table.rows) == 1 and wants("html", "json", "csv") == "html":
        iri = table.rows[0][0]
        return redirect(of_thing(str(iri), table.names[iri].kind))  # type: ignore[index]
    return respond(
        "search.html",
        {"text": text, "table": table},
        data=lambda: table.for_json() if table else [],
        rows=table.for_csv if table else None,
    )
