"""What the columns of a register state, by the same guesses and settings by which it is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asbuilt.loaders.registers import raci
from asbuilt.loaders.registers.mentions import Mentions
from asbuilt.loaders.registers.record import records
from asbuilt.loaders.registers.register import Register
from asbuilt.loaders.registers.statements import Speaker
from asbuilt.loaders.registers.vocabulary import vocabulary
from asbuilt.reading.columns import Line, Meaning, Understood

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.facts import Source
    from asbuilt.loaders.registers.headings import Guess
    from asbuilt.loaders.registers.layout import Block
    from asbuilt.loaders.registers.options import Options
    from asbuilt.loaders.registers.vocabulary import Field

_IN_TWO_WORDS = 2


def understood(source: Source, options: Options, block: Block, guess: Guess) -> Understood:
    """Give what the columns of one table of a register state, and what its rows are about."""
    register = Register(source, options, guess, block)
    list(register.prepare())
    rows = block.rows
    return Understood(
        sheet=block.sheet.name,
        table=guess.table.name,
        classes=guess.table.classes,
        heading_row=block.lowest.number,
        headings=tuple(block.headings),
        last_row=rows[-1].number if rows else block.heading.number,
        fields=tuple(_meaning(one, guess) for one in guess.table.fields.values()),
        lines=tuple(_lines(register)),
        roles=tuple(sorted(guess.roles.items())),
    )


def _meaning(one: Field, guess: Guess) -> Meaning:
    column = guess.columns.get(one.name)
    return Meaning(
        field=one.name,
        heading=column.heading if column else _usual(one),
        kind=one.kind,
        index=column.index if column else None,
        states=one.states,
        inverse=one.inverse,
        of=one.of,
        within=one.within,
        words=tuple(dict.fromkeys(vocabulary().words.get(one.words, {}).values())),
    )


def _usual(one: Field) -> str:
    """Give a heading under which a field is known, in words as people write them."""
    plain = [heading for heading in one.headings if len(heading.split()) <= _IN_TWO_WORDS]
    heading = one.name.replace("_", " ")
    return (heading if heading in one.headings else (plain or list(one.headings))[0]).capitalize()


def _lines(register: Register) -> Iterator[Line]:
    speaker, mentions = Speaker(register), Mentions(register.source)
    width = len(register.block.headings)
    for record in records(register):
        subject: URIRef | None
        if register.table.name == "raci":
            subject = raci.subject(register, record, mentions)
        else:
            subject = speaker.subject(record)
        yield Line(
            record.row.number, subject, tuple(record.row.text(index) for index in range(width))
        )
