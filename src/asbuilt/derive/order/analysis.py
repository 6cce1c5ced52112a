"""States where a workflow orders or joins mapped steps otherwise than the process does.

Two statements are made: order contradictions and undocumented transitions; see the modules that
look for them. Events begin and break off what the standard says that they do, on both sides, and a
process that documents work on a list documents that the list may be empty.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from asbuilt.derive.behaviour.emptiness import with_empty_lists
from asbuilt.derive.behaviour.interruptions import with_interruptions
from asbuilt.derive.correspondence.mapped import pairs
from asbuilt.derive.order.contradictions import Contradictions
from asbuilt.derive.order.pair import Pair
from asbuilt.derive.order.transitions import Transitions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.derive import Context
    from asbuilt.store import Triple

name: Final = "order"


def derive(context: Context) -> Iterator[Triple]:
    """State order contradictions and undocumented transitions of every pair of both sides."""
    mapped = pairs(context.store)
    documented = context.behaviours.processes
    homes = {step: process for process in documented.values() for step in process.elements}
    for workflow in context.behaviours.workflows.values():
        steps_of = {
            state: {pair.step for pair in mapped.of_digital.get(state, ())} & homes.keys()
            for state in workflow.elements
        }
        by_process: dict[URIRef, dict[URIRef, set[URIRef]]] = defaultdict(dict)
        for state, steps in steps_of.items():
            for step in steps:
                by_process[homes[step].thing].setdefault(state, set()).add(step)
        for process, here in sorted(by_process.items()):
            plain = with_interruptions(documented[process])
            pair = Pair(with_empty_lists(plain, plain.elements), with_interruptions(workflow), here)
            yield from Contradictions(context.minter, pair, name).facts()
            yield from Transitions(context.minter, pair, name).facts()
