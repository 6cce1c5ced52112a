"""How well the cases of a log fit a process, as one figure and step by step.

Fitness is one less the share of what the log and the process yield to each other in optimal
alignments: cost(L, N) / (events of L + cases of L * steps of the shortest case of N), as W. van der
Aalst, A. Adriansyah and B. van Dongen define it ("Replaying history on process models", 2012). The
fitness of a case is the same for that case alone; its mean over all cases is given beside.

Cases that agree in what was done in which order are aligned once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from asbuilt.derive.alignment.automaton import NoEndError, automaton_of
from asbuilt.derive.alignment.deviating import Found, Tally
from asbuilt.derive.alignment.search import MOST_VISITS, align
from asbuilt.derive.alignment.sides import Side
from asbuilt.derive.behaviour.space import MOST_STATES, TooLargeError
from asbuilt.derive.behaviour.whole import net_of
from asbuilt.derive.conformance.recording import recorded

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from rdflib import URIRef

    from asbuilt.derive.alignment.automaton import Automaton
    from asbuilt.derive.alignment.sides import Deployed
    from asbuilt.derive.behaviour.model import Behaviour
    from asbuilt.derive.behaviour.reading import Behaviours
    from asbuilt.derive.conformance.actors import Inquiry
    from asbuilt.derive.conformance.log import Log

MOST_VISITS_OF_A_LOG: Final = 3_000_000
"""Most pairs of a state and an event that are looked at for all cases of a log."""


@dataclass(frozen=True)
class Fit:
    """How well a log fits a process."""

    inquiry: Inquiry
    behaviour: Behaviour
    hidden: tuple[URIRef, ...] = ()
    """Steps at which something is done and that the log would not show; nothing is said of them."""
    cases: int = 0
    """Cases that were aligned."""
    fitting: int = 0
    """Cases in which log and process agree throughout."""
    variants: int = 0
    unmeasured: int = 0
    """Cases that were not aligned, since that would have taken more than is spent on it."""
    cost: int = 0
    worst: int = 0
    total_of_cases: float = 0.0
    reason: str = ""
    """Why nothing was aligned at all."""
    found: Found = field(default_factory=Found)

    @property
    def fitness(self) -> float | None:
        """The fitness of the log; None where nothing was aligned."""
        return 1 - self.cost / self.worst if self.worst else None

    @property
    def mean(self) -> float | None:
        """The mean fitness of its cases."""
        return self.total_of_cases / self.cases if self.cases else None


def fits(behaviours: Behaviours, deployed: Deployed, inquiry: Inquiry) -> tuple[Fit, ...]:
    """Align the cases of a log with each process that it records, and with the workflow behind."""
    log = inquiry.log
    known = [behaviours.linked[process] for process in _processes(behaviours, log)]
    known = [behaviour for behaviour in known if behaviour.passages]
    steps = {step for behaviour in known for step in behaviour.elements}
    sides = [
        Side(
            one,
            log.steps_of,
            recorded(log, inquiry.duties, one.elements.keys()),
            _elsewhere(log, steps - one.elements.keys()),
        )
        for one in known
    ]
    return tuple(_fit(inquiry, side) for side in (*sides, *deployed.behind(inquiry)))


def _elsewhere(log: Log, steps: AbstractSet[URIRef]) -> frozenset[str]:
    """Give the activities that are steps of another process of the same log."""
    return frozenset(activity for activity, found in log.steps_of.items() if found & steps)


def _processes(behaviours: Behaviours, log: Log) -> list[URIRef]:
    """Give the processes that a log records: as stated, else the one that most activities are of.

    One that another of them calls is aligned as a part of that.
    A log of which nothing is stated records a process only if at least half of its activities are
    steps of it and of no other as many.
    """
    if log.stated:
        stated = {
            process: behaviours.linked[process].elements.keys()
            for process in log.stated & behaviours.processes.keys()
            if behaviours.linked[process].elements.keys() & log.steps
        }
        return sorted(
            process
            for process, steps in stated.items()
            if not any(steps < others for others in stated.values())
        )
    shown = {
        process: sum(bool(steps & behaviour.elements.keys()) for steps in log.steps_of.values())
        for process, behaviour in behaviours.processes.items()
    }
    best = max(shown.values(), default=0)
    first = [process for process, number in sorted(shown.items()) if number == best]
    return first if len(first) == 1 and best * 2 >= max(len(log.steps_of), 1) else []


def _fit(inquiry: Inquiry, side: Side) -> Fit:
    behaviour, total = side.behaviour, inquiry.log.total
    hidden = side.hidden
    numbers = {step: number for number, step in enumerate(sorted(side.shown))}
    try:
        automaton = automaton_of(net_of(behaviour, numbers.get))
    except NoEndError:
        reason = f"{behaviour.label} can never come to an end as it is drawn"
        return Fit(inquiry, behaviour, hidden, unmeasured=total, reason=reason)
    except TooLargeError:
        reason = f"{behaviour.label} has more than {MOST_STATES:,} states, so much is done at once"
        return Fit(inquiry, behaviour, hidden, unmeasured=total, reason=reason)
    return _aligned(inquiry, side, automaton, numbers)


def _aligned(inquiry: Inquiry, side: Side, automaton: Automaton, numbers: dict[URIRef, int]) -> Fit:
    """Align all cases; what they do elsewhere is no part of this side."""
    log, behaviour, hidden = inquiry.log, side.behaviour, side.hidden
    steps = sorted(numbers, key=numbers.__getitem__)
    bits = {
        activity: _bits(numbers[step] for step in found if step in numbers)
        for activity, found in side.elements_of.items()
    }
    apart = {activity for activity in side.apart if not bits[activity]}
    tally = Tally(steps)
    cases = fitting = cost = worst = variants = 0
    unmeasured = log.variants.left_out
    total = 0.0
    budget = MOST_VISITS_OF_A_LOG
    for variant in log.variants.all:
        activities = [a for a in log.variants.activities(variant) if a not in apart]
        if apart and not any(bits[activity] for activity in activities):
            continue
        trace = [bits[activity] for activity in activities]
        alignment = align(automaton, trace, min(budget, MOST_VISITS)) if budget > 0 else None
        if alignment is None:
            unmeasured += variant.cases
            budget -= MOST_VISITS
            continue
        budget -= alignment.visits
        most = len(trace) + automaton.shortest
        variants += 1
        cases += variant.cases
        fitting += variant.cases * (alignment.cost == 0)
        cost += variant.cases * alignment.cost
        worst += variant.cases * most
        total += variant.cases * (1 - alignment.cost / most if most else 1)
        tally.add(variant, activities, trace, alignment)
    return Fit(
        inquiry, behaviour, hidden, cases, fitting, variants, unmeasured, cost, worst, total,
        found=tally.found,
    )  # fmt: skip


def _bits(numbers: Iterable[int]) -> int:
    bits = 0
    for number in numbers:
        bits |= 1 << number
    return bits
