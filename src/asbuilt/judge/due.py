"""The day by which a finding is to be mended, by how grave it is."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from asbuilt.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from asbuilt.judge.finding import Finding
    from asbuilt.judge.rules import Severity
    from asbuilt.workspace import Workspace

_DAYS: dict[Severity, int | None] = {"violation": 14, "warning": 30, "info": 90}
"""Days that there are where a workspace says nothing."""
_TIME = re.compile(r"(\d{1,4})\s*(day|week)s?")
_EXAMPLE = '[check.due]\nviolation = "14 days"\nwarning = "6 weeks"\ninfo = "never"'


def days(workspace: Workspace) -> dict[Severity, int | None]:
    """Give the days from the opening of a finding to the last one by which it is to be mended.

    ``[check.due]`` of ``asbuilt.toml`` sets them by severity; None is never. Raises `UserError`
    for a severity or a time that makes no sense.
    """
    said = workspace.settings.get("check", {}).get("due", {})
    where = "asbuilt.toml: [check.due]"
    if not isinstance(said, dict):
        raise UserError.bad_setting(where, "due must be a table", "write times in it", _EXAMPLE)
    unknown = sorted(set(said) - set(_DAYS))
    if unknown:
        raise UserError.bad_setting(
            where, f"no severity is called {unknown[0]!r}", f"one of: {', '.join(_DAYS)}", _EXAMPLE
        )
    found = dict(_DAYS)
    for severity in _DAYS:
        if severity in said:
            found[severity] = _days(said[severity], f"{where} {severity}")
    return found


def due_on(severity: Severity, opened: str, terms: Mapping[Severity, int | None]) -> str | None:
    """Give the last day by which a finding that was opened on a day is to be mended."""
    term = terms[severity]
    if term is None or not opened:
        return None
    return (date.fromisoformat(opened) + timedelta(days=term)).isoformat()


def dated(
    findings: Iterable[Finding], terms: Mapping[Severity, int | None], as_of: date
) -> Iterator[Finding]:
    """Give findings with the day by which each is to be mended; a waived one has none.

    The last day itself is still in time.
    """
    today = as_of.isoformat()
    for finding in findings:
        due = due_on(finding.severity, finding.open_since or "", terms) if finding.is_open else None
        yield replace(finding, due=due, overdue=due is not None and due < today)


def _days(said: Any, where: str) -> int | None:  # noqa: ANN401 - whatever TOML can say
    if said == "never":
        return None
    if isinstance(said, int) and not isinstance(said, bool) and said >= 0:
        return said
    found = _TIME.fullmatch(said.strip()) if isinstance(said, str) else None
    if found is None:
        raise UserError.bad_setting(
            where, f"{said!r} is no time", "write a number of days or weeks, or never", _EXAMPLE
        )
    return int(found[1]) * (7 if found[2] == "week" else 1)
