"""The rules: each with why it matters, its SHACL, and what it finds today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, current_app

from asbuilt.judge.not_live import not_live
from asbuilt.judge.rule_examples import KINDS, example
from asbuilt.judge.rules import rule_book
from asbuilt.judge.wording import unfilled
from asbuilt.server.findings import findings
from asbuilt.server.graph import workspace
from asbuilt.server.negotiation import respond
from asbuilt.server.templating import BREAKDOWNS

if TYPE_CHECKING:
    from flask import Response

    from asbuilt.judge.not_live import NotLive
    from asbuilt.judge.rules import RuleBook

blueprint = Blueprint("rules", __name__)


@blueprint.get("/rules")
def listing() -> Response:
    """List the rules by class of breakdown, with how many findings each has."""
    found = findings(include_waived=False)
    counts: dict[str, int] = {}
    for finding in found:
        counts[finding.code] = counts.get(finding.code, 0) + 1
    book = _book()
    known = list(book.rules.values())
    return respond(
        "rules.html",
        {
            "rules": known,
            "counts": counts,
            "wanted": book.wanted,
            "waiting": {one.code: one for one in not_live().values() if not one.part},
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
    waiting = not_live().get(code.upper())
    if rule is None and waiting is not None:
        return _waiting(waiting)
    if rule is None:
        abort(404)
    found = [finding for finding in findings() if finding.code == rule.code]
    shown = {kind: example(rule, kind, workspace()) for kind in KINDS}
    return respond(
        "rule.html",
        {
            "rule": rule,
            "message": unfilled(rule.message),
            "fix": unfilled(rule.fix),
            "found": found,
            "turtle": book.turtle(rule),
            "examples": shown,
            "is_wanted": rule.code in book.wanted,
            "waiting": waiting,
        },
        data=lambda: {
            "code": rule.code,
            "name": rule.name,
            "severity": rule.severity,
            "shape_severity": rule.shape_severity or rule.severity,
            "is_wanted": rule.code in book.wanted,
            "examples": {
                kind: {"why": one.why, "facts": one.facts} for kind, one in shown.items() if one
            },
            "not_live": waiting.needs if waiting else None,
            "why": rule.why,
            "fix": rule.fix,
            "findings": [finding.as_dict() for finding in found],
        },
        rows=lambda: (
            ("fingerprint", "status", "severity", "label", "message", "place"),
            [(f.fingerprint, f.status, f.level, f.focus.label, f.message, f.place) for f in found],
        ),
    )


def _waiting(waiting: NotLive) -> Response:
    """Tell of a rule that is not judged yet, so that nobody takes it for kept."""
    return respond(
        "rule_waiting.html",
        {"rule": waiting},
        data=lambda: {"code": waiting.code, "name": waiting.name, "not_live": waiting.needs},
        rows=lambda: (("code", "name", "not live"), [(waiting.code, waiting.name, waiting.needs)]),
    )


def _book() -> RuleBook:
    held: RuleBook | None = current_app.config.get("RULES")
    if held is None:
        held = current_app.config["RULES"] = rule_book(workspace())
    return held
