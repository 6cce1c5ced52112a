"""Choices that decide by another condition than is documented, each told once for all its ways.

A limit that is raised changes the way that is taken above it and the way that is taken below; that
is one change. Where it opens a way around a control, or somebody allowed such a way, the analysis
of ways around controls has told it already, and it is not told again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import URIRef

from asbuilt.derive.behaviour.paths import remark
from asbuilt.derive.drift.difference import DRIFT
from asbuilt.derive.reading import ask_rows, listed
from asbuilt.derive.statement import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from asbuilt.derive.behaviour.model import Behaviour, Passage
    from asbuilt.derive.drift.guard_changes import Changed
    from asbuilt.derive.drift.guards import Way
    from asbuilt.identity import Minter
    from asbuilt.store import Store, Triple


@dataclass(frozen=True, slots=True)
class ChangedChoice:
    """The changes at one choice: of every way out of it that is taken under another condition."""

    changes: tuple[Changed, ...]

    def triples(self, minter: Minter) -> Iterator[Triple]:
        """State it, about the step after which the choice comes."""
        first = self.changes[0]
        process, workflow = first.between.process, first.between.workflow
        before = first.steps[0]
        rest = [
            f"from {process.label_of(one.steps[0])!r} to {process.label_of(one.steps[1])!r}"
            for one in self.changes[1:]
        ]
        more = f" The condition {listed(rest)} has changed with it." if rest else ""
        node = minter.derived(DRIFT, "choice", *map(str, (workflow.thing, *first.steps)))
        facts = [one.difference.node(minter) for one in self.changes]
        parts = [part for one in self.changes for part in one.difference.involved]
        yield from describe(
            node,
            AB.GuardChange,
            label=f"{workflow.label} decides otherwise after {process.label_of(before)}",
            about=before,
            proof=first.difference.proof + more,
            involves=dict.fromkeys([*facts, *parts]),
        )
        yield node, AB.workflow, workflow.thing


class WaysToldOf:
    """The passages by which ways lead around controls that are told, or allowed, as such."""

    def __init__(self, store: Store) -> None:
        """Read where each such way turns away, and what it leads through."""
        rows = ask_rows(
            store,
            """SELECT DISTINCT ?one ?other ?condition WHERE {
                ?way ab:counterExample ?path ; ab:workflow ?workflow ; ab:standing ?standing .
                FILTER(?standing NOT IN ("documented", "narrower"))
                OPTIONAL { ?way ab:condition ?condition }
                ?path rdf:rest* ?cell . ?cell rdf:first ?one ; rdf:rest/rdf:first ?other }""",
        )
        self._turns = {
            (one, other, str(condition or ""))
            for one, other, condition in rows
            if isinstance(one, URIRef) and isinstance(other, URIRef)
        }

    def hold(self, behaviour: Behaviour, way: Way) -> bool:
        """Say whether the condition of a way is that by which a way around a control opens."""
        said = [(passage, remark(behaviour, passage)) for passage in way.path]
        deciding = [one for one in said if one[1]] or said
        return any(
            (passage.origin.thing, passage.goal.thing, condition) in self._turns
            for passage, condition in deciding
        )


def changed_choices(found: Iterable[Changed], told: WaysToldOf) -> Iterator[ChangedChoice]:
    """Put together what changed at one choice, and give what is not told of elsewhere."""
    for changes in _by_choice(list(found)):
        workflow = changes[0].between.workflow
        if not any(told.hold(workflow, way) for one in changes for way in one.theirs):
            yield ChangedChoice(tuple(sorted(changes, key=_plainness)))


def _plainness(one: Changed) -> tuple[int, tuple[URIRef, ...]]:
    """Put first what is told by conditions of its own rather than by what is left to others."""
    ways = [*one.mine, *one.theirs]
    return sum(passage.is_default for way in ways for passage in way.path), one.steps


def _by_choice(changes: list[Changed]) -> list[list[Changed]]:
    """Group changes that have a documented choice in common."""
    groups: list[tuple[set[URIRef], list[Changed]]] = []
    for one in changes:
        choices = {passage.origin.thing for way in one.mine for passage in _deciding(one, way)}
        joined = [group for group in groups if group[0] & choices]
        groups = [group for group in groups if not group[0] & choices]
        held = [before for _, members in joined for before in members]
        groups.append((choices.union(*(these for these, _ in joined)), [*held, one]))
    return [members for _, members in groups]


def _deciding(one: Changed, way: Way) -> list[Passage]:
    process = one.between.process
    return [passage for passage in way.path if remark(process, passage)]
