"""What the tables of a file are taken for: as the workspace says, and for the rest by guess."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from asbuilt.loaders.registers import headings
from asbuilt.loaders.registers.evidence import Evidence
from asbuilt.loaders.registers.headings import Column, Guess
from asbuilt.loaders.registers.kinds import rank
from asbuilt.loaders.registers.layout import Block, blocks
from asbuilt.loaders.registers.options import Options
from asbuilt.loaders.registers.vocabulary import vocabulary, words_of
from asbuilt.reading import Refusal, tables

if TYPE_CHECKING:
    from asbuilt.facts import Source
    from asbuilt.reading.tables import Sheet, Tables

_SAID = "asbuilt.toml"


@dataclass(frozen=True, slots=True)
class Looked:
    """A table of a file, the settings for it, and what it is taken for."""

    block: Block
    options: Options
    ranked: list[Guess]
    """What it may be about by guess alone, best first."""
    guess: Guess | None
    """What it is taken for; None where the settings name headings that it does not have."""

    @property
    def sure(self) -> bool:
        """Whether the table is loaded: a kind that the workspace names needs no proof."""
        least = 0.01 if self.options.table else headings.THRESHOLD
        return self.guess is not None and self.guess.confidence >= least


@dataclass(frozen=True, slots=True)
class Opened:
    """A file of tables, read and looked at."""

    read: Tables
    options: Options
    tables: list[Looked]


def look(source: Source) -> Opened:
    """Read a file and find out what its tables are about.

    Raises `Refusal` where it is no table, or where the workspace's settings do not fit it.
    """
    options = Options.of(source.options)
    read = tables.read(source.path, options.encoding, options.delimiter)
    found = [
        block
        for sheet in _chosen(read.sheets, options)
        for block in blocks(sheet, options.header_row)
    ]
    looked = [_looked(source, options, block, alone=len(found) == 1) for block in found]
    if options.table and not any(one.guess and one.guess.confidence for one in looked):
        raise _unfit(options, found)
    _refuse_unmet(options, looked)
    return Opened(read, options, looked)


def ranked(file: str, block: Block, kind: str = "") -> list[Guess]:
    """Give what a table may be about, best first, also by the name of its file and sheet.

    With a `kind`, only what it is as a table of that kind.
    """
    stem = file.partition(".")[0]
    names = [one for one in (stem, block.sheet.name, block.title) if one]
    return rank(block.headings, block.cells(), names, kind)


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


def _looked(source: Source, whole: Options, block: Block, *, alone: bool) -> Looked:
    """Look at a table: as the workspace says, or by the best guess."""
    # Where the workspace names the kind, the other kinds need not be looked at.
    candidates = ranked(source.path.name, block, whole.table)
    options = whole.of_block([words_of(one) for one in block.headings], candidates[0].table.name)
    if options.table:
        guess = next(one for one in candidates if one.table.name == options.table)
    else:
        guess = candidates[0]
    configured = _configured(options, guess, block)
    if configured is None and (alone or options.sheet):
        raise _unknown_heading(options, block)
    if configured is not None:
        configured = _weighed(options, guess, configured)
    return Looked(block, options, candidates, configured)


def _weighed(options: Options, guess: Guess, configured: Guess) -> Guess:
    """Give the confidence of a kind once the columns that the workspace names are in place."""
    present = set(configured.columns) | ({"*roles"} if configured.roles else set())
    complete = all(present & set(needed) for needed in configured.table.needs)
    if not complete:
        return replace(configured, confidence=0.0)
    if options.table:
        return replace(configured, confidence=1.0, because="asbuilt.toml says so")
    return replace(configured, confidence=guess.confidence)


def _configured(options: Options, guess: Guess, block: Block) -> Guess | None:
    """Put the columns that the workspace names in place; None where a heading is not there."""
    folded = [
        words_of(headings.called(index, heading)) for index, heading in enumerate(block.headings)
    ]
    said: dict[str, Column] = {}
    for name, heading in options.columns.items():
        if name not in guess.table.fields:
            continue
        if words_of(heading) not in folded:
            return None
        index = folded.index(words_of(heading))
        said[name] = Column(index, block.headings[index] or heading, 1.0, _SAID)
    kept = {index for index, one in enumerate(folded) if one in set(map(words_of, options.keep))}
    taken = {column.index for column in said.values()} | kept
    guessed = {f: c for f, c in guess.columns.items() if f not in said and c.index not in taken}
    columns = guessed | said
    roles = {index: heading for index, heading in guess.roles.items() if index not in taken}
    if guess.table.name == "raci" and "responsibility" in options.values and not options.roles:
        taken = {column.index for column in columns.values()} | kept
        evidence = [Evidence(texts) for texts in block.cells()]
        own = {letter: list(words) for letter, words in options.values["responsibility"].items()}
        roles = headings.role_columns(block.headings, evidence, taken, own)
    if options.roles:
        wanted = {words_of(one) for one in options.roles}
        if not wanted <= set(folded):
            return None
        roles = {i: block.headings[i] for i, one in enumerate(folded) if one in wanted}
        columns = {f: c for f, c in columns.items() if c.index not in roles or f in said}
    return replace(guess, columns=columns, roles=roles)


def _refuse_unmet(options: Options, looked: list[Looked]) -> None:
    """Refuse settings for one of several tables that no table of the file has the headings of."""
    for number, one in enumerate(options.tables, start=1):
        if not any(table.options is one for table in looked):
            seen = "; ".join(
                ", ".join(text for text in table.block.headings if text) for table in looked[:4]
            )
            raise Refusal(
                f"no table has the headings that [[source.tables]] no. {number} names",
                f"write headings that are there; the tables have: {seen}",
            )


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
    folded = {words_of(headings.called(i, heading)) for i, heading in enumerate(block.headings)}
    said = [*options.columns.values(), *options.roles]
    missing = next(heading for heading in said if words_of(heading) not in folded)
    seen = ", ".join(f"“{heading}”" for heading in block.headings if heading)
    return Refusal(
        f"no column is headed {missing!r}, which asbuilt.toml names",
        f"write one of the headings that are there: {seen}",
        block.sheet.place(block.heading),
    )
