"""Which lines of mapping sets mend a finding: a new one, another end, a confirmation, one less."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rdflib import RDF, URIRef

from asbuilt.judge.patches.counterparts import is_mapped, proposals, unmapped
from asbuilt.judge.patches.mapping_lines import (
    SLOTS,
    confirmed,
    gone,
    home,
    identifier,
    new_line,
    prefixes,
)
from asbuilt.judge.patches.model import Blank, Candidate, Patch, hole
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.judge.explanation import Explainer
    from asbuilt.judge.kept import KeptFinding
    from asbuilt.judge.patches.model import Edit
    from asbuilt.judge.patches.registers import Register, Registers
    from asbuilt.reading.columns import Line

_MOST = 3


def by_finding(explainer: Explainer, registers: Registers, finding: KeptFinding) -> Iterator[Patch]:
    """Yield patches of mapping sets for the rules about mappings."""
    focus = URIRef(finding.focus)
    if finding.code in ("WF001", "WF003", "WF011") and not _is_derived(finding, explainer):
        yield from _mapped(explainer, registers, focus)
    if finding.code == "IN014":
        yield from _one_or_two(explainer, registers, URIRef(finding.value))
    for register, line in registers.rows_of(focus) if _is_mapping(explainer, focus) else ():
        if finding.code == "WF002":
            yield from _other_ends(explainer, register, line, finding)
            yield gone(explainer, register, line, focus)
        elif finding.code == "GV008" and "due" not in finding.message:
            yield confirmed(explainer, register, line, focus)
        elif finding.code == "WF010":
            yield confirmed(explainer, register, line, focus, labels=True)
    if finding.code == "WF009":
        yield from _one_system(explainer, registers, focus)


def _one_system(explainer: Explainer, registers: Registers, step: URIRef) -> Iterator[Patch]:
    """Yield the removal of each row that has a step done in a system."""
    for edge in explainer.facts.subjects(AB.processElement, step):
        if explainer.facts.objects(edge.subject, AB.performedIn):
            for register, line in registers.rows_of(edge.subject):
                yield gone(explainer, register, line, edge.subject)


def _mapped(explainer: Explainer, registers: Registers, thing: URIRef) -> Iterator[Patch]:
    """Yield the confirmation of the rows that propose something; for lack of any, new lines."""
    proposed = list(_proposed_rows(explainer, registers, thing))
    for register, line, mapping in proposed:
        yield confirmed(explainer, register, line, mapping)
    if not proposed:
        yield from _new_lines(explainer, registers, thing)


def _proposed_rows(
    explainer: Explainer, registers: Registers, thing: URIRef
) -> Iterator[tuple[Register, Line, URIRef]]:
    """Yield the rows of mapping sets that propose what a thing may be mapped to."""
    for side in (AB.processElement, AB.digitalElement):
        for edge in explainer.facts.subjects(side, thing):
            if str(explainer.facts.value(edge.subject, AB.mappingStatus)) == "proposed":
                for register, line in registers.rows_of(edge.subject):
                    yield register, line, URIRef(edge.subject)


def _new_lines(explainer: Explainer, registers: Registers, thing: URIRef) -> Iterator[Patch]:
    """Yield a line for each proposal about a step or state; for lack of any, one half blank."""
    proposed = list(proposals(explainer, thing))[:_MOST]
    for step, digital, reason in proposed:
        ends = (explainer.phrases.name(step), explainer.phrases.name(digital))
        title = f"Map step {ends[0]} to {ends[1]}"
        yield new_line(explainer, registers, (step, digital), title, reason)
    if proposed:
        return
    is_step = any(e.object == AB.Step for e in explainer.facts.objects(thing, RDF.type))
    yield _open_line(explainer, registers, thing, is_step=is_step)


def _one_or_two(explainer: Explainer, registers: Registers, fact: URIRef) -> Iterator[Patch]:
    """Yield a line that says that two things are one, and a line that says that they are not."""
    first, second = (explainer.facts.value(fact, one) for one in (AB.about, AB.involves))
    if not (isinstance(first, URIRef) and isinstance(second, URIRef)):
        return
    reason = str(explainer.facts.value(fact, AB.proof) or "").rstrip(".")
    names = (explainer.phrases.name(first), explainer.phrases.name(second))
    for title, modifier in (
        (f"Say that {names[0]} and {names[1]} are one", ""),
        (f"Say that {names[0]} and {names[1]} are two", "Not"),
    ):
        yield new_line(
            explainer,
            registers,
            (first, second),
            title,
            reason,
            usual="skos:exactMatch",
            modifier=modifier,
        )


def _open_line(
    explainer: Explainer, registers: Registers, thing: URIRef, *, is_step: bool
) -> Patch:
    """Make a line of which only one end is known; the other one is to be said."""
    word = "state" if is_step else "step"
    name = explainer.phrases.name(thing)
    register = home(registers, (thing, thing))
    known = {} if register is None else prefixes(register)
    candidates = tuple(
        Candidate(identifier(known, other), reason)
        for other, reason in unmapped(explainer, thing, AB.State if is_step else AB.Step)[:_MOST]
    )
    meaning = f"identifier of the {word} that belongs to {name}: CURIE, IRI or file#id"
    blank = Blank(word, meaning, candidates, r"\S+", "order:Approve")
    open_end = hole(word)
    ends = (thing, open_end) if is_step else (open_end, thing)
    note = "no proposal was near enough to be made"
    made = new_line(explainer, registers, ends, f"Map {name} to a {word}", note)
    return replace(made, blanks=(blank, *made.blanks))


def _other_ends(
    explainer: Explainer, register: Register, line: Line, finding: KeptFinding
) -> Iterator[Patch]:
    """Yield the end that may be meant, where the one that is written leads nowhere."""
    mapping, end = URIRef(finding.focus), URIRef(finding.value)
    facts = explainer.facts
    slots = SLOTS[register.table.table]
    side = (
        "process"
        if any(e.object == end for e in facts.objects(mapping, AB.processElement))
        else "digital"
    )
    near = [
        edge.object
        for about in facts.subjects(AB.about, mapping)
        for edge in facts.objects(about.subject, AB.involves)
        if edge.object != end and isinstance(edge.object, URIRef)
    ]
    free = [one for one in dict.fromkeys(near) if not is_mapped(explainer, one)]
    for thing in free[:_MOST]:
        name = explainer.phrases.name(thing)
        edits: list[Edit] = []
        if register.table.table == "sssom":
            texts = {
                f"{slots[side]}_id": identifier(prefixes(register), thing),
                f"{slots[side]}_label": explainer.phrases.label(thing),
            }
        else:
            texts = {slots[side]: explainer.phrases.label(thing)}
        for slot, text in texts.items():
            field = register.table.field(slot)
            if field is not None and field.index is not None:
                edits += register.set(line, field, text)
        title = f"Let the mapping point at {name} in {register.title}"
        yield Patch("mapping", title, tuple(edits), (), "Its name is near to the one that is gone.")


def _is_mapping(explainer: Explainer, thing: URIRef) -> bool:
    return any(edge.object == AB.Mapping for edge in explainer.facts.objects(thing, RDF.type))


def _is_derived(finding: KeptFinding, explainer: Explainer) -> bool:
    return finding.value.startswith(f"{explainer.workspace.minter.base}derived/")
