"""What a workspace wants of the rules: which are reported, and how severe their findings are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

from asbuilt.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from asbuilt.workspace import Workspace

SECONDS = 60.0
"""How long one query of a rule may take if nobody says otherwise."""
Severity = Literal["violation", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""From the gravest to the slightest."""
_WHERE = "asbuilt.toml"
_LISTS = {"select": 'select = ["WF", "DE003"]', "ignore": 'ignore = ["DX010"]'}
_SEVERITY_EXAMPLE = '[check.severity]\nWF003 = "info"'


@dataclass(frozen=True, slots=True)
class Preferences:
    """Beginnings of codes, upper case, as ``[check]`` in ``asbuilt.toml`` states them."""

    select: tuple[str, ...] = ()
    """Report these only; all where it is empty."""
    ignore: tuple[str, ...] = ()
    severity: dict[str, Severity] = field(default_factory=dict)

    def severity_of(self, code: str) -> Severity | None:
        """Give the severity that is set for a code by its longest beginning, if there is one."""
        found = [prefix for prefix in self.severity if _begins(code, (prefix,))]
        return self.severity[max(found, key=len)] if found else None

    def wanted(self, codes: Iterable[str]) -> set[str]:
        """Give those of the codes that are selected and not ignored."""
        return {
            code
            for code in codes
            if (not self.select or _begins(code, self.select)) and not _begins(code, self.ignore)
        }

    def refuse_unknown(self, codes: Iterable[str], file: str = "") -> None:
        """Raise `UserError` for a beginning that no code has: it would be obeyed by nothing.

        `file` holds the settings, where they are not those of the command line.
        """
        known = sorted(codes)
        for setting, prefixes in (
            ("[check] select", self.select),
            ("[check] ignore", self.ignore),
            ("[check.severity]", self.severity),
        ):
            for prefix in prefixes:
                if not any(_begins(code, (prefix,)) for code in known):
                    error = UserError.unknown_name("rule", prefix, known)
                    raise UserError(error.title, f"{file}: {setting}" if file else "", error.hint)


def preferences(workspace: Workspace | None) -> Preferences:
    """Read what a workspace wants; raises `UserError` for settings that make no sense."""
    if workspace is None:
        return Preferences()
    table: dict[str, Any] = workspace.settings.get("check", {})
    return Preferences(
        _codes(table, "select"), _codes(table, "ignore"), _severities(table.get("severity", {}))
    )


def seconds(workspace: Workspace) -> float:
    """Give how long one query of a rule may take, by ``[check] seconds``.

    Raises `UserError` where that is no time.
    """
    said = workspace.settings.get("check", {}).get("seconds", SECONDS)
    if isinstance(said, bool) or not isinstance(said, int | float) or said <= 0:
        raise UserError.bad_setting(
            f"{_WHERE}: [check] seconds",
            f"{said!r} is no number of seconds",
            "write one above 0",
            "[check]\nseconds = 300",
        )
    return float(said)


def beginnings(texts: Iterable[str]) -> tuple[str, ...]:
    """Give the beginnings of codes in texts such as ``WF,de003``."""
    return tuple(part.strip().upper() for text in texts for part in text.split(",") if part.strip())


def _begins(code: str, prefixes: Iterable[str]) -> bool:
    """Whether a code begins with one of these; IN is how IN004 begins, and not how INVOICE does."""
    return any(
        code.startswith(prefix)
        and not (prefix[-1:].isalpha() and code[len(prefix) : len(prefix) + 1].isalpha())
        for prefix in prefixes
    )


def _codes(table: dict[str, Any], name: str) -> tuple[str, ...]:
    stated = table.get(name, [])
    listed = [stated] if isinstance(stated, str) else stated
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise UserError.bad_setting(
            _WHERE,
            f"[check] {name} is no list of codes",
            "write codes of rules, or how they begin, in quotes",
            f"[check]\n{_LISTS[name]}",
        )
    return beginnings(listed)


def _severities(table: object) -> dict[str, Severity]:
    if not isinstance(table, dict):
        raise UserError.bad_setting(
            _WHERE, "[check] severity must be a table", "write [check.severity]", _SEVERITY_EXAMPLE
        )
    for code, severity in table.items():
        if severity not in SEVERITIES:
            raise UserError.bad_setting(
                f"{_WHERE}: [check.severity]",
                f"the severity of {code} is {severity!r}",
                f"write {', '.join(SEVERITIES[:-1])} or {SEVERITIES[-1]}",
                _SEVERITY_EXAMPLE,
            )
    return {str(code).strip().upper(): severity for code, severity in table.items()}
