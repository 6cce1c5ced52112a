"""Finds in a log steps that were done in the order that the process excludes.

A process does A before B when a path leads from A to B and none from B to A. The order is broken in
a case that completed B for the first time before it completed A for the first time; a case without
A has no order to break, and events of one moment have none. Of three steps in reverse the pairs
next to each other are told, not each with each.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Final

import polars as pl

from asbuilt.derive.behaviour.paths import reach
from asbuilt.derive.conformance.asking import CaseQuestion
from asbuilt.derive.conformance.deviation import AGENTS, Deviation, share
from asbuilt.derive.conformance.parts import earlier, is_any, later
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.derive.behaviour.model import Behaviour
    from asbuilt.derive.behaviour.reading import Behaviours
    from asbuilt.derive.conformance.actors import Inquiry
    from asbuilt.derive.conformance.asking import Asking
    from asbuilt.derive.conformance.parts import Part

MOST_PAIRS: Final = 25
"""Most pairs of steps that are told of one log and process; those of most cases come first."""


def broken(inquiry: Inquiry, behaviours: Behaviours) -> Iterator[Asking]:
    """State for each two steps the cases of a log that did them in the excluded order."""
    for process in sorted(inquiry.log.processes):
        behaviour = behaviours.linked.get(process)
        if behaviour is not None:
            yield from _of_process(inquiry, behaviour)


def _of_process(inquiry: Inquiry, behaviour: Behaviour) -> Iterator[Asking]:
    log = inquiry.log
    step_of = {
        activity: step
        for activity, steps in log.steps_of.items()
        if len(here := steps & behaviour.elements.keys()) == 1
        for step in here
    }
    if len(set(step_of.values())) < 2:
        return
    after = _after(behaviour, frozenset(step_of.values()))
    orders: Counter[tuple[URIRef, ...]] = Counter()
    for variant in log.variants.all:
        steps = (step_of.get(activity) for activity in log.variants.activities(variant))
        orders[tuple(dict.fromkeys(step for step in steps if step is not None))] += variant.cases
    suspects: Counter[tuple[URIRef, URIRef]] = Counter()
    for order, number in orders.items():
        for pair in _inversions(order, after):
            suspects[pair] += number
    ranked = sorted(suspects, key=lambda pair: (-suspects[pair], pair))
    for number, (first, second) in enumerate(ranked[:MOST_PAIRS]):
        rest = len(ranked) - MOST_PAIRS if number == MOST_PAIRS - 1 else 0
        yield _pair(inquiry, behaviour, first, second, max(rest, 0))


def _after(behaviour: Behaviour, steps: frozenset[URIRef]) -> dict[URIRef, set[URIRef]]:
    """Give for each step those that can come after it and before it never."""
    reached = {}
    for step in sorted(steps):
        onward = [
            passage.goal
            for point in behaviour.points_of.get(step, ())
            for passage in behaviour.leaving.get(point, ())
        ]
        tree = reach(behaviour, onward, gather=False)
        reached[step] = {point.thing for point in tree if point.phase == "at"} & steps
    return {
        step: {other for other in found if other != step and step not in reached[other]}
        for step, found in reached.items()
    }


def _inversions(
    order: tuple[URIRef, ...], after: dict[URIRef, set[URIRef]]
) -> Iterator[tuple[URIRef, URIRef]]:
    """Give the pairs of steps done in reverse, without those that others between them explain."""
    for place, first in enumerate(order):
        late = after[first]
        for sooner, second in enumerate(order[:place]):
            if second not in late:
                continue
            between = order[sooner + 1 : place]
            if not any(one in late or second in after[one] for one in between):
                yield first, second


def _pair(
    inquiry: Inquiry, behaviour: Behaviour, first: URIRef, second: URIRef, rest: int
) -> Asking:
    log = inquiry.log
    before, after = log.activities_of([first]), log.activities_of([second])
    question = CaseQuestion(partial(_both, log.codes(before), log.codes(after)))
    yield question
    cases = question.cases(log)
    if cases is None:
        return []
    names = behaviour.label_of(first), behaviour.label_of(second)
    of_all = share(cases.count, question.total)
    proof = (
        f"{behaviour.label} does {names[0]} before {names[1]} and never the other way round. In"
        f" {of_all} with both, {names[1]} was done first{cases.when}{cases.mostly}."
    )
    if rest:
        proof += f" {rest:,} more pairs of steps, each in fewer cases, are not told one by one."
    return [
        Deviation(
            AB.BrokenOrder,
            log,
            about=second,
            label=f"{names[1]} was done before {names[0]} in {of_all}",
            proof=proof,
            cases=cases,
            total=question.total,
            parts=(first,),
            involves=(first, behaviour.thing),
            agents=inquiry.cast.agents(name for name, _ in cases.resources[:AGENTS]),
            activities=(*before, *after),
        )
    ]


def _both(before: list[int], after: list[int], part: Part) -> pl.LazyFrame:
    """Give the cases that completed both of two steps, with when and by whom the second was."""
    is_first, is_second = is_any(before), is_any(after)
    timed = is_first & pl.col("time").is_not_null()
    events = (
        part.of([*before, *after])
        .filter("done")
        .select(
            "case",
            "time",
            "resource",
            is_second.alias("second"),
            earlier(is_first).alias("in order"),
            later(is_first).alias("reversed"),
            pl.when(later(timed)).then(pl.when(timed).then("time").backward_fill()).alias("next"),
        )
    )
    second = (
        events.filter("second")
        .group_by("case", maintain_order=True)
        .agg(part.earliest, pl.col("resource", "in order", "reversed", "next").first())
    )
    same = (pl.col("time") == pl.col("next")).fill_null(value=False)
    return second.filter(pl.col("in order") | pl.col("reversed")).with_columns(
        (~pl.col("in order") & ~same).alias("deviates")
    )
