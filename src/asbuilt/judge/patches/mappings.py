"""Patches of mapping sets (SSSOM 1.0): a new line, another end, a confirmation, one line less."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from rdflib import RDF, URIRef

from asbuilt.derive.behaviour.reading import Behaviours
from asbuilt.derive.correspondence.likeness import likeness
from asbuilt.judge.patches.blanks import accounts
from asbuilt.judge.patches.model import (
    AppendText,
    Blank,
    Candidate,
    Patch,
    RemoveRow,
    hole,
)
from asbuilt.judge.patches.settings import source_edits
from asbuilt.mapping_set import FILE, Row, curie, rendered
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Term
    from asbuilt.judge.explanation import Explainer
    from asbuilt.judge.kept import KeptFinding
    from asbuilt.judge.patches.model import Edit
    from asbuilt.judge.patches.registers import Register, Registers
    from asbuilt.reading.columns import Line

_BY_HAND = "semapv:ManualMappingCuration"
_PREFIX = re.compile(r"^#\s+([A-Za-z_][\w.-]*):\s+[\"']?(\S+?)[\"']?\s*$", re.MULTILINE)
_MOST = 3
_ALIKE = 0.3
"""Likeness of names from which a thing is named as what may be meant."""
_SLOTS = {
    "sssom": {
        "by": "author_id", "on": "mapping_date", "status": "ext_status",
        "process": "subject", "digital": "object",
    },
    "mappings": {
        "by": "confirmed_by", "on": "confirmed_on", "status": "status",
        "process": "process_element", "digital": "digital_element",
    },
}  # fmt: skip


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
            yield _gone(explainer, register, line, focus)
        elif finding.code == "GV008" and "due" not in finding.message:
            yield _confirmed(explainer, register, line, focus)
        elif finding.code == "WF010":
            yield _confirmed(explainer, register, line, focus, labels=True)
    if finding.code == "WF009":
        yield from _one_system(explainer, registers, focus)


def _one_system(explainer: Explainer, registers: Registers, step: URIRef) -> Iterator[Patch]:
    """Yield the removal of each row that has a step done in a system."""
    for edge in explainer.facts.subjects(AB.processElement, step):
        if explainer.facts.objects(edge.subject, AB.performedIn):
            for register, line in registers.rows_of(edge.subject):
                yield _gone(explainer, register, line, edge.subject)


def _mapped(explainer: Explainer, registers: Registers, thing: URIRef) -> Iterator[Patch]:
    """Yield the confirmation of the rows that propose something; for lack of any, new lines."""
    proposed = list(_proposed_rows(explainer, registers, thing))
    for register, line, mapping in proposed:
        yield _confirmed(explainer, register, line, mapping)
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
    proposed = list(_proposals(explainer, thing))[:_MOST]
    for step, digital, reason in proposed:
        ends = (explainer.phrases.name(step), explainer.phrases.name(digital))
        title = f"Map step {ends[0]} to {ends[1]}"
        yield _line(explainer, registers, (step, digital), title, reason)
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
        yield _line(
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
    register = _home(registers, (thing, thing))
    known = {} if register is None else _prefixes(register)
    candidates = tuple(
        Candidate(_identifier(known, other), reason)
        for other, reason in _unmapped(explainer, thing, AB.State if is_step else AB.Step)[:_MOST]
    )
    meaning = f"identifier of the {word} that belongs to {name}: CURIE, IRI or file#id"
    blank = Blank(word, meaning, candidates, r"\S+", "order:Approve")
    open_end = hole(word)
    ends = (thing, open_end) if is_step else (open_end, thing)
    note = "no proposal was near enough to be made"
    made = _line(explainer, registers, ends, f"Map {name} to a {word}", note)
    return replace(made, blanks=(blank, *made.blanks))


def _line(  # noqa: PLR0913 - each is a part of the line
    explainer: Explainer,
    registers: Registers,
    ends: tuple[str, str],
    title: str,
    reason: str,
    *,
    usual: str = "",
    modifier: str = "",
) -> Patch:
    """Make a line of a mapping set; `usual` is its predicate, if not the one that the set has."""
    who = _confirmer(explainer, next(end for end in ends if isinstance(end, URIRef)))
    today = explainer.as_of.isoformat()
    note = f"{reason[:1].upper()}{reason[1:]}. Look at both ends before you confirm it."
    register = _home(registers, ends)
    labels = [explainer.phrases.label(end) if isinstance(end, URIRef) else "" for end in ends]
    if register is None:
        base = explainer.workspace.minter.base
        row = Row(
            curie(base, ends[0]), labels[0], usual or "skos:closeMatch", curie(base, ends[1]),
            labels[1], _BY_HAND, hole(who.name), today, "confirmed", predicate_modifier=modifier,
        )  # fmt: skip
        text = rendered(base, [row])
        lines = text.splitlines(keepends=True)
        path = explainer.workspace.folder / FILE
        new = AppendText(FILE, lines[-1], "" if path.is_file() else "".join(lines[:-1]))
        edits: tuple[Edit, ...] = (
            new,
            *source_edits(explainer.workspace, FILE, "mappings/*.sssom.tsv"),
        )
        return Patch("mapping", f"{title} in {FILE}", edits, (who,), note)
    known = _prefixes(register)
    predicates = Counter(register.table.text(line, "predicate_id") for line in register.table.lines)
    texts = {
        "subject_id": _identifier(known, ends[0]), "subject_label": labels[0],
        "predicate_id": usual or max(predicates, key=lambda one: (predicates[one], one), default="")
        or "skos:closeMatch",
        "object_id": _identifier(known, ends[1]), "object_label": labels[1],
        "mapping_justification": _BY_HAND, "mapping_date": today, "ext_status": "confirmed",
        _author(register): hole(who.name), "predicate_modifier": modifier,
    }  # fmt: skip
    return Patch("mapping", f"{title} in {register.title}", register.add(texts), (who,), note)


def _home(registers: Registers, ends: tuple[str, str]) -> Register | None:
    """Give the mapping set that knows most about the files of both ends, the first of equals."""
    sets = registers.of_kind("sssom")
    if not sets:
        return None
    files = [str(end).partition("#")[0] for end in ends]

    def fitting(register: Register) -> int:
        spaces = _prefixes(register).values()
        return sum(any(f"{file}#".startswith(space) for space in spaces) for file in files)

    return max(sets, key=fitting)


def _prefixes(register: Register) -> dict[str, str]:
    text = register.spec.source.path.read_text(encoding="utf-8-sig", errors="replace")
    return dict(_PREFIX.findall(text))


def _identifier(known: dict[str, str], iri: str) -> str:
    fitting = [(space, prefix) for prefix, space in known.items() if str(iri).startswith(space)]
    if not fitting:
        return str(iri)
    space, prefix = max(fitting, key=lambda one: (len(one[0]), one[1]))
    return f"{prefix}:{iri[len(space) :]}"


def _author(register: Register) -> str:
    known = {one.field for one in register.table.fields if one.index is not None}
    return "author_label" if "author_label" in known and "author_id" not in known else "author_id"


def _other_ends(
    explainer: Explainer, register: Register, line: Line, finding: KeptFinding
) -> Iterator[Patch]:
    """Yield the end that may be meant, where the one that is written leads nowhere."""
    mapping, end = URIRef(finding.focus), URIRef(finding.value)
    facts = explainer.facts
    slots = _SLOTS[register.table.table]
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
    free = [one for one in dict.fromkeys(near) if not _is_mapped(explainer, one)]
    for thing in free[:_MOST]:
        name = explainer.phrases.name(thing)
        edits: list[Edit] = []
        if register.table.table == "sssom":
            texts = {
                f"{slots[side]}_id": _identifier(_prefixes(register), thing),
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


def _confirmed(
    explainer: Explainer, register: Register, line: Line, mapping: URIRef, *, labels: bool = False
) -> Patch:
    slots = _SLOTS[register.table.table]
    facts = explainer.facts
    step = facts.value(mapping, AB.processElement)
    who = _confirmer(explainer, step or mapping)
    by = _author(register) if register.table.table == "sssom" else slots["by"]
    texts = {
        slots["status"]: "confirmed",
        slots["on"]: explainer.as_of.isoformat(),
        by: hole(who.name),
    }
    if register.table.table == "sssom":
        texts["mapping_justification"] = _BY_HAND
        if labels:
            texts |= _as_they_are(explainer, register, mapping)
    edits: list[Edit] = []
    for slot, text in texts.items():
        field = register.table.field(slot)
        if field is not None and (slot != slots["status"] or field.index is not None):
            edits += register.set(line, field, text)
    title = f"Confirm the mapping {explainer.phrases.name(mapping)} in {register.title}"
    note = "Look at both ends first; whoever is named answers for it."
    return Patch("mapping", title, tuple(dict.fromkeys(edits)), (who,), note)


def _as_they_are(explainer: Explainer, register: Register, mapping: URIRef) -> dict[str, str]:
    """Give names and fingerprints of both ends as they are today, where the set has them."""
    from asbuilt.derive.correspondence.fingerprints import fingerprints  # noqa: PLC0415 - reads the whole graph

    prints = fingerprints(Behaviours(explainer.store))
    texts = {}
    for slot, predicate in (("subject", AB.processElement), ("object", AB.digitalElement)):
        end = explainer.facts.value(mapping, predicate)
        if isinstance(end, URIRef):
            texts[f"{slot}_label"] = explainer.phrases.label(end)
            column = register.table.field(f"ext_{slot}_fingerprint")
            if column is not None and column.index is not None:
                texts[f"ext_{slot}_fingerprint"] = prints.get(end, "")
    return texts


def _gone(explainer: Explainer, register: Register, line: Line, mapping: Term) -> Patch:
    name = explainer.phrases.name(mapping)
    edit = RemoveRow(register.file, register.table.sheet, line.number)
    note = "If what it pointed at was taken out on purpose."
    return Patch("mapping", f"Remove the mapping {name} from {register.title}", (edit,), (), note)


def _confirmer(explainer: Explainer, thing: Term) -> Blank:
    meaning = "who looked at both ends and confirms it, by account where there is one"
    return Blank("confirmed-by", meaning, tuple(accounts(explainer, thing)))


def _proposals(explainer: Explainer, thing: URIRef) -> Iterator[tuple[URIRef, URIRef, str]]:
    """Yield what the analysis of correspondences proposes for a step or state."""
    rows = explainer.store.select(
        f"""SELECT ?step ?state (MAX(?c) AS ?confidence) (MIN(?j) AS ?why) WHERE {{
            ?m <{AB.mappingStatus}> "proposed" ; <{AB.processElement}> ?step ;
               <{AB.digitalElement}> ?state ; <{AB.justification}> ?j .
            OPTIONAL {{ ?m <{AB.confidence}> ?c }}
            FILTER(?step = <{thing}> || ?state = <{thing}>)
        }} GROUP BY ?step ?state ORDER BY DESC(?confidence) ?step ?state"""
    ).rows
    for step, state, confidence, why in rows:
        if isinstance(step, URIRef) and isinstance(state, URIRef):
            yield step, state, f"proposed with confidence {confidence}: {why}"


def _unmapped(explainer: Explainer, thing: URIRef, kind: URIRef) -> list[tuple[URIRef, str]]:
    """Give things of the other side that no mapping names, those with the likest names first."""
    facts = explainer.facts
    side = AB.digitalElement if kind == AB.State else AB.processElement
    name = explainer.phrases.label(thing)
    found = []
    for label, other in facts.named(AB.Task if kind == AB.Step else kind):
        likely = likeness(name, label)
        if likely <= _ALIKE or str(facts.value(other, AB.execution)) == "none":
            continue
        if not facts.subjects(side, other):
            found.append((-likely, label, other))
    return [
        (other, f"“{label}”: its name is like it ({-likely:.2f}), and nothing is mapped to it")
        for likely, label, other in sorted(found)
    ]


def _is_mapped(explainer: Explainer, thing: URIRef) -> bool:
    sides = (AB.processElement, AB.digitalElement)
    return any(explainer.facts.subjects(side, thing) for side in sides)


def _is_mapping(explainer: Explainer, thing: URIRef) -> bool:
    return any(edge.object == AB.Mapping for edge in explainer.facts.objects(thing, RDF.type))


def _is_derived(finding: KeptFinding, explainer: Explainer) -> bool:
    return finding.value.startswith(f"{explainer.workspace.minter.base}derived/")
