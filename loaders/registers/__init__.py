"""Registers in CSV files, workbooks and records: RACI, controls, systems, people and the like.

Columns may be called anything: what ``asbuilt.toml`` does not say is guessed from headings and
values, and every guess that is used is told. What a table is about is guessed, too; below
`headings.THRESHOLD` the table is left unread, and the ledger says what to write.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from asbuilt.facts import Problem, Tally, Version
from asbuilt.loaders.registers import raci
from asbuilt.loaders.registers.advice import as_read, set_aside, unmapped
from asbuilt.loaders.registers.columns import understood
from asbuilt.loaders.registers.mentions import Mentions
from asbuilt.loaders.registers.proposals import guessed, propose, settings_of
from asbuilt.loaders.registers.record import records
from asbuilt.loaders.registers.register import Register
from asbuilt.loaders.registers.statements import Speaker, kept
from asbuilt.loaders.registers.understanding import look
from asbuilt.reading.tables import holds_records

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asbuilt.facts import Item, Source
    from asbuilt.loaders.registers.understanding import Looked
    from asbuilt.reading.columns import Guessed, Understood

__all__ = [
    "claims",
    "guess",
    "load",
    "name",
    "propose",
    "settings",
    "settings_of",
    "suffixes",
    "understand",
]

name = "register"
suffixes = (".csv", ".tsv", ".xlsx", ".xlsm")
settings = (
    "sheet", "table", "columns", "values", "keep", "dates", "decimal", "header_row", "encoding",
    "delimiter", "tables",
)  # fmt: skip
_REFUSED_SUFFIX = ".xls"


def claims(path: Path, head: bytes) -> bool:
    """Claim every table that no other loader has claimed; an old ``.xls`` to say what to do."""
    ending = path.name.lower().removesuffix(".gz")
    table = ending.endswith((*suffixes, _REFUSED_SUFFIX))
    return bool(head) and (table or holds_records(path, head))


def load(source: Source) -> Iterator[Item]:
    """Read the tables of a file and state what their rows say.

    Raises `asbuilt.reading.Refusal` where the file is no table, or the workspace's settings do not
    fit it.
    """
    opened = look(source)
    yield Version(opened.read.version)
    yield from opened.read.problems
    for kind, number in opened.read.unread.items():
        yield Tally(kind, "unread", number)
    if not opened.tables:
        yield Problem(
            "warning", "the file holds no table", "fill in the register, or remove the source"
        )
    for one in opened.tables:
        yield Tally("row", "read", len(one.block.rows))
        yield from set_aside(one.block)
        yield from _table(source, one)


def understand(source: Source) -> list[Understood]:
    """Give for each table of a file that is read what its columns state and its rows are about.

    Left out are those in which no row can be written: records in XML, and tables that stand beside
    another one. Raises `asbuilt.reading.Refusal` where `load` would.
    """
    tables = look(source).tables
    blocks = [one.block for one in tables if not one.block.sheet.lines_only]
    alone = [one for one in blocks if not any(one.is_beside(other) for other in blocks)]
    return [
        understood(source, one.options, one.block, one.guess)
        for one in tables
        if one.guess is not None and one.sure and one.block in alone
    ]


def guess(source: Source) -> list[Guessed]:
    """Give for each table of a file what it and its columns are taken for, how surely and why.

    Raises `asbuilt.reading.Refusal` where `load` would.
    """
    return [guessed(one) for one in look(source).tables]


def _table(source: Source, looked: Looked) -> Iterator[Item]:
    block = looked.block
    if looked.guess is None or not looked.sure:
        if block.rows:
            yield Tally("row of an unrecognised table", "unread", len(block.rows))
        yield unmapped(source, looked)
        return
    yield as_read(block, looked.guess, chosen=bool(looked.options.table))
    register = Register(source, looked.options, looked.guess, block)
    yield from register.prepare()
    for heading in block.twice():
        yield Problem(
            "warning",
            f"several columns are headed “{heading}”; the first was read, the others are kept",
            "give each column a heading of its own",
            block.sheet.place(block.heading),
        )
    if looked.guess.table.name == "raci":
        mentions = Mentions(source)
        for record in records(register):
            yield from raci.state(register, record, mentions)
            yield from kept(register, record, raci.subject(register, record, mentions))
        return
    speaker = Speaker(register)
    for record in records(register):
        yield from speaker.state(record)
