"""Registers in CSV files and workbooks: RACI, controls, systems, people, evidence and the like.

Columns may be called anything: what ``asbuilt.toml`` does not say is guessed from headings and
values, and every guess that is used is told. What a table is about is guessed, too; below
`headings.THRESHOLD` the table is left unread, and the ledger says what to write.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from asbuilt.facts import Problem, Tally, Version
from asbuilt.loaders.registers import headings, raci
from asbuilt.loaders.registers.advice import as_read, unmapped
from asbuilt.loaders.registers.columns import understood
from asbuilt.loaders.registers.headings import Column, Guess
from asbuilt.loaders.registers.layout import Block, blocks
from asbuilt.loaders.registers.mentions import Mentions
from asbuilt.loaders.registers.options import Options
from asbuilt.loaders.registers.proposals import propose, ranked
from asbuilt.loaders.registers.record import Register
from asbuilt.loaders.registers.statements import Speaker, kept
from asbuilt.loaders.registers.vocabulary import vocabulary, words_of
from asbuilt.reading import Refusal, tables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asbuilt.facts import Item, Source
    from asbuilt.reading.columns import Understood
    from asbuilt.reading.tables import Sheet

__all__ = ["claims", "load", "name", "propose", "suffixes", "understand"]

name = "register"
suffixes = (".csv", ".tsv", ".xlsx", ".xlsm")
settings = ("sheet", "table", "columns", "values", "header_row")
_REFUSED_SUFFIX = ".xls"


def claims(path: Path, head: bytes) -> bool:
    """Claim every table that no other loader has claimed; an old ``.xls`` to say what to do."""
    ending = path.name.lower().removesuffix(".gz")
    return bool(head) and ending.endswith((*suffixes, _REFUSED_SUFFIX))


def load(source: Source) -> Iterator[Item]:
    """Read the tables of a file and state what their rows say.

    Raises `asbuilt.reading.Refusal` where the file is no table, or the workspace's settings do not
    fit it.
    """
    options = Options.of(source.options)
    read = tables.read(source.path)
    yield Version(read.version)
    yield from read.problems
    found = [
        block
        for sheet in _chosen(read.sheets, options)
        for block in blocks(sheet, options.header_row)
    ]
    if not found:
        yield Problem(
            "warning", "the file holds no table", "fill in the register, or remove the source"
        )
    guesses = [_understood(source, options, block, alone=len(found) == 1) for block in found]
    if options.table and not any(guess and guess.confidence for guess in guesses):
        raise _unfit(options, found)
    for block, guess in zip(found, guesses, strict=True):
        yield Tally("row", "read", len(block.rows))
        yield from _table(source, options, block, guess)


def understand(source: Source) -> list[Understood]:
    """Give for each table of a file that is read what its columns state and its rows are about.

    Raises `asbuilt.reading.Refusal` where `load` would.
    """
    options = Options.of(source.options)
    sheets = _chosen(tables.read(source.path).sheets, options)
    found = [block for sheet in sheets for block in blocks(sheet, options.header_row)]
    guesses = [_understood(source, options, block, alone=len(found) == 1) for block in found]
    return [
        understood(source, options, block, guess)
        for block, guess in zip(found, guesses, strict=True)
        if guess is not None and _is_sure(guess, options)
    ]


def _chosen(sheets: list[Sheet], options: Options) -> list[Sheet]:
    if not options.sheet:
        return sheets
    chosen = [sheet for sheet in sheets if sheet.name == options.sheet]
    if not chosen:
        names = ", ".join(f"“{sheet.name}”" for sheet in sheets if sheet.name is not None)
        raise Refusal(
            f"there is no sheet called {options.sheet!r}",
            f"write the name of one that is there: {names}"
            if names
            else "a CSV file has no sheets",
        )
    return chosen


def _understood(source: Source, options: Options, block: Block, *, alone: bool) -> Guess | None:
    """Give what a table is about: as the workspace says, or by the best guess."""
    candidates = ranked(source.path.name, block)
    if options.table:
        guess = next(one for one in candidates if one.table.name == options.table)
    else:
        guess = candidates[0]
    configured = _configured(options, guess, block)
    if configured is None:
        if alone or options.sheet:
            raise _unknown_heading(options, block)
        return None
    present = set(configured.columns) | ({"*roles"} if configured.roles else set())
    complete = all(present & set(needed) for needed in configured.table.needs)
    if options.table:
        return Guess(
            configured.table, 1.0 if complete else 0.0, configured.columns, configured.roles
        )
    return configured if complete else Guess(guess.table, 0.0, configured.columns, configured.roles)


def _configured(options: Options, guess: Guess, block: Block) -> Guess | None:
    """Put the columns that the workspace names in place; None where a heading is not there."""
    folded = [words_of(heading) for heading in block.headings]
    columns = dict(guess.columns)
    said: dict[str, Column] = {}
    for field, heading in options.columns.items():
        if field not in guess.table.fields:
            continue
        if words_of(heading) not in folded:
            return None
        index = folded.index(words_of(heading))
        said[field] = Column(index, block.headings[index], 1.0, "asbuilt.toml")
    taken = {column.index for column in said.values()}
    columns = {f: c for f, c in columns.items() if f not in said and c.index not in taken} | said
    roles = {index: heading for index, heading in guess.roles.items() if index not in taken}
    if guess.table.name == "raci" and "responsibility" in options.values and not options.roles:
        taken = {column.index for column in columns.values()}
        own = options.values["responsibility"]
        roles = headings.role_columns(block.headings, block.cells(), taken, own)
    if options.roles:
        wanted = {words_of(one) for one in options.roles}
        if not wanted <= set(folded):
            return None
        roles = {i: block.headings[i] for i, one in enumerate(folded) if one in wanted}
        columns = {f: c for f, c in columns.items() if c.index not in roles or f in said}
    return Guess(guess.table, guess.confidence, columns, roles)


def _table(source: Source, options: Options, block: Block, guess: Guess | None) -> Iterator[Item]:
    if guess is None or not _is_sure(guess, options):
        if block.rows:
            yield Tally("row of an unrecognised table", "unread", len(block.rows))
        yield unmapped(source, block, ranked(source.path.name, block))
        return
    yield as_read(block, guess, chosen=bool(options.table))
    register = Register(source, options, guess, block)
    yield from register.prepare()
    for heading in block.twice():
        yield Problem(
            "warning",
            f"several columns are headed “{heading}”; the first was read, the others are kept",
            "give each column a heading of its own",
            block.sheet.place(block.heading),
        )
    if guess.table.name == "raci":
        mentions = Mentions(source)
        for record in register.records():
            yield from raci.state(register, record, mentions)
            yield from kept(register, record, raci.subject(register, record, mentions))
        return
    speaker = Speaker(register)
    for record in register.records():
        yield from speaker.state(record)


def _is_sure(guess: Guess, options: Options) -> bool:
    """Say whether a table is loaded by a guess: a kind that the workspace names needs no proof."""
    return guess.confidence >= (0.01 if options.table else headings.THRESHOLD)


def _unfit(options: Options, found: list[Block]) -> Refusal:
    table = vocabulary().tables[options.table]
    wanted = " and ".join(" or ".join(needed) for needed in table.needs)
    seen = "; ".join(", ".join(one for one in block.headings if one) for block in found[:3])
    field = table.needs[0][0].lstrip("*")
    return Refusal(
        f"a table of {table.name} needs a column for {wanted}, and none was recognised",
        f'name it under [source.columns], such as {field} = "its heading";'
        f" the headings are: {seen}",
    )


def _unknown_heading(options: Options, block: Block) -> Refusal:
    folded = {words_of(heading) for heading in block.headings}
    said = [*options.columns.values(), *options.roles]
    missing = next(heading for heading in said if words_of(heading) not in folded)
    seen = ", ".join(f"“{heading}”" for heading in block.headings if heading)
    return Refusal(
        f"no column is headed {missing!r}, which asbuilt.toml names",
        f"write one of the headings that are there: {seen}",
        block.sheet.place(block.heading),
    )
