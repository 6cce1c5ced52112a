"""Patches from remedies: a value stated in the register whose columns say such things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import DCTERMS, RDF, URIRef
from rdflib.paths import AlternativePath, InvPath

from asbuilt.judge.patches.blanks import blank_of
from asbuilt.judge.patches.model import Blank, Patch, hole
from asbuilt.judge.patches.registers import naming, stating
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Term
    from asbuilt.judge.explanation import Explainer
    from asbuilt.judge.explanation.model import PropertyPath, Remedy
    from asbuilt.judge.patches.model import Edit
    from asbuilt.judge.patches.registers import Register, Registers
    from asbuilt.reading.columns import Line, Meaning

_WANTED = {
    "controls": ("objective", "owner", "frequency", "in_force_since", "policy", "step", "evidence"),
    "metrics": ("measures", "owner", "source", "threshold", "direction", "frequency"),
    "data": ("object", "system", "owner", "system_of_record"),
    "exceptions": ("process", "step", "handler"),
    "channels": ("owner", "volume", "expiry"),
}
"""What a new row of a register should hold for the rules to be content with it."""


def by_remedies(
    explainer: Explainer, registers: Registers, remedies: tuple[Remedy, ...]
) -> Iterator[Patch]:
    """Yield a patch for each remedy that a register has a place for; those lacking together as one.

    Remedies for one thing by single properties are put into one patch, since the finding goes away
    only when all of them are stated; alternatives of a path make a patch each.
    """
    together: list[tuple[Register, Line, Meaning]] = []
    for remedy in remedies:
        if remedy.action == "add" and remedy.path is not None and remedy.value is None:
            rows = list(_rows(registers, remedy.subject, remedy.path))
            if len(rows) == 1 and isinstance(remedy.path, URIRef):
                together.append(rows[0])
                continue
            for register, line, field in rows:
                yield _row_patch(explainer, remedy.subject, [(register, line, field)])
            if not rows:
                yield from _new_rows(explainer, registers, remedy.subject, remedy.path)
    if together and len({(one[0].file, one[1].number) for one in together}) == 1:
        yield _row_patch(explainer, remedies[0].subject, together)
    elif together:
        for one in together:
            yield _row_patch(explainer, remedies[0].subject, [one])


def said(explainer: Explainer, thing: Term, field: Meaning | None = None) -> str:
    """Give a thing as a cell names it: by its label, or by its identifier in a column of those."""
    identifier = explainer.facts.value(thing, DCTERMS.identifier)
    if field is not None and field.field == "id" and identifier is not None:
        return str(identifier)
    return explainer.phrases.label(thing)


def _rows(
    registers: Registers, subject: Term, path: PropertyPath
) -> Iterator[tuple[Register, Line, Meaning]]:
    """Yield the cells in rows about a thing in which what is missing could be said."""
    for one in path.args if isinstance(path, AlternativePath) else [path]:
        for register, line in registers.rows_of(subject):
            field = None
            if isinstance(one, URIRef):
                field = stating(register, one)
            elif isinstance(one, InvPath) and isinstance(one.arg, URIRef):
                field = naming(register, one.arg)
            if field is not None and not (
                field.index is None and _states_elsewhere(register, registers, field)
            ):
                yield register, line, field


def _states_elsewhere(register: Register, registers: Registers, field: Meaning) -> bool:
    """Say whether another register has a column for what this one would need a new one for."""
    return any(
        (field.states is not None and one.inverse == field.states and one.index is not None)
        for other in registers.all
        if other is not register
        for one in other.table.fields
    )


def _row_patch(
    explainer: Explainer, thing: Term, cells: list[tuple[Register, Line, Meaning]]
) -> Patch:
    edits: list[Edit] = []
    blanks: list[Blank] = []
    for register, line, field in cells:
        blank = blank_of(explainer, register, field, thing)
        blanks.append(blank)
        edits += register.set(line, field, hole(blank.name))
    register = cells[0][0]
    names = ", ".join(field.heading for _, _, field in cells)
    title = f"Fill in {names} of {explainer.phrases.name(thing)} in {register.title}"
    return Patch("register", title, tuple(dict.fromkeys(edits)), tuple(blanks))


def _new_rows(
    explainer: Explainer, registers: Registers, subject: Term, path: PropertyPath
) -> Iterator[Patch]:
    """Yield new rows that would say what is missing: of the thing, or of what points at it."""
    for one in path.args if isinstance(path, AlternativePath) else [path]:
        inverse = isinstance(one, InvPath)
        predicate = one.arg if isinstance(one, InvPath) else one
        if not isinstance(predicate, URIRef):
            continue
        for register in registers.all:
            field = stating(register, predicate) if inverse else naming(register, predicate)
            if field is None or field.index is None or not _may_name(explainer, field, subject):
                continue
            yield _new_record(explainer, register, field, subject)
        if not inverse:
            for register in registers.of_classes(subject):
                field = stating(register, predicate)
                named = _is_named_alike(register, subject)
                if named and field is not None and field.index is not None:
                    yield _named_row(explainer, register, field, subject)


def _may_name(explainer: Explainer, field: Meaning, thing: Term) -> bool:
    """Say whether cells of a field name things of the kinds that a thing is of."""
    kinds = {edge.object for edge in explainer.facts.objects(thing, RDF.type)}
    return not field.of or bool(kinds & set(field.of))


def _is_named_alike(register: Register, thing: Term) -> bool:
    """Say whether a row would speak of this very thing, not of a new one that bears its name."""
    subjects = [str(line.subject) for line in register.table.lines if line.subject is not None]
    folders = {subject.rpartition("/")[0] for subject in subjects}
    if any("/reference/" in folder for folder in folders):
        return True
    return str(thing).rpartition("/")[0] in folders and "#" not in str(thing)


def _new_record(explainer: Explainer, register: Register, field: Meaning, subject: Term) -> Patch:
    """Make a row of a new thing that points at the subject, all else of it to be said."""
    table = register.table
    kind = table.table.rstrip("s")
    texts = {field.field: said(explainer, subject)}
    blanks = []
    for name in ("id", "name", *_WANTED.get(table.table, ())):
        other = table.field(name)
        if other is None or other.index is None or name in texts:
            continue
        key = f"{kind}-{name}" if name in ("id", "name") else name
        blank = blank_of(explainer, register, other, subject, key)
        if name in ("id", "name"):
            meaning = f"{'number' if name == 'id' else 'name'} of the new {kind}"
            blank = Blank(blank.name, meaning)
        blanks.append(blank)
        texts[name] = hole(blank.name)
    title = (
        f"Add a row to {register.title} whose {field.heading} is {explainer.phrases.name(subject)}"
    )
    return Patch("register", title, register.add(texts), tuple(blanks))


def _named_row(explainer: Explainer, register: Register, field: Meaning, subject: Term) -> Patch:
    """Make a row about the subject itself that says what is missing."""
    table = register.table
    texts: dict[str, str] = {}
    for name in ("id", "name"):
        other = table.field(name)
        if other is not None and other.index is not None:
            identifier = explainer.facts.value(subject, DCTERMS.identifier)
            texts[name] = (
                str(identifier) if name == "id" and identifier else said(explainer, subject)
            )
    scope = next(iter(explainer.facts.subjects(AB.hasStep, subject)), None)
    if scope is not None and table.field("process") is not None:
        texts["process"] = said(explainer, scope.subject)
    blank = blank_of(explainer, register, field, subject)
    texts[field.field] = hole(blank.name)
    title = f"Add {explainer.phrases.name(subject)} to {register.title}"
    return Patch("register", title, register.add(texts), (blank,))
