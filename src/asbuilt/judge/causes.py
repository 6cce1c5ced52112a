"""Findings grouped by their cause: what is mended once and sets many right.

The algorithm goes from the particular to the general, and a finding joins one group only:

1. the same rule, and one thing that takes part in all (``ab:involves``);
2. the same rule, and the same value;
3. the same rule, and the same larger thing in which all lie: a process, a workflow, a system;
4. the same rule, and the same file;
5. the same thing: whatever else is wrong with it, the gravest first. What an analysis derived joins
   a thing that takes part in it, where that has graver findings; an exception joins the event as
   which it is drawn.

At each of the first four stages the largest group is taken first, then the largest of what is left,
as long as it has three findings (five for a file). Where the common thing itself lacks the same
property as they do, its finding leads the group: it is the cause. Groups are put in order by the
gravest of their findings, then by how many are mended, then by how long they have been open.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from asbuilt.identity import digest
from asbuilt.judge.compose import in_order
from asbuilt.judge.rules import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from asbuilt.judge.finding import Finding

    Offer = Callable[[Finding], Iterable[str]]

Kind = Literal["involved", "value", "within", "file", "thing"]
"""What the findings of a group have in common."""
_WEIGHT = {"violation": 100, "warning": 10, "info": 1}
_MANY = 3
"""So many findings of a rule make a group of their own by what they share."""
_MANY_IN_A_FILE = 5
_NEVER = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Cause:
    """Findings that have one thing in common, the gravest first, or the one that is the cause."""

    focus: str
    """IRI of what they have in common; a value, or the path of a file."""
    findings: tuple[Finding, ...]
    kind: Kind = "thing"
    label: str = ""
    """Name of what they have in common."""

    @property
    def key(self) -> str:
        """Sixteen digits by which the group is known from one inspection to the next."""
        rule = "" if self.kind == "thing" else self.findings[-1].rule
        return digest(self.kind, rule, self.focus)

    @property
    def severity(self) -> str:
        """The severity of the gravest finding."""
        return min((one.severity for one in self.findings), key=SEVERITIES.index)

    @property
    def weight(self) -> int:
        """How much would be won by mending it: a violation counts ten warnings."""
        return sum(_WEIGHT[finding.severity] for finding in self.findings)

    @property
    def owner(self) -> str | None:
        """Name of who can mend it, where that is one."""
        owners = {finding.owner for finding in self.findings}
        return owners.pop() if len(owners) == 1 else None

    @property
    def due(self) -> str | None:
        """The first day by which one of its findings is to be mended."""
        return min((finding.due for finding in self.findings if finding.due), default=None)

    @property
    def overdue(self) -> int:
        """How many of its findings are overdue."""
        return sum(finding.overdue for finding in self.findings)

    @property
    def action(self) -> str:
        """What to do once, in a sentence, with how many findings it mends."""
        first, number = self.findings[0], len(self.findings)
        if number == 1:
            return first.fix or first.message
        if self.kind == "thing":
            return f"Put “{self.label}” right: that mends its {number} findings."
        if first.focus == self.focus:
            return f"{first.fix or first.message} That mends {number} findings."
        share = {
            "involved": "takes part in all of them",
            "value": "is what they have in common",
            "within": "is where they lie",
            "file": "is where they stand",
        }[self.kind]
        return (
            f"{first.name}: settle it once for “{self.label}”, which {share}; "
            f"that mends {number} findings."
        )

    def as_dict(self) -> dict[str, Any]:
        """Give the group as the JSON report has it, its findings by their fingerprints."""
        return {
            "key": self.key,
            "kind": self.kind,
            "common": self.focus,
            "label": self.label,
            "severity": self.severity,
            "rules": sorted({finding.rule for finding in self.findings}),
            "action": self.action,
            "count": len(self.findings),
            "owner": self.owner,
            "due": self.due,
            "overdue": self.overdue,
            "findings": [finding.fingerprint for finding in self.findings],
        }


def causes(findings: Iterable[Finding]) -> list[Cause]:
    """Group findings by their cause, what to fix first at the front."""
    left = {one.fingerprint: one for one in sorted(findings, key=in_order)}
    names = _names(left.values())
    found: list[Cause] = []
    offers: tuple[tuple[Kind, Offer, int], ...] = (
        ("involved", lambda one: one.involves, _MANY),
        ("value", _value, _MANY),
        ("within", lambda one: (one.within,) if one.within else (), _MANY),
        ("file", lambda one: (one.file,) if one.file else (), _MANY_IN_A_FILE),
    )
    by_focus = defaultdict(list)
    for one in left.values():
        by_focus[one.focus].append(one)
    for kind, offer, many in offers:
        for common, group in _shared(left, offer, many):
            root = _root(group, by_focus.get(common, ()), left)
            members = (*root, *group)
            found.append(Cause(common, members, kind, names.get(common, common)))
    found += _by_thing(left.values(), names)
    return sorted(found, key=_rank)


def _rank(cause: Cause) -> tuple[int, int, str, tuple[int, str, str, str]]:
    return (
        SEVERITIES.index(cause.severity),
        -len(cause.findings),
        min((one.open_since or _NEVER for one in cause.findings), default=_NEVER),
        in_order(cause.findings[0]),
    )


def _value(finding: Finding) -> Iterable[str]:
    """Give the value of a finding, where it is a thing and no derived fact, which has no path."""
    is_thing = finding.path and finding.value and finding.value.startswith(("http", "urn:"))
    return (finding.value,) if is_thing and finding.value else ()


def _names(findings: Iterable[Finding]) -> dict[str, str]:
    """Give the names of things that findings tell of."""
    names: dict[str, str] = {}
    for one in findings:
        names[one.focus] = one.label
        names.update(zip(one.involves, one.involves_labels, strict=False))
        if one.within and one.within_label:
            names[one.within] = one.within_label
        if one.value and one.value_label:
            names[one.value] = one.value_label
    return names


def _shared(
    left: dict[str, Finding], offer: Offer, many: int
) -> Iterator[tuple[str, list[Finding]]]:
    """Take the groups of one rule that share something out of what is left, the largest first."""
    members: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for one in left.values():
        for common in offer(one):
            members[one.rule, common].append(one)
    heap = [(-len(held), key) for key, held in members.items() if len(held) >= many]
    heapq.heapify(heap)
    while heap:
        number, key = heapq.heappop(heap)
        held = [one for one in members[key] if one.fingerprint in left]
        if len(held) < many:
            continue
        if len(held) < -number:
            heapq.heappush(heap, (-len(held), key))
            continue
        for one in held:
            del left[one.fingerprint]
        yield key[1], held


def _root(
    group: list[Finding], about: Iterable[Finding], left: dict[str, Finding]
) -> list[Finding]:
    """Give what is left about the common thing and lacks the same property, out of what is left."""
    path = group[0].path
    found = [one for one in about if path and one.path == path and one.fingerprint in left]
    for one in found:
        del left[one.fingerprint]
    return found


def _by_thing(findings: Iterable[Finding], names: dict[str, str]) -> Iterator[Cause]:
    by_focus: dict[str, list[Finding]] = {}
    found = list(findings)
    focuses = {finding.focus for finding in found}
    for finding in found:
        keys = [finding.focus, *finding.involves]
        # An exception and the event as which it is drawn are one thing, whichever is told first.
        drawn = [one for one in finding.involves if finding.path and one in focuses]
        key = next((key for key in keys if key in by_focus), (*drawn, finding.focus)[0])
        by_focus.setdefault(key, []).append(finding)
    for focus, group in by_focus.items():
        yield Cause(focus, tuple(group), "thing", names.get(focus, focus))
