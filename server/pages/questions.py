"""The five governance questions, answered for every process by the queries in ``questions/``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, request

from asbuilt.server.addresses import checked
from asbuilt.server.graph import catalogue, view
from asbuilt.server.negotiation import respond
from asbuilt.server.tables import TableView

if TYPE_CHECKING:
    from flask import Response

    from asbuilt.catalogue import Query

blueprint = Blueprint("questions", __name__)


def questions() -> list[Query]:
    """Give the queries that answer the governance questions, in the order of their numbers."""
    found = [query for query in catalogue().values() if query.folder == "questions"]
    return sorted(found, key=lambda query: query.order)


@blueprint.get("/questions")
def listing() -> Response:
    """List the five questions, each with how many rows answer it."""
    asked = [(query, len(view(query.name).rows)) for query in questions()]
    return respond(
        "questions.html",
        {"asked": asked},
        data=lambda: [
            {"name": query.name, "title": query.title, "rows": rows} for query, rows in asked
        ],
        rows=lambda: (
            ("name", "title", "rows"),
            [(query.name, query.title, rows) for query, rows in asked],
        ),
    )


@blueprint.get("/questions/<name>")
def one(name: str) -> Response:
    """Answer a question, for all processes or for the one that ``?process=`` names."""
    query = next((query for query in questions() if query.name == name), None)
    if query is None:
        abort(404)
    process = request.args.get("process")
    terms = {"process": checked(process)} if process else {}
    table = TableView.of(query, view(name, **terms))
    processes = TableView.of(catalogue()["processes"], view("processes"))
    return respond(
        "question.html",
        {
            "query": query,
            "table": table,
            "processes": [processes.names[row[0]] for row in processes.rows],  # type: ignore[index]
            "process": process,
            "asked": questions(),
        },
        data=table.for_json,
        rows=table.for_csv,
    )
