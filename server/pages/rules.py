"""The rules: each with why it matters, its SHACL, and what it finds today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, current_app

from asbuilt.judge.rules import rule_book
from asbuilt.server.findings import findings
from asbuilt.server.graph import workspace
from asbuilt.server.negotiation import respond
from asbuilt.server.templating import BREAKDOWNS

if TYPE_CHECKING:
    from flask import Response

    from asbuilt.judge.rules import RuleBook

blueprint = Blueprint("rules", __name__)


@blueprint.get("/rules")
def listing() -> Response:
    """List the rules by class of breakdown, with how many findings each has."""
    found = findings(include_waived=False)
    counts: dict[str, int] = {}
    for finding in found:
        counts[finding.code] = counts.get(finding.code, 0) + 1
    known = list(_book().rules.values())
    return respond(
        "rules.html",
        {
            "rules": known,
            "counts": counts,
            "by_class": {
                iri: [rule for rule in known if str(rule.breakdown) == iri] for iri in BREAKDOWNS
            },
        },
        data=lambda: [
            {"code": rule.code, "name": rule.name, "findings": counts.get(rule.code, 0)}
            for rule in known
        ],
        rows=lambda: (
            ("code", "name", "findings"),
            [(rule.code, rule.name, counts.get(rule.code, 0)) for rule in known],
        ),
    )


@blueprint.get("/rules/<code>")
def one(code: str) -> Response:
    """Show a rule with its SHACL, an example that trips it, and what it finds today."""
    book = _book()
    rule = book.rules.get(code.upper())
    if rule is None:
        abort(404)
    found = [finding for finding in findings() if finding.code == rule.code]
    return respond(
        "rule.html",
        {"rule": rule, "found": found, "turtle": book.turtle(rule)},
        data=lambda: {
            "code": rule.code,
            "name": rule.name,
            "why": rule.why,
            "fix": rule.fix,
            "findings": [finding.as_dict() for finding in found],
        },
        rows=lambda: (
            ("fingerprint", "status", "severity", "label", "message", "place"),
            [(f.fingerprint, f.status, f.level, f.focus.label, f.message, f.place) for f in found],
        ),
    )


def _book() -> RuleBook:
    held: RuleBook | None = current_app.config.get("RULES")
    if held is None:
        held = current_app.config["RULES"] = rule_book(workspace())
    return held
