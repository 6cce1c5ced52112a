"""Rules and classes of breakdown as SARIF describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from asbuilt import __version__
from asbuilt.reports.breakdowns import SCHEME, breakdowns

if TYPE_CHECKING:
    from asbuilt.judge import Rule
    from asbuilt.judge.rules import Severity

LEVELS: dict[Severity, str] = {"violation": "error", "warning": "warning", "info": "note"}
"""SARIF's level of each severity (3.27.10)."""
_PROBLEMS: dict[Severity, str] = {
    "violation": "error",
    "warning": "warning",
    "info": "recommendation",
}
_TAXONOMY = "Asbuilt breakdown classes"
_MOST_TEXT = 1024
"""Characters of a description that GitHub shows."""


def descriptor(rule: Rule) -> dict[str, Any]:
    """Give a rule as a reporting descriptor with what code hosts show of it (3.49)."""
    name = "".join(part[:1].upper() + part[1:] for part in _words(rule.name))
    about = breakdowns()[_key(rule)]
    paragraphs = {
        "Why": rule.why,
        "Fix": rule.fix,
        "Source": rule.source,
        "Class of breakdown": about.name,
    }
    told = {heading: text for heading, text in paragraphs.items() if text}
    return {
        "id": rule.code,
        "name": name or rule.code,
        "shortDescription": {"text": _cut(rule.name)},
        "fullDescription": {"text": _cut(rule.why or rule.name)},
        "help": {
            "text": "\n".join(f"{heading}: {text}" for heading, text in told.items()),
            "markdown": "\n\n".join(f"**{heading}.** {text}" for heading, text in told.items()),
        },
        "helpUri": str(rule.iri),
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "relationships": [{"target": taxon(_key(rule)), "kinds": ["superset"]}],
        "properties": {
            "tags": ["asbuilt", about.key],
            "precision": "high",
            "problem.severity": _PROBLEMS[rule.severity],
        },
    }


def taxonomy() -> dict[str, Any]:
    """Give the classes of breakdown as a taxonomy (3.19.3)."""
    return {
        "name": _TAXONOMY,
        "version": __version__,
        "informationUri": SCHEME,
        "shortDescription": {"text": "Classes of execution breakdown"},
        "isComprehensive": True,
        "taxa": [
            {
                "id": one.code,
                "name": one.key.capitalize(),
                "shortDescription": {"text": one.name},
                "fullDescription": {"text": one.definition},
                "helpUri": one.iri,
            }
            for one in breakdowns().values()
        ],
    }


def taxon(key: str) -> dict[str, Any]:
    """Give the reference to a class of breakdown by its word, such as ``workflow`` (3.52)."""
    return {
        "id": breakdowns()[key].code,
        "index": list(breakdowns()).index(key),
        "toolComponent": {"name": _TAXONOMY, "index": 0},
    }


def _key(rule: Rule) -> str:
    key = rule.breakdown.rpartition("#")[2]
    return key if key in breakdowns() else "integrity"


def _words(text: str) -> list[str]:
    return "".join(ch if ch.isalnum() else " " for ch in text).split()


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_TEXT else f"{text[: _MOST_TEXT - 1]}…"
