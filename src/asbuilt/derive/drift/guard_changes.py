"""Guards that differ: between two pairs of counterparts the conditions are not equal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from asbuilt.derive.behaviour.paths import sentence
from asbuilt.derive.drift.difference import DRIFT, Difference
from asbuilt.derive.drift.guards import Crowded, Way, is_changed, taken_together, ways
from asbuilt.derive.statement import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.derive.behaviour.model import Behaviour
    from asbuilt.derive.drift.same_data import SameData
    from asbuilt.derive.drift.versions import Versions
    from asbuilt.identity import Minter
    from asbuilt.store import Triple


@dataclass(frozen=True, slots=True)
class Uncompared:
    """A step after which no conditions were compared: more ways lead on than are followed."""

    between: Versions
    step: URIRef

    def triples(self, minter: Minter) -> Iterator[Triple]:
        """State that something was left out."""
        label, workflow = self.between.process.label_of(self.step), self.between.workflow
        yield from describe(
            minter.derived(DRIFT, "crowded", str(workflow.thing), str(self.step)),
            AB.Omission,
            label=f"The conditions after {label} were not compared",
            about=minter.derived_graph(DRIFT),
            proof=f"More ways lead on from {label!r}, or from its counterpart in"
            f" {workflow.label!r}, than are followed; a changed condition would not be seen.",
            involves=[self.step, workflow.thing],
        )


@dataclass(frozen=True, slots=True)
class Changed:
    """A way from one step to another that is taken under another condition than documented."""

    difference: Difference
    steps: tuple[URIRef, URIRef]
    mine: tuple[Way, ...]
    """The documented ways."""
    theirs: tuple[Way, ...]
    """The deployed ones."""

    @property
    def between(self) -> Versions:
        """The process and the workflow."""
        return self.difference.between


def changed(one: Versions, same: SameData) -> Iterator[Changed | Uncompared]:
    """Give changed conditions between two pairs of counterparts, and what was not compared."""
    steps_of = one.steps_of
    for step in sorted(one.states_of):
        try:
            mine = ways(one.process, step, one.states_of.keys())
            theirs = {
                state: ways(one.workflow, state, steps_of.keys())
                for state in sorted(one.states_of[step])
            }
        except Crowded:
            yield Uncompared(one, step)
            continue
        for after in sorted(mine):
            for state, onward in theirs.items():
                for other in sorted(one.states_of[after] & onward.keys()):
                    yield from _compared(
                        one, (step, after), (state, other), (mine[after], onward[other]), same
                    )


def _compared(
    one: Versions,
    steps: tuple[URIRef, URIRef],
    states: tuple[URIRef, URIRef],
    both: tuple[list[Way], list[Way]],
    same: SameData,
) -> Iterator[Changed]:
    mine, theirs = both
    documented, deployed = map(taken_together, both)
    if documented is None or deployed is None:
        return
    if not is_changed(documented, same.as_documented(deployed)):
        return
    process, workflow = one.process, one.workflow
    names = tuple(map(process.label_of, steps))
    flows = [p.via for way in (*mine, *theirs) for p in way.path if p.via is not None]
    difference = Difference(
        between=one,
        kind="guard changed",
        about=steps[1],
        label=f"{workflow.label} goes from {names[0]} to {names[1]} under another condition",
        proof=f"The process {process.label!r} says: {_told(process, mine)}. The workflow"
        f" {workflow.label!r} does: {_told(workflow, theirs)}. Both are about the same, and"
        " there are cases in which only one of them holds.",
        step=steps[1],
        state=states[1],
        others=(steps[0], states[0], *flows),
    )
    yield Changed(difference, steps, tuple(mine), tuple(theirs))


def _told(behaviour: Behaviour, found: list[Way]) -> str:
    shown = sorted(sentence(behaviour, list(way.path), way.path[0].origin) for way in found)
    return " or ".join(shown[:3]) + (f" or {len(shown) - 3} more ways" if len(shown) > 3 else "")
