"""The graph as a request sees it: a snapshot, taken anew when a load or check has changed it."""

from __future__ import annotations

import threading
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flask import current_app, g

from asbuilt.catalogue import queries
from asbuilt.errors import UserError
from asbuilt.ingest.state import glance
from asbuilt.store.embedded import EmbeddedStore
from asbuilt.workspace import SETTINGS_FILE, Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from asbuilt.catalogue import Query
    from asbuilt.facts import Term
    from asbuilt.store import Store, Table

Value = TypeVar("Value")


@dataclass(slots=True)
class Snapshot:
    """The graph at one time, with what was worked out from it."""

    store: Store
    generation: str
    remembered: dict[str, Any] = field(default_factory=dict)
    working: dict[str, threading.Lock] = field(default_factory=lambda: defaultdict(threading.Lock))
    """Held while something is worked out, so that it is worked out once."""


class SnapshotHolder:
    """Holds one open snapshot of a workspace's graph for all threads."""

    def __init__(self, workspace: Workspace) -> None:
        """Hold snapshots of this workspace; none is opened yet."""
        self._workspace = workspace
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._generation = workspace.generation
        self._settings = glance(workspace.folder / SETTINGS_FILE)

    def workspace(self) -> Workspace:
        """Give the workspace as it is now.

        Its files are looked for anew after each load, its settings read anew when their file has
        changed; settings that make no sense, since somebody is writing them, wait.
        """
        generation = self._workspace.generation
        settings = glance(self._workspace.folder / SETTINGS_FILE)
        with self._lock:
            if settings != self._settings:
                with suppress(UserError):
                    self._workspace = Workspace.open(self._workspace.folder)
            elif generation != self._generation:
                self._workspace = self._workspace.renewed()
            self._generation, self._settings = generation, settings
            return self._workspace

    @property
    def is_remote(self) -> bool:
        """Say whether the graph lives on a server that others may change at any time."""
        return bool(self._workspace.settings.get("store", {}).get("endpoint"))

    @property
    def is_loaded(self) -> bool:
        """Say whether a graph has been made of the workspace's files yet."""
        return self.is_remote or (self._workspace.state / "store").is_dir()

    def snapshot(self) -> Snapshot:
        """Give the graph as it is now; an empty one where nothing has been loaded yet."""
        generation = self._workspace.generation if self.is_loaded else "nothing"
        with self._lock:
            held = self._snapshot
            if held is None or generation != held.generation:
                # The old snapshot closes when the last request that uses it has ended.
                store = self._workspace.store() if self.is_loaded else EmbeddedStore.in_memory()
                held = self._snapshot = Snapshot(store, generation)
            return held


def workspace() -> Workspace:
    """Give the workspace that is served, as it is for this request."""
    if "workspace" not in g:
        g.workspace = snapshots().workspace()
    return cast("Workspace", g.workspace)


def snapshots() -> SnapshotHolder:
    """Give the holder of the graph's snapshots."""
    return cast("SnapshotHolder", current_app.config["SNAPSHOTS"])


def store() -> Store:
    """Give the graph for this request."""
    return snapshots().snapshot().store


def catalogue() -> dict[str, Query]:
    """Give the named queries as they are for this request: Asbuilt's and the workspace's own."""
    if "catalogue" not in g:
        g.catalogue = queries(workspace().query_folders)
    return cast("dict[str, Query]", g.catalogue)


def view(name: str, /, **terms: Term | Iterable[Term]) -> Table:
    """Answer a named query with terms for its parameters."""
    return store().select(catalogue()[name].bind(**terms))


def view_texts(name: str, /) -> Iterator[tuple[str, ...]]:
    """Answer a named query with the texts of its terms, in any order: quicker for many rows."""
    return store().texts(catalogue()[name].unordered.bind())


def remembered(name: str, work_out: Callable[[], Value]) -> Value:
    """Give what was worked out from the graph, once for as long as the graph stays as it is."""
    if snapshots().is_remote:
        return work_out()
    snapshot = snapshots().snapshot()
    held = snapshot.remembered
    if name not in held:
        with snapshot.working[name]:
            if name not in held:
                held[name] = work_out()
    return cast("Value", held[name])
