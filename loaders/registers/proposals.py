"""The ``[[source]]`` tables that ``asbuilt init`` proposes for a register."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from asbuilt.loaders.registers import headings
from asbuilt.loaders.registers.advice import quoted
from asbuilt.loaders.registers.layout import blocks
from asbuilt.reading import tables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asbuilt.loaders.registers.headings import Guess
    from asbuilt.loaders.registers.layout import Block


def ranked(file: str, block: Block) -> list[Guess]:
    """Give what a table may be about, best first, also by the name of its file and sheet."""
    stem = file.partition(".")[0]
    names = [one for one in (stem, block.sheet.name, block.title) if one]
    return headings.rank(block.headings, block.cells(), names)


def propose(path: Path, name: str) -> Iterator[str]:
    """Give a ``[[source]]`` table for each table of a file whose kind is sure enough; often none.

    Raises `asbuilt.reading.Refusal` where the file is no table.
    """
    sheets = tables.read(path).sheets
    found = [block for sheet in sheets for block in blocks(sheet)]
    several = len(sheets) > 1
    for block in found:
        guess = ranked(path.name, block)[0]
        if guess.confidence < headings.THRESHOLD:
            continue
        lines = ["[[source]]", f"path = {quoted(_literal(name))}"]
        if several and block.sheet.name is not None:
            lines.append(f"sheet = {quoted(block.sheet.name)}")
        lines.append(f"table = {quoted(guess.table.name)}  # guessed, {guess.confidence:.2f}")
        lines.append("[source.columns]  # guessed")
        columns = sorted(guess.columns.items(), key=lambda item: item[1].index)
        lines += [f"{field} = {quoted(column.heading)}" for field, column in columns]
        if guess.roles:
            lines.append(f"roles = [{', '.join(map(quoted, guess.roles.values()))}]")
        meant = {column.index for column in guess.columns.values()} | set(guess.roles)
        rest = [one for index, one in enumerate(block.headings) if one and index not in meant]
        if rest:
            lines.append(f"# kept under their own names: {', '.join(rest)}")
        yield "\n".join(lines) + "\n"


def _literal(name: str) -> str:
    """Give a file's name as a pattern that matches only it."""
    return re.sub(r"([*?\[])", r"[\1]", name)
