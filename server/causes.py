"""Findings as pages group them: by what mends many at once, worked out once for a graph."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from asbuilt.judge.causes import Cause, causes
from asbuilt.server.findings import Shown, findings
from asbuilt.server.graph import remembered

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Group:
    """A cause, and those of its findings that a page shows."""

    cause: Cause
    members: tuple[Shown, ...]

    @property
    def level(self) -> str:
        """The gravest level of its findings."""
        return self.cause.severity

    @property
    def codes(self) -> list[str]:
        """The rules that found it."""
        return sorted({one.code for one in self.members})

    def as_dict(self) -> dict[str, Any]:
        """Give the group as plain data, by the contract of ``asbuilt check --format json``."""
        return self.cause.as_dict()


def groups(chosen: Iterable[Shown]) -> list[Group]:
    """Group findings by the causes that they have among all, in the order of what to fix first."""
    held = remembered("causes", _all)
    members: dict[str, list[Shown]] = {}
    for one in chosen:
        members.setdefault(held.key[one.fingerprint], []).append(one)
    found = [
        Group(_narrowed(held.causes[key], group), tuple(group)) for key, group in members.items()
    ]
    order = {key: number for number, key in enumerate(held.causes)}
    return sorted(found, key=lambda group: order[group.cause.key])


def of_cause(key: str) -> set[str]:
    """Give the fingerprints of the findings that have the cause with this key; none for no key."""
    cause = remembered("causes", _all).causes.get(key)
    return {one.fingerprint for one in cause.findings} if cause else set()


@dataclass(frozen=True, slots=True)
class _Causes:
    causes: dict[str, Cause]
    key: dict[str, str]
    """Key of its cause by fingerprint."""


def _all() -> _Causes:
    known = [one.as_finding() for one in findings()]
    found = causes(one for one in known if one.is_open)
    found += causes(one for one in known if not one.is_open)
    return _Causes(
        _by_key(found),
        {one.fingerprint: cause.key for cause in found for one in cause.findings},
    )


def _by_key(found: list[Cause]) -> dict[str, Cause]:
    """Give causes by key in their order; what is waived joins what is open and has its cause."""
    held: dict[str, Cause] = {}
    for cause in found:
        before = held.get(cause.key)
        held[cause.key] = (
            replace(before, findings=(*before.findings, *cause.findings)) if before else cause
        )
    return held


def _narrowed(cause: Cause, members: list[Shown]) -> Cause:
    if len(members) == len(cause.findings):
        return cause
    present = {one.fingerprint for one in members}
    return replace(cause, findings=tuple(o for o in cause.findings if o.fingerprint in present))
