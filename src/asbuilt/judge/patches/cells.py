"""Patches of single cells: what a fact of a register says is changed where it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from asbuilt.judge.patches.blanks import blank_of
from asbuilt.judge.patches.model import Patch, hole
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.judge.explanation import Explainer, Explanation
    from asbuilt.judge.explanation.model import Support
    from asbuilt.judge.kept import KeptFinding
    from asbuilt.judge.patches.registers import Register, Registers
    from asbuilt.reading.columns import Line, Meaning

_TO_SAY = {
    "DX003": AB.lastUpdated,
    "FB004": AB.threshold,
    "GV007": AB.heldBy,
    "GV008": AB.reviewDue,
    "GV010": AB.expires,
    "IN004": None,
    "IN009": AB.sha256,
    "IN010": None,
    "IN011": None,
}
"""Rules whose finding goes away when one stated value is another, and the property of the value."""
_TO_SET = {
    ("DX002", AB.systemOfRecord): (("no", "nein"), "is no system of record"),
    ("DX006", AB.entry): (("interface", "Schnittstelle"), "is filled by an interface"),
}
"""Rules where another value is known: words for it, and what the row then says."""
_ONLY_LATE = frozenset({"GV008", "GV010"})
_LATE = re.compile(r"\b(due|expired) on\b")
"""What messages say where a rule with several parts is about a day that is over."""
_NOTES = {
    "FB004": "Another threshold needs a reason; mending what has changed is better.",
    "DX003": "Only if it was updated; else find out why it no longer is.",
    "DX002": "Decide which copy is the one to believe; the others then say no.",
    "DX006": "Only once an interface fills it.",
    "GV010": "Have it approved again by whoever approved it, with a new day.",
}


def by_facts(
    explainer: Explainer, registers: Registers, finding: KeptFinding, explanation: Explanation
) -> Iterator[Patch]:
    """Yield patches that change the very cells in which facts behind a finding stand."""
    code = finding.code
    if code in _ONLY_LATE and not _LATE.search(finding.message):
        return
    for fact in explanation.facts:
        words = _TO_SET.get((code, fact.edge.predicate))
        wanted = code in _TO_SAY and (_TO_SAY[code] or fact.edge.predicate) == fact.edge.predicate
        if words is None and not (wanted and fact.part in ("target", "path", "pattern", "value")):
            continue
        found = _cell(registers, fact)
        if found is None:
            continue
        register, line, field = found
        name = explainer.phrases.name(fact.edge.subject)
        note = _NOTES.get(code, "")
        if words is not None:
            text = _like_others(register, field, words[0])
            title = f"Say in {register.title} that {name} {words[1]}"
            yield Patch("register", title, register.set(line, field, text), (), note)
            continue
        blank = blank_of(explainer, register, field, fact.edge.subject)
        title = f"Change {field.heading} of {name} in {register.title}"
        yield Patch("register", title, register.set(line, field, hole(blank.name)), (blank,), note)


def _cell(registers: Registers, fact: Support) -> tuple[Register, Line, Meaning] | None:
    """Give the cell of a register that states a fact."""
    for place in fact.places:
        sheet = (place.locator or "").partition("!")[0] if "!" in (place.locator or "") else None
        found = registers.row_at(place.file, sheet, place.line or 0)
        if found is None:
            continue
        register, line = found
        for field in register.table.fields:
            if field.index is not None and field.states == fact.edge.predicate:
                return register, line, field
        slot = _SLOTS.get(fact.edge.predicate)
        known = register.table.field(slot) if slot else None
        if known is not None and known.index is not None:
            return register, line, known
    return None


_SLOTS: dict[URIRef, str] = {
    AB.reviewDue: "ext_review_due",
    AB.enforcement: "ext_enforcement",
    AB.mappingStatus: "ext_status",
}
"""Slots of mapping sets that state a property."""


def _like_others(register: Register, field: Meaning, words: tuple[str, ...]) -> str:
    """Give the word that the column uses elsewhere, else the first one."""
    texts = {register.table.text(line, field.field).casefold() for line in register.table.lines}
    return next((word for word in words if word.casefold() in texts), words[0])
