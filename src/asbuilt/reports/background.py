"""What a report says beside its findings, so that an auditor can repeat the inspection."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from asbuilt import __version__
from asbuilt.catalogue import built_in
from asbuilt.identity import fold
from asbuilt.ingest import ledger
from asbuilt.judge.places import parse
from asbuilt.reports.regions import Texts
from asbuilt.reports.revision import Revision, revision

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from asbuilt.judge import Finding, Report
    from asbuilt.store import Store
    from asbuilt.workspace import Workspace

_SHORTEST_FINGERPRINT = 8


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that was judged, by what the load kept of it."""

    file: str
    """Path relative to the workspace."""
    sha256: str
    format: str
    facts: int


@dataclass(frozen=True, slots=True)
class Waiver:
    """A decision to accept a finding for a time; empty texts where nothing is said."""

    iri: str
    rule: str
    focus: str
    approver: str
    reason: str
    expires: str
    """Last day on which it is valid, as ``2026-12-31``."""
    compensation: str
    place: str
    """File and place in it, as people write it."""

    def accepts(self, finding: Finding) -> bool:
        """Tell whether it is about the finding, by its rule and the names that the finding has."""
        if self.rule and self.rule.upper() != finding.rule:
            return False
        if not self.focus:
            return bool(self.rule)
        if len(self.focus) >= _SHORTEST_FINGERPRINT and finding.fingerprint.startswith(
            self.focus.lower()
        ):
            return True
        names = (finding.label, finding.value_label, finding.focus, *finding.involves)
        return any(fold(self.focus) in _named(name) for name in names if name)


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
    waivers: tuple[Waiver, ...] = ()
    trend: tuple[Point, ...] = ()
    """All inspections, the oldest first, this one included."""
    processes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Names of the processes of which a thing is a part, by the thing's IRI."""
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
            "asbuilt": __version__,
            "rules": [rule.code for rule in report.rules],
            "revision": asdict(known) if known else None,
            "sources": [asdict(source) for source in self.sources],
            "waivers": [asdict(waiver) for waiver in self.waivers],
        }

    def processes_of(self, finding: Finding) -> tuple[str, ...]:
        """Give the names of the processes that a finding is about; empty where it is about none."""
        things = (finding.focus, *([finding.value] if finding.value else []), *finding.involves)
        return next((self.processes[one] for one in things if one in self.processes), ())

    def due(self, finding: Finding) -> str | None:
        """Give the last day by which a finding is to be mended, or on which its waiver holds."""
        waiver = self.waiver_of(finding)
        return (waiver.expires or None) if waiver else None

    def waiver_of(self, finding: Finding) -> Waiver | None:
        """Give the waiver that accepts a waived finding, the one that is valid longest."""
        if finding.is_open:
            return None
        found = [waiver for waiver in self.waivers if waiver.accepts(finding)]
        return max(found, key=lambda one: (one.expires or "9999", one.iri), default=None)


NOTHING_KNOWN = Background()
"""The background of a report that is made without a workspace at hand."""


def background(workspace: Workspace, store: Store, exit_code: int | None = None) -> Background:
    """Gather the circumstances of the inspection that the store holds."""
    return Background(
        revision=revision(workspace.folder),
        sources=tuple(_sources(workspace)),
        waivers=tuple(_waivers(store, workspace.minter.base)),
        trend=tuple(_trend(store)),
        processes=_processes(store),
        texts=Texts({spec.source.name: spec.source.path for spec in workspace.sources}),
        exit_code=exit_code,
    )


def _named(name: str) -> set[str]:
    return {fold(name), fold(name.rpartition("#")[2]), fold(name.rpartition("/")[2])}


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


def _waivers(store: Store, base: str) -> Iterable[Waiver]:
    for row in store.select(built_in()["waivers"].bind()).dicts():
        said = {name: "" if term is None else str(term) for name, term in row.items()}
        stands = parse(said["place"], base) if said["place"] else None
        place = " ".join(filter(None, (stands.file, stands.locator))) if stands else ""
        yield Waiver(
            said["waiver"],
            said["rule"],
            said["focus"],
            said["approver"],
            said["reason"],
            said["expires"][:10],
            said["compensation"],
            place,
        )


def _trend(store: Store) -> Iterable[Point]:
    for row in store.select(built_in()["overview-trend"].bind()).dicts():
        said = {name: str(term) for name, term in row.items()}
        yield Point(
            said["inspection"].rpartition("/")[2],
            said["asOf"],
            int(said["violations"]),
            int(said["warnings"]),
        )


def _processes(store: Store) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for row in store.select(built_in()["things-by-process"].bind()).dicts():
        found.setdefault(str(row["thing"]), {})[str(row["name"])] = None
    return {thing: tuple(names) for thing, names in found.items()}
