"""What a patch would change among the findings, judged on a copy; nothing of the user's is touched.

The files are linked into a folder of their own, the patch is carried out there, the patched files
are read by the loaders, and what they change is derived and judged in a copy of the graph.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from contextlib import closing
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

_log = logging.getLogger(__name__)
_IMMUTABLE = (".sst", ".parquet")


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
        patched = Workspace.open(copy)
        with closing(_scratch(workspace, store, patched)) as scratch:
            return _judged(patched, store, scratch, patch, as_of)


def _copy_of(workspace: Workspace, target: Path) -> Path:
    """Link the workspace's files into a folder, and copy what is kept beside them.

    What else lies in hidden folders is no part of a workspace, and stays away.
    """
    for place, folders, names in os.walk(workspace.folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            origin = Path(place) / name
            _link(origin, target / origin.relative_to(workspace.folder))
    for spec in workspace.sources:  # a source may lie behind a link, or in a hidden folder
        if not (target / spec.source.name).exists():
            _link(spec.source.path, target / spec.source.name)
    if workspace.state.is_dir():
        shutil.copytree(
            workspace.state, target / STATE_FOLDER, copy_function=_copied,
            ignore=shutil.ignore_patterns("LOCK"),
        )  # fmt: skip
    return target


def _copied(origin: str, target: str) -> None:
    """Copy a file of the workspace's state; what is written once and never again is linked."""
    if origin.endswith(_IMMUTABLE):
        _link(origin, target)
    else:
        shutil.copy2(origin, target)


def _link(origin: str | Path, target: str | Path) -> None:
    """Link a file where the file system can, else copy it; edits replace files, never write in."""
    Path(target).parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(origin, target)
    except OSError:
        shutil.copy2(origin, target)


def _scratch(workspace: Workspace, store: Store, patched: Workspace) -> Store:
    """Give a copy of the graph that may be changed; of a server's, one in memory.

    The copy of an embedded store remembers what was judged last, so that only what the patch
    touches is judged again.
    """
    if isinstance(store, EmbeddedStore) and (workspace.state / "store").is_dir():
        generation = workspace.generation
        try:
            opened = patched.store(write=True)
        except (OSError, RuntimeError) as error:  # somebody was writing while it was copied
            _log.debug("the store was not copied whole: %s", error)
        else:
            if patched.generation == generation:
                return opened
            opened.close()
    scratch = EmbeddedStore.in_memory()
    for name in store.graph_names():
        scratch.replace(name, store.triples(name))
    return scratch


def _judged(patched: Workspace, store: Store, scratch: Store, patch: Patch, as_of: date) -> Outcome:
    before = {finding.fingerprint: finding for finding in kept_findings(store)}
    problems = _read(patched, scratch, patch)
    derive.run(patched, scratch, as_of)
    report = judge.check(patched, scratch, as_of)
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
    moved = {one.fingerprint for one in (*vanish, *appear)}
    unchanged = len((before.keys() & after.keys()) - moved)
    return Outcome(tuple(vanish), tuple(appear), unchanged, tuple(problems))


def _read(copy: Workspace, scratch: Store, patch: Patch) -> list[str]:
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
