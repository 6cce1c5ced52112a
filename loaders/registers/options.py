"""What the workspace says about a register: its ``[[source]]`` table, checked."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from asbuilt.loaders.registers.vocabulary import vocabulary, words_of
from asbuilt.reading import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROLES = "roles"
_DATES = {"day first": True, "month first": False}
_DECIMAL = {",": True, ".": False}
_WHOLE_FILE = frozenset({"sheet", "header_row", "encoding", "delimiter", "tables"})
"""Settings that make no sense for one of several tables."""


@dataclass(frozen=True, slots=True)
class Options:
    """The settings of one register; empty ones are to be guessed."""

    sheet: str = ""
    table: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Heading by field."""
    roles: tuple[str, ...] = ()
    """Headings of the columns that stand for roles, in a RACI matrix."""
    keep: tuple[str, ...] = ()
    """Headings of columns that are taken for no field, whatever they look like."""
    values: Mapping[str, Mapping[str, list[str]]] = field(default_factory=dict)
    """Words by field and canonical word."""
    day_first: Mapping[str, bool] = field(default_factory=dict)
    """Whether days are written before months, by folded heading; '' stands for all columns."""
    comma: Mapping[str, bool] = field(default_factory=dict)
    """Whether decimals are written with a comma, by folded heading; '' stands for all columns."""
    header_row: int | None = None
    encoding: str = ""
    delimiter: str = ""
    tables: tuple[Options, ...] = ()
    """Settings of several tables that stand on one sheet, told apart by their headings."""

    @classmethod
    def of(cls, said: Mapping[str, object]) -> Options:
        """Check the settings. Raises `Refusal` that names the one that makes no sense."""
        kind = str(said.get("table", ""))
        _refuse_unknown_kind(kind)
        columns = _table_of(said, "columns")
        roles = columns.pop(_ROLES, ())
        _refuse_unknown_fields(kind, columns)
        header_row = said.get("header_row")
        if header_row is not None and not (isinstance(header_row, int) and header_row > 0):
            raise Refusal("header_row is no row number", "count rows from 1: header_row = 3")
        return cls(
            sheet=str(said.get("sheet", "")),
            table=kind,
            columns=cast("dict[str, str]", columns),
            roles=_texts("roles", roles),
            keep=_texts("keep", said.get("keep", ())),
            values=cast("dict[str, dict[str, list[str]]]", _table_of(said, "values")),
            day_first=_choices(said, "dates", _DATES),
            comma=_choices(said, "decimal", _DECIMAL),
            header_row=header_row,
            encoding=_encoding(said),
            delimiter=_delimiter(said),
            tables=_several(said),
        )

    def of_block(self, folded: Sequence[str], likeliest: str) -> Options:
        """Give the settings of one of several tables, by its folded headings and likeliest kind.

        They are those of the first ``[[source.tables]]`` whose headings the table has; where that
        names no headings, whose kind it is. A table that none of them means is guessed.
        """
        if not self.tables:
            return self
        for one in self.tables:
            named = {words_of(heading) for heading in (*one.columns.values(), *one.roles)}
            if named <= set(folded) and (named or one.table == likeliest):
                return one
        return Options()


def _several(said: Mapping[str, object]) -> tuple[Options, ...]:
    tables = said.get("tables", [])
    if not isinstance(tables, list) or not all(isinstance(one, Mapping) for one in tables):
        raise Refusal("the setting 'tables' is no list", "write each as [[source.tables]]")
    if tables and ("table" in said or "columns" in said):
        raise Refusal(
            "a source has columns of its own and [[source.tables]], too",
            "move table and [source.columns] into a [[source.tables]]",
        )
    for one in tables:
        wrong = sorted(_WHOLE_FILE & set(one))
        if wrong:
            raise Refusal(
                f"[[source.tables]] has the setting {wrong[0]!r}, which is for a whole sheet",
                "move it up under [[source]]",
            )
    return tuple(Options.of(one) for one in tables)


def _refuse_unknown_kind(kind: str) -> None:
    tables = vocabulary().tables
    if kind and kind not in tables:
        raise Refusal(
            f"there is no kind of table called {kind!r}",
            f"write table = one of: {', '.join(tables)}",
        )


def _refuse_unknown_fields(kind: str, columns: Mapping[str, object]) -> None:
    tables = vocabulary().tables
    fields = set(tables[kind].fields) if kind else {f for t in tables.values() for f in t.fields}
    for name, heading in columns.items():
        if name not in fields:
            where = f"a table of {kind}" if kind else "any table"
            raise Refusal(
                f"{where} has no field {name!r}, which [source.columns] maps",
                f"use one of: {', '.join(sorted(fields))}",
            )
        if not isinstance(heading, str):
            raise Refusal(
                f"[source.columns] gives no heading for {name!r}",
                f'write {name} = "Heading of the column"',
            )


def _choices(said: Mapping[str, object], name: str, known: Mapping[str, bool]) -> dict[str, bool]:
    """Give a choice that is said once for all columns, or in a table by heading."""
    value = said.get(name, {})
    by_heading = {"": value} if isinstance(value, str) else value
    example = next(iter(known))
    if not isinstance(by_heading, Mapping) or not all(
        isinstance(one, str) and one in known for one in by_heading.values()
    ):
        listed = " or ".join(f'"{one}"' for one in known)
        raise Refusal(
            f"the setting {name!r} says nothing that is known",
            f"write {name} = {listed}, or for one column:"
            f' {name} = {{ "Its heading" = "{example}" }}',
        )
    return {words_of(heading): known[str(one)] for heading, one in by_heading.items()}


def _encoding(said: Mapping[str, object]) -> str:
    name = str(said.get("encoding", ""))
    if name:
        try:
            codecs.lookup(name)
        except LookupError:
            raise Refusal(
                f"there is no encoding called {name!r}",
                "write one such as utf-8, cp1252, mac-roman or cp850",
            ) from None
    return name


def _delimiter(said: Mapping[str, object]) -> str:
    mark = said.get("delimiter", "")
    if not isinstance(mark, str) or len(mark) > 1 or mark in ('"', "\n", "\r"):
        raise Refusal("the delimiter is no single mark", 'write one such as delimiter = ";"')
    return mark


def _texts(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise Refusal(f"the setting {name!r} is no list", f'write {name} = ["A heading"]')
    return tuple(str(one) for one in value)


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
