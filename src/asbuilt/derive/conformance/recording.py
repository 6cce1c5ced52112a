"""Which steps of a process a log would show if they were done.

That a log does not show a step proves something only of these: steps that it shows at times, and
steps that a confirmed mapping leads to where the log comes from. Where nobody has mapped anything,
a log that names nearly all steps of a process as the process does is taken to record the few others
as well; where somebody has, a step without a mapping is known to be done elsewhere or on paper.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

    from rdflib import URIRef

    from asbuilt.derive.authority.duties import Duties
    from asbuilt.derive.conformance.log import Log

MOST: Final = 0.75
"""Share of a process's steps from which on a log is taken to record all of it."""
FEWEST: Final = 3
"""Fewest steps that a log must show for that."""


def recorded(log: Log, duties: Duties, steps: Collection[URIRef]) -> frozenset[URIRef]:
    """Give those of some steps of one process that the log would show."""
    shown = log.steps & set(steps)
    here = _systems(shown, duties)
    found = set(shown)
    unmapped = set()
    for step in set(steps) - shown:
        duty = duties.by_step.get(step)
        if duty is None or not duty.is_work:
            continue
        if duty.states:
            systems = _systems([step], duties)
            if not (here and systems) or here & systems:
                found.add(step)
        elif duty.execution != "manual":
            unmapped.add(step)
    work = {step for step in shown if step in duties.by_step and duties[step].is_work}
    expected = found & duties.by_step.keys() | unmapped
    is_mapped = any(duties[step].states for step in work)
    if not is_mapped and len(work) >= FEWEST and len(work) >= MOST * len(expected):
        found |= unmapped
    return frozenset(found)


def _systems(steps: Collection[URIRef], duties: Duties) -> set[URIRef]:
    """Give the systems that hold the states to which steps are mapped, else their workflows."""
    return {
        home
        for step in steps
        if step in duties.by_step
        for state in duties[step].states
        for home in duties.homes.get(state, ())
    }
