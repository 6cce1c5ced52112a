"""Asks every question to every log: the one place that knows which there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from asbuilt.derive.alignment import statement as aligned
from asbuilt.derive.alignment.fitness import fits
from asbuilt.derive.alignment.sides import Deployed
from asbuilt.derive.authority import duties as duty_reading
from asbuilt.derive.conformance import (
    acting,
    channels,
    coverage,
    ordering,
    separating,
    skipping,
    undocumented,
    waiting,
)
from asbuilt.derive.conformance.actors import Actors, Cast, Inquiry
from asbuilt.derive.conformance.asking import answers
from asbuilt.derive.conformance.linking import documented, names_of
from asbuilt.derive.conformance.logs import logs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rdflib import URIRef

    from asbuilt.derive import Context
    from asbuilt.derive.alignment.fitness import Fit
    from asbuilt.derive.authority.duties import Duties
    from asbuilt.derive.conformance.asking import Asking
    from asbuilt.derive.conformance.deviation import Deviation
    from asbuilt.ingest.kept import KeptLog


@dataclass(frozen=True)
class Examined:
    """A log, how well its cases fit its processes, and what in it deviates."""

    inquiry: Inquiry
    fits: tuple[Fit, ...]
    deviations: Iterator[Deviation]
    """Found one by one as they are asked for."""


def examine(
    context: Context,
    only: URIRef | None = None,
    reopen: Callable[[URIRef], KeptLog] | None = None,
) -> Iterator[Examined]:
    """Examine every log of a graph, or one; `reopen` gives its events where they are read anew."""
    duties = duty_reading.read(context.store)
    actors = Actors.read(context)
    called = documented(context.store)
    questions = _Questions(context, duties, names_of(called))
    deployed = Deployed(context.behaviours)
    for log in logs(context, duties, called, reopen, only):
        inquiry = Inquiry(log, Cast(actors, log), duties, context.minter, context.as_of)
        found = fits(context.behaviours, deployed, inquiry)
        yield Examined(inquiry, found, questions.ask(inquiry, found))


class _Questions:
    """What the graph asks of logs, read once for all of them."""

    def __init__(self, context: Context, duties: Duties, known: frozenset[str]) -> None:
        store = context.store
        self._behaviours = context.behaviours
        self._guards = skipping.guards(store, duties)
        self._conditions = {guard.control: guard.applies_when for guard in self._guards}
        self._decisions = [
            duty
            for duty in duties.by_step.values()
            if duty.is_decision and duty.deciding and duty.execution != "automated"
        ]
        self._limits = sorted(waiting.longest_waits(store).items())
        self._neighbours = waiting.Neighbours.read(store)
        self._documented = known
        self._informal = channels.informal(store)

    def ask(self, inquiry: Inquiry, found: tuple[Fit, ...]) -> Iterator[Deviation]:
        log = inquiry.log
        yield from answers(log, self._askings(inquiry))
        yield from coverage.dead(inquiry)
        yield from answers(log, channels.used(inquiry, self._informal))
        for fit in found:
            yield from aligned.deviations(fit)

    def _askings(self, inquiry: Inquiry) -> Iterator[Asking]:
        log, duties = inquiry.log, inquiry.duties
        for guard in self._guards:
            yield from skipping.skipped(inquiry, guard)
            yield from skipping.outvoted(inquiry, guard)
        for separation in duties.separations:
            condition = separation.control and self._conditions.get(separation.control, "")
            yield from separating.self_approved(inquiry, separation, condition or "")
        for duty in self._decisions:
            if duty.step in log.steps:
                yield from acting.unauthorised(inquiry, duty)
        for step, limit in self._limits:
            if step in log.steps:
                yield from waiting.stalled(inquiry, duties[step], limit, self._neighbours)
        yield from ordering.broken(inquiry, self._behaviours)
        yield from undocumented.undocumented(inquiry, self._documented)
