"""Finds the cases of a log that went around a control, or passed it with too few people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl
from rdflib import Literal, URIRef

from asbuilt.derive.conformance.applicability import applicable_cases
from asbuilt.derive.conformance.columns import KEY
from asbuilt.derive.conformance.deviation import AGENTS, Cases, Deviation, share
from asbuilt.derive.reading import Names, ask_rows, listed, pairs
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asbuilt.derive.authority.duties import Duties
    from asbuilt.derive.conformance.actors import Inquiry
    from asbuilt.derive.conformance.log import Log
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


def skipped(inquiry: Inquiry, guard: Guard) -> Iterator[Deviation]:
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
        if not (visible and reaching):
            continue
        frame, known = reached(log, guard, acts, reaching)
        around = frame.filter(pl.col("control").is_null() | (pl.col("control") > pl.col(KEY)))
        if around.is_empty():
            continue
        cases = Cases.of(around)
        late = around["control"].is_not_null().sum()
        names = listed(duties[s].label for s in guard.performing)
        target = duties[step].label
        proof = f"{share(cases.count, frame.height)} reached {target} without {names} before it"
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
        yield Deviation(
            AB.SkippedControl,
            log,
            about=step,
            label=f"{target} reached without {names} in {share(cases.count, frame.height)}",
            proof=proof,
            cases=cases,
            total=frame.height,
            parts=(guard.control,),
            involves=tuple(sorted(guard.performing)),
            control=guard.control,
            agents=inquiry.cast.agents(name for name, _ in cases.resources[:AGENTS]),
            activities=(*acts, *reaching),
            further=((AB.applicabilityKnown, Literal(known)),) if guard.applies_when else (),
        )


def outvoted(inquiry: Inquiry, guard: Guard) -> Iterator[Deviation]:
    """State the cases in which fewer people than its quorum took part in a control.

    Cases without the control at all are skipped ones, not these.
    """
    log, duties = inquiry.log, inquiry.duties
    acts = log.activities_of(guard.performing)
    if guard.quorum < 2 or not acts:
        return
    done = log.of(acts).filter("done").join(inquiry.cast.persons, on="resource")
    allowed, _ = _allowed(log, guard)
    if allowed is not None:
        done = done.join(allowed, on="case", how="semi")
    reaching = log.activities_of(guard.guarded)
    if reaching:
        first = _first(log, reaching).select("case", pl.col(KEY).alias("reached"))
        done = done.join(first, on="case").filter(pl.col(KEY) < pl.col("reached"))
    frame = (
        done.group_by("case")
        .agg(pl.col("person").n_unique().alias("people"), pl.col("time").max())
        .collect(engine="streaming")
    )
    few = frame.filter(pl.col("people") < guard.quorum)
    if few.is_empty():
        return
    cases = Cases.of(few)
    names = listed(duties[s].label for s in guard.performing)
    yield Deviation(
        AB.QuorumShortfall,
        log,
        about=min(guard.performing),
        label=f"{names} by fewer than {guard.quorum} people in {share(cases.count, frame.height)}",
        proof=f"{guard.label} demands {guard.quorum} people. In {share(cases.count, frame.height)}"
        f" fewer took part, down to {min(few['people'])}{cases.when}.",
        cases=cases,
        total=frame.height,
        parts=(guard.control,),
        involves=tuple(sorted(guard.performing)),
        control=guard.control,
        activities=tuple(acts),
    )


def reached(
    log: Log, guard: Guard, acts: list[str], reaching: list[str]
) -> tuple[pl.DataFrame, bool]:
    """Give the cases to which a control applies and that reach what it guards.

    Each has the key, time and resource of the first guarded event, and in ``control`` the key of
    the control's first completion. Also says whether the log tells to which cases it applies.
    """
    first = _first(log, reaching)
    control = log.of(acts).filter("done").group_by("case").agg(pl.col(KEY).min().alias("control"))
    frame = first.join(control, on="case", how="left")
    allowed, known = _allowed(log, guard)
    if allowed is not None:
        frame = frame.join(allowed, on="case", how="semi")
    return frame.collect(engine="streaming"), known


def _first(log: Log, activities: list[str]) -> pl.LazyFrame:
    """Give the first begun event of some activities in each case."""
    return (
        log.of(activities)
        .filter("begun")
        .group_by("case")
        .agg(
            pl.col("time").sort_by(KEY).first(),
            pl.col("resource").sort_by(KEY).first(),
            pl.col(KEY).min(),
        )
    )


def _allowed(log: Log, guard: Guard) -> tuple[pl.LazyFrame | None, bool]:
    if not guard.applies_when:
        return None, True
    allowed = applicable_cases(log.raw, guard.applies_when)
    return allowed, allowed is not None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 1
