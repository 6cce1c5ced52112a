"""RACI matrices: who is responsible, accountable, consulted and informed for a step of a process.

Three layouts are understood: a column for each role, a column for each responsibility with roles in
its cells, and a row for each pair of step and role.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import PROV, RDF, RDFS, XSD
from rdflib.term import Literal

from asbuilt.facts import Fact, Problem, Tally
from asbuilt.identity import digest, fold
from asbuilt.loaders.registers import values
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.facts import Item, Place
    from asbuilt.loaders.registers.mentions import Mentions
    from asbuilt.loaders.registers.record import Record
    from asbuilt.loaders.registers.register import Register

_SHORTCUTS = {
    "R": AB.performedBy,
    "A": AB.decidedBy,
    "C": AB.consulted,
    "I": AB.informed,
}
_WORDS = {"R": "responsible", "A": "accountable", "C": "consulted", "I": "informed"}
_BY_FIELD = {"responsible": "R", "accountable": "A", "consulted": "C", "informed": "I"}


def state(register: Register, record: Record, mentions: Mentions) -> Iterator[Item]:
    """Give the assignments of a row, with its limit and waiting time, and problems of its cells."""
    step = record.text("step")
    if not step:
        yield Problem(
            "warning",
            "the row names no step, so nothing can be said of it",
            "write the step into each row, or merge its cell over the rows it is meant for",
            record.place,
        )
        yield Tally("row without a step", "unread")
        return
    process = record.text("process") or register.source.process or ""
    thing = subject(register, record, mentions)
    assert thing is not None
    assignments = list(_assignments(register, record))
    for letter, role, cell in assignments:
        yield from _assigned(record, thing, (process, step), (letter, role), mentions, cell)
    yield from _bounds(record, thing)
    yield from mentions.take()
    yield from record.problems


def subject(register: Register, record: Record, mentions: Mentions) -> URIRef | None:
    """Give the step of which a row speaks; None where it names none."""
    step = record.text("step")
    if not step:
        return None
    process = record.text("process") or register.source.process or ""
    scope = mentions.in_process(process, record.at("process"))
    return mentions.reference((AB.Step,), step, record.at("step"), scope)


def _assignments(register: Register, record: Record) -> Iterator[tuple[str, str, Place]]:
    """Give letter, role and cell of each assignment in a row."""
    for index, role in register.guess.roles.items():
        text = record.row.text(index)
        for letter in _letters(record, text, record.at_column(index)):
            yield letter, role, record.at_column(index)
    for field, letter in _BY_FIELD.items():
        for role in values.parts(record.text(field)):
            yield letter, role, record.at(field)
    for role in values.parts(record.text("role")):
        text, cell = record.text("responsibility"), record.at("responsibility")
        for letter in _letters(record, text, cell):
            yield letter, role, cell


def _letters(record: Record, text: str, place: Place) -> tuple[str, ...]:
    if not text or values.is_dash(text):
        return ()
    own = record.own_words("responsibility") or record.own_words("roles")
    letters = values.responsibilities(text, own)
    if not letters:
        letters, unknown = values.known_letters(text, own)
        said = (unknown or text).replace('"', "'")
        record.missed.add((place.column or 1) - 1)
        record.problems.append(
            Problem(
                "warning",
                f"“{unknown or text}” assigns nothing that is known; R, A, C and I are",
                f'say what it means in asbuilt.toml: [source.values.responsibility] R = ["{said}"]',
                place,
            )
        )
    return letters


def _assigned(  # noqa: PLR0913, PLR0917 - what makes up an assignment
    record: Record,
    thing: URIRef,
    where: tuple[str, str],
    what: tuple[str, str],
    mentions: Mentions,
    cell: Place,
) -> Iterator[Fact]:
    letter, name = what
    role = mentions.role(name, cell)
    assignment = record.source.element(f"raci-{digest(*map(fold, (*where, name, letter)))}")
    label = f"{name} is {_WORDS[letter]} for {where[1]}"
    yield Fact(assignment, RDF.type, AB.Assignment, cell)
    yield Fact(assignment, RDFS.label, Literal(label), cell)
    yield Fact(assignment, PROV.hadPrimarySource, record.source.at(cell), cell)
    yield Fact(assignment, AB.step, thing, cell)
    yield Fact(assignment, AB.role, role, cell)
    yield Fact(assignment, AB.responsibility, Literal(letter), cell)
    yield Fact(thing, _SHORTCUTS[letter], role, cell)
    yield from _bounds(record, assignment)


def _bounds(record: Record, subject: URIRef) -> Iterator[Fact]:
    """State how far a decision right reaches and how long the decision may wait."""
    limit = record.text("limit")
    if limit:
        yield Fact(subject, AB.limit, Literal(limit), record.at("limit"))
    wait = record.literal(record.table.fields["max_wait"])
    if wait is not None and wait.datatype == XSD.duration:
        yield Fact(subject, AB.maxWait, wait, record.at("max_wait"))
