"""Values as people read them: durations in days and hours, digests cut short, words for codes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from rdflib import Literal

_DURATION = re.compile(
    r"^(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?"
    r"(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$"
)
_UNITS = ("year", "month", "week", "day", "hour", "minute", "second")
_DIGEST = re.compile(r"^[0-9a-f]{16,128}$")
_TIME = re.compile(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)")
_CODE = re.compile(r"^[a-z]{3,}(?:[A-Z][a-z]+)+$")


def shown(value: Literal) -> Markup:
    """Give a value as HTML; what is cut short can be read in full by its title."""
    text = str(value)
    kind = (value.datatype or "").rsplit("#", 1)[-1]
    if kind == "boolean":
        return escape("yes" if text in ("true", "1") else "no")
    if kind.startswith("date"):
        return _moment(text)
    if text.startswith(("P", "-P")) and (said := duration(text)):
        return escape(said)
    if _DIGEST.match(text) and any(letter.isdigit() for letter in text):
        return Markup('<code title="{}">{}…</code>').format(text, text[:12])
    if _CODE.match(text):
        text = re.sub("[A-Z]", lambda letter: f" {letter[0].lower()}", text)
    # Text of files may run from right to left; it must not turn around what stands beside it.
    return Markup("<bdi>{}</bdi>").format(text)


def _moment(text: str) -> Markup:
    found = _TIME.match(text)
    words = " ".join(found.groups()) if found else text
    return Markup('<time datetime="{}" title="{}">{}</time>').format(text, text, words)


def duration(text: str) -> str:
    """Give an ISO 8601 duration in words, such as ``2 days 4 hours``; empty where it is none."""
    found = _DURATION.match(text)
    if not found or not any(found.groups()[1:]):
        return ""
    parts = [
        f"{number} {unit}{'' if number == '1' else 's'}"
        for number, unit in zip(found.groups()[1:], _UNITS, strict=True)
        if number and float(number)
    ]
    return ("minus " if found.group(1) else "") + (" ".join(parts) or "0 days")
