"""The graph as a request sees it: a snapshot, taken anew when a load or check has changed it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from flask import current_app

from asbuilt.catalogue import Query, queries

if TYPE_CHECKING:
    from collections.abc import Iterable

    from asbuilt.facts import Term
    from asbuilt.store import Store, Table
    from asbuilt.workspace import Workspace


class SnapshotHolder:
    """Holds one open snapshot of a workspace's graph for all threads."""

    def __init__(self, workspace: Workspace) -> None:
        """Hold snapshots of this workspace; none is opened yet."""
        self._workspace = workspace
        self._lock = threading.Lock()
        self._store: Store | None = None
        self._generation = ""
        self._queries: dict[str, Query] | None = None

    @property
    def generation(self) -> str:
        """A text that changes whenever the graph has changed."""
        return self._workspace.generation

    def store(self) -> Store:
        """Give the snapshot of the graph as it is now.

        Raises `asbuilt.errors.UserError` where nothing has been loaded yet.
        """
        generation = self._workspace.generation
        with self._lock:
            if self._store is None or generation != self._generation:
                # The old snapshot closes when the last request that uses it has ended.
                self._store = self._workspace.store()
                self._generation = generation
                self._queries = None
            return self._store

    def queries(self) -> dict[str, Query]:
        """Give the catalogue of queries: Asbuilt's and the workspace's own."""
        with self._lock:
            if self._queries is None:
                self._queries = queries([self._workspace.folder / "queries"])
            return self._queries


def workspace() -> Workspace:
    """Give the workspace that is served."""
    held: Workspace = current_app.config["WORKSPACE"]
    return held


def snapshots() -> SnapshotHolder:
    """Give the holder of the graph's snapshots."""
    held: SnapshotHolder = current_app.config["SNAPSHOTS"]
    return held


def store() -> Store:
    """Give the graph for this request."""
    return snapshots().store()


def catalogue() -> dict[str, Query]:
    """Give the named queries for this request."""
    return snapshots().queries()


def view(name: str, /, **terms: Term | Iterable[Term]) -> Table:
    """Answer a named query with terms for its parameters."""
    return store().select(catalogue()[name].bind(**terms))
