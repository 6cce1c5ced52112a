"""What people and machines take away: findings, graphs, drawings and mappings as files."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from asbuilt.reports import text
from asbuilt.reports.background import NOTHING_KNOWN, Background, background

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asbuilt.judge import Report

_MODULES = {
    "text": "text",
    "json": "json",
    "csv": "csv",
    "sarif": "sarif",
    "sarif-github": "sarif_github",
    "junit": "junit",
    "github": "github",
    "gitlab": "gitlab",
    "turtle": "turtle",
    "jsonld": "jsonld",
    "html": "html",
    "xlsx": "xlsx",
    "oscal": "oscal",
    "oscal-poam": "oscal_poam",
}
FORMATS = tuple(_MODULES)
"""Formats in which findings are reported; each is a module here with a function `render`."""
BINARY = frozenset({"xlsx"})
"""Formats that are no text."""
ENDINGS = {
    ".txt": "text",
    ".sarif.json": "sarif",
    ".sarif": "sarif",
    ".json": "json",
    ".csv": "csv",
    ".xlsx": "xlsx",
    ".html": "html",
    ".htm": "html",
    ".xml": "junit",
    ".ttl": "turtle",
    ".jsonld": "jsonld",
}

__all__ = ["BINARY", "FORMATS", "Background", "background", "guess", "render", "text"]


def render(report: Report, form: str, known: Background = NOTHING_KNOWN) -> str | bytes:
    """Give a report of findings in one of `FORMATS`, texts without a line break at their end."""
    module = import_module(f"asbuilt.reports.{_MODULES[form]}")
    if form == "text":
        return text.render(report)
    return cast("Callable[[Report, Background], str | bytes]", module.render)(report, known)


def guess(path: Path) -> str | None:
    """Give the format that a file's ending stands for, or None where it stands for none."""
    name = path.name.lower()
    return next((form for ending, form in ENDINGS.items() if name.endswith(ending)), None)
