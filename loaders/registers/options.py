"""What the workspace says about a register: its ``[[source]]`` table, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from asbuilt.loaders.registers.vocabulary import vocabulary
from asbuilt.reading import Refusal

_ROLES = "roles"


@dataclass(frozen=True, slots=True)
class Options:
    """The settings of one register; empty ones are to be guessed."""

    sheet: str = ""
    table: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Heading by field."""
    roles: tuple[str, ...] = ()
    """Headings of the columns that stand for roles, in a RACI matrix."""
    values: Mapping[str, Mapping[str, list[str]]] = field(default_factory=dict)
    """Words by field and canonical word."""
    header_row: int | None = None

    @classmethod
    def of(cls, said: Mapping[str, object]) -> Options:
        """Check the settings. Raises `Refusal` that names the one that makes no sense."""
        table = str(said.get("table", ""))
        tables = vocabulary().tables
        if table and table not in tables:
            raise Refusal(
                f"there is no kind of table called {table!r}",
                f"write table = one of: {', '.join(tables)}",
            )
        columns = _table_of(said, "columns")
        roles = columns.pop(_ROLES, ())
        fields = (
            set(tables[table].fields) if table else {f for t in tables.values() for f in t.fields}
        )
        for name, heading in columns.items():
            if name not in fields:
                where = f"a table of {table}" if table else "any table"
                raise Refusal(
                    f"{where} has no field {name!r}, which [source.columns] maps",
                    f"use one of: {', '.join(sorted(fields))}",
                )
            if not isinstance(heading, str):
                raise Refusal(
                    f"[source.columns] gives no heading for {name!r}",
                    f'write {name} = "Heading of the column"',
                )
        header_row = said.get("header_row")
        if header_row is not None and not (isinstance(header_row, int) and header_row > 0):
            raise Refusal("header_row is no row number", "count rows from 1: header_row = 3")
        return cls(
            sheet=str(said.get("sheet", "")),
            table=table,
            columns=cast("dict[str, str]", columns),
            roles=tuple(str(one) for one in cast("list[str]", roles)),
            values=cast("dict[str, dict[str, list[str]]]", _table_of(said, "values")),
            header_row=header_row,
        )


def _table_of(said: Mapping[str, object], name: str) -> dict[str, object]:
    value = said.get(name, {})
    if not isinstance(value, Mapping):
        raise Refusal(f"the setting {name!r} is no table", f"write it as [source.{name}]")
    if name == "values":
        for field_name, words in value.items():
            if not isinstance(words, Mapping):
                raise Refusal(
                    f"[source.values] says nothing that can be used for {field_name!r}",
                    f'write [source.values.{field_name}] and under it word = ["its other words"]',
                )
    return dict(value)
