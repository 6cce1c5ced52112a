"""The settings that a guess amounts to, ready to be written into ``asbuilt.toml``."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from asbuilt.facts import Source
from asbuilt.identity import Minter
from asbuilt.loaders.registers.headings import SURE, THRESHOLD, called
from asbuilt.loaders.registers.toml_text import quoted
from asbuilt.loaders.registers.understanding import look
from asbuilt.loaders.registers.vocabulary import vocabulary
from asbuilt.reading.columns import Guessed, Taken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asbuilt.loaders.registers.headings import Guess
    from asbuilt.loaders.registers.layout import Block
    from asbuilt.loaders.registers.understanding import Looked

WORTH_NAMING = 0.25
"""Confidence below which a guess is not mentioned at all."""
_SAMPLES = 3


def guessed(looked: Looked) -> Guessed:
    """Give what a table and its columns are taken for, with three values of each column."""
    guess = looked.guess or looked.ranked[0]
    block = looked.block
    known = guess.columns if guess.confidence else {}  # of no kind, no column means anything
    fields = {column.index: (name, column) for name, column in known.items()}
    columns = []
    for index, heading in enumerate(block.headings):
        samples = _samples(block, index)
        if not heading and not samples:
            continue
        name, confidence, because = "", 0.0, "like no heading of this kind of table"
        if index in fields:
            name, column = fields[index]
            confidence, because = column.confidence, column.because
        elif index in guess.roles:
            name, confidence, because = "roles", 1.0, "values are R, A, C and I"
        columns.append(Taken(index + 1, called(index, heading), name, confidence, because, samples))
    return Guessed(
        place=block.sheet.place(block.heading),
        table=guess.table.name,
        confidence=guess.confidence,
        because=guess.because,
        used=looked.sure,
        rows=len(block.rows),
        columns=tuple(columns),
    )


def propose(path: Path, name: str) -> Iterator[str]:
    """Give the ``[[source]]`` tables for a file, as comments what is unsure.

    Raises `asbuilt.reading.Refusal` where the file is no table.
    """
    yield from settings_of(Source(path=path, name=name, minter=Minter("https://example.org/")))


def settings_of(source: Source) -> Iterator[str]:
    """Give the settings by which a file is read as it is guessed, one text a ``[[source]]``.

    A table whose kind is not sure enough is written as a comment.
    """
    opened = look(source)
    several = len(opened.read.sheets) > 1
    for sheet, group in groupby(opened.tables, key=lambda one: one.block.sheet.name):
        tables = list(group)
        head = ["[[source]]", f"path = {quoted(_literal(source.name))}"]
        if several and sheet is not None:
            head.append(f"sheet = {quoted(sheet)}")
        head += _kept_settings(source)
        if len(tables) == 1:
            lines = [*head, *_lines(tables[0].block, _best(tables[0]), "source")]
            yield _commented(lines, tables[0]) + "\n"
            continue
        if not any(map(_is_sure, tables)):
            head = [f"# {line}" for line in head]
        for one in tables:
            row = one.block.heading.number
            lines = [
                f"[[source.tables]]  # its headings are in row {row}",
                *_lines(one.block, _best(one), "source.tables"),
            ]
            head.append(_commented(lines, one))
        yield "\n".join(head) + "\n"


def entry(path: str, block: Block, guess: Guess) -> str:
    """Give the ``[[source]]`` table that would have a table read, ready to be filled in."""
    lines = ["[[source]]", f"path = {quoted(path)}"]
    if block.sheet.name is not None:
        lines.append(f"sheet = {quoted(block.sheet.name)}")
    return "\n".join([*lines, *_lines(block, guess, "source")])


def _lines(block: Block, guess: Guess, head: str) -> Iterator[str]:
    """Give the kind of a table and its columns as settings, each with confidence and reason."""
    known = guess.confidence >= WORTH_NAMING
    if known:
        yield (
            f"table = {quoted(guess.table.name)}  # guessed, {guess.confidence:.2f}: "
            + _one_line(guess.because)
        )
    else:
        yield f'table = ""  # one of: {" ".join(vocabulary().tables)}'
    columns = sorted(guess.columns.items(), key=lambda item: item[1].index) if known else []
    roles = guess.roles if known else {}
    meant = {column.index for _, column in columns} | set(roles)
    rest = [one for index, one in enumerate(block.headings) if one and index not in meant]
    yield f"[{head}.columns]"
    for field, column in columns:
        look = "" if column.confidence >= SURE else "; look at it"
        reason = f"{column.confidence:.2f}, {_one_line(column.because)}{look}"
        yield f"{field} = {quoted(column.heading)}  # {reason}"
    if roles:
        yield f"roles = [{', '.join(map(quoted, roles.values()))}]  # values are R, A, C and I"
    if rest:
        yield f"# kept under their own names: {_one_line(', '.join(rest))}"


def _kept_settings(source: Source) -> list[str]:
    """Give what the workspace said about the file and a guess cannot know."""
    said = {
        "domain": source.domain,
        "system": source.system,
        "process": source.process,
        "encoding": source.options.get("encoding"),
        "delimiter": source.options.get("delimiter"),
    }
    return [f"{key} = {quoted(str(value))}" for key, value in said.items() if value]


def _best(looked: Looked) -> Guess:
    return looked.guess if looked.guess and looked.guess.confidence else looked.ranked[0]


def _is_sure(looked: Looked) -> bool:
    return looked.sure and _best(looked).confidence >= THRESHOLD


def _commented(lines: list[str], looked: Looked) -> str:
    if _is_sure(looked):
        return "\n".join(lines)
    head = f"# Not sure enough to be read ({_best(looked).confidence:.2f}); take the marks away if"
    return "\n".join([f"{head} it is right:", *(f"# {line}" for line in lines)])


def _samples(block: Block, index: int) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for row in block.rows:
        text = " ".join(row.text(index).split())
        if text:
            found[text] = None
        if len(found) == _SAMPLES:
            break
    return tuple(found)


def _literal(name: str) -> str:
    """Give a file's name as a pattern that matches only it."""
    return re.sub(r"([*?\[])", r"[\1]", name)


def _one_line(text: str) -> str:
    """Give a text as it may stand in a comment, which ends with its line."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
