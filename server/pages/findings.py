"""The list of findings with its filters, and a finding in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, request

from asbuilt.errors import UserError
from asbuilt.judge.explanation import turtle
from asbuilt.server.explanations import excerpts, explained, outcome_of, shown_patches
from asbuilt.server.findings import breakdown_iri, counts, findings
from asbuilt.server.graph import workspace
from asbuilt.server.negotiation import respond
from asbuilt.server.portrait import Portrait
from asbuilt.server.source_lines import excerpt

if TYPE_CHECKING:
    from flask import Response

    from asbuilt.judge.patches.outcome import Outcome
    from asbuilt.server.findings import Shown

blueprint = Blueprint("findings", __name__)

PAGE_SIZE = 50
_COLUMNS = (
    "rule", "name", "breakdown", "severity", "label", "message", "fix", "owner", "file", "line",
    "locator", "status", "fingerprint", "focus",
)  # fmt: skip
_SEVERITIES = {"violation": "Violation", "warning": "Warning", "info": "Info"}


@blueprint.get("/findings")
def listing() -> Response:
    """List findings, filtered by class, level, rule, status, owner, file, thing and words."""
    everything = findings()
    chosen = [finding for finding in everything if _matches(finding)]
    number = max(1, request.args.get("page", 1, type=int))
    pages = max(1, -(-len(chosen) // PAGE_SIZE))
    number = min(number, pages)
    shown = chosen[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return respond(
        "findings.html",
        {
            "shown": shown,
            "total": len(chosen),
            "all": len(everything),
            "facets": counts(chosen),
            "page": number,
            "pages": pages,
            "asked": {key: value for key, value in request.args.items() if key != "page"},
            "severities": _SEVERITIES,
        },
        data=lambda: {
            "findings": [finding.as_dict() for finding in chosen],
            "summary": {"count": len(chosen), **counts(chosen)["level"]},
        },
        rows=lambda: (_COLUMNS, [[one.as_dict()[name] for name in _COLUMNS] for one in chosen]),
    )


@blueprint.get("/findings/<fingerprint>")
def one(fingerprint: str) -> Response:
    """Show a finding in full: why it is there, where it stands, and what would mend it."""
    return _page(fingerprint)


@blueprint.get("/findings/<fingerprint>/preview")
def preview(fingerprint: str) -> Response:
    """Show what a patch, with the values said for it, would change among the findings."""
    number = request.args.get("patch", 1, type=int)
    values = {
        name.removeprefix("set-"): value.strip()
        for name, value in request.args.items()
        if name.startswith("set-") and value.strip()
    }
    try:
        return _page(fingerprint, number, values, outcome_of(fingerprint, number, values))
    except UserError as error:
        return _page(fingerprint, number, values, trouble=error)


def _page(
    fingerprint: str,
    number: int = 0,
    values: dict[str, str] | None = None,
    outcome: Outcome | None = None,
    trouble: UserError | None = None,
) -> Response:
    found = [finding for finding in findings() if finding.fingerprint == fingerprint]
    if not found:
        abort(404)
    finding = found[0]
    beside = [
        other
        for other in findings(focus=finding.focus.iri)
        if other.fingerprint != finding.fingerprint
    ]
    proof = Portrait.of(finding.value.iri) if finding.value is not None else None
    known = explained(fingerprint)
    patches = shown_patches(fingerprint, number, values or {})
    response = respond(
        "finding.html",
        {
            "finding": finding,
            "beside": beside,
            "proof": proof,
            "source": excerpt(finding.file, finding.line, finding.locator),
            "explanation": known.explanation if known else None,
            "excerpts": excerpts(known.explanation, (finding.file, finding.line)) if known else [],
            "turtle": turtle.render(known.explanation, workspace().minter.base) if known else "",
            "patches": patches,
            "chosen": number,
            "outcome": outcome,
            "trouble": trouble,
        },
        data=lambda: {
            **finding.as_dict(),
            "explanation": known.explanation.as_dict() if known else None,
            "patches": [
                {"number": one.number, **one.patch.as_dict(), "diff": one.diff} for one in patches
            ],
            "outcome": outcome.as_dict() if outcome else None,
            "trouble": str(trouble) if trouble else None,
        },
        rows=lambda: (_COLUMNS, [[finding.as_dict()[name] for name in _COLUMNS]]),
        graph=lambda: [fact.edge.triple for fact in known.explanation.facts] if known else [],
    )
    if trouble is not None:
        response.status_code = 422
    return response


def _matches(finding: Shown) -> bool:
    asked = request.args
    breakdown = asked.get("breakdown")
    tests = (
        not breakdown or finding.breakdown == str(breakdown_iri(breakdown)),
        not asked.get("severity") or finding.level == asked["severity"].lower(),
        not asked.get("rule") or finding.code.startswith(asked["rule"].upper()),
        finding.status == asked["status"] if asked.get("status") else finding.status != "waived",
        not asked.get("owner")
        or (finding.owner is not None and finding.owner.label == asked["owner"]),
        not asked.get("file") or finding.file == asked["file"],
        not asked.get("focus") or str(finding.focus.iri) == asked["focus"],
        not asked.get("q") or asked["q"].lower() in f"{finding.message} {finding.name}".lower(),
    )
    return all(tests)
