"""What the Process Domain demands of people at each step: who decides, who does, what is apart.

A duty is a step seen that way, with the states of the Digital Domain to which a confirmed mapping
leads. Its decision right belongs to the roles that are accountable for it, or for the decision of a
decision model that it has taken. Where a decision stands in no RACI and no decision model names who
takes it, it belongs to the role in whose lane it is drawn.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from asbuilt.derive.reading import Names, ask_rows, pairs, things
from asbuilt.identity import fold
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from rdflib import URIRef

    from asbuilt.store import Store

_REQUEST = re.compile(
    r"\b(request|requests|requisition|submit|apply|create|enter|raise|register|record|draft|prepare"
    r"|propose|beantrag\w*|anforder\w*|anleg\w*|erfass\w*|erstell\w*|einreich\w*|stell\w*)\b"
)
"""Words by which a step is known as the one that asks for what another one approves."""
_EMPTY_WORDS = frozenset(
    {
        "a", "an", "and", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with",
        "das", "dem", "den", "der", "die", "ein", "eine", "für", "und", "von",
    }
)  # fmt: skip
_WORK = (AB.Task, AB.Approval, AB.Decision)


@dataclass(frozen=True, slots=True)
class Duty:
    """A step, who is to decide and do it, and where systems carry it."""

    step: URIRef
    label: str
    processes: frozenset[URIRef]
    is_decision: bool
    """Whether it is an approval or decision: so typed, or assigned with a limit."""
    is_work: bool
    """Whether something is done at it; false for gateways, events and sub-processes."""
    execution: str
    accountable: frozenset[URIRef]
    responsible: frozenset[URIRef]
    assigned: frozenset[URIRef]
    """Of these, the roles to which a RACI assigns it."""
    drawn: frozenset[URIRef]
    """The roles in whose lanes it is drawn, if nothing else says who answers for it."""
    controls: tuple[URIRef, ...]
    """Controls that act at it."""
    states: tuple[URIRef, ...]
    """Digital ends of its confirmed mappings: states, transitions or workflows."""

    @property
    def deciding(self) -> frozenset[URIRef]:
        """The roles that hold the decision right, if it is a decision."""
        return self.accountable or self.drawn

    @property
    def has_standings(self) -> bool:
        """Whether it is told how people stand to it: a decision, or answered for and guarded."""
        return self.is_work and (self.is_decision or bool(self.controls and self.accountable))

    @property
    def entitled(self) -> frozenset[URIRef]:
        """The roles whose duty it is to carry it through: who decides it, or else who does it."""
        if self.is_decision:
            return self.deciding
        return self.responsible or self.accountable


@dataclass(frozen=True, slots=True)
class Separation:
    """Two duties that one person must not both perform, and what demands it."""

    first: URIRef
    """The step that asks or prepares."""
    second: URIRef
    """The step that approves or controls."""
    control: URIRef | None
    reason: str


@dataclass(frozen=True)
class Duties:
    """All steps of a graph as duties, and the separations between them."""

    by_step: dict[URIRef, Duty]
    separations: tuple[Separation, ...]
    names: Names
    homes: dict[URIRef, list[URIRef]] = field(default_factory=dict)
    """For each state the systems that hold its workflow, or the workflow where none is known."""

    def __getitem__(self, step: URIRef) -> Duty:
        """Give the duty at a step."""
        return self.by_step[step]


def read(store: Store) -> Duties:
    """Read the duties of a graph, references resolved."""
    names = Names(store, AB.Step, AB.State, AB.Transition, AB.Workflow, AB.Control, AB.Process)
    references = set(things(store, "?a a ab:Reference"))

    def related(pattern: str) -> dict[URIRef, list[URIRef]]:
        found: dict[URIRef, list[URIRef]] = defaultdict(list)
        for first, second in pairs(store, pattern):
            if first not in references and second not in references:
                found[first].append(second)
        return found

    kinds = related("?a a ab:Step ; a ?b")
    processes = related("?b ab:hasStep ?a")
    controls = related("?a ab:controlledBy ?b . ?a a ab:Step")
    accountable = related(
        "{ ?a ab:decidedBy ?b } UNION { ?x ab:step ?a ; ab:role ?b ; ab:responsibility 'A' }"
        " UNION { ?a ab:calls/ab:decidedBy ?b }"
    )
    responsible = related(
        "{ ?a ab:performedBy ?b } UNION { ?x ab:step ?a ; ab:role ?b ; ab:responsibility 'R' }"
    )
    assigned = related("?x ab:step ?a ; ab:role ?b ; ab:responsibility 'R'")
    states = related(
        "?m a ab:Mapping ; ab:mappingStatus 'confirmed' ; ab:processElement ?a ;"
        " ab:digitalElement ?b"
    )
    in_raci = set(things(store, "?x a ab:Assignment ; ab:step ?a"))
    limited = set(things(store, "?x a ab:Assignment ; ab:limit ?l ; ab:step ?a"))
    execution = {
        step: str(text)
        for step, text in ask_rows(store, "SELECT ?a ?b WHERE { ?a a ab:Step ; ab:execution ?b }")
    }
    duties = {
        step: Duty(
            step=step,
            label=names.of(step),
            processes=frozenset(processes[step]),
            is_decision=bool({AB.Approval, AB.Decision} & set(types)) or step in limited,
            is_work=bool(set(_WORK) & set(types)),
            execution=execution.get(step, ""),
            accountable=frozenset(accountable[step]),
            responsible=frozenset(responsible[step]),
            assigned=frozenset(assigned[step]),
            drawn=frozenset(() if accountable[step] or step in in_raci else responsible[step]),
            controls=tuple(controls[step]),
            states=tuple(states[step]),
        )
        for step, types in list(kinds.items())
    }
    declared = _declared(duties, related("?a ab:segregatedFrom ?b"), names)
    asked = _asked(duties, related("?a ab:next ?b . ?a a ab:Step"))
    known = {frozenset((found.first, found.second)) for found in declared}
    return Duties(
        duties,
        (*declared, *(s for s in asked if frozenset((s.first, s.second)) not in known)),
        names,
        related(
            "?w a ab:Workflow . { ?w ab:hasState ?a } UNION { BIND(?w AS ?a) }"
            " OPTIONAL { ?w ab:heldBy ?h } BIND(COALESCE(?h, ?w) AS ?b)"
        ),
    )


def _declared(
    duties: dict[URIRef, Duty], segregated: dict[URIRef, list[URIRef]], names: Names
) -> list[Separation]:
    """Give the separations that a control or step demands by name."""
    found = {}
    for holder, others in segregated.items():
        is_step = holder in duties
        acting = [holder] if is_step else [d.step for d in duties.values() if holder in d.controls]
        for second in acting:
            for first in others:
                if first in duties and first != second:
                    reason = f"{names.of(holder)} demands that they are done by different people"
                    control = None if is_step else holder
                    found[first, second] = Separation(first, second, control, reason)
    return list(found.values())


def _asked(duties: dict[URIRef, Duty], following: dict[URIRef, list[URIRef]]) -> list[Separation]:
    """Give the pairs of an approval and the step that asks for it.

    That is the nearest step before the approval which is named as a request, and which speaks of
    the same thing or has no other approval between.
    """
    before: dict[URIRef, list[URIRef]] = defaultdict(list)
    for step, others in following.items():
        for other in others:
            before[other].append(step)
    found = []
    for duty in duties.values():
        if not (duty.is_decision and duty.is_work) or duty.execution == "automated":
            continue
        words = _object_words(duty.label)
        seen = {duty.step}
        waiting = [(step, False) for step in before[duty.step]]
        while waiting:
            step, decided = waiting.pop(0)
            if step in seen or step not in duties:
                continue
            seen.add(step)
            earlier = duties[step]
            asks = (
                earlier.is_work
                and not earlier.is_decision
                and earlier.execution != "automated"
                and _REQUEST.search(fold(earlier.label))
            )
            if asks and (not decided or words & _object_words(earlier.label)):
                reason = f"{earlier.label} asks for what {duty.label} decides"
                found.append(Separation(step, duty.step, None, reason))
                continue
            waiting += [(s, decided or earlier.is_decision) for s in before[step]]
    return found


def _object_words(label: str) -> set[str]:
    """Give what a step's name is about: its words without the verb at its head."""
    words = re.findall(r"\w+", fold(label))
    return {word.rstrip("s") for word in words[1:]} - _EMPTY_WORDS
