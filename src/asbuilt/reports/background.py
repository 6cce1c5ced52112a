"""What a report says beside its findings, so that an auditor can repeat the inspection."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from asbuilt import __version__
from asbuilt.catalogue import built_in
from asbuilt.ingest import ledger
from asbuilt.reports.regions import Texts
from asbuilt.reports.revision import Revision, revision

if TYPE_CHECKING:
    from collections.abc import Iterable

    from asbuilt.judge import Report
    from asbuilt.store import Store
    from asbuilt.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that was judged, by what the load kept of it."""

    file: str
    """Path relative to the workspace."""
    sha256: str
    format: str
    facts: int


@dataclass(frozen=True, slots=True)
class Point:
    """What one inspection found open."""

    inspection: str
    as_of: str
    violations: int
    warnings: int


@dataclass(frozen=True, slots=True)
class Background:
    """The circumstances of an inspection; a report can do without any of them."""

    revision: Revision | None = None
    sources: tuple[SourceFile, ...] = ()
    trend: tuple[Point, ...] = ()
    """All inspections, the oldest first, this one included."""
    texts: Texts = field(default_factory=Texts)
    exit_code: int | None = None
    """What the check ended with, where it is known."""
    settings: str = "asbuilt.toml"
    """Name of the file that stands for the workspace as a whole."""

    @property
    def prefix(self) -> str:
        """Path of the workspace in its repository with a slash at its end; empty at its top."""
        return self.revision.prefix if self.revision else ""

    def path(self, file: str | None) -> str:
        """Give the path of a file in the repository; that of the settings where there is none."""
        return f"{self.prefix}{file or self.settings}"

    def audit(self, report: Report) -> dict[str, Any]:
        """Give what somebody needs who wants to repeat the inspection, as plain data."""
        inspection, known = report.inspection, self.revision
        return {
            "workspace": report.title,
            "identifier": inspection.identifier,
            "iri": str(inspection.iri),
            "as_of": inspection.as_of.isoformat(),
            "ended": inspection.ended.isoformat(),
            "engine": inspection.engine,
            "since": report.since,
            "asbuilt": __version__,
            "rules": [rule.code for rule in report.rules],
            "revision": asdict(known) if known else None,
            "sources": [asdict(source) for source in self.sources],
            "waivers": [asdict(waiver) for waiver in report.waivers],
        }


NOTHING_KNOWN = Background()
"""The background of a report that is made without a workspace at hand."""


def background(workspace: Workspace, store: Store, exit_code: int | None = None) -> Background:
    """Gather the circumstances of the inspection that the store holds."""
    return Background(
        revision=revision(workspace.folder),
        sources=tuple(_sources(workspace)),
        trend=tuple(_trend(store)),
        texts=Texts({spec.source.name: spec.source.path for spec in workspace.sources}),
        exit_code=exit_code,
    )


def _sources(workspace: Workspace) -> Iterable[SourceFile]:
    folder = workspace.state / "ledger"
    found: dict[str, SourceFile] = {}
    for key in ledger.keys(folder):
        kept = ledger.recall(folder, key)
        if kept is not None and not kept.refused:
            before = found[kept.file].facts if kept.file in found else 0
            found[kept.file] = SourceFile(
                kept.file, kept.sha256, kept.format or "", before + kept.facts
            )
    return [found[name] for name in sorted(found)]


def _trend(store: Store) -> Iterable[Point]:
    for row in store.select(built_in()["overview-trend"].bind()).dicts():
        said = {name: str(term) for name, term in row.items()}
        yield Point(
            said["inspection"].rpartition("/")[2],
            said["asOf"],
            int(said["violations"]),
            int(said["warnings"]),
        )
