"""The mappings and proposals, one pair side by side, and the forms by which people decide on it."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, current_app, jsonify, redirect, request, url_for

from asbuilt.errors import UserError
from asbuilt.mapping_decision import (
    DIGITAL_KINDS,
    ENFORCEMENTS,
    PROCESS_KINDS,
    Decision,
    predicate_of,
    two_ends,
    write,
)
from asbuilt.mapping_set import FILE
from asbuilt.server import addresses
from asbuilt.server.errors import for_people
from asbuilt.server.graph import store, workspace
from asbuilt.server.mappings import STATES, Line, is_end, left_out, lines, others, sides
from asbuilt.server.negotiation import respond
from asbuilt.server.security import refuse_other_sites

if TYPE_CHECKING:
    from flask import Response
    from rdflib import URIRef
    from werkzeug.wrappers import Response as AnyResponse

    from asbuilt.mapping_decision import Written

blueprint = Blueprint("mappings", __name__)

_SHOWN = 300
"""Mappings of one status that a page lists."""
_LONGEST = 200
"""Letters of a name of who decides."""
_ONE_AT_A_TIME = threading.Lock()
"""The file is read and written whole, so two decisions must not cross."""


@blueprint.get("/mappings")
def listing() -> Response:
    """List proposals, suspect mappings and the rest, each leading to the page of its pair."""
    known = lines()
    asked = request.args.get("show", "")
    shown = {state: [one for one in known if one.shown_as == state] for state in STATES}
    return respond(
        "mappings.html",
        {
            "shown": {state: shown[state] for state in STATES if asked in {"", state}},
            "counts": {state: len(found) for state, found in shown.items()},
            "most": _SHOWN,
            "asked": asked,
            "left_out": left_out(),
        },
        data=lambda: {
            "mappings": [one.as_dict() for one in known if asked in {"", one.shown_as}],
            "leftOut": left_out(),
        },
        rows=lambda: (
            ("status", "documented", "deployed", "by", "on", "confidence", "why"),
            [
                (
                    one.shown_as, one.process.label, one.digital.label,
                    one.by.label if one.by else "", one.on, one.confidence, one.drift or one.why,
                )
                for one in known
                if asked in {"", one.shown_as}
            ],
        ),
    )  # fmt: skip


@blueprint.get("/mappings/pair")
def pair() -> Response:
    """Show the two ends of ``?process=`` and ``?digital=`` side by side, with the forms."""
    process, digital = _ends(request.args)
    return _page(process, digital)


@blueprint.post("/mappings/pair")
def decide() -> AnyResponse:
    """Confirm, reject or correct a pair: write a row as ``asbuilt map`` does, then show it."""
    refuse_other_sites("decide on mappings")
    if current_app.config["READ_ONLY"]:
        abort(403, "this server changes nothing; decide with `asbuilt map` in the workspace")
    process, digital = _ends(request.form)
    action = request.form.get("action", "")
    made = [_decision(process, digital, rejected=action in {"reject", "correct"})]
    if action == "correct":
        text = request.form.get("named", "").strip() or request.form.get("other", "")
        if not text:
            raise UserError(
                "nothing is named to which the step belongs instead",
                hint="choose an element from the list, or write its identifier or name",
            )
        _, other, _ = two_ends(store(), str(process), text)
        if other == digital:
            raise UserError(
                "the element named is the one that stands there",
                hint="confirm the pair, or name another element",
            )
        made.append(_decision(process, other, rejected=False))
    elif action not in {"confirm", "reject"}:
        raise UserError(f"{action!r} is no decision", hint="confirm, reject or correct the pair")
    with _ONE_AT_A_TIME:
        written = [write(workspace(), store(), decision) for decision in made]
    if not for_people():
        return jsonify([_told(one) for one in written])
    last = made[-1]
    here = url_for(
        ".pair", process=str(last.process), digital=str(last.digital), done=action,
        loaded=int(written[-1].is_loaded),
    )  # fmt: skip
    return redirect(here, 303)


def _page(process: URIRef, digital: URIRef) -> Response:
    known = lines()
    here = next(
        (one for one in known if (one.process.iri, one.digital.iri) == (process, digital)), None
    )
    mine, theirs = sides(process, digital, known)
    return respond(
        "mapping.html",
        {
            "line": here,
            "mine": mine,
            "theirs": theirs,
            "others": others(process, digital),
            "enforcements": ENFORCEMENTS,
            "file": FILE,
            "done": request.args.get("done", ""),
            "in_sources": request.args.get("loaded") != "0",
            "may_decide": not current_app.config["READ_ONLY"],
            "counterparts": _counterparts(known, process, digital),
        },
        data=lambda: here.as_dict() if here else {"process": str(process), "digital": str(digital)},
    )


def _counterparts(known: list[Line], process: URIRef, digital: URIRef) -> list[Line]:
    """Give what else is mapped or proposed for either end."""
    return [one for one in known if (one.process.iri == process) != (one.digital.iri == digital)]


def _ends(said: Any) -> tuple[URIRef, URIRef]:  # noqa: ANN401 - arguments or a form
    """Give the ends that a request names. Answers 404 where the graph has no such pair of ends."""
    process = addresses.checked(said.get("process", ""))
    digital = addresses.checked(said.get("digital", ""))
    if not is_end(process, PROCESS_KINDS) or not is_end(digital, DIGITAL_KINDS):
        abort(404)
    return process, digital


def _decision(process: URIRef, digital: URIRef, *, rejected: bool) -> Decision:
    """Make a decision of what a form says. Raises `UserError` where it does not say who decides."""
    who = " ".join(request.form.get("by", "").split())[:_LONGEST]
    if not who:
        raise UserError(
            "nobody is named who decides",
            hint="write your name: a mapping without an author is worth nothing in an audit",
        )
    day = request.form.get("on", "").strip() or datetime.now(UTC).date().isoformat()
    try:
        date.fromisoformat(day)
    except ValueError:
        raise UserError(f"{day!r} is no day", hint="write it as 2026-11-15") from None
    enforcement = request.form.get("enforcement", "")
    return Decision(
        process,
        digital,
        predicate_of(store(), process, digital),
        who,
        day,
        enforcement if enforcement in ENFORCEMENTS and not rejected else "",
        rejected,
    )


def _told(written: Written) -> dict[str, Any]:
    return {
        "file": FILE,
        "said": written.said,
        "replaced": written.replaced,
        "isLoaded": written.is_loaded,
    }
