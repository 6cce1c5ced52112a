"""Judging a workspace's view: again in part where the last run and the change since are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asbuilt.judge.engine import Outcome, in_order, judge
from asbuilt.judge.incremental.last_run import LastRun
from asbuilt.judge.incremental.run import judge_again, judge_all
from asbuilt.judge.native.data import LocalData
from asbuilt.judge.preferences import seconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from rdflib import Graph

    from asbuilt.judge.refresh import Change
    from asbuilt.judge.view import View
    from asbuilt.workspace import Workspace

_FILE = "last-run.json"
INCREMENTAL = "native"
"""The engine that can judge in part."""


def judge_view(  # noqa: PLR0913, PLR0917 - what is judged, by what, and since when
    workspace: Workspace,
    view: View,
    change: Change | None,
    shapes: Graph,
    engine: str,
    tell: Callable[[str], None],
) -> Outcome:
    """Judge a view by shapes and say in a few words how much of it was judged.

    `change` is what came and went since the view's last refresh, None where nobody knows. The last
    run is taken over only if it belongs to the view as it was before.
    """
    limit = seconds(workspace)
    if engine != INCREMENTAL:
        tell(f"all {len(view):,} facts")
        data = LocalData.of_graph(view.as_graph())
        data.guarded.seconds = limit
        return judge(data, shapes, engine)
    kept = LastRun(workspace.state / _FILE, shapes)
    last = None if change is None else kept.read(view.state_before(change.came, change.went))
    if last is None or change is None:
        tell(f"all {len(view):,} facts")
        run = judge_all(view, shapes, limit)
    else:
        run = judge_again(view, shapes, change, last, limit)
        again = f"{run.again:,} things again, for {len(change):,} facts that came or went"
        tell(f"{again}; {len(run.whole):,} rules as a whole" if run.whole else again)
    if view.is_kept:
        kept.write(run.judged, view.state)
    return in_order(run.judged.outcome())
