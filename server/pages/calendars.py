"""The page of the evidence calendar: all controls, as they stand or as was known on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, request

from asbuilt.errors import UserError
from asbuilt.server.calendar import calendar
from asbuilt.server.negotiation import respond

if TYPE_CHECKING:
    from flask import Response

blueprint = Blueprint("calendars", __name__)

SHORT = 200
"""Verdicts that fall short of which the page tells the reasons one by one."""


@blueprint.get("/evidence/calendar")
def page() -> Response:
    """Show the calendar; ``?known=`` is the day on which it was known, ``?end=`` its last month."""
    known = _day("known", request.args.get("known", ""))
    end = request.args.get("end", "")
    shown = calendar(known=known, end=_day("end", f"{end}-01" if end else ""))
    rows = [
        (shown.names[one.control].label, one.name, one.verdict, one.proof) for one in shown.told
    ]
    heads = ("control", "period", "verdict", "reason")
    return respond(
        "calendar.html",
        {"calendar": shown, "known": known, "most": SHORT},
        data=lambda: [dict(zip(heads, row, strict=True)) for row in rows],
        rows=lambda: (heads, rows),
    )


def _day(name: str, text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UserError(
            f"{text!r} is no day", f"?{name}=", "write it as 2026-04-15", f"?{name}=2026-04-15"
        ) from None
