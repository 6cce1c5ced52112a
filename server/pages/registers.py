"""The lists of things by kind: roles, systems, controls, evidence and their like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from asbuilt.server.graph import catalogue, view
from asbuilt.server.negotiation import respond
from asbuilt.server.tables import TableView

if TYPE_CHECKING:
    from flask import Response

blueprint = Blueprint("registers", __name__)

LISTS = {
    "roles": "list-roles",
    "systems": "list-systems",
    "controls": "list-controls",
    "evidence": "list-evidence",
    "policies": "list-policies",
    "risks": "list-risks",
    "people": "list-agents",
    "workflows": "list-workflows",
    "data": "list-data-assets",
    "channels": "list-channels",
    "measures": "list-metrics",
}
"""Address to query; each has an endpoint of its name."""


def _list(query_name: str) -> Response:
    query = catalogue()[query_name]
    table = TableView.of(query, view(query_name))
    return respond(
        "list.html",
        {"table": table, "lists": LISTS, "query": query},
        data=table.for_json,
        rows=table.for_csv,
    )


for _address, _name in LISTS.items():
    blueprint.add_url_rule(
        f"/{_address}", endpoint=_address, view_func=lambda name=_name: _list(name)
    )
