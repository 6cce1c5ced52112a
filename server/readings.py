"""What a reading of a file gave, as its page shows it: kinds with their bars, and its lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from asbuilt.ingest import ledger, state
from asbuilt.ingest.excerpts import told
from asbuilt.ingest.loading import ledger_folder
from asbuilt.server.graph import workspace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from asbuilt.ingest import Ledger
    from asbuilt.workspace import SourceSpec

WORDS = (("read", "elements"), ("kept", "kept"), ("unread", "unread"))
"""What can become of what a file holds, and what a ledger calls the counts of it."""


@dataclass(frozen=True, slots=True)
class KindRow:
    """How many elements of a kind were read, kept in the source's own words, and not read."""

    kind: str
    read: int
    kept: int
    unread: int
    most: int
    """The number of the most frequent kind, which the bar of every kind is drawn by."""

    @property
    def bars(self) -> list[tuple[str, float, float]]:
        """The parts of its bar that are not empty: name, start and width, in hundredths."""
        found, start = [], 0.0
        for name, count in (("read", self.read), ("kept", self.kept), ("unread", self.unread)):
            width = round(100 * count / self.most, 2)
            if count:
                found.append((name, start, max(width, 0.5)))
            start += width
        return found


def kind_rows(reading: Mapping[str, Any]) -> list[KindRow]:
    """Give the kinds of a reading that was told as plain data, the most frequent first."""
    kinds = {kind for _, column in WORDS for kind in reading.get(column) or ()}
    counts = {kind: [reading[column].get(kind, 0) for _, column in WORDS] for kind in kinds}
    most = max((sum(numbers) for numbers in counts.values()), default=0) or 1
    ordered = sorted(counts.items(), key=lambda one: (-sum(one[1]), one[0]))
    return [KindRow(kind, read, kept, unread, most) for kind, (read, kept, unread) in ordered]


def recalled(spec: SourceSpec) -> Ledger | None:
    """Give the ledger of a source as it was last loaded."""
    return ledger.recall(ledger_folder(workspace()), spec.key)


def of_source(spec: SourceSpec) -> dict[str, Any]:
    """Give what the last load of a source gave, with what stands where its problems are."""
    entry = recalled(spec)
    if entry is None:
        data: dict[str, Any] = {"file": spec.key, "format": None}
    else:
        data = told(entry, spec.source.path)
        data |= {"sha256": entry.sha256, "loaded": entry.loaded}
        data["changed_since"] = _has_changed(spec, entry)
    return data | {"domain": spec.source.domain, "system": spec.source.system}


def _has_changed(spec: SourceSpec, entry: Ledger) -> bool:
    mark = state.mark(spec)
    if mark and mark == entry.mark:
        return False
    return state.sha256(spec.source.path) != entry.sha256
