"""The list of findings with its filters, and a finding in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, request

from asbuilt.errors import UserError
from asbuilt.judge.explanation import turtle
from asbuilt.server.causes import groups, of_cause
from asbuilt.server.example_cases import examples
from asbuilt.server.explanations import excerpts, explained, outcome_of, shown_patches
from asbuilt.server.findings import breakdown_iri, counts, findings, life_of
from asbuilt.server.graph import workspace
from asbuilt.server.negotiation import respond
from asbuilt.server.portrait import Portrait
from asbuilt.server.source_lines import excerpt

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response

    from asbuilt.judge.patches.outcome import Outcome
    from asbuilt.server.findings import Shown

blueprint = Blueprint("findings", __name__)

PAGE_SIZE = 50
_COLUMNS = (
    "rule", "name", "breakdown", "severity", "label", "message", "fix", "owner", "file", "line",
    "locator", "status", "fingerprint", "focus", "process", "first_seen", "due",
)  # fmt: skip
_SEVERITIES = {"violation": "Violation", "warning": "Warning", "info": "Info"}


@blueprint.get("/findings")
def listing() -> Response:
    """List findings by cause, or one by one, filtered by all that people look for them by."""
    everything = findings()
    chosen = _chosen(everything)
    found = groups(chosen)
    is_listed = request.args.get("view") == "list" or bool(request.args.get("cause"))
    entries = len(chosen) if is_listed else len(found)
    pages = max(1, -(-entries // PAGE_SIZE))
    number = min(max(1, request.args.get("page", 1, type=int)), pages)
    part = slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE)
    asked = {key: value for key, value in request.args.items() if key != "page" and value}
    return respond(
        "findings.html",
        {
            "shown": chosen[part] if is_listed else [],
            "groups": [] if is_listed else found[part],
            "cause": found[0].cause if request.args.get("cause") and found else None,
            "causes": len(found),
            "total": len(chosen),
            "late": sum(finding.overdue for finding in chosen),
            "all": len(everything),
            "facets": counts(chosen),
            "first": part.start + 1,
            "page": number,
            "pages": pages,
            "asked": asked,
            "severities": _SEVERITIES,
        },
        data=lambda: {
            "findings": [finding.as_dict() for finding in chosen],
            "causes": [group.as_dict() for group in found],
            "summary": {"count": len(chosen), **counts(chosen)["level"]},
        },
        rows=lambda: (_COLUMNS, [[one[name] for name in _COLUMNS] for one in map(_plain, chosen)]),
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
            "cases": examples(finding.value.iri) if finding.value is not None else [],
            "source": excerpt(finding.file, finding.line, finding.locator),
            "explanation": known.explanation if known else None,
            "excerpts": excerpts(known.explanation, (finding.file, finding.line)) if known else [],
            "turtle": turtle.render(known.explanation, workspace().minter.base) if known else "",
            "patches": patches,
            "chosen": number,
            "outcome": outcome,
            "trouble": trouble,
            "life": life_of(fingerprint),
        },
        data=lambda: {
            **finding.as_dict(),
            "life": life_of(fingerprint),
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


def _plain(finding: Shown) -> dict[str, Any]:
    return finding.as_dict()


_TESTS: dict[str, Callable[[Shown, str], bool]] = {
    "status": lambda one, said: one.status == said,
    "breakdown": lambda one, said: one.breakdown == str(breakdown_iri(said)),
    "severity": lambda one, said: one.level == said.lower(),
    "rule": lambda one, said: one.code.startswith(said.upper()),
    "owner": lambda one, said: one.owner is not None and one.owner.label == said,
    "process": lambda one, said: one.process is not None and one.process.label == said,
    "file": lambda one, said: one.file == said,
    "focus": lambda one, said: str(one.focus.iri) == said,
    "overdue": lambda one, _: one.overdue,
    "q": lambda one, said: said.lower() in f"{one.message} {one.name}".lower(),
}
"""What an address may ask for, and whether a finding is among what it means."""


def _chosen(everything: list[Shown]) -> list[Shown]:
    """Give the findings that the address asks for; open ones where it does not speak of status."""
    asked = [(_TESTS[name], said) for name, said in request.args.items() if said and name in _TESTS]
    if key := request.args.get("cause"):
        members = of_cause(key)
        asked.append((lambda one, _: one.fingerprint in members, ""))
    if not request.args.get("status"):
        asked.append((lambda one, _: one.status != "waived", ""))
    return [finding for finding in everything if all(test(finding, said) for test, said in asked)]
