"""Findings grouped by their cause, where one fault sets off several rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from asbuilt.judge.compose import in_order
from asbuilt.judge.rules import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from asbuilt.judge.finding import Finding

_WEIGHT = {"violation": 100, "warning": 10, "info": 1}


@dataclass(frozen=True, slots=True)
class Cause:
    """Findings that have one thing in common, the gravest first."""

    focus: str
    """IRI of what they have in common."""
    findings: tuple[Finding, ...]

    @property
    def weight(self) -> int:
        """How much would be won by mending it: a violation counts ten warnings."""
        return sum(_WEIGHT[finding.severity] for finding in self.findings)


def causes(findings: Iterable[Finding]) -> list[Cause]:
    """Group findings that are about the same thing, the group with most to win first.

    A finding that an analysis derived joins those about a thing that it involves, where there are
    graver ones; so a control's bypass in design and in fact stand together.
    """
    by_focus: dict[str, list[Finding]] = {}
    for finding in sorted(findings, key=in_order):
        keys = [finding.focus, *finding.involves]
        key = next((key for key in keys if key in by_focus), finding.focus)
        by_focus.setdefault(key, []).append(finding)
    groups = [Cause(focus, tuple(group)) for focus, group in by_focus.items()]
    return sorted(
        groups,
        key=lambda cause: (
            SEVERITIES.index(cause.findings[0].severity),
            -cause.weight,
            in_order(cause.findings[0]),
        ),
    )
