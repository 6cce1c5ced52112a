"""A dry run: somebody sends a file and sees what reading it would give; nothing is stored."""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, current_app, jsonify, render_template, request

from asbuilt.errors import UserError
from asbuilt.ingest import dry_run
from asbuilt.ingest.loaders import format_names
from asbuilt.server.graph import workspace
from asbuilt.server.negotiation import respond
from asbuilt.server.readings import kind_rows
from asbuilt.server.security import refuse_other_sites

if TYPE_CHECKING:
    from werkzeug.datastructures import FileStorage

blueprint = Blueprint("dry_run", __name__)

_FORM = 64 * 1024
"""Bytes that the rest of a request may take beside the file."""
_AT_ONCE = threading.Semaphore(2)
"""A process reads each file; many at once would starve the pages."""
_PATIENCE = 10.0
"""Seconds to wait for one's turn."""


@blueprint.get("/dry-run")
def form() -> Response:
    """Show the form by which a file is sent."""
    return Response(render_template("dry_run.html", **choices()), mimetype="text/html")


@blueprint.post("/dry-run")
def read() -> Response:
    """Read a file that was sent, and show what came of it."""
    name, readings = _read()
    return respond(
        "dry_run.html",
        {"name": name, "readings": readings, "kind_rows": kind_rows, **choices()},
        data=lambda: readings,
    )


@blueprint.post("/api/v1/dry-run")
def read_for_programs() -> Response:
    """Read a file that was sent, and give what came of it as JSON."""
    return jsonify(_read()[1])


def choices() -> dict[str, Any]:
    """Give what the form offers."""
    return {
        "sources": sorted({spec.source.name for spec in workspace().sources}),
        "formats": format_names(),
        "most": dry_run.MAX_BYTES // 1024**2,
    }


def _read() -> tuple[str, list[dict[str, Any]]]:
    refuse_other_sites("send files")
    request.max_content_length = _most() + _FORM
    sent = request.files.get("file")
    if sent is None:
        raise UserError(
            "the request holds no file", hint="send a form with the file as its field `file`"
        )
    name = dry_run.plain_name(sent.filename or "")
    if not _AT_ONCE.acquire(timeout=_PATIENCE):
        raise UserError("others are reading files", hint="try again in a minute")
    try:
        # The folder goes with whatever is in it, whether reading succeeds or fails.
        with tempfile.TemporaryDirectory(prefix="asbuilt-") as folder:
            return name, _run(sent, Path(folder), name)
    finally:
        _AT_ONCE.release()


def _run(sent: FileStorage, folder: Path, name: str) -> list[dict[str, Any]]:
    path = folder / name
    sent.save(path)
    if path.stat().st_size > _most():
        abort(413)
    wanted = dry_run.Request(
        path, name, request.form.get("source", ""), request.form.get("format") or None
    )
    seconds = float(current_app.config.get("DRY_RUN_SECONDS", dry_run.SECONDS))
    return dry_run.run(workspace(), wanted, seconds)


def _most() -> int:
    return int(current_app.config.get("DRY_RUN_BYTES", dry_run.MAX_BYTES))
