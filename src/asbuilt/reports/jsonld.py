"""Findings as an ``sh:ValidationReport`` in JSON-LD 1.1 with its context inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from asbuilt.reports.background import NOTHING_KNOWN, Background
from asbuilt.reports.turtle import written

if TYPE_CHECKING:
    from asbuilt.judge import Report


def render(report: Report, background: Background = NOTHING_KNOWN) -> str:
    """Give the report as JSON-LD; nothing has to be fetched to read it."""
    return written(report, background, ox.RdfFormat.JSON_LD)
