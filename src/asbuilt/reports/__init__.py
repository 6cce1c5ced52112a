"""What people and machines take away: findings, graphs, drawings and mappings as files."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from asbuilt.reports import text

if TYPE_CHECKING:
    from collections.abc import Callable

    from asbuilt.judge import Report

FORMATS = ("text", "json", "csv", "sarif", "junit", "github", "turtle")
"""Formats in which findings are reported; each is a module here with a function `render`."""

__all__ = ["FORMATS", "render", "text"]


def render(report: Report, form: str) -> str:
    """Give a report of findings in one of `FORMATS`, without a line break at its end."""
    module = import_module(f"asbuilt.reports.{form}")
    return cast("Callable[[Report], str]", module.render)(report)
