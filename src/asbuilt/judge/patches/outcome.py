"""What a patch would change among the findings, judged on a copy; nothing of the user's is touched.

The files are linked into a folder of their own, the patch is carried out there, the patched files
are read by the loaders, and all is derived and judged in a copy of the graph.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from asbuilt import derive, ingest, judge
from asbuilt.errors import UserError
from asbuilt.judge.kept import kept_findings
from asbuilt.judge.patches import files
from asbuilt.store.embedded import EmbeddedStore
from asbuilt.workspace import STATE_FOLDER, Workspace

if TYPE_CHECKING:
    from datetime import date

    from asbuilt.ingest import Ledger
    from asbuilt.judge.finding import Finding
    from asbuilt.judge.kept import KeptFinding
    from asbuilt.judge.patches.model import Patch
    from asbuilt.store import Store


@dataclass(frozen=True, slots=True)
class Change:
    """A finding that a patch makes come or go."""

    fingerprint: str
    code: str
    severity: str
    message: str

    def as_dict(self) -> dict[str, str]:
        """Give the finding as plain data."""
        return {
            "fingerprint": self.fingerprint,
            "rule": self.code,
            "severity": self.severity,
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """The findings after a patch, compared with those of the last check."""

    vanish: tuple[Change, ...]
    appear: tuple[Change, ...]
    unchanged: int
    problems: tuple[str, ...] = ()
    """What the loaders have to say of the patched files that they did not say before."""

    def as_dict(self) -> dict[str, Any]:
        """Give the outcome as plain data."""
        return {
            "vanish": [one.as_dict() for one in self.vanish],
            "appear": [one.as_dict() for one in self.appear],
            "unchanged": self.unchanged,
            "problems": list(self.problems),
        }


def preview(workspace: Workspace, store: Store, patch: Patch, as_of: date) -> Outcome:
    """Give the findings that a patch would make vanish or appear.

    Raises `UserError` where values are still to be said, where a file was changed since it was
    loaded, and where a loader refuses a patched file.
    """
    patch.refuse_open()
    files.refuse_changed(workspace, patch)
    with tempfile.TemporaryDirectory(prefix="asbuilt-preview-") as place:
        copy = _copy_of(workspace, Path(place) / workspace.folder.name)
        files.write(copy, files.changed(workspace.folder, patch))
        return _judged(Workspace.open(copy), store, patch, as_of)


def _copy_of(workspace: Workspace, target: Path) -> Path:
    """Link the workspace's files into a folder, and copy what a load keeps beside the store.

    What lies in hidden folders is no part of a workspace, and stays away.
    """
    for place, folders, names in os.walk(workspace.folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            origin = Path(place) / name
            _link(origin, target / origin.relative_to(workspace.folder))
    for part, copied in (("ledger", shutil.copy2), ("events", _link)):
        if (workspace.state / part).is_dir():
            shutil.copytree(
                workspace.state / part, target / STATE_FOLDER / part, copy_function=copied
            )
    return target


def _link(origin: str | Path, target: str | Path) -> None:
    """Link a file where the file system can, else copy it; edits replace files, never write in."""
    Path(target).parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(origin, target)
    except OSError:
        shutil.copy2(origin, target)


def _judged(copy: Workspace, store: Store, patch: Patch, as_of: date) -> Outcome:
    before = {finding.fingerprint: finding for finding in kept_findings(store)}
    scratch = EmbeddedStore.in_memory()
    for name in store.graphs():
        scratch.replace(name, store.triples(name))
    problems = _read(copy, scratch, patch)
    derive.run(copy, scratch, as_of)
    report = judge.check(copy, scratch, as_of)
    after = {finding.fingerprint: finding for finding in report.findings}
    vanish = [
        _kept(one)
        for key, one in before.items()
        if one.status != "waived" and (key not in after or not after[key].is_open)
    ]
    appear = [
        _found(one)
        for key, one in after.items()
        if one.is_open and (key not in before or before[key].status == "waived")
    ]
    unchanged = sum(1 for key in before if key in after) - sum(
        1 for one in (*vanish, *appear) if one.fingerprint in before and one.fingerprint in after
    )
    return Outcome(tuple(vanish), tuple(appear), unchanged, tuple(problems))


def _read(copy: Workspace, scratch: EmbeddedStore, patch: Patch) -> list[str]:
    """Load the patched files and give what is new to tell of them."""
    known = {spec.source.name for spec in copy.sources}
    names = [name for name in patch.files if name in known]
    told: list[str] = []
    if not names:
        return told
    earlier = {
        spec.key: _messages(entry)
        for spec in copy.sources
        if (entry := ingest.ledger.recall(copy.state / "ledger", spec.key)) is not None
    }
    for entry in ingest.load(copy, scratch, names):
        key = f"{entry.file}!{entry.sheet}" if entry.sheet else entry.file
        if entry.refused:
            problem = next(one for one in entry.problems if one.severity == "error")
            raise UserError(
                f"the patched file is refused: {problem.message}", entry.file, problem.fix
            )
        told += [f"{key}: {text}" for text in sorted(_messages(entry) - earlier.get(key, set()))]
    return told


def _messages(entry: Ledger) -> set[str]:
    return {one.message for one in entry.problems if one.severity == "warning"}


def _kept(finding: KeptFinding) -> Change:
    return Change(finding.fingerprint, finding.code, finding.severity, finding.message)


def _found(finding: Finding) -> Change:
    return Change(finding.fingerprint, finding.rule, finding.severity, finding.message)
