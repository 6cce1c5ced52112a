"""States where processes and workflows get stuck, do work twice over, or never come to a step.

Each level of a model is judged by its states (`verdicts`); a member that can never be done is known
before the level that holds it. What the ways as drawn show by themselves, without counting tokens,
`reachability` has stated before, and is not stated again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asbuilt.derive.behaviour.levels import Level, innermost_first, levels
from asbuilt.derive.behaviour.model import PARALLEL, Behaviour, Point
from asbuilt.derive.behaviour.space import MOST_STATES
from asbuilt.derive.behaviour.splits import BPMN_NODES, unconditional
from asbuilt.derive.behaviour.tokens import Tokens
from asbuilt.derive.reading import listed, things
from asbuilt.derive.soundness.telling import path_in_words, things_on_path
from asbuilt.derive.soundness.verdicts import MOST_ENTRIES, Fault, Verdict, judge
from asbuilt.derive.statement import as_list, describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from rdflib import URIRef

    from asbuilt.derive import Context
    from asbuilt.identity import Minter
    from asbuilt.store import Triple

name: Final = "soundness"


def derive(context: Context) -> Iterator[Triple]:
    """State the faults of every process and workflow, and what could not be decided."""
    known = frozenset(
        things(context.store, "?f a ?k ; ab:about ?a VALUES ?k { ab:Trap ab:DeadElement }")
    )
    behaviours = context.behaviours
    for behaviour in (*behaviours.processes.values(), *behaviours.workflows.values()):
        for level, tokens, verdict in judged(behaviour):
            yield from _Telling(context.minter, behaviour, level, tokens).all(verdict, known)


def judged(behaviour: Behaviour) -> Iterator[tuple[Level, Tokens, Verdict]]:
    """Judge the levels of a behaviour, the innermost first."""
    unfinishable: set[Point] = set()
    for level in innermost_first(levels(behaviour)):
        if not level.entries:
            continue
        container = level.container
        tokens = Tokens(behaviour, level, unfinishable & set(level.members))
        kind = tokens.kind(container).lower() if container is not None else ""
        verdict = judge(tokens, needs_all=kind in PARALLEL, most=MOST_STATES)
        if container is not None and not verdict.can_finish:
            unfinishable.add(container)
        yield level, tokens, verdict


class _Telling:
    """Words and triples for what was found at one level."""

    def __init__(self, minter: Minter, behaviour: Behaviour, level: Level, tokens: Tokens) -> None:
        self._minter, self._behaviour = minter, behaviour
        self._level, self._tokens = level, tokens
        kind = "workflow" if behaviour.side == "digital" else "process"
        self._where = f"In the {kind} {behaviour.label!r}"
        if level.container is not None:
            self._where += f", within {behaviour.label_of(level.container.thing)!r},"

    def all(self, verdict: Verdict, known: AbstractSet[URIRef]) -> Iterator[Triple]:
        """State all faults of the level about which nothing is known yet."""
        for element, fault in sorted(verdict.stuck.items()):
            if element not in known:
                yield from self._stuck(element, fault)
        for element, fault in sorted(verdict.endless.items()):
            if element not in known:
                yield from self._endless(element, fault)
        for element, fault in self._first_crowded(verdict.crowded):
            yield from self._crowded(element, fault)
        for element in sorted(self._first_dead(verdict.dead)):
            if element not in known:
                yield from self._dead(element, verdict)
        if not verdict.is_decided:
            yield from self._undecided()

    def _stuck(self, element: URIRef, fault: Fault) -> Iterator[Triple]:
        behaviour = self._behaviour
        label = behaviour.label_of(element)
        missing = listed(repr(behaviour.label_of(one.origin.thing)) for one in fault.missing)
        path = path_in_words(behaviour, fault.path)
        yield from self._fault(
            "stuck", AB.Trap, element, fault,
            f"Work that comes to {label} in {behaviour.label} waits for ever",
            f"{self._where} work comes to {label!r} ({path}) and waits there for {missing}, from"
            " where nothing can come any more.",
        )  # fmt: skip

    def _endless(self, element: URIRef, fault: Fault) -> Iterator[Triple]:
        behaviour = self._behaviour
        label = behaviour.label_of(element)
        path = path_in_words(behaviour, fault.path)
        yield from self._fault(
            "endless", AB.Trap, element, fault,
            f"Work that comes to {label} in {behaviour.label} cannot end",
            f"{self._where} work comes to {label!r} ({path}), and from then on it goes in circles:"
            " no order of steps brings all of it to an end.",
        )  # fmt: skip

    def _crowded(self, element: URIRef, fault: Fault) -> Iterator[Triple]:
        behaviour = self._behaviour
        label = behaviour.label_of(element)
        path = path_in_words(behaviour, fault.path)
        yield from self._fault(
            "twice", AB.LackOfSynchronisation, element, fault,
            f"Work comes to {label} in {behaviour.label} twice over",
            f"{self._where} work comes to {label!r} a second time while it is still there for the"
            f" first ({path}): what follows is done once for each, since nothing brings the"
            f" branches together.{self._why_branches(fault)}",
        )  # fmt: skip

    def _why_branches(self, fault: Fault) -> str:
        """Tell of activities and events that branch without a gateway, which many overlook."""
        onward = self._tokens.onward
        branching = {
            repr(self._behaviour.label_of(one))
            for one in things_on_path(fault.path)
            if self._behaviour.elements[one].kind in BPMN_NODES
            and len(unconditional(onward[Point(one)])) > 1
        }
        if not branching:
            return ""
        verb = "lead" if len(branching) > 1 else "leads"
        return (
            f" {listed(branching)} {verb} on by several flows without conditions, all of which are"
            " taken (BPMN 2.0.2, 10.3.1)."
        )

    def _dead(self, element: URIRef, verdict: Verdict) -> Iterator[Triple]:
        behaviour = self._behaviour
        label = behaviour.label_of(element)
        causes = sorted(verdict.stuck)
        why = (
            f"it is only come to after {listed(map(repr, map(behaviour.label_of, causes)))}, where"
            " work waits for ever"
            if causes
            else "no order of steps brings together all that must come before it"
        )
        yield from describe(
            self._minter.derived(name, "dead", str(behaviour.thing), str(element)),
            AB.DeadElement,
            label=f"{label} in {behaviour.label} can never be reached",
            about=element,
            proof=f"{self._where} a way is drawn to {label!r}, but work never comes there: {why}.",
            involves=[behaviour.thing, *causes[:5]],
        )

    def _undecided(self) -> Iterator[Triple]:
        behaviour = self._behaviour
        container = self._level.container
        about = container.thing if container is not None else behaviour.thing
        label = behaviour.label_of(about) if about in behaviour.elements else behaviour.label
        entries = len(self._level.entries)
        bound = (
            f"work may come in at {entries} places, of which {MOST_ENTRIES} were looked at"
            if entries > MOST_ENTRIES
            else f"it has more than {MOST_STATES:,} states, of which the nearest were looked at"
        )
        yield from describe(
            self._minter.derived(name, "undecided", str(behaviour.thing), str(about)),
            AB.Approximation,
            label=f"Whether {label} is sound was not decided",
            about=about,
            proof=f"Whether {label!r} can always finish was not decided: {bound}. What was found up"
            " to there is true; that nothing else is wrong is not known.",
            involves=[behaviour.thing],
        )

    def _fault(  # noqa: PLR0913, PLR0917 - what every fault is told by
        self, what: str, kind: URIRef, element: URIRef, fault: Fault, label: str, proof: str
    ) -> Iterator[Triple]:
        behaviour = self._behaviour
        node = self._minter.derived(name, what, str(behaviour.thing), str(element))
        involves = [behaviour.thing, *(one.origin.thing for one in fault.missing)]
        yield from describe(
            node, kind, label=label, about=element, proof=proof,
            involves=list(dict.fromkeys(involves)),
        )  # fmt: skip
        path = things_on_path(fault.path)
        if not path or path[-1] != element:
            path.append(element)
        head, cells = as_list(self._minter, name, str(node), path)
        yield node, AB.counterExample, head
        yield from cells

    def _first_crowded(self, crowded: dict[URIRef, Fault]) -> list[tuple[URIRef, Fault]]:
        """Give the elements to which work comes twice, without those that only come after them."""
        first: list[tuple[URIRef, Fault]] = []
        after: set[URIRef] = set()
        for element, fault in sorted(crowded.items(), key=lambda one: (len(one[1].path), one[0])):
            if element not in after:
                first.append((element, fault))
                after |= {member.thing for member in self._tokens.reached([Point(element)])}
        return first

    def _first_dead(self, dead: AbstractSet[URIRef]) -> set[URIRef]:
        """Give the activities that are never come to, without those that come only after them."""
        front = [one for one in self._level.members if one.thing not in dead]
        passed, first = set(front), set()
        while front:
            for way in self._tokens.onward[front.pop()]:
                goal = way.goal
                if goal is None or goal in passed or goal.thing not in dead:
                    continue
                passed.add(goal)
                if self._is_activity(goal.thing):
                    first.add(goal.thing)
                else:
                    front.append(goal)
        return first

    def _is_activity(self, element: URIRef) -> bool:
        one = self._behaviour.elements[element]
        return one.works or (one.kind in BPMN_NODES and not one.kind.endswith("Event"))
