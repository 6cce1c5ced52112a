"""Patches that accept a finding for a time, as the last resort, and that complete waivers."""

from __future__ import annotations

import tomllib
from itertools import chain
from typing import TYPE_CHECKING

from rdflib import DCTERMS, RDFS, URIRef

from asbuilt.judge.patches.blanks import DAY, accounts
from asbuilt.judge.patches.model import AppendText, Blank, Candidate, Patch, SetLines, hole
from asbuilt.judge.waiver_file import entry
from asbuilt.judge.waivers import WAIVERS_FILE
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.judge.explanation import Explainer
    from asbuilt.judge.kept import KeptFinding

_MOST = 5
_NOT_WAIVED = frozenset({"GV010"})
"""A waiver that is itself at fault is mended, not waived."""


def last_resort(explainer: Explainer, finding: KeptFinding) -> Iterator[Patch]:
    """Yield the entry of ``waivers.toml`` that accepts a finding until a day."""
    if finding.code in _NOT_WAIVED or finding.status == "waived":
        return
    said = {"rule": finding.code, "fingerprint": finding.fingerprint}
    said |= {key: hole(key) for key in ("approver", "reason", "expires", "compensated-by")}
    text = entry(said, finding.message)
    blanks = _blanks(explainer, URIRef(finding.focus))
    note = "It mends nothing: the finding is set aside until the day, then it is back."
    edit = AppendText(WAIVERS_FILE, text)
    yield Patch("waiver", f"Accept it for a time in {WAIVERS_FILE}", (edit,), blanks, note)


def completed(explainer: Explainer, finding: KeptFinding) -> Iterator[Patch]:
    """Yield the lines that a waiver of ``waivers.toml`` lacks, or its new last day."""
    path = explainer.workspace.folder / WAIVERS_FILE
    if finding.code != "GV010" or not path.is_file():
        return
    places = explainer.origins.of_thing(URIRef(finding.focus))
    line = next((one.line for one in places if one.file == WAIVERS_FILE), None)
    if line is None:
        return
    lines = path.read_text(encoding="utf-8").splitlines()
    end = next(
        (at for at in range(line, len(lines)) if lines[at].lstrip().startswith("[")), len(lines)
    )
    while end > line and not lines[end - 1].strip():
        end -= 1
    table = tomllib.loads("\n".join(lines[line - 1 : end]))["waiver"][0]
    blanks = {blank.name: blank for blank in _blanks(explainer, URIRef(finding.focus))}
    if "expired" in finding.message:
        at = next(at for at in range(line, end) if lines[at].split("=")[0].strip() == "expires")
        edit = SetLines(WAIVERS_FILE, at + 1, at + 1, f'expires = "{hole("expires")}"\n')
        wanted = ["expires"]
    else:
        wanted = [key for key in ("approver", "compensated-by") if not table.get(key)]
        text = "".join(f'{key} = "{hole(key)}"\n' for key in wanted)
        edit = SetLines(WAIVERS_FILE, end + 1, end, text)
    title = f"Complete {explainer.phrases.name(URIRef(finding.focus))} in {WAIVERS_FILE}"
    yield Patch("waiver", title, (edit,), tuple(blanks[key] for key in wanted))


def _blanks(explainer: Explainer, thing: URIRef) -> tuple[Blank, ...]:
    approvers = tuple(accounts(explainer, thing))
    called = (explainer.facts.named(AB.Control, by) for by in (DCTERMS.identifier, RDFS.label))
    controls: dict[URIRef, str] = {}
    for text, control in chain.from_iterable(called):
        if len(controls) == _MOST:
            break
        controls.setdefault(control, text)
    standing_in = tuple(
        Candidate(text, f"control “{explainer.phrases.label(control)}”")
        for control, text in controls.items()
    )
    return (
        Blank("approver", "who accepts the risk, by account where there is one", approvers),
        Blank("reason", "why it is accepted", (), "", "Until the new release in March"),
        Blank("expires", "last day of the waiver", (), DAY, "2027-03-31"),
        Blank("compensated-by", "control that holds in the meantime", standing_in),
    )
