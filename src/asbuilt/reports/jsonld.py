"""Findings as an ``sh:ValidationReport`` in JSON-LD 1.1 with its context inside."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from asbuilt.reports.background import NOTHING_KNOWN, Background
from asbuilt.reports.turtle import validation_report

if TYPE_CHECKING:
    from asbuilt.judge import Report


def render(report: Report, background: Background = NOTHING_KNOWN) -> str:
    """Give the report as JSON-LD; nothing has to be fetched to read it.

    Nodes stand by their addresses, so that the same report gives the same bytes.
    """
    graph = validation_report(report, background)
    used = {str(term) for triple in graph for term in triple}
    prefixes = {
        prefix: str(namespace)
        for prefix, namespace in graph.namespaces()
        if any(term.startswith(str(namespace)) for term in used)
    }
    data = json.loads(graph.serialize(format="json-ld", context=prefixes, auto_compact=False))
    return json.dumps(_ordered(data), ensure_ascii=False, indent=2)


def _ordered(data: Any) -> Any:  # noqa: ANN401 - any JSON
    """Give the same data with keys in order, the context first, and sets by their members."""
    if isinstance(data, dict):
        keys = sorted(data, key=lambda key: (key != "@context", not key.startswith("@"), key))
        return {key: data[key] if key == "@list" else _ordered(data[key]) for key in keys}
    if isinstance(data, list):
        return sorted(
            (_ordered(item) for item in data), key=lambda item: json.dumps(item, sort_keys=True)
        )
    return data
