"""Loading: each source's triples take the place of those that it gave before.

A load of one file costs what the file costs: the graph is asked for nothing but that file's part.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from rdflib import RDF, RDFS, Literal

from asbuilt.errors import UserError
from asbuilt.ingest import events, ledger, state
from asbuilt.ingest.reading import read
from asbuilt.store import BulkStore
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from rdflib import URIRef

    from asbuilt.ingest.ledger import Ledger
    from asbuilt.store import Store, Triple
    from asbuilt.workspace import SourceSpec, Workspace

    Progress = Callable[[int, int, str], None]

_LARGE: Final = 1_000_000
"""Bytes of a file from which on its facts go into an empty graph in bulk, if its loader can."""
_FEW: Final = 20
"""Sources up to which the store is asked for each graph, and not for the names of all."""


def load(
    workspace: Workspace,
    store: Store,
    only: Iterable[str] = (),
    progress: Progress | None = None,
    *,
    again: bool = False,
) -> list[Ledger]:
    """Read the workspace's files into the graph and give their ledgers.

    `only` restricts it to these paths. A file that is what was loaded before is left alone unless
    `again`; a refused one leaves its graph as it was. `progress` is told number, total and file.
    Raises `UserError` where `only` names a file that is no source.
    """
    wanted = set(only)
    specs = _selected(workspace, wanted)
    present = _present(workspace, store, specs)
    events.renew(workspace)
    ledgers = []
    for number, spec in enumerate(specs, start=1):
        if progress:
            progress(number, len(specs), spec.key)
        is_there = workspace.minter.source_graph(spec.key) in present
        ledgers.append(_load_one(workspace, store, spec, is_there=is_there, again=again))
    dropped = 0 if wanted else _drop_removed(workspace, store)
    if dropped or not workspace.generation or not all(one.unchanged for one in ledgers):
        workspace.touch()
    return ledgers


def drop(workspace: Workspace, store: Store, keys: Iterable[str]) -> None:
    """Remove what sources gave that the workspace no longer has: graphs, event logs, ledgers."""
    for key in keys:
        store.drop(workspace.minter.source_graph(key))
        events.drop(workspace, key)
        ledger.forget(ledger_folder(workspace), key)
    workspace.touch()


def ledger_folder(workspace: Workspace) -> Path:
    """Give the folder that holds the ledgers of a workspace."""
    return workspace.state / "ledger"


def _selected(workspace: Workspace, only: set[str]) -> list[SourceSpec]:
    if not only:
        return workspace.sources
    chosen = [spec for spec in workspace.sources if {spec.key, spec.source.name} & only]
    unknown = only - {spec.key for spec in chosen} - {spec.source.name for spec in chosen}
    if unknown:
        raise UserError.unknown_name(
            "source", min(unknown), [spec.key for spec in workspace.sources]
        )
    return chosen


def _present(workspace: Workspace, store: Store, specs: list[SourceSpec]) -> set[URIRef]:
    """Give those of the sources' graphs that hold something; none is counted."""
    graphs = {workspace.minter.source_graph(spec.key) for spec in specs}
    if len(graphs) <= _FEW:
        return {graph for graph in graphs if store.holds(graph)}
    return graphs & set(store.graph_names())


def _load_one(
    workspace: Workspace, store: Store, spec: SourceSpec, *, is_there: bool, again: bool
) -> Ledger:
    folder = ledger_folder(workspace)
    mark = state.mark(spec)
    before = ledger.recall(folder, spec.key)
    known = before if before and not again and (is_there or before.refused) else None
    if known and mark and known.mark == mark:
        return _left_alone(known, spec)
    # The mark comes before the digest and that before reading: what changes meanwhile is seen.
    sha256, settings = state.sha256(spec.source.path), state.settings(spec)
    if known and sha256 and (known.sha256, known.settings) == (sha256, settings):
        if mark:
            known.mark = mark
            ledger.keep(folder, spec.key, known)
        return _left_alone(known, spec)
    with events.collecting(workspace, spec.key) as sink:
        in_bulk = None if is_there else _bulk_store(store, spec)
        reading = read(spec.source, spec.format, sink, in_bulk=in_bulk is not None)
        entry = reading.ledger
        entry.sheet = spec.sheet
        entry.sha256, entry.settings, entry.mark = sha256, settings, mark if sha256 else ""
        entry.loaded = datetime.now(UTC).isoformat(timespec="seconds")
        if entry.refused:
            sink.discard()
            entry.changed = 0
        else:
            graph = workspace.minter.source_graph(spec.key)
            if in_bulk and reading.lines:
                entry.facts = in_bulk.add(graph, reading.triples, reading.lines)
                in_bulk.add(graph, about_file(spec, entry))
            else:
                changed = store.replace(graph, [*reading.triples, *about_file(spec, entry)])
                entry.changed = changed if is_there else None
    ledger.keep(folder, spec.key, entry)
    return entry


def _bulk_store(store: Store, spec: SourceSpec) -> BulkStore | None:
    """Give the store as one that takes a file in bulk, if it can and the file is worth it."""
    if isinstance(store, BulkStore) and spec.source.path.stat().st_size >= _LARGE:
        return store
    return None


def _left_alone(known: Ledger, spec: SourceSpec) -> Ledger:
    known.unchanged = True
    known.sheet = spec.sheet
    known.changed = 0
    return known


def about_file(spec: SourceSpec, entry: Ledger) -> list[Triple]:
    """Give what is stated of a source's file itself."""
    source = spec.source
    file = source.minter.file(source.name)
    stated: list[Triple] = [
        (file, RDF.type, AB.Source),
        (file, RDFS.label, Literal(source.name)),
        (file, AB.sha256, Literal(entry.sha256)),
    ]
    if entry.format:
        stated.append((file, AB.format, Literal(entry.format)))
    if source.domain:
        stated.append((file, AB.domain, Literal(source.domain)))
    if source.system:
        system = source.minter.named("system", source.system)
        stated.append((file, AB.heldBy, system))
        stated.append((system, RDF.type, AB.System))
        stated.append((system, RDFS.label, Literal(source.system)))
    return stated


def _drop_removed(workspace: Workspace, store: Store) -> int:
    """Remove what no source of the workspace has given, and give of how many sources that was."""
    current = {spec.key for spec in workspace.sources}
    gone = [key for key in ledger.keys(ledger_folder(workspace)) if key not in current]
    if gone:
        drop(workspace, store, gone)
    prefix = str(workspace.minter.source_graph(""))
    wanted = {workspace.minter.source_graph(key) for key in current}
    strays = [
        graph
        for graph in store.graph_names()
        if str(graph).startswith(prefix) and graph not in wanted
    ]
    for graph in strays:
        store.drop(graph)
    return len(gone) + len(strays)
