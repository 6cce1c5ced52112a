"""Findings as the SARIF that GitHub shows as it is meant: what is open, within GitHub's limits.

GitHub code scanning knows neither suppressions nor baseline states, and shows a waived or a fixed
finding as an open alert; it refuses files with more than 25,000 results of a run. An alert whose
result is there no more is closed by GitHub itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from asbuilt.reports import sarif
from asbuilt.reports.background import NOTHING_KNOWN, Background

if TYPE_CHECKING:
    from asbuilt.judge import Report

MOST_RESULTS = 25_000
"""Results of a run beyond which GitHub refuses a file; it stores 5,000 of them."""
_GRAVITY = {"error": 0, "warning": 1, "note": 2}


def render(report: Report, background: Background = NOTHING_KNOWN) -> str:
    """Give the open findings as one SARIF run, the gravest first."""
    run = sarif.run(report, background)
    results = [
        result
        for result in run["results"]
        if "suppressions" not in result and result.get("baselineState") != "absent"
    ]
    results.sort(key=lambda result: _GRAVITY[result["level"]])
    run["results"] = results[:MOST_RESULTS]
    left_out = len(results) - len(run["results"])
    if left_out:
        note = {
            "level": "warning",
            "message": {
                "text": f"{left_out} slighter findings were left out: "
                f"GitHub takes {MOST_RESULTS:,} results."
            },
        }
        run["invocations"][0]["toolExecutionNotifications"] = [note]
    return sarif.written(run)
