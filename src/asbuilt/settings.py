"""What an ``asbuilt.toml`` may say: its tables, their keys, and what each of them means."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from asbuilt.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Setting:
    """One key of a table."""

    meaning: str
    example: str
    """A value as TOML writes it."""


TABLES: Mapping[str, Mapping[str, Setting]] = {
    "workspace": {
        "title": Setting("Name of the workspace; its folder's name if left out.", '"Purchasing"'),
        "base": Setting(
            "Address under which things are named; ends in `/` or `#`; nothing is fetched from it.",
            '"https://example.org/purchasing/"',
        ),
    },
    "source": {
        "path": Setting(
            "A file or a pattern of files, relative to the workspace.", '"process/*.bpmn"'
        ),
        "domain": Setting(
            "`process`: how work is meant to be done; `digital`: what a system enforces.",
            '"process"',
        ),
        "system": Setting("Name of the system that the file comes from.", '"ERP"'),
        "process": Setting(
            "Name or identifier of the process that the file is about.", '"Purchase to pay"'
        ),
        "format": Setting("Loader to read it with; the content decides if left out.", '"bpmn"'),
    },
    "check": {
        "as-of": Setting("Day to judge for; today if left out.", "2026-11-15"),
        "shapes": Setting("Files with rules of your own.", '["rules/*.ttl"]'),
        "select": Setting("Report these rules only: codes, or how they begin.", '["WF", "DE003"]'),
        "ignore": Setting("Leave these out of reports and pages.", '["DX010"]'),
        "severity": Setting(
            "`violation`, `warning` or `info` by code or beginning; the longest beginning wins.",
            '{ WF003 = "info" }',
        ),
        "due": Setting(
            "Time to mend a finding, by severity: `14 days`, `6 weeks`, `never`; if left out, 14 "
            "days for a violation, 30 for a warning, 90 for an info.",
            '{ violation = "14 days", info = "never" }',
        ),
        "seconds": Setting(
            "Seconds that one query of a rule may take; a rule that takes longer is named as not "
            "judged; 60 if left out.",
            "300",
        ),
        "fiscal_year_start": Setting("Month in which your fiscal year begins; 1 if left out.", "4"),
    },
    "queries": {
        "path": Setting("Folder of `.rq` files that are peers of ours.", '"queries"'),
    },
    "store": {
        "endpoint": Setting(
            "Query address of a SPARQL 1.1 server; a store under `.asbuilt/` if left out.",
            '"http://localhost:7878/query"',
        ),
        "update": Setting("Its update address.", '"http://localhost:7878/update"'),
        "graph-store": Setting(
            "Its Graph Store Protocol address.", '"http://localhost:7878/store"'
        ),
        "profile": Setting("`generic`, `oxigraph`, `virtuoso` or `jena`.", '"oxigraph"'),
        "timeout": Setting("Seconds after which a silent server is given up.", "60"),
        "user-variable": Setting("Environment variable that holds the user.", '"GRAPH_USER"'),
        "password-variable": Setting(
            "Environment variable that holds the password.", '"GRAPH_PASSWORD"'
        ),
        "authentication": Setting("`basic` or `digest`.", '"basic"'),
    },
    "serve": {
        "hosts": Setting(
            "Host names by which the server answers; by the address it listens on if left out.",
            '["asbuilt.example.org"]',
        ),
        "proxies": Setting(
            "Number of proxies in front of the server whose X-Forwarded headers are believed.", "1"
        ),
        "changes": Setting(
            "Whether pages may change files of the workspace; if left out, only where nobody but "
            "this machine can reach the server. There is no sign-in: say so only behind one.",
            "true",
        ),
        "cors": Setting(
            "Origins whose pages may ask the SPARQL endpoint; none if left out.",
            '["https://dashboard.example.org"]',
        ),
    },
}
"""Tables and their keys; a ``[[source]]`` may also have the keys that its loader understands."""

_OPEN = frozenset({"source"})
"""Tables whose further keys somebody else checks."""


def refuse_unknown(settings: Mapping[str, Any], where: str) -> None:
    """Refuse a table, or a key of a table, that means nothing: it is most likely misspelt.

    `where` names the file. Raises `UserError` that names what may have been meant.
    """
    for table, said in settings.items():
        if table not in TABLES:
            raise _unknown(where, f"[{table}]", table, list(TABLES))
        if table in _OPEN or not isinstance(said, dict):
            continue
        for key in said:
            if key not in TABLES[table]:
                raise _unknown(where, f"{key!r} in [{table}]", key, list(TABLES[table]))


def _unknown(where: str, what: str, name: str, candidates: list[str]) -> UserError:
    near = get_close_matches(name, candidates, 1)
    fix = f"write {near[0]}" if near else f"use one of: {', '.join(candidates)}"
    return UserError.bad_setting(where, f"{what} means nothing", fix)
