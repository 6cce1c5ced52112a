"""What findings are compared with: the last inspection, an earlier one, or another judgement."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from asbuilt.errors import UserError
from asbuilt.judge.life import Remembered, remember, standing_after

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from asbuilt.judge.finding import Finding
    from asbuilt.judge.life import Memory, Past, Standing
    from asbuilt.store import Store

_NEAREST = 8


@dataclass(frozen=True, slots=True)
class Baseline:
    """How findings stood at a time, by fingerprint, and what is known of each."""

    name: str
    """The time in words, such as ``inspection 2026-11-15-3`` or ``origin/main (1f2e3d4)``."""
    standing: Mapping[str, Standing]
    known: Mapping[str, Remembered]

    @classmethod
    def of_last(cls, memory: Memory) -> Baseline:
        """Give how findings stood after the last inspection."""
        standing = {one.fingerprint: one.standing for one in memory.findings.values()}
        return cls("the last inspection", standing, memory.findings)

    @classmethod
    def of_inspection(cls, store: Store, inspection: Past) -> Baseline:
        """Give how findings stood after an inspection that the history knows."""
        standing = standing_after(store, inspection.number)
        return cls(f"inspection {inspection.identifier}", standing, remember(store).findings)

    @classmethod
    def of_findings(cls, name: str, findings: Iterable[Finding]) -> Baseline:
        """Give how findings stand in another judgement, such as that of a git revision."""
        known = {
            one.fingerprint: Remembered(
                one.fingerprint,
                one.rule,
                one.severity,
                one.focus,
                one.message,
                "open" if one.is_open else "waived",
                one.first_seen or "",
                one.first_seen or "",
                one.open_since or "",
            )
            for one in findings
        }
        return cls(name, {one.fingerprint: one.standing for one in known.values()}, known)

    def compared(self, findings: Iterable[Finding]) -> list[Finding]:
        """Give each finding its status: new, persisting or reopened; waived ones stay waived."""
        return [
            one if one.status == "waived" else replace(one, status=self._status(one))
            for one in findings
        ]

    def fixed(self, findings: Iterable[Finding]) -> list[Remembered]:
        """Give what was there then, waived or not, and is not found any more."""
        present = {finding.fingerprint for finding in findings}
        gone = (
            self.known[fingerprint]
            for fingerprint, standing in self.standing.items()
            if standing != "fixed" and fingerprint not in present and fingerprint in self.known
        )
        return sorted(gone, key=lambda one: (one.rule, one.message, one.fingerprint))

    def _status(self, finding: Finding) -> str:
        standing = self.standing.get(finding.fingerprint)
        if standing is None:
            return "new"
        return "reopened" if standing == "fixed" else "persisting"


def inspection_called(reference: str, inspections: Iterable[Past]) -> Past:
    """Give the inspection with an identifier, or the last one as of a day or before it.

    Raises `UserError` where there is none; it names those that there are.
    """
    held = list(inspections)
    exact = [one for one in held if one.identifier == reference]
    upto = [one for one in held if one.as_of <= reference]
    if exact or (upto and len(reference) == len("2026-11-15")):
        return (exact or upto)[-1]
    raise UserError(
        f"the history knows no inspection {reference}",
        hint="name one that it knows, a day on or after its first, or a git revision; "
        "`asbuilt query inspections` lists them"
        if held
        else "nothing has been checked here yet; run `asbuilt check` without --since first",
        example="\n".join(f"--since {one.identifier}" for one in held[-_NEAREST:]),
    )
