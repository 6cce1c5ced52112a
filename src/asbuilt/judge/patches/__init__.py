"""Patches of a finding: edits of the user's own files that would mend it, the best first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asbuilt.judge.patches import (
    access,
    cells,
    mappings,
    raci,
    records,
    snippets,
    statements,
    waivers,
)
from asbuilt.judge.patches.model import Blank, Candidate, Patch
from asbuilt.judge.patches.registers import Registers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.judge.explanation import Explainer, Explanation
    from asbuilt.judge.kept import KeptFinding

__all__ = ["Blank", "Candidate", "Patch", "Registers", "patches"]

_OWN_WAY = frozenset({"WF001", "DE001", "DE007", "DE014", "FB005", "GV003", "GV009", "GV011"})
"""Rules for which patches are made by what they are about, not by single properties."""


def patches(
    explainer: Explainer,
    finding: KeptFinding,
    explanation: Explanation,
    registers: Registers | None = None,
) -> list[Patch]:
    """Give the patches of a finding: of tables, for lack of those of RDF, and last a waiver."""
    known = registers or Registers(explainer.workspace, explainer.facts)
    found = list(_of_tables(explainer, known, finding, explanation))
    found += waivers.completed(explainer, finding)
    if not found:
        found = list(snippets.by_remedies(explainer, explanation.remedies))
    found += waivers.last_resort(explainer, finding)
    return list({patch.edits: patch for patch in reversed(found)}.values())[::-1]


def _of_tables(
    explainer: Explainer, registers: Registers, finding: KeptFinding, explanation: Explanation
) -> Iterator[Patch]:
    for room in (mappings, raci, access, records):
        yield from room.by_finding(explainer, registers, finding)
    if finding.code not in _OWN_WAY:
        yield from statements.by_remedies(explainer, registers, explanation.remedies)
    yield from cells.by_facts(explainer, registers, finding, explanation)
