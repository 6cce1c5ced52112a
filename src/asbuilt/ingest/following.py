"""Following a workspace's files: what has to be loaded or dropped after some paths have changed."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from asbuilt.ingest import ledger, state
from asbuilt.ingest.loading import drop, ledger_folder, load
from asbuilt.workspace import SETTINGS_FILE, Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from asbuilt.ingest.ledger import Ledger

_QUIET: Final = 0.2
"""Seconds for which a file must stay as it is before it is taken for written to its end."""
_PATIENCE: Final = 10.0
"""Seconds after which a file that is written all the time is read all the same."""


@dataclass(slots=True)
class Reload:
    """What a reload did."""

    ledgers: list[Ledger] = field(default_factory=list)
    """The ledgers of the files that were read; files that proved unchanged are left out."""
    dropped: list[str] = field(default_factory=list)
    """The keys of the sources that are gone."""
    settings_changed: bool = False
    """Whether the workspace's settings were read anew, and said something else."""
    seconds: float = 0.0


class Follower:
    """Brings a workspace's graph up to what has changed on disk, and no further."""

    def __init__(self, workspace: Workspace) -> None:
        """Follow a workspace that has been loaded."""
        self.workspace = workspace

    def concerns(self, path: Path) -> bool:
        """Say whether a path can matter: what Asbuilt keeps for itself cannot."""
        return not path.is_relative_to(self.workspace.state)

    def reload(self, paths: Iterable[Path]) -> Reload:
        """Load what these changed, new or removed paths concern.

        Waits until they are written to their end. The store is open only while something is loaded,
        so that other commands can write in between. Raises `UserError` where the settings make no
        sense or the store cannot be had; the same paths can then be given again.
        """
        changed = set(paths)
        _settle(changed)
        start = time.monotonic()
        before = self.workspace
        now = self._now(changed)
        keys = _keys(now, changed) | _otherwise_said(before, now)
        done = Reload(settings_changed=now.settings != before.settings)
        current = {spec.key for spec in now.sources}
        gone = sorted({spec.key for spec in before.sources} - current)
        if keys or gone:
            self._carry_out(now, keys, gone, done)
        self.workspace = now
        done.seconds = time.monotonic() - start
        return done

    def catch_up(self) -> Reload:
        """Load what has changed while nobody looked; files are known by their marks."""
        now = Workspace.open(self.workspace.folder)
        specs = {spec.key: spec for spec in now.sources}
        folder = ledger_folder(now)
        held = {key: ledger.recall(folder, key) for key in specs}
        changed = {
            specs[key].source.path
            for key, entry in held.items()
            if entry is None or not entry.mark or entry.mark != state.mark(specs[key])
        }
        return self.reload(changed | {now.folder / SETTINGS_FILE})

    def _now(self, changed: set[Path]) -> Workspace:
        """Give the workspace as it is: matched anew where a file has come or gone."""
        held = self.workspace
        if held.folder / SETTINGS_FILE in changed:
            return Workspace.open(held.folder)
        known = {spec.source.path for spec in held.sources}
        if all(path in known and path.is_file() for path in changed):
            return held
        return held.renewed()

    @staticmethod
    def _carry_out(workspace: Workspace, keys: set[str], gone: list[str], done: Reload) -> None:
        with closing(workspace.store(write=True)) as store:
            if gone:
                drop(workspace, store, gone)
                done.dropped = gone
            if keys:
                loaded = load(workspace, store, keys)
                done.ledgers = [entry for entry in loaded if not entry.unchanged]


def _keys(workspace: Workspace, changed: set[Path]) -> set[str]:
    """Give the keys of the sources that these paths are, or that need them beside themselves.

    Whether a path that is gone was needed cannot be asked any more, so all that stood beside it are
    looked at; those that are as they were are left alone.
    """
    bereft = {path.parent for path in changed if not path.exists()}
    return {
        spec.key
        for spec in workspace.sources
        if spec.source.path in changed
        or spec.source.path.parent in bereft
        or not changed.isdisjoint(state.companions(spec.source.path))
    }


def _otherwise_said(before: Workspace, now: Workspace) -> set[str]:
    """Give the keys of the sources that are new, or of which the settings say something else."""
    if now is before:
        return set()
    said = {spec.key: (spec.settings_digest, spec.format) for spec in before.sources}
    return {
        spec.key
        for spec in now.sources
        if said.get(spec.key) != (spec.settings_digest, spec.format)
    }


def _settle(paths: set[Path]) -> None:
    """Wait until the paths stay as they are; one that is gone may be about to be replaced."""
    until = time.monotonic() + _PATIENCE
    seen = {path: state.glance(path) for path in paths}
    while time.monotonic() < until:
        time.sleep(_QUIET)
        now = {path: state.glance(path) for path in paths}
        if now == seen:
            return
        seen = now
