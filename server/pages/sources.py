"""The sources with their ledgers: what was read, kept or not read, and the very lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort

from asbuilt.ingest import ledger
from asbuilt.server.findings import findings
from asbuilt.server.graph import catalogue, view, workspace
from asbuilt.server.negotiation import respond
from asbuilt.server.source_lines import whole
from asbuilt.server.tables import TableView

if TYPE_CHECKING:
    from flask import Response

    from asbuilt.ingest import Ledger
    from asbuilt.workspace import SourceSpec

blueprint = Blueprint("sources", __name__)


@blueprint.get("/sources")
def listing() -> Response:
    """List the workspace's files with what reading each of them gave."""
    rows = [(spec, _ledger(spec)) for spec in workspace().sources]
    return respond(
        "sources.html",
        {"rows": rows, "unmatched": workspace().unmatched},
        data=lambda: [_plain(spec, entry) for spec, entry in rows],
        rows=lambda: (
            ("file", "format", "version", "facts", "problems"),
            [
                (spec.key, entry.format, entry.version, entry.facts, len(entry.problems))
                for spec, entry in rows
                if entry
            ],
        ),
    )


@blueprint.get("/sources/<path:key>")
def one(key: str) -> Response:
    """Show a file's ledger, its problems and findings, and its lines."""
    specs = [spec for spec in workspace().sources if key in (spec.key, spec.source.name)]
    if not specs:
        abort(404)
    name = specs[0].source.name
    entries = [(spec, _ledger(spec)) for spec in specs]
    problems = [problem for _, entry in entries if entry for problem in entry.problems]
    found = [one for one in findings() if one.file == name]
    things = TableView.of(
        catalogue()["source-things"],
        view("source-things", graph=[workspace().minter.source_graph(spec.key) for spec in specs]),
    )
    marked = {problem.place.line for problem in problems if problem.place.line}
    marked |= {one.line for one in found if one.line and one.locator.startswith("line=")}
    return respond(
        "source.html",
        {
            "name": name,
            "entries": entries,
            "problems": problems,
            "found": found,
            "things": things,
            "text": whole(name, marked),
        },
        data=lambda: [_plain(spec, entry) for spec, entry in entries],
        rows=things.for_csv,
    )


def _ledger(spec: SourceSpec) -> Ledger | None:
    return ledger.recall(workspace().state / "ledger", spec.key)


def _plain(spec: SourceSpec, entry: Ledger | None) -> dict[str, Any]:
    return (entry.as_dict() if entry else {"file": spec.key, "format": None}) | {
        "domain": spec.source.domain,
        "system": spec.source.system,
    }
