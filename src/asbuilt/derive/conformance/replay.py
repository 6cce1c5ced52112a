"""Replays what was said of a log: reads its file anew, asks the same questions, and compares.

Facts about a log hold counts and a few examples. Whoever doubts one, or needs every case, reads the
log again: the file's digest tells whether it is still the one that was judged, and the cases are
found by the very questions that found them first.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rdflib import URIRef

from asbuilt.derive.conformance.checks import examine
from asbuilt.derive.reading import things
from asbuilt.errors import UserError
from asbuilt.ingest import events
from asbuilt.ingest.reading import read
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive import Context
    from asbuilt.derive.conformance.deviation import Deviation
    from asbuilt.ingest.kept import KeptLog
    from asbuilt.workspace import SourceSpec


@dataclass(frozen=True)
class LogFile:
    """The file of a log, read anew."""

    log: URIRef
    name: str
    sha256: str
    loaded: str
    """The digest of the file when it was loaded."""
    kept: KeptLog

    @property
    def is_same(self) -> bool:
        """Whether it is the file that was loaded."""
        return self.sha256 == self.loaded


@dataclass(frozen=True)
class Replayed:
    """A deviation found anew, and what the graph says of it."""

    deviation: Deviation
    node: URIRef
    said: tuple[int, int] | None
    """Number of cases, and of how many, as the graph states them; None where it states nothing."""

    @property
    def agrees(self) -> bool:
        """Whether the graph says the same."""
        return self.said == (self.deviation.cases.count, self.deviation.total)


def logs_of(context: Context) -> list[URIRef]:
    """Give the logs of a graph."""
    return things(context.store, "?a a ab:EventLog")


def log_of(context: Context, deviation: URIRef) -> URIRef | None:
    """Give the log that a deviation was found in; None where it is no deviation."""
    rows = context.store.texts(f"SELECT ?log WHERE {{ <{deviation}> <{AB.log}> ?log }}")
    return next((URIRef(log) for (log,) in sorted(rows)), None)


@contextmanager
def read_anew(context: Context, log: URIRef) -> Iterator[LogFile]:
    """Read the file of a log anew; its columns are there until the context is left.

    Raises `UserError` where the file is gone, or no longer gives the log.
    """
    spec = _source(context, log)
    with TemporaryDirectory(prefix="asbuilt-") as name:
        folder = Path(name)
        sink = events.Sink(folder, spec.source.name)
        reading = read(spec.source, spec.format, sink)
        if reading.ledger.refused:
            problem = next((p for p in reading.ledger.problems if p.severity == "error"), None)
            said = f": {problem.message}" if problem else ""
            raise UserError(f"the log cannot be read{said}", spec.source.name, "mend the file")
        sink.publish()
        kept = events.open_in(folder, log)
        yield LogFile(log, spec.source.name, _sha256(spec), _loaded(context, spec), kept)


def replay(context: Context, file: LogFile, only: URIRef | None = None) -> Iterator[Replayed]:
    """Find the deviations of a log anew, or the one that is meant."""
    for examined in examine(context, file.log, lambda _: file.kept):
        for deviation in examined.deviations:
            node = deviation.node(context.minter)
            if only is None or node == only:
                yield Replayed(deviation, node, _said(context, node))


def _source(context: Context, log: URIRef) -> SourceSpec:
    for spec in context.workspace.sources:
        if str(log).partition("#")[0] == str(context.minter.file(spec.source.name)):
            return spec
    raise UserError("the file of this log is not in the workspace", str(log), "restore the file")


def _sha256(spec: SourceSpec) -> str:
    with spec.source.path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _loaded(context: Context, spec: SourceSpec) -> str:
    file = context.minter.file(spec.source.name)
    rows = context.store.texts(f"SELECT ?o WHERE {{ <{file}> <{AB.sha256}> ?o }}")
    return next((text for (text,) in sorted(rows)), "")


def _said(context: Context, node: URIRef) -> tuple[int, int] | None:
    rows = context.store.texts(
        f"SELECT ?n ?m WHERE {{ <{node}> <{AB.caseCount}> ?n ; <{AB.totalCases}> ?m }}"
    )
    return next(((int(n), int(m)) for n, m in rows), None)
