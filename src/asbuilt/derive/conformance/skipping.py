"""Finds the cases of a log that went around a control, or passed it with too few people."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import polars as pl
from rdflib import Literal, URIRef

from asbuilt.derive.conformance.asking import ALONE, CaseQuestion
from asbuilt.derive.conformance.deviation import AGENTS, Deviation, share
from asbuilt.derive.conformance.parts import PLACE, earlier, is_any, later
from asbuilt.derive.reading import Names, ask_rows, listed, pairs
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive.authority.duties import Duties
    from asbuilt.derive.conformance.actors import Inquiry
    from asbuilt.derive.conformance.asking import Asking
    from asbuilt.derive.conformance.log import Log
    from asbuilt.derive.conformance.parts import Part
    from asbuilt.store import Store


@dataclass(frozen=True, slots=True)
class Guard:
    """A control, the steps that perform it, and the steps that must not be reached without it."""

    control: URIRef
    label: str
    performing: frozenset[URIRef]
    guarded: tuple[URIRef, ...]
    applies_when: str
    quorum: int


def guards(store: Store, duties: Duties) -> list[Guard]:
    """Read the controls of a graph that are performed at a step."""
    names = Names(store, AB.Control)
    performing: dict[URIRef, set[URIRef]] = {}
    for step, control in pairs(store, "?a ab:controlledBy ?b . ?b a ab:Control"):
        if step in duties.by_step:
            performing.setdefault(control, set()).add(step)
    by_state: dict[URIRef, set[URIRef]] = {}
    for duty in duties.by_step.values():
        for state in duty.states:
            by_state.setdefault(state, set()).add(duty.step)
    for control, state in pairs(store, "?a ab:implementedBy ?b . ?b a ab:State"):
        if control not in performing and state in by_state:
            performing[control] = by_state[state]
    guarded: dict[URIRef, list[URIRef]] = {}
    for control, step in pairs(store, "?a ab:guards ?b"):
        if step in duties.by_step:
            guarded.setdefault(control, []).append(step)
    said: dict[tuple[object, object], str] = {
        (control, predicate): str(text)
        for control, predicate, text in ask_rows(
            store,
            "SELECT ?a ?p ?text WHERE { VALUES ?p { ab:appliesWhen ab:quorum ab:applicable }"
            " ?a a ab:Control ; ?p ?text }",
        )
    }
    return [
        Guard(
            control,
            names.of(control),
            frozenset(steps),
            tuple(guarded.get(control, ())),
            said.get((control, AB.appliesWhen), ""),
            _number(said.get((control, AB.quorum), "1")),
        )
        for control, steps in sorted(performing.items())
        if said.get((control, AB.applicable), "true") not in {"false", "0"}
    ]


def skipped(inquiry: Inquiry, guard: Guard) -> Iterator[Asking]:
    """State for each step that a control guards the cases that reached it without the control.

    The control must have been completed before the first time that the guarded step was begun;
    done afterwards is too late. A control that the log cannot show, because none of its steps
    occurs in it or is mapped to a system, is not judged.
    """
    log, duties = inquiry.log, inquiry.duties
    acts = log.activities_of(guard.performing)
    visible = acts or any(duties[step].states for step in guard.performing)
    for step in guard.guarded:
        reaching = [a for a in log.activities_of([step]) if a not in acts]
        if visible and reaching:
            yield _around(inquiry, guard, step, acts, reaching)


def _around(
    inquiry: Inquiry, guard: Guard, step: URIRef, acts: list[str], reaching: list[str]
) -> Asking:
    log, duties = inquiry.log, inquiry.duties
    known = _is_told(log, guard)
    question = CaseQuestion(
        partial(_reached, guard, log.codes(acts), log.codes(reaching)),
        {"late": (pl.col("late").sum(), operator.add)},
    )
    yield question
    cases = question.cases(log)
    if cases is None:
        return []
    total, late = question.total, question.seen[ALONE].said["late"]
    names = listed(duties[s].label for s in guard.performing)
    target = duties[step].label
    proof = f"{share(cases.count, total)} reached {target} without {names} before it"
    if late:
        proof += f", of which {late:,} did it afterwards, which is too late"
    proof += f"{cases.when}{cases.mostly}."
    if not known:
        proof += (
            f" The control applies when {guard.applies_when}; the log does not say of which"
            " cases that is so, and all were counted."
        )
    elif guard.applies_when:
        proof += f" Only cases with {guard.applies_when} were counted."
    return [
        Deviation(
            AB.SkippedControl,
            log,
            about=step,
            label=f"{target} reached without {names} in {share(cases.count, total)}",
            proof=proof,
            cases=cases,
            total=total,
            parts=(guard.control,),
            involves=tuple(sorted(guard.performing)),
            control=guard.control,
            agents=inquiry.cast.agents(name for name, _ in cases.resources[:AGENTS]),
            activities=(*acts, *reaching),
            further=((AB.applicabilityKnown, Literal(known)),) if guard.applies_when else (),
        )
    ]


def _reached(guard: Guard, acts: list[int], reaching: list[int], part: Part) -> pl.LazyFrame:
    """Give the cases to which a control applies and that reach what it guards.

    Each has the time and resource of the first guarded event; it deviates if the control was not
    completed before that, and is ``late`` if it was afterwards.
    """
    control = is_any(acts) & pl.col("done")
    events = part.of([*acts, *reaching]).select(
        "case",
        "time",
        "resource",
        (is_any(reaching) & pl.col("begun")).alias("reached"),
        (~earlier(control)).alias("deviates"),
        later(control).alias("late"),
    )
    first = events.filter("reached").group_by("case", maintain_order=True).first()
    return _applicable(guard, part, first)


def outvoted(inquiry: Inquiry, guard: Guard) -> Iterator[Asking]:
    """State the cases in which fewer people than its quorum took part in a control.

    Cases without the control at all are skipped ones, not these.
    """
    acts = inquiry.log.activities_of(guard.performing)
    if guard.quorum >= 2 and acts:
        yield _too_few(inquiry, guard, acts)


def _too_few(inquiry: Inquiry, guard: Guard, acts: list[str]) -> Asking:
    log, duties = inquiry.log, inquiry.duties
    reaching = log.codes(log.activities_of(guard.guarded))
    question = CaseQuestion(
        partial(_voted, guard, inquiry.cast.person, log.codes(acts), reaching),
        {"fewest": (pl.col("people").min(), min)},
    )
    yield question
    cases = question.cases(log)
    if cases is None:
        return []
    of_all = share(cases.count, question.total)
    names = listed(duties[s].label for s in guard.performing)
    return [
        Deviation(
            AB.QuorumShortfall,
            log,
            about=min(guard.performing),
            label=f"{names} by fewer than {guard.quorum} people in {of_all}",
            proof=f"{guard.label} demands {guard.quorum} people. In {of_all} fewer took part, down"
            f" to {question.seen[ALONE].said['fewest']}{cases.when}.",
            cases=cases,
            total=question.total,
            parts=(guard.control,),
            involves=tuple(sorted(guard.performing)),
            control=guard.control,
            activities=tuple(acts),
        )
    ]


def _voted(
    guard: Guard, person: pl.Expr, acts: list[int], reaching: list[int], part: Part
) -> pl.LazyFrame:
    """Give the cases in which people took part in a control before what it guards."""
    by_people = part.of(acts).filter("done").with_columns(person.alias("person"))
    done = _applicable(guard, part, by_people.filter(pl.col("person").is_not_null()))
    if reaching:
        first = _first(part, reaching).select("case", pl.col(PLACE).alias("reached"))
        done = done.join(first, on="case").filter(pl.col(PLACE) < pl.col("reached"))
    people = done.group_by("case").agg(
        pl.col("person").n_unique().alias("people"), pl.col("time").max()
    )
    return people.with_columns((pl.col("people") < guard.quorum).alias("deviates"))


def _first(part: Part, activities: list[int]) -> pl.LazyFrame:
    """Give the first begun event of some activities in each case."""
    return (
        part.of(activities)
        .filter("begun")
        .group_by("case", maintain_order=True)
        .agg(pl.col("time").first(), pl.col("resource").first(), pl.col(PLACE).first())
    )


def _applicable(guard: Guard, part: Part, frame: pl.LazyFrame) -> pl.LazyFrame:
    """Leave out the cases to which a control does not apply, as far as the log tells."""
    allowed = part.applicable(guard.applies_when) if guard.applies_when else None
    return frame if allowed is None else frame.join(allowed, on="case", how="semi")


def _is_told(log: Log, guard: Guard) -> bool:
    """Say whether the log tells to which cases a control applies."""
    return not guard.applies_when or log.parts[0].applicable(guard.applies_when) is not None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 1
