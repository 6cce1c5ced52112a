"""Under which condition work goes from one mapped element to the next, and whether two agree.

The conditions along a way through gateways and other technical elements must all hold; of several
ways one is taken. A way on which the model does not say what decides proves nothing, and two
conditions are compared only if they speak of the same fields (see `behaviour.contradiction`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING, Final

from asbuilt.derive.behaviour.choices import NO, YES, answered_by, taken_when
from asbuilt.derive.behaviour.conditions import (
    AMOUNT_WORDS,
    Both,
    Comparison,
    Condition,
    Constant,
    Either,
)
from asbuilt.derive.behaviour.conditions import negated as opposite
from asbuilt.derive.behaviour.contradiction import comparisons, excludes
from asbuilt.derive.behaviour.model import ABRUPT, PARALLEL, Behaviour, Passage, Point

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from rdflib import URIRef

_MOST_WAYS: Final = 64
"""Ways out of one element that are followed; beyond it nothing is compared."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way from one mapped element to another, with its condition; None where it is not said."""

    path: tuple[Passage, ...]
    condition: Condition | None


class Crowded(Exception):  # noqa: N818 - it is no fault, it says how things are
    """There are more ways out of an element than are followed."""


def ways(
    behaviour: Behaviour, element: URIRef, mapped: AbstractSet[URIRef]
) -> dict[URIRef, list[Way]]:
    """Give the ways from an element to the mapped ones that come next, without further work.

    Raises `Crowded` where there are more than can be followed.
    """
    found: dict[URIRef, list[Way]] = defaultdict(list)
    starts = [Point(element), Point(element, "done")]
    waiting: list[tuple[Passage, ...]] = [
        (passage,) for start in starts for passage in behaviour.leaving.get(start, ())
    ]
    followed = 0
    while waiting:
        path = waiting.pop()
        followed += 1
        if followed > _MOST_WAYS:
            raise Crowded
        last = path[-1]
        if last.kind in ABRUPT:
            continue
        here = last.goal.thing
        if here in mapped and here != element:
            found[here].append(Way(path, _condition(behaviour, path)))
            continue
        around = behaviour.elements.get(here)
        if here == element or around is None or around.works:
            continue
        gone = {passage.origin for passage in path}
        waiting += [
            (*path, onward)
            for onward in behaviour.leaving.get(last.goal, ())
            if onward.goal not in gone
        ]
    return found


def taken_together(found: list[Way]) -> Condition | None:
    """Give the condition under which one of these ways is taken; None where it is not said."""
    said = [way.condition for way in found]
    known = [condition for condition in said if condition is not None]
    return reduce(Either, known) if len(known) == len(said) and known else None


def is_changed(documented: Condition, deployed: Condition) -> bool:
    """Say whether two conditions are about the same and are not equal, as far as can be proved."""
    documented, deployed = _as_truths(documented), _as_truths(deployed)
    mine, theirs = comparisons(documented), comparisons(deployed)
    if not mine or any(_is_opaque(one) for one in (*mine, *theirs)):
        return False
    if not theirs:
        # The deployed way is open to every case; that people choose it is no change.
        every_case = deployed == Constant(holds=True)
        return every_case and any(not isinstance(one.value, bool) for one in mine)
    speak_of_same = all(any(_same_field(a, b) for b in theirs) for a in mine) and all(
        any(_same_field(a, b) for a in mine) for b in theirs
    )
    equal = excludes(documented, opposite(deployed)) and excludes(deployed, opposite(documented))
    return speak_of_same and not equal


def _condition(behaviour: Behaviour, path: tuple[Passage, ...]) -> Condition | None:
    """Give what must hold along a way; None where something decides that the model does not say."""
    held: Condition = Constant(holds=True)
    for passage in path:
        condition = taken_when(behaviour, passage)
        if isinstance(condition, Comparison) and not (condition.field or condition.is_money):
            # "> 5" out of a choice "Days overdue?" is about the days.
            condition = answered_by(behaviour, passage) or condition
        if condition is not None:
            held = condition if held == Constant(holds=True) else Both(held, condition)
        elif passage.condition or passage.is_default or _is_chosen(behaviour, passage):
            return None
    return held


def _is_chosen(behaviour: Behaviour, passage: Passage) -> bool:
    """Say whether somebody or something chooses a passage among others, unless all are taken."""
    if not behaviour.rivals(passage):
        return False
    element = behaviour.elements.get(passage.origin.thing)
    kind = element.kind.casefold() if element is not None else ""
    return kind not in PARALLEL and passage.kind != "branch"


def _as_truths(condition: Condition) -> Condition:
    """Take the answers yes and no for truths: what is not "yes" is "no"."""
    if isinstance(condition, Constant):
        return condition
    if isinstance(condition, Comparison):
        value = condition.value
        if type(value) is str and value in YES | NO:
            return replace(condition, value=value in YES)
        return condition
    return type(condition)(_as_truths(condition.left), _as_truths(condition.right))


def _same_field(one: Comparison, other: Comparison) -> bool:
    """Say whether two comparisons are about one field, so that two values exclude each other.

    A limit without a name is about an amount of money if it is one, and otherwise about nothing
    that the other side names.
    """
    if bool(one.field) != bool(other.field):
        named, bare = (one, other) if one.field else (other, one)
        if not (bare.is_money and (named.is_money or AMOUNT_WORDS & set(named.field))):
            return False
    if isinstance(one.value, Decimal) and isinstance(other.value, Decimal):
        low = replace(one, operator="<", value=Decimal(0))
        return excludes(low, replace(other, operator=">", value=Decimal(1)))
    if isinstance(one.value, bool) and isinstance(other.value, bool):
        yes = replace(one, operator="=", value=True)
        return excludes(yes, replace(other, operator="=", value=False))
    if type(one.value) is str and type(other.value) is str:
        first = replace(one, operator="=", value="one")
        return excludes(first, replace(other, operator="=", value="other"))
    return False


def _is_opaque(comparison: Comparison) -> bool:
    return comparison.field[:1] == ("?",)
