"""From files to the graph: one named graph per source, replaced whole or not at all."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from rdflib import RDF, RDFS, Literal, URIRef

from asbuilt import __version__
from asbuilt.errors import UserError
from asbuilt.facts import Events, Fact, Item, Problem, Source, Tally, Version
from asbuilt.ingest import events, ledger
from asbuilt.ingest.bounds import MAX_FACTS, MAX_PROBLEMS, bounded
from asbuilt.ingest.ledger import Ledger
from asbuilt.ingest.loaders import choose, loaders, named
from asbuilt.reading import Refusal
from asbuilt.settings import TABLES
from asbuilt.terms import to_ox
from asbuilt.vocabulary import AB
from asbuilt.workspace import SETTINGS_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from asbuilt.facts import Loader
    from asbuilt.store import Store, Triple
    from asbuilt.workspace import SourceSpec, Workspace

    Progress = Callable[[int, int, str], None]

__all__ = ["Ledger", "Reading", "choose", "load", "loaders", "named", "read"]

_log = logging.getLogger(__name__)
_NO_LOADER = (
    "no loader knows this file's format",
    "name the format with --format, or see `asbuilt read --help` for the formats there are",
)


@dataclass(slots=True)
class Reading:
    """What reading one file gave; `triples` is empty where the file was refused."""

    ledger: Ledger
    triples: list[Triple] = field(default_factory=list)
    seen: set[Triple] = field(default_factory=set, repr=False)


def read(
    source: Source,
    format_name: str | None = None,
    sink: Callable[[Events], None] | None = None,
) -> Reading:
    """Read one file without touching any graph.

    Events of logs go to `sink` batch by batch, or nowhere. Raises `UserError` where `format_name`
    is no loader's name; whatever is wrong with the file is in the ledger.
    """
    reading = Reading(Ledger(source.name))
    try:
        loader = _loader(source, format_name)
        reading.ledger.format = loader.name
        reading.ledger.problems += _senseless_settings(source, loader)
        with bounded(source.path):
            for item in loader.load(source):
                _take_in(reading, item, sink)
    except UserError:
        raise
    except Refusal as refusal:
        reading.ledger.problems.append(refusal.problem)
    except OSError as error:
        reading.ledger.problems.append(
            Problem("error", f"the file cannot be read: {error.strerror}", "check that it is there")
        )
    except Exception as error:  # noqa: BLE001 - one file's fault must not stop the others
        _log.debug("reading %s", source.name, exc_info=True)
        reading.ledger.problems.append(
            Problem(
                "error",
                f"Asbuilt failed on this file: {type(error).__name__}: {error}",
                "this is a fault of Asbuilt; please report it with the file",
            )
        )
    if reading.ledger.more_problems:
        reading.ledger.problems.append(_many(reading.ledger.more_problems))
    if reading.ledger.refused:
        reading.triples.clear()
    reading.ledger.facts = len(reading.triples)
    return reading


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
    specs = _selected(workspace, set(only))
    present = store.graphs()
    ledgers = []
    for number, spec in enumerate(specs, start=1):
        if progress:
            progress(number, len(specs), spec.key)
        ledgers.append(_load_one(workspace, store, spec, present, again=again))
    if not only:
        _drop_removed(workspace, store, present)
    workspace.touch()
    return ledgers


def _loader(source: Source, format_name: str | None) -> Loader:
    loader = named(format_name) if format_name else choose(source.path)
    if loader is None:
        raise Refusal(*_NO_LOADER)
    return loader


def _senseless_settings(source: Source, loader: Loader) -> Iterator[Problem]:
    """Tell which settings of the source this loader does not use; a pattern may match many formats.

    Raises `Refusal` for one that no loader knows, which is most likely misspelt.
    """
    known = {*TABLES["source"], *(key for one in loaders().values() for key in one.settings)}
    for key in sorted(set(source.options) - set(loader.settings)):
        if key not in known:
            near = get_close_matches(key, known, 1)
            raise Refusal(
                f"{key!r} in the file's [[source]] table of {SETTINGS_FILE} means nothing",
                f"write {near[0]}" if near else f"use one of: {', '.join(sorted(known))}",
            )
        yield Problem(
            "info",
            f"the setting {key!r} of its [[source]] table means nothing to {loader.name}",
            "give files of another format a [[source]] table of their own",
        )


def _take_in(reading: Reading, item: Item, sink: Callable[[Events], None] | None) -> None:
    match item:
        case Fact():
            triple = _checked(item)
            if triple not in reading.seen:
                reading.seen.add(triple)
                reading.triples.append(triple)
                if len(reading.triples) > MAX_FACTS:
                    raise Refusal(
                        f"the file gives more than {MAX_FACTS:,} facts",
                        "split the file, or export less into it",
                        item.place,
                    )
        case Problem():
            _note(reading.ledger, item)
        case Tally():
            reading.ledger.count(item)
        case Version(text):
            reading.ledger.version = text
        case Events():
            if sink is not None:
                sink(item)


def _note(entry: Ledger, problem: Problem) -> None:
    """Take in a problem; where there are very many, an error in place of the last one."""
    if len(entry.problems) < MAX_PROBLEMS:
        entry.problems.append(problem)
    elif problem.severity == "error" and not entry.refused:
        entry.problems[-1] = problem
    else:
        entry.more_problems += 1


def _many(more: int) -> Problem:
    return Problem(
        "warning",
        f"there are {more:,} more problems, which are not listed",
        "mend what is listed, and load again",
    )


def _checked(fact: Fact) -> Triple:
    triple = (fact.subject, fact.predicate, fact.object)
    try:
        for term in triple:
            to_ox(term)
    except ValueError as error:
        raise Refusal(
            f"a name in the file makes no valid IRI: {error}",
            "rename the element in its editor",
            fact.place,
        ) from None
    return triple


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


def _load_one(
    workspace: Workspace,
    store: Store,
    spec: SourceSpec,
    present: dict[URIRef, int],
    *,
    again: bool,
) -> Ledger:
    folder = workspace.state / "ledger"
    graph = workspace.minter.source_graph(spec.key)
    sha256 = _sha256(spec.source.path)
    settings = f"{__version__} {spec.settings_digest}{_beside(spec.source.path)}"
    before = ledger.recall(folder, spec.key)
    same = before is not None and (before.sha256, before.settings) == (sha256, settings)
    if (
        before is not None
        and same
        and sha256
        and not again
        and (graph in present or before.refused)
    ):
        before.unchanged = True
        before.sheet = spec.sheet
        before.changed = 0
        return before
    with events.collecting(workspace, spec.key) as sink:
        reading = read(spec.source, spec.format, sink)
        entry = reading.ledger
        entry.sheet = spec.sheet
        entry.sha256, entry.settings = sha256, settings
        if entry.refused:
            sink.discard()
            entry.changed = 0
        else:
            triples = [*reading.triples, *_about_file(spec, entry)]
            changed = store.replace(graph, triples)
            entry.changed = changed if graph in present else None
    ledger.keep(folder, spec.key, entry)
    return entry


def _about_file(spec: SourceSpec, entry: Ledger) -> list[Triple]:
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


def _drop_removed(workspace: Workspace, store: Store, present: dict[URIRef, int]) -> None:
    folder = workspace.state / "ledger"
    current = {spec.key for spec in workspace.sources}
    for key in ledger.keys(folder):
        if key not in current:
            store.drop(workspace.minter.source_graph(key))
            events.drop(workspace, key)
            ledger.forget(folder, key)
    prefix = str(workspace.minter.source_graph(""))
    wanted = {workspace.minter.source_graph(key) for key in current}
    for graph in present:
        if str(graph).startswith(prefix) and graph not in wanted:
            store.drop(graph)


def _beside(path: Path) -> str:
    """Give the digests of the files without which this one cannot be understood, if there are any.

    A loader of such a format says which they are by ``companions``.
    """
    found = (getattr(loader, "companions", None) for loader in loaders().values())
    return "".join(f" {_sha256(other)}" for ask in found if ask for other in ask(path))


def _sha256(path: Path) -> str:
    """Give a file's digest, or nothing where it cannot be read: reading it will tell why."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
