"""Where a table lies, named as OpenLineage names it, so that contract and lineage meet.

Follows https://openlineage.io/docs/spec/naming/ for servers whose settings say all that is needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from asbuilt.reading.tree import Node

_SERVERS: Final[dict[str, tuple[str, str]]] = {
    "postgres": ("postgres://{host}:{port|5432}", "{database}.{schema}.{table}"),
    "postgresql": ("postgres://{host}:{port|5432}", "{database}.{schema}.{table}"),
    "mysql": ("mysql://{host}:{port|3306}", "{database}.{table}"),
    "sqlserver": ("mssql://{host}:{port|1433}", "{database}.{schema}.{table}"),
    "oracle": ("oracle://{host}:{port|1521}", "{serviceName}.{schema}.{table}"),
    "redshift": ("redshift://{host}:{port|5439}", "{database}.{schema}.{table}"),
    "snowflake": ("snowflake://{account}", "{database}.{schema}.{table}"),
    "bigquery": ("bigquery", "{project}.{dataset}.{table}"),
    "trino": ("trino://{host}:{port|8080}", "{catalog}.{schema}.{table}"),
    "kafka": ("kafka://{host}", "{table}"),
}
"""Kind of a server to the patterns of namespace and name; a word after ``|`` stands in."""


@dataclass(frozen=True, slots=True)
class Location:
    """A dataset by its namespace and its name there."""

    namespace: str
    name: str


def location(servers: list[Node], table: str) -> Location | None:
    """Give where a table lies; None where no server, or more than one place, is known for it."""
    found = {_at(server, table) for server in servers}
    return found.pop() if len(found) == 1 else None


def namespace(server: Node) -> str:
    """Give the namespace of what lies on a server; empty where its settings do not tell."""
    found = _at(server, "table")
    return found.namespace if found is not None else ""


def _at(server: Node, table: str) -> Location | None:
    patterns = _SERVERS.get((server.text_of("type") or "").lower())
    if patterns is None or not table:
        return None
    said = {"table": table, **{key: _plain(value) for key, value in server.members()}}
    namespace, name = (_filled(pattern, said) for pattern in patterns)
    return Location(namespace, name) if namespace and name else None


def _plain(node: Node) -> str:
    return node.number.text if node.number is not None else (node.text or "").strip()


def _filled(pattern: str, said: dict[str, str]) -> str:
    """Fill a pattern; nothing where a word that it needs is not said."""
    parts = pattern.split("{")
    made = parts[0]
    for part in parts[1:]:
        slot, _, rest = part.partition("}")
        key, _, instead = slot.partition("|")
        value = said.get(key) or instead
        if not value or "${" in value:
            return ""
        made += value + rest
    return made
