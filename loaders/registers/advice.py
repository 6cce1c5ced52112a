"""What people are told about a table: how it was read, or what to write so that it is."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from asbuilt.facts import Problem, Tally
from asbuilt.loaders.registers.headings import SURE
from asbuilt.loaders.registers.proposals import WORTH_NAMING, entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Item, Source
    from asbuilt.loaders.registers.headings import Guess
    from asbuilt.loaders.registers.layout import Block
    from asbuilt.loaders.registers.understanding import Looked


def as_read(block: Block, guess: Guess, *, chosen: bool) -> Problem:
    """Tell as what a table is read and for what each of its columns is taken."""
    columns = sorted(guess.columns.items(), key=lambda item: item[1].index)
    said = [
        f"{field} ← “{column.heading}”"
        + (f" ({column.confidence:.2f}, {column.because})" if column.confidence < SURE else "")
        for field, column in columns
    ]
    if guess.roles:
        said.append(f"roles ← {', '.join(f'“{role}”' for role in guess.roles.values())}")
    sure = guess.because if chosen else f"confidence {guess.confidence:.2f}, {guess.because}"
    unsure = [f"“{column.heading}”" for _, column in columns if column.confidence < SURE]
    look = f"look above all at {', '.join(unsure)}; " if unsure else ""
    return Problem(
        "info",
        f"the table{_on_sheet(block)} was read as {guess.table.name} ({sure}): {'; '.join(said)}",
        f"{look}where this is wrong, say what is right under [source.columns] in asbuilt.toml"
        " (`asbuilt read FILE --write` writes the guess there)",
        block.sheet.place(block.heading),
    )


def unmapped(source: Source, looked: Looked) -> Problem:
    """Tell that a table was left unread, what it may be, and what to write to have it read."""
    block, best = looked.block, looked.ranked[0]
    if best.confidence >= WORTH_NAMING:
        looks = f"it may be about {best.table.name} (confidence {best.confidence:.2f})"
    else:
        looks = "its headings are not known"
    return Problem(
        "warning",
        f"the table{_on_sheet(block)} was left unread: {looks}",
        f"say in asbuilt.toml what it is about:\n{entry(source.name, block, best)}",
        block.sheet.place(block.heading),
    )


def set_aside(block: Block) -> Iterator[Item]:
    """Tell and count what stands around the rows of a table and is none of them."""
    if block.titles:
        yield Tally("line above a table", "unread", block.titles)
    for kind, number in Counter(one.kind for one in block.asides).items():
        yield Tally(kind, "unread", number)
        rows = [one.row for one in block.asides if one.kind == kind]
        named = ", ".join(str(row.number) for row in rows[:8])
        yield Problem(
            "info",
            f"{number} {kind.replace('row', 'rows', 1) if number > 1 else kind}"
            f" {'were' if number > 1 else 'was'} left out, in row {named}",
            "nothing is to be done, unless it is a row like the others",
            block.sheet.place(rows[0]),
        )
    if block.gaps:
        named = ", ".join(str(row.number) for row in block.gaps[:8])
        yield Problem(
            "info",
            f"blank rows stand in the table; what follows them (row {named}) was read as the same"
            " table",
            "where another table begins there, give it headings that are known, or a sheet of its"
            " own",
            block.sheet.place(block.gaps[0]),
        )


def _on_sheet(block: Block) -> str:
    return f" of the sheet “{block.sheet.name}”" if block.sheet.name else ""
