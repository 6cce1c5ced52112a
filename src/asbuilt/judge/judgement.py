"""What judging a graph gives, before it is told since when: findings, and what was not judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import BNode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from asbuilt.judge.engine import Note
    from asbuilt.judge.finding import Finding, Waiver
    from asbuilt.judge.rules import RuleBook


@dataclass(frozen=True, slots=True)
class Remark:
    """What befell a rule when it was judged, and why."""

    rule: str
    """Its code; the IRI of its shape where it is part of no rule."""
    reason: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """Findings with the waivers that were looked at; complete only where no rule failed."""

    findings: list[Finding]
    waivers: tuple[Waiver, ...]
    unjudged: tuple[Remark, ...] = ()
    """Rules that could not be judged, so that nobody knows whether they hold."""
    referred: tuple[Remark, ...] = ()
    """Rules that the engine left to the reference engine."""


def remarks(notes: Iterable[Note], book: RuleBook) -> tuple[Remark, ...]:
    """Give what an engine notes of shapes as remarks on their rules, each once."""
    found = set()
    for note in notes:
        part = book.parts.get(note.shape)
        name = "a shape without a name" if isinstance(note.shape, BNode) else str(note.shape)
        found.add(Remark(part.rule.code if part else name, note.reason))
    return tuple(sorted(found, key=lambda one: (one.rule, one.reason)))
