"""How lines of mapping sets (SSSOM 1.0) are written, confirmed and taken out."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from rdflib import URIRef

from asbuilt.derive.behaviour.reading import Behaviours
from asbuilt.judge.patches.blanks import accounts
from asbuilt.judge.patches.model import AppendText, Blank, Patch, RemoveRow, hole
from asbuilt.judge.patches.settings import source_edits
from asbuilt.mapping_set import FILE, Row, curie, rendered
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from asbuilt.facts import Term
    from asbuilt.judge.explanation import Explainer
    from asbuilt.judge.patches.model import Edit
    from asbuilt.judge.patches.registers import Register, Registers
    from asbuilt.reading.columns import Line

_BY_HAND = "semapv:ManualMappingCuration"
_PREFIX = re.compile(r"^#\s+([A-Za-z_][\w.-]*):\s+[\"']?(\S+?)[\"']?\s*$", re.MULTILINE)
SLOTS = {
    "sssom": {
        "by": "author_id", "on": "mapping_date", "status": "ext_status",
        "process": "subject", "digital": "object",
    },
    "mappings": {
        "by": "confirmed_by", "on": "confirmed_on", "status": "status",
        "process": "process_element", "digital": "digital_element",
    },
}  # fmt: skip
"""The columns of each kind of set, by what they say."""


def new_line(  # noqa: PLR0913 - each is a part of the line
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
    register = home(registers, ends)
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
    known = prefixes(register)
    predicates = Counter(register.table.text(line, "predicate_id") for line in register.table.lines)
    texts = {
        "subject_id": identifier(known, ends[0]), "subject_label": labels[0],
        "predicate_id": usual or max(predicates, key=lambda one: (predicates[one], one), default="")
        or "skos:closeMatch",
        "object_id": identifier(known, ends[1]), "object_label": labels[1],
        "mapping_justification": _BY_HAND, "mapping_date": today, "ext_status": "confirmed",
        _author(register): hole(who.name), "predicate_modifier": modifier,
    }  # fmt: skip
    return Patch("mapping", f"{title} in {register.title}", register.add(texts), (who,), note)


def home(registers: Registers, ends: tuple[str, str]) -> Register | None:
    """Give the mapping set that knows most about the files of both ends, the first of equals."""
    sets = registers.of_kind("sssom")
    if not sets:
        return None
    files = [str(end).partition("#")[0] for end in ends]

    def fitting(register: Register) -> int:
        spaces = prefixes(register).values()
        return sum(any(f"{file}#".startswith(space) for space in spaces) for file in files)

    return max(sets, key=fitting)


def prefixes(register: Register) -> dict[str, str]:
    """Give the prefixes that a mapping set declares in its header, with what they stand for."""
    text = register.spec.source.path.read_text(encoding="utf-8-sig", errors="replace")
    return dict(_PREFIX.findall(text))


def identifier(known: dict[str, str], iri: str) -> str:
    """Give an IRI as a CURIE by the longest prefix that fits, or as it is where none does."""
    fitting = [(space, prefix) for prefix, space in known.items() if str(iri).startswith(space)]
    if not fitting:
        return str(iri)
    space, prefix = max(fitting, key=lambda one: (len(one[0]), one[1]))
    return f"{prefix}:{iri[len(space) :]}"


def _author(register: Register) -> str:
    known = {one.field for one in register.table.fields if one.index is not None}
    return "author_label" if "author_label" in known and "author_id" not in known else "author_id"


def confirmed(
    explainer: Explainer, register: Register, line: Line, mapping: URIRef, *, labels: bool = False
) -> Patch:
    """Confirm a line, with `labels` also what both of its ends are called today."""
    slots = SLOTS[register.table.table]
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


def gone(explainer: Explainer, register: Register, line: Line, mapping: Term) -> Patch:
    """Take a line out."""
    name = explainer.phrases.name(mapping)
    edit = RemoveRow(register.file, register.table.sheet, line.number)
    note = "If what it pointed at was taken out on purpose."
    return Patch("mapping", f"Remove the mapping {name} from {register.title}", (edit,), (), note)


def _confirmer(explainer: Explainer, thing: Term) -> Blank:
    meaning = "who looked at both ends and confirms it, by account where there is one"
    return Blank("confirmed-by", meaning, tuple(accounts(explainer, thing)))
