"""The ledger of a load: what each file's reading gave, and what it could not give."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from asbuilt.facts import Place, Problem, Tally
from asbuilt.identity import digest

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(slots=True)
class Ledger:
    """What was read of one file; `as_dict` is the form that ``--json`` prints."""

    file: str
    sheet: str | None = None
    """The sheet it is about, where one workbook serves several sources."""
    format: str | None = None
    version: str | None = None
    facts: int = 0
    elements: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    more_problems: int = 0
    """How many problems there were beside those that are listed."""
    sha256: str = ""
    settings: str = ""
    """Digest of what the workspace and this version of Asbuilt said about the file."""
    mark: str = ""
    """What the file system said of the file when it was read; see `asbuilt.ingest.state`."""
    loaded: str = ""
    """When the file was read, as ISO 8601 in UTC."""
    changed: int | None = None
    """Triples that came or went in the graph that was there before; None where none was."""
    unchanged: bool = False
    """Whether the file was left unread because it is what was loaded before."""

    @property
    def refused(self) -> bool:
        """Whether the file was refused, so that nothing of it is in the graph."""
        return any(problem.severity == "error" for problem in self.problems)

    def count(self, tally: Tally) -> None:
        """Take in a tally of the loader's."""
        column = {"read": self.elements, "kept": self.kept, "unread": self.unread}
        column[tally.disposition][tally.kind] += tally.count

    def as_dict(self) -> dict[str, Any]:
        """Give the ledger as plain data: the contract of ``asbuilt read --json``."""
        return {
            "file": self.file,
            **({"sheet": self.sheet} if self.sheet else {}),
            "format": self.format,
            "version": self.version,
            "facts": self.facts,
            "elements": dict(sorted(self.elements.items())),
            "kept": dict(sorted(self.kept.items())),
            "unread": dict(sorted(self.unread.items())),
            "problems": [
                {
                    "severity": problem.severity,
                    "file": self.file,
                    "line": problem.place.line or problem.place.row,
                    "locator": problem.place.fragment,
                    "message": problem.message,
                    "fix": problem.fix,
                }
                for problem in self.problems
            ],
        }


def keep(folder: Path, key: str, ledger: Ledger) -> None:
    """Write the ledger of a source into the folder of ledgers."""
    folder.mkdir(parents=True, exist_ok=True)
    data = ledger.as_dict() | {
        "key": key,
        "sha256": ledger.sha256,
        "settings": ledger.settings,
        "mark": ledger.mark,
        "loaded": ledger.loaded,
        "places": [
            [p.place.line, p.place.row, p.place.column, p.place.sheet] for p in ledger.problems
        ],
    }
    path = _path(folder, key)
    new = path.with_suffix(".new")  # a load that is killed here leaves the old ledger whole
    new.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    new.replace(path)


def recall(folder: Path, key: str) -> Ledger | None:
    """Give the ledger of a source as it was last kept, or None."""
    path = _path(folder, key)
    if not path.is_file():
        return None
    data = json.loads(path.read_text(encoding="utf-8"))
    problems = [
        Problem(entry["severity"], entry["message"], entry["fix"], Place(*place))
        for entry, place in zip(data["problems"], data["places"], strict=True)
    ]
    return Ledger(
        file=data["file"],
        sheet=data.get("sheet"),
        format=data["format"],
        version=data["version"],
        facts=data["facts"],
        elements=Counter(data["elements"]),
        kept=Counter(data["kept"]),
        unread=Counter(data["unread"]),
        problems=problems,
        sha256=data["sha256"],
        settings=data["settings"],
        mark=data.get("mark", ""),
        loaded=data.get("loaded", ""),
    )


def forget(folder: Path, key: str) -> None:
    """Remove the ledger of a source that the workspace no longer has."""
    _path(folder, key).unlink(missing_ok=True)


def keys(folder: Path) -> list[str]:
    """Give the keys of the sources of which a ledger is kept."""
    if not folder.is_dir():
        return []
    return sorted(
        str(json.loads(path.read_text(encoding="utf-8"))["key"]) for path in folder.glob("*.json")
    )


def _path(folder: Path, key: str) -> Path:
    return folder / f"{digest(key)}.json"
