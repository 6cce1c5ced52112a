"""Of which ways out of an element some, one or all are taken once it is done."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final

from asbuilt.derive.behaviour.conditions import parse
from asbuilt.derive.behaviour.contradiction import excludes
from asbuilt.derive.behaviour.model import PARALLEL_EVENTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive.behaviour.levels import Way

MOST_SUBSETS: Final = 6
"""Number of ways of an inclusive split up to which all of their combinations are looked at."""

BPMN_NODES: Final = frozenset(
    {
        "task", "userTask", "manualTask", "serviceTask", "scriptTask", "businessRuleTask",
        "sendTask", "receiveTask", "subProcess", "transaction", "adHocSubProcess", "callActivity",
        "startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent",
        "boundaryEvent",
    }
)  # fmt: skip
TAKES_ALL: Final = frozenset({"parallelGateway", "split", PARALLEL_EVENTS})
TAKES_SOME: Final = frozenset({"inclusiveGateway", "complexGateway"})


def options(kind: str, onward: list[Way], *, is_lenient: bool = False) -> Iterator[list[Way]]:
    """Give the sets of ways of which one is taken when an element is done.

    Flows with conditions out of an activity or event may be taken together (10.3.1): leniently
    they are, else one at a time.
    """
    if not onward:
        return
    if kind in TAKES_ALL:
        yield onward
        return
    default = [way for way in onward if way.passage.is_default]
    others = [way for way in onward if not way.passage.is_default]
    if kind in TAKES_SOME:
        yield from _subsets(others)
        yield from ([way] for way in default)
    elif kind in BPMN_NODES:
        always = unconditional(onward)
        conditional = [way for way in others if way not in always]
        some = _subsets(conditional) if is_lenient else ([way] for way in conditional)
        yield from ([*always, *ways] for ways in some)
        if default or always:
            yield [*always, *default]
    else:
        yield from ([way] for way in onward)


def unconditional(onward: list[Way]) -> list[Way]:
    """Give the ways out of an activity or event that are taken whatever holds.

    Beside a default way all others have conditions, whether or not the file says which (10.3.1).
    """
    if any(way.passage.is_default for way in onward):
        return []
    return [way for way in onward if way.passage.via is not None and not way.passage.condition]


def _subsets(ways: list[Way]) -> Iterator[list[Way]]:
    """Give the ways alone and together, as far as their conditions do not exclude each other."""
    said = {way: parse(way.passage.condition) for way in ways}
    apart = {
        pair
        for pair in combinations(ways, 2)
        if all(way.passage.condition for way in pair) and excludes(said[pair[0]], said[pair[1]])
    }
    sizes = range(1, len(ways) + 1) if len(ways) <= MOST_SUBSETS else (1, 2, len(ways))
    for size in sizes:
        for some in combinations(ways, size):
            if not any(pair in apart for pair in combinations(some, 2)):
                yield [*some]
