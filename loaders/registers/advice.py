"""What people are told about a table: how it was read, or what to write so that it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asbuilt.facts import Problem
from asbuilt.loaders.registers.vocabulary import vocabulary

if TYPE_CHECKING:
    from asbuilt.facts import Source
    from asbuilt.loaders.registers.headings import Guess
    from asbuilt.loaders.registers.layout import Block

_WORTH_NAMING = 0.25
"""Confidence below which a guess is not mentioned at all."""


def as_read(block: Block, guess: Guess, *, chosen: bool) -> Problem:
    """Tell as what a table is read and for what each of its columns is taken."""
    columns = sorted(guess.columns.items(), key=lambda item: item[1].index)
    said = [
        f"{field} ← “{column.heading}” ({column.confidence:.2f}, {column.because})"
        for field, column in columns
    ]
    if guess.roles:
        said.append(f"roles ← {', '.join(f'“{role}”' for role in guess.roles.values())}")
    sure = "as asbuilt.toml says" if chosen else f"confidence {guess.confidence:.2f}"
    sheet = f" of the sheet “{block.sheet.name}”" if block.sheet.name else ""
    return Problem(
        "info",
        f"the table{sheet} was read as {guess.table.name} ({sure}): {'; '.join(said)}",
        "where this is wrong, say what is right under [source.columns] in asbuilt.toml",
        block.sheet.place(block.heading),
    )


def unmapped(source: Source, block: Block, ranked: list[Guess]) -> Problem:
    """Tell that a table was left unread, what it may be, and what to write to have it read."""
    best = ranked[0]
    sheet = f" of the sheet “{block.sheet.name}”" if block.sheet.name else ""
    if best.confidence >= _WORTH_NAMING:
        looks = f"it may be about {best.table.name} (confidence {best.confidence:.2f})"
    else:
        looks = "its headings are not known"
    return Problem(
        "warning",
        f"the table{sheet} was left unread: {looks}",
        f"say in asbuilt.toml what it is about:\n{snippet(source.name, block, best)}",
        block.sheet.place(block.heading),
    )


def snippet(path: str, block: Block, guess: Guess) -> str:
    """Give the ``[[source]]`` table that would have a table read, ready to be filled in."""
    known = guess.confidence >= _WORTH_NAMING
    lines = ["[[source]]", f"path = {quoted(path)}"]
    if block.sheet.name is not None:
        lines.append(f"sheet = {quoted(block.sheet.name)}")
    kinds = " ".join(vocabulary().tables)
    lines.append(f"table = {quoted(guess.table.name if known else '')}  # one of: {kinds}")
    lines.append("[source.columns]")
    taken = set()
    if known:
        for field, column in guess.columns.items():
            taken.add(column.index)
            lines.append(f"{field} = {quoted(column.heading)}")
    rest = [h for i, h in enumerate(block.headings) if h and i not in taken]
    if rest:
        lines.append(f"# other headings: {', '.join(rest)}")
    return "\n".join(lines)


def quoted(text: str) -> str:
    """Give a text as a TOML string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return (
        '"'
        + "".join(char if char.isprintable() else f"\\u{ord(char):04X}" for char in escaped)
        + '"'
    )
