"""Blanks of patches: what may stand in a field, and who or what is named for it in the graph."""

from __future__ import annotations

from collections import Counter
from heapq import merge
from itertools import groupby, islice
from typing import TYPE_CHECKING

from rdflib import Literal, URIRef

from asbuilt.judge.patches.model import Blank, Candidate
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.facts import Term
    from asbuilt.judge.explanation import Explainer
    from asbuilt.judge.patches.registers import Register
    from asbuilt.reading.columns import Meaning

DAY = r"\d{4}-\d\d-\d\d"
_PATTERNS = {
    "date": (DAY, "2027-01-31"),
    "datetime": (DAY + r"([T ]\d\d:\d\d(:\d\d)?Z?)?", "2026-11-14"),
    "number": (r"-?\d+([.,]\d+)?", "10"),
    "integer": (r"\d+", "2"),
    "boolean": (r"yes|no|ja|nein|x|true|false", "yes"),
    "duration": (r".*\d.*", "24 h"),
    "sha256": (r"[0-9a-fA-F]{64}", ""),
}
_OUTWARD = (
    AB.partOf, AB.heldBy, AB.processElement, AB.evidenceFor, AB.within, AB.servesPolicy,
    AB.implementedBy, AB.throughChannel, AB.represents,
)  # fmt: skip
_INWARD = (AB.hasStep, AB.hasState, AB.controlledBy, AB.measuredBy, AB.raises, AB.represents)
_MOST = 5
_FAR = 3


def blank_of(
    explainer: Explainer, register: Register | None, field: Meaning, thing: Term, name: str = ""
) -> Blank:
    """Give the blank of a field in the row about a thing, with candidates from the graph."""
    key = (name or field.field).replace("_", "-")
    label = explainer.phrases.name(thing)
    meaning = f"{field.field.replace('_', ' ')} of {label}"
    if field.words:
        words = "|".join(field.words)
        return Blank(key, f"{meaning}: {' or '.join(field.words)}", (), words, field.words[0])
    pattern, example = _PATTERNS.get(field.kind, ("", ""))
    candidates: tuple[Candidate, ...] = ()
    if field.kind in ("party", "agent", "role"):
        candidates = tuple(people(explainer, register, field, thing))
    elif field.of:
        candidates = tuple(things(explainer, *field.of))
    elif field.kind == "system":
        candidates = tuple(things(explainer, AB.System))
    return Blank(key, meaning, candidates[:_MOST], pattern, example)


def people(
    explainer: Explainer, register: Register | None, field: Meaning, thing: Term
) -> Iterator[Candidate]:
    """Yield who may answer for a thing: owners of what is around it, then of its neighbours."""
    told: set[str] = set()
    for owner, around in _owners_around(explainer, thing):
        name = explainer.phrases.label(owner)
        if name not in told:
            told.add(name)
            yield Candidate(name, f"owns {explainer.phrases.named(around)}, which it belongs to")
    if register is None or field.index is None:
        return
    texts = Counter(register.table.text(line, field.field) for line in register.table.lines)
    for name, times in sorted(texts.items(), key=lambda item: (-item[1], item[0])):
        if name and name not in told and len(told) < _MOST:
            told.add(name)
            rows = "row" if times == 1 else "rows"
            yield Candidate(name, f"stands in {times} {rows} of the same column")


def accounts(explainer: Explainer, thing: Term) -> Iterator[Candidate]:
    """Yield who answers for what is around a thing, by account where one is known.

    Where a file names somebody once for all, a name beside the account would be another person.
    """
    told: set[str] = set()
    for owner, around in _owners_around(explainer, thing):
        login = explainer.facts.value(owner, AB.login)
        name = explainer.phrases.label(owner)
        value = str(login) if login is not None else name
        if value not in told and len(told) < _MOST:
            told.add(value)
            owns = f"owns {explainer.phrases.named(around)}"
            yield Candidate(value, f"{name} {owns}" if value != name else owns)


def things(explainer: Explainer, *kinds: URIRef) -> Iterator[Candidate]:
    """Yield the things of some classes by their names, as far as a list can be taken in."""
    found = merge(*(_called(explainer, AB.Task if kind == AB.Step else kind) for kind in kinds))
    for (name, kind), _ in islice(groupby(found), _MOST):
        yield Candidate(name, f"a {kind} of the workspace")


def _called(explainer: Explainer, kind: URIRef) -> Iterator[tuple[str, str]]:
    for name, _ in explainer.facts.named(kind):
        yield name, explainer.phrases.kind(kind)


def _owners_around(explainer: Explainer, thing: Term) -> Iterator[tuple[Term, Term]]:
    facts = explainer.facts
    reached, ring = {thing}, [thing]
    for _ in range(_FAR):
        around: list[Term] = []
        for member in ring:
            around += [e.object for p in _OUTWARD for e in facts.objects(member, p)]
            around += [e.subject for p in _INWARD for e in facts.subjects(p, member)]
        ring = [one for one in dict.fromkeys(around) if one not in reached]
        ring = [one for one in ring if not isinstance(one, Literal)]
        reached.update(ring)
        for member in ring:
            for edge in facts.objects(member, AB.ownedBy):
                if isinstance(edge.object, URIRef):
                    yield edge.object, member
