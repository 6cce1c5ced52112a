"""How a way through the states of a model is told: its elements in order, and what was chosen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from asbuilt.derive.behaviour.model import ABRUPT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rdflib import URIRef

    from asbuilt.derive.behaviour.model import Behaviour
    from asbuilt.derive.behaviour.net import Step


def path_in_words(
    behaviour: Behaviour, path: Sequence[Step], shown: int = 14, among: Sequence[Behaviour] = ()
) -> str:
    """Write the steps in the order in which they are completed: ``Start → Check [no] → Book``.

    Gateways without a name are called by their kind. Of a path with more than `shown` steps the
    middle is left out, and it is said how much. Where steps are `among` those of several
    participants, each time another one takes over it is named: ``Shop: Start → Sell, Bank: Pay``.
    """
    steps = [step for step in path if not step.waits]
    half = shown // 2
    cut = len(steps) - 2 * half if len(steps) > shown else 0
    words, last = "", behaviour
    for number, step in enumerate(steps):
        if cut and half <= number < half + cut:
            words += f" → … {cut} more …" if number == half else ""
            continue
        part = next((one for one in among if step.element in one.elements), behaviour)
        if among and (part is not last or not words):
            words += f"{', ' if words else ''}{part.label}: "
        elif words:
            words += " → "
        words, last = words + _part(part, step), part
    if steps and words.endswith(_part(last, steps[-1])):
        words += _leading_to(last, steps[-1])
    return words or "at once"


def things_on_path(path: Sequence[Step]) -> list[URIRef]:
    """Give the elements in the order in which they are completed."""
    return [step.element for step in path if not step.waits]


def _leading_to(behaviour: Behaviour, step: Step) -> str:
    """Tell where the last step of a path leads, where that was chosen and nothing else says it."""
    goals = {way.goal.thing for way in step.chosen if way.kind not in ABRUPT}
    if len(goals) != 1 or any(way.condition or way.is_default for way in step.chosen):
        return ""
    return f" [to {behaviour.label_of(goals.pop())}]"


def _part(behaviour: Behaviour, step: Step) -> str:
    label = behaviour.label_of(step.element)
    kind = behaviour.elements[step.element].kind
    if label == str(step.element).rpartition("#")[2] and kind.endswith("Gateway"):
        label = f"({re.sub(r'(?<=[a-z])(?=[A-Z])', ' ', kind).lower()})"
    for passage in step.chosen:
        if passage.kind in ABRUPT:
            goal = behaviour.elements[passage.goal.thing]
            goes_on = goal.kind == "boundaryEvent" and not goal.interrupts
            return f"{label} [still going on]" if goes_on else f"{label} [broken off]"
    conditions = [" ".join(one.condition.split()) for one in step.chosen if one.condition]
    if conditions:
        return f"{label} [{' and '.join(conditions)}]"
    if any(one.is_default for one in step.chosen):
        return f"{label} [otherwise]"
    return label
