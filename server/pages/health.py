"""Whether the server lives and is ready, and its numbers in the form that Prometheus reads."""

from __future__ import annotations

import time

from flask import Blueprint, Response, jsonify

from asbuilt.errors import UserError
from asbuilt.server.graph import snapshots, store, view, workspace

blueprint = Blueprint("health", __name__)

_STARTED = time.time()


@blueprint.get("/healthz")
def alive() -> Response:
    """Say that the process answers."""
    return jsonify({"status": "ok"})


@blueprint.get("/readyz")
def ready() -> tuple[Response, int]:
    """Say whether a graph is there to be asked."""
    try:
        if not snapshots().is_loaded:
            raise UserError.not_loaded(workspace().folder.name)
        store().ask("ASK { ?s ?p ?o }")
    except UserError as error:
        return jsonify({"status": "not ready", "reason": error.title}), 503
    return jsonify({"status": "ready"}), 200


@blueprint.get("/metrics")
def metrics() -> Response:
    """Give the open findings and the size of the graph as gauges."""
    lines = [
        "# HELP asbuilt_findings Open findings of the newest inspection.",
        "# TYPE asbuilt_findings gauge",
    ]
    for breakdown, severity, count in view("overview-counts").rows:
        labels = f'breakdown="{_local(breakdown)}",severity="{_local(severity).lower()}"'
        lines.append(f"asbuilt_findings{{{labels}}} {count}")
    lines += [
        "# HELP asbuilt_triples Triples of all graphs.",
        "# TYPE asbuilt_triples gauge",
        f"asbuilt_triples {sum(store().graphs().values())}",
        "# HELP asbuilt_uptime_seconds Seconds since the server started.",
        "# TYPE asbuilt_uptime_seconds counter",
        f"asbuilt_uptime_seconds {time.time() - _STARTED:.0f}",
    ]
    return Response("\n".join(lines) + "\n", mimetype="text/plain; version=0.0.4")


def _local(iri: object) -> str:
    return str(iri).rsplit("#", 1)[-1]
