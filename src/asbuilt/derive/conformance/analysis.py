"""Sets what event logs show against both domains; only counts and example cases become facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asbuilt.derive.authority import duties as duty_reading
from asbuilt.derive.conformance import acting, coverage, skipping, waiting
from asbuilt.derive.conformance.actors import Actors, Cast, Inquiry
from asbuilt.derive.conformance.logs import documented_names, logs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive import Context
    from asbuilt.derive.authority.duties import Duties, Duty
    from asbuilt.derive.conformance.logs import Log
    from asbuilt.store import Triple

name: Final = "conformance"


def derive(context: Context) -> Iterator[Triple]:
    """State how the cases of each event log differ from what was documented."""
    duties = duty_reading.read(context.store)
    actors = Actors.read(context)
    guards = skipping.guards(context.store, duties)
    conditions = {guard.control: guard.applies_when for guard in guards}
    limits = waiting.longest_waits(context.store)
    following = waiting.followers(context.store)
    documented = documented_names(context.store)
    for log in logs(context, duties):
        inquiry = Inquiry(log, Cast(actors, log), duties, context.minter, context.as_of)
        for guard in guards:
            yield from skipping.skipped(inquiry, guard)
            yield from skipping.outvoted(inquiry, guard)
        for separation in duties.separations:
            condition = conditions.get(separation.control, "") if separation.control else ""
            yield from acting.self_approved(inquiry, separation, condition)
        for duty in _decided_by_people(duties, log):
            yield from acting.unauthorised(inquiry, duty)
        for step, limit in sorted(limits.items()):
            if step in log.steps:
                yield from waiting.stalled(inquiry, duties[step], limit, following)
        yield from coverage.undocumented(inquiry, documented)
        yield from coverage.dead(inquiry)
        yield from coverage.exceptions(inquiry, context.store)


def _decided_by_people(duties: Duties, log: Log) -> Iterator[Duty]:
    for duty in duties.by_step.values():
        if (
            duty.is_decision
            and duty.accountable
            and duty.execution != "automated"
            and duty.step in log.steps
        ):
            yield duty
