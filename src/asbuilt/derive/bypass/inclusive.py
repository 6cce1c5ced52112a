"""Which ways out of an inclusive gateway are never gone alone, so that no path leads by them only.

Out of an inclusive gateway all flows are taken whose conditions hold, and an inclusive join waits
for each that was (BPMN 2.0.2, 13.4.3). Where a control stands on one of them, a path along another
goes around it only if the first need not be taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asbuilt.derive.behaviour.choices import taken_when
from asbuilt.derive.behaviour.conditions import negated
from asbuilt.derive.behaviour.contradiction import exclude_each_other, excludes
from asbuilt.derive.behaviour.paths import reach

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from collections.abc import Set as AbstractSet

    from rdflib import URIRef

    from asbuilt.derive.behaviour.conditions import Condition
    from asbuilt.derive.behaviour.model import Behaviour, Passage

_INCLUSIVE: Final = "inclusivegateway"
_JOINING: Final = frozenset({_INCLUSIVE, "parallelgateway"})


def never_alone(
    behaviour: Behaviour,
    path: Iterable[Passage],
    control: AbstractSet[URIRef],
    target: URIRef,
    applies: Condition,
) -> set[Passage]:
    """Give the passages of a path beside which the control's own branch is taken, too, and awaited.

    `applies` is the condition under which the control does.
    """
    found = set()
    for passage in path:
        if behaviour.elements[passage.origin.thing].kind.lower() != _INCLUSIVE:
            continue
        if any(
            _is_taken_with(behaviour, passage, rival, applies)
            and _is_awaited(behaviour, passage, rival, control, target)
            for rival in behaviour.rivals(passage)
            if rival.completes
        ):
            found.add(passage)
    return found


def _is_taken_with(
    behaviour: Behaviour, passage: Passage, rival: Passage, applies: Condition
) -> bool:
    """Say whether a flow is taken whenever another is, where the control applies."""
    if rival.is_default:
        return False
    when = taken_when(behaviour, rival)
    if when is None or excludes(applies, negated(when)):
        return True
    own = taken_when(behaviour, passage)
    return own is not None and exclude_each_other((own, negated(when)))


def _is_awaited(
    behaviour: Behaviour,
    passage: Passage,
    rival: Passage,
    control: AbstractSet[URIRef],
    target: URIRef,
) -> bool:
    """Say whether the control stands on a flow whose end is waited for before the target."""
    joins = {
        point.thing
        for point in reach(behaviour, [rival.goal], gather=False)
        if behaviour.elements[point.thing].kind.lower() in _JOINING
        and len(behaviour.entering.get(point, ())) > 1
    }
    own = reach(behaviour, [rival.goal], _out_of(joins), gather=False)
    if not any(point.thing in control for point in own):
        return False
    beside = reach(behaviour, [passage.goal], _out_of(joins), gather=False)
    return all(point.thing != target for point in beside if point.thing not in joins)


def _out_of(joins: AbstractSet[URIRef]) -> Callable[[Passage], bool]:
    return lambda passage: passage.origin.thing in joins
