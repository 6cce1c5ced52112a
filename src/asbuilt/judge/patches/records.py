"""Patches of registers of what was done: evidence, its hashes, samples, event logs, issues."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from rdflib import DCTERMS, RDF, URIRef

from asbuilt.judge.patches.blanks import blank_of
from asbuilt.judge.patches.model import AppendText, Blank, Edit, Patch, SetCell, hole
from asbuilt.judge.patches.statements import said
from asbuilt.vocabulary import AB
from asbuilt.workspace import SETTINGS_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.judge.explanation import Explainer
    from asbuilt.judge.kept import KeptFinding
    from asbuilt.judge.patches.registers import Registers

_CORRECTED = {
    "DE009": (("covers_from", "covers_until"), "Only if the dates are wrong, not the record."),
    "DE011": (("attester",), "Have somebody else attest it first."),
}
"""Rules about a record of evidence, the fields that may be wrong, and what to heed."""
_AS_OF_TODAY = "The hash is of the file as it is today."


def by_finding(explainer: Explainer, registers: Registers, finding: KeptFinding) -> Iterator[Patch]:
    """Yield patches for the rules about records."""
    makers = {
        "DE007": _asked, "DE008": _evidence, "DE010": _hash, "FB003": _sample, "FB005": _log,
        "FB007": _closed,
    }  # fmt: skip
    maker = makers.get(finding.code)
    if maker is not None:
        yield from maker(explainer, registers, finding)
    if finding.code in _CORRECTED:
        yield from _corrected(explainer, registers, finding)


def _asked(explainer: Explainer, registers: Registers, finding: KeptFinding) -> Iterator[Patch]:
    control = URIRef(finding.value)
    for register, line in registers.rows_of(control):
        field = register.table.field("evidence")
        if register.table.table == "controls" and field is not None:
            name = explainer.phrases.name(control)
            blank = Blank("evidence", f"the record that {name} must leave", (), "", "signed list")
            title = f"State the evidence asked for {name} in {register.title}"
            yield Patch("register", title, register.set(line, field, hole("evidence")), (blank,))


def _evidence(explainer: Explainer, registers: Registers, finding: KeptFinding) -> Iterator[Patch]:
    facts = explainer.facts
    control, verdict = URIRef(finding.focus), URIRef(finding.value)
    first, last = facts.value(verdict, AB.coversFrom), facts.value(verdict, AB.coversUntil)
    period = facts.value(verdict, AB.period)
    name = explainer.phrases.name(control)
    for register in registers.of_kind("evidence"):
        table = register.table
        identifier = facts.value(control, DCTERMS.identifier)
        texts = {
            "control": str(identifier) if identifier is not None else said(explainer, control),
            "period": str(period or ""), "covers_from": str(first or ""),
            "covers_until": str(last or ""),
        }  # fmt: skip
        blanks = []
        for field_name in ("id", "captured", "uploaded", "collector", "attester", "file", "sha256"):
            field = table.field(field_name)
            if field is None or field.index is None:
                continue
            blank = blank_of(explainer, register, field, control, f"evidence-{field_name}")
            blanks.append(blank)
            texts[field_name] = hole(blank.name)
        title = f"Add the evidence of {name} for {period or 'the period'} to {register.title}"
        note = "Only a record of that time is evidence; if there is none, the control has failed."
        yield Patch("register", title, register.add(texts), tuple(blanks), note)


def _hash(explainer: Explainer, registers: Registers, finding: KeptFinding) -> Iterator[Patch]:
    """Yield the hash of the file at hand, which was read for it and for nothing else.

    Of a register that has none at all, those of all its files are one patch.
    """
    facts = explainer.facts
    fact = URIRef(finding.value)
    is_register = any(edge.object == AB.UnhashedRegister for edge in facts.objects(fact, RDF.type))
    edits: dict[str, list[Edit]] = {}
    for edge in facts.objects(fact, AB.involves):
        if not any(one.object == AB.Evidence for one in facts.objects(edge.object, RDF.type)):
            continue
        for register, line in registers.rows_of(edge.object):
            field = register.table.field("sha256")
            name = register.table.text(line, "file")
            digest = _digest(explainer, name)
            if field is None or not digest:
                continue
            if is_register:
                edits.setdefault(register.title, []).extend(register.set(line, field, digest))
                continue
            stated = register.table.text(line, "sha256")
            note = (
                "Only if the file at hand is the very one that was attested; else find that one."
                if stated
                else _AS_OF_TODAY
            )
            title = f"Write the SHA-256 of {name} into {register.title}"
            yield Patch("register", title, register.set(line, field, digest), (), note)
    for where, found in edits.items():
        once = tuple(dict.fromkeys(found))
        number = sum(isinstance(edit, SetCell) for edit in once)
        title = f"Write the SHA-256 of {number:,} files at hand into {where}"
        yield Patch("register", title, once, (), _AS_OF_TODAY)


def _corrected(explainer: Explainer, registers: Registers, finding: KeptFinding) -> Iterator[Patch]:
    """Yield other values for the fields of a record that are at fault."""
    names, note = _CORRECTED[finding.code]
    for edge in explainer.facts.objects(URIRef(finding.value), AB.involves):
        for register, line in registers.rows_of(edge.object):
            fields = [register.table.field(name) for name in names]
            known = [one for one in fields if one is not None and one.index is not None]
            if not known or len(known) < len(names):
                continue
            blanks = tuple(blank_of(explainer, register, one, edge.object) for one in known)
            edits = [
                edit
                for one, blank in zip(known, blanks, strict=True)
                for edit in register.set(line, one, hole(blank.name))
            ]
            headings = " and ".join(one.heading for one in known)
            title = f"Correct {headings} of {explainer.phrases.name(edge.object)}"
            yield Patch("register", f"{title} in {register.title}", tuple(edits), blanks, note)


def _digest(explainer: Explainer, name: str) -> str:
    """Give the hash of a file inside the workspace; nothing for any other."""
    folder = explainer.workspace.folder
    path = (folder / name).resolve()
    if not name or not path.is_relative_to(folder.resolve()) or not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sample(explainer: Explainer, registers: Registers, finding: KeptFinding) -> Iterator[Patch]:
    metric = URIRef(finding.focus)
    identifier = str(explainer.facts.value(metric, DCTERMS.identifier) or "")
    names = {identifier, explainer.phrases.label(metric)} - {""}
    homes = registers.of_kind("samples")
    known = [
        one
        for one in homes
        if any(one.table.text(line, "metric") in names for line in one.table.lines)
    ]
    for register in (known or homes)[:1]:
        table = register.table
        texts = {"metric": identifier or said(explainer, metric)}
        blanks = []
        for field_name in ("at", "value"):
            field = table.field(field_name)
            if field is not None:
                blank = blank_of(explainer, register, field, metric)
                blanks.append(blank)
                texts[field_name] = hole(blank.name)
        title = f"Add a sample of {explainer.phrases.name(metric)} to {register.title}"
        yield Patch("register", title, register.add(texts), tuple(blanks))


def _log(explainer: Explainer, _: Registers, finding: KeptFinding) -> Iterator[Patch]:
    process = explainer.phrases.label(URIRef(finding.focus)).replace('"', "'")
    text = f'\n[[source]]\npath = "{hole("log")}"\nprocess = "{process}"\n'
    blank = Blank("log", "path of the exported log in this folder", (), r"[^/].*", "logs/cases.xes")
    note = "Put the exported log (XES or CSV) there first."
    title = f"Name the log of “{process}” as a source in {SETTINGS_FILE}"
    yield Patch("facts", title, (AppendText(SETTINGS_FILE, text),), (blank,), note)


def _closed(explainer: Explainer, registers: Registers, finding: KeptFinding) -> Iterator[Patch]:
    issue = URIRef(finding.focus)
    for register, line in registers.rows_of(issue):
        for field_name, verb in (("closed", "Close"), ("due", "Move the due date of")):
            field = register.table.field(field_name)
            if field is not None:
                blank = blank_of(explainer, register, field, issue)
                title = f"{verb} {explainer.phrases.name(issue)} in {register.title}"
                yield Patch(
                    "register", title, register.set(line, field, hole(blank.name)), (blank,)
                )
