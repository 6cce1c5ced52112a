"""What ``--since`` means: an inspection or a day that the history knows, or a git revision."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from asbuilt import derive, ingest, judge
from asbuilt.judge import life
from asbuilt.judge.baseline import Baseline, inspection_called
from asbuilt.judge.checkout import commit_of, files_at
from asbuilt.store.embedded import EmbeddedStore
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from asbuilt.store import Store

    Progress = Callable[[int, int, str], None]

_DAY = re.compile(r"\d{4}-\d\d-\d\d(-\d+)?")


def baseline(  # noqa: PLR0913, PLR0917 - what a judgement rests on
    workspace: Workspace,
    store: Store,
    reference: str,
    as_of: date,
    engine: str,
    progress: Progress,
) -> Baseline:
    """Give how findings stood at a reference.

    A revision's files are loaded and judged by the rules of today, for the same day. Raises
    `UserError` where nobody knows the reference.
    """
    held = life.inspections(store)
    if _DAY.fullmatch(reference):
        return Baseline.of_inspection(store, inspection_called(reference, held))
    commit = commit_of(workspace, reference)
    name = f"{reference} ({commit[:7]})"
    with files_at(workspace, commit) as folder:
        if folder is None:
            return Baseline.of_findings(f"{name}, which has no such workspace", [])
        then = _as_it_was(folder, workspace)
        scratch = EmbeddedStore.in_memory()
        refused = [one.file for one in ingest.load(then, scratch, progress=progress) if one.refused]
        if refused:
            name = f"{name}, where {len(refused)} of its files cannot be read: {', '.join(refused)}"
        if not scratch.graph_names():
            return Baseline.of_findings(f"{name}, which holds no facts", [])
        derive.run(then, scratch, as_of, progress)
        book, memory = judge.rule_book(workspace), life.remember(store)
        judgement = judge.judged(
            then, scratch, book, as_of, engine, memory, workspace, progress=progress
        )
        if judgement.unjudged:
            unknown = ", ".join(sorted({one.rule for one in judgement.unjudged}))
            name = f"{name}, where {unknown} could not be judged"
        return Baseline.of_findings(name, judgement.findings)


def _as_it_was(folder: Path, now: Workspace) -> Workspace:
    """Give the workspace of a revision: its files and sources, named and judged as they are now."""
    then = Workspace.open(folder)
    settings: dict[str, Any] = {
        key: said for key, said in then.settings.items() if key not in {"store", "check"}
    }
    settings |= {key: now.settings[key] for key in ("workspace", "check") if key in now.settings}
    return Workspace(then.folder, settings)
