"""Patches of RACI matrices: one accountable role, and only one, for a step."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rdflib import URIRef

from asbuilt.judge.patches.blanks import things
from asbuilt.judge.patches.model import Blank, Patch, SetCell, hole
from asbuilt.judge.patches.statements import said
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.judge.explanation import Explainer
    from asbuilt.judge.kept import KeptFinding
    from asbuilt.judge.patches.registers import Register, Registers
    from asbuilt.reading.columns import Line

_RULES = frozenset({"DE001", "GV011", "DE014"})
_LETTER = re.compile(r"[A-Za-z]")
_MOST = 3


def by_finding(explainer: Explainer, registers: Registers, finding: KeptFinding) -> Iterator[Patch]:
    """Yield for each role that may be the accountable one the cells that make it so."""
    if finding.code not in _RULES:
        return
    step = URIRef(finding.focus)
    for register, line in registers.rows_of(step):
        if register.table.table != "raci":
            continue
        if register.table.roles:
            yield from _in_matrix(explainer, register, line, step)
        elif (field := register.table.field("accountable")) and field.index is not None:
            blank = _role(explainer, step)
            title = (
                f"Name the accountable role of {explainer.phrases.name(step)} in {register.title}"
            )
            yield Patch("register", title, register.set(line, field, hole(blank.name)), (blank,))
    yield from _long_rows(explainer, registers, step)


def _in_matrix(
    explainer: Explainer, register: Register, line: Line, step: URIRef
) -> Iterator[Patch]:
    cells = {
        role: (index, line.texts[index] if index < len(line.texts) else "")
        for index, role in register.table.roles
    }
    accountable = [role for role, (_, text) in cells.items() if "A" in _letters(text)]
    doing = [role for role, (_, text) in cells.items() if "R" in _letters(text)]
    name = explainer.phrases.name(step)
    for chosen in (accountable or doing)[:_MOST]:
        edits = []
        for role, (index, text) in cells.items():
            new = _cell(text, wanted=role == chosen)
            if new != text:
                edits.append(
                    SetCell(register.file, register.table.sheet, line.number, index, new, role)
                )
        if accountable:
            title = f"Leave the A of {name} to {chosen} alone in {register.title}"
            note = f"{chosen} is one of {len(accountable)} roles that have an A now."
        else:
            title = f"Write the A of {name} to {chosen} in {register.title}"
            note = f"{chosen} has the R in this row; whoever does it may answer for it."
        if edits:
            yield Patch("register", title, tuple(edits), (), note)


def _long_rows(explainer: Explainer, registers: Registers, step: URIRef) -> Iterator[Patch]:
    """Yield a row that states the accountable role, where each row is a step and a role."""
    decided = explainer.facts.objects(step, AB.decidedBy)
    for register in registers.of_kind("raci"):
        table = register.table
        fields = [table.field("role"), table.field("responsibility")]
        if decided or any(one is None or one.index is None for one in fields):
            continue
        process = next(iter(explainer.facts.subjects(AB.hasStep, step)), None)
        blank = _role(explainer, step)
        texts = {
            "process": said(explainer, process.subject) if process is not None else "",
            "step": said(explainer, step), "role": hole(blank.name), "responsibility": "A",
        }  # fmt: skip
        title = f"Add the accountable role of {explainer.phrases.name(step)} to {register.title}"
        yield Patch("register", title, register.add(texts), (blank,))


def _role(explainer: Explainer, step: URIRef) -> Blank:
    candidates = tuple(things(explainer, AB.Role))
    return Blank("role", f"the role that answers for {explainer.phrases.name(step)}", candidates)


def _letters(text: str) -> list[str]:
    return _LETTER.findall(text.upper()) if len(text) <= 7 else []


def _cell(text: str, *, wanted: bool) -> str:
    """Give a cell with the A put in or taken out; what is left without a letter is consulted."""
    letters = [letter for letter in _letters(text) if letter != "A"]
    if wanted:
        return text if "A" in _letters(text) else "/".join([*letters, "A"])
    if "A" not in _letters(text):
        return text
    return "/".join(letters) or "C"
