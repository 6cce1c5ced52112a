"""The overview: the classes of breakdown, the trend, and what to fix first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint

from asbuilt.server.findings import findings
from asbuilt.server.graph import remembered, view
from asbuilt.server.negotiation import respond
from asbuilt.server.templating import BREAKDOWNS, level

if TYPE_CHECKING:
    from flask import Response

    from asbuilt.server.findings import Shown

blueprint = Blueprint("overview", __name__)

_FIRST = 8
_TREND = 30


@blueprint.get("/")
def page() -> Response:
    """Show where execution breaks down, at a glance."""
    cards, first, trend, numbers = remembered(
        "overview", lambda: (_cards(), fix_first(), _trend(), _numbers())
    )
    return respond(
        "overview.html",
        {"cards": cards, "first": first, "trend": trend, "numbers": numbers},
        data=lambda: {
            "breakdowns": cards,
            "things": dict(numbers),
            "trend": trend["points"],
            "first": [item.as_dict() for item, _ in first],
        },
        rows=lambda: (
            ("class", "violations", "warnings", "infos"),
            [(card["name"], card["violation"], card["warning"], card["info"]) for card in cards],
        ),
    )


def fix_first() -> list[tuple[Shown, int]]:
    """Give the findings to mend first, each with how many more the same cause set off.

    First comes what is gravest; of that, what hangs on the thing with the most findings.
    """
    open_ones = findings(include_waived=False)
    weight: dict[str, int] = {}
    for finding in open_ones:
        weight[str(finding.focus.iri)] = weight.get(str(finding.focus.iri), 0) + 1
    ranked = sorted(
        open_ones,
        key=lambda one: (
            ("violation", "warning", "info").index(one.level),
            -weight[str(one.focus.iri)],
            one.code,
            one.message,
        ),
    )
    chosen: dict[str, Shown] = {}
    for finding in ranked:
        chosen.setdefault(str(finding.focus.iri), finding)
    return [(one, weight[iri] - 1) for iri, one in list(chosen.items())[:_FIRST]]


def _cards() -> list[dict[str, Any]]:
    held = {
        iri: {"iri": iri, "code": code, "name": name, "violation": 0, "warning": 0, "info": 0}
        for iri, (code, name) in BREAKDOWNS.items()
    }
    for breakdown, severity, count in view("overview-counts").rows:
        if str(breakdown) in held:
            held[str(breakdown)][level(str(severity))] = int(str(count))
    return list(held.values())


def _numbers() -> list[tuple[str, int]]:
    return [
        (str(kind).rsplit("#", 1)[-1], int(str(count)))
        for kind, count in view("overview-numbers").rows
    ]


def _trend() -> dict[str, Any]:
    points: list[dict[str, Any]] = [
        {
            "asOf": str(row["asOf"]),
            "ended": str(row["ended"]),
            "violations": int(str(row["violations"])),
            "warnings": int(str(row["warnings"])),
        }
        for row in view("overview-trend").dicts()
    ][-_TREND:]
    return {
        "points": points,
        "violations": _polyline([point["violations"] for point in points]),
        "warnings": _polyline([point["warnings"] for point in points]),
    }


def _polyline(values: list[int], width: int = 240, height: int = 48) -> str:
    """Give the points of a line through values, scaled to a box with a margin of 4."""
    top = max([1, *values])
    step = width / max(1, len(values) - 1)
    room = height - 8
    return " ".join(
        f"{number * step:.1f},{height - 4 - room * value / top:.1f}"
        for number, value in enumerate(values)
    )
