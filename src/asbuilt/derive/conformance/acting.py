"""Finds in a log who acted on a decision without its right on that day."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from asbuilt.derive.conformance.actors import by_resource
from asbuilt.derive.conformance.asking import CaseQuestion
from asbuilt.derive.conformance.deviation import AGENTS, Cases, Deviation, share
from asbuilt.derive.reading import listed
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rdflib import URIRef

    from asbuilt.derive.authority.duties import Duty
    from asbuilt.derive.conformance.actors import Cast, Inquiry
    from asbuilt.derive.conformance.asking import Asking
    from asbuilt.derive.conformance.parts import Part

_WITHOUT = -1
"""Group of the cases in which the right was missing; the others are those of each deputy."""


def unauthorised(inquiry: Inquiry, duty: Duty) -> Iterator[Asking]:
    """State who completed a decision without its right on the day of the event.

    Whoever was a deputy until an earlier day used an expired delegation instead. Whoever is
    responsible for the step does not offend. Nothing is stated of a log whose people no register
    knows, nor of a decision that nobody is known to hold.
    """
    if inquiry.log.activities_of([duty.step]) and is_judged(inquiry.cast, duty):
        yield _wrongly(inquiry, duty)


def _wrongly(inquiry: Inquiry, duty: Duty) -> Asking:
    log, people = inquiry.log, inquiry.cast.resources
    expired = inquiry.cast.expired(duty.deciding)
    question = CaseQuestion(
        partial(_wrong, inquiry, duty, expired), {"latest": (pl.col("day").max(), max)}
    )
    yield question
    found: list[Deviation] = []
    for deputy, lent in expired.items():
        cases = question.cases(log, deputy)
        if cases is not None:
            latest = question.seen[deputy].said["latest"]
            last, delegation = max((until, iri) for _, until, iri in lent if until < latest)
            ended = delegation, last
            found.append(_expired(inquiry, duty, people[deputy], ended, cases, question.total))
    without = question.cases(log, _WITHOUT)
    if without is not None:
        found.append(_without(inquiry, duty, without, question.total))
    return found


def _wrong(
    inquiry: Inquiry,
    duty: Duty,
    expired: dict[int, list[tuple[date, date, URIRef]]],
    part: Part,
) -> pl.LazyFrame:
    """Give the completions of a decision, and which were under an expired or without any right."""
    lasts = {code: min(until for _, until, _ in lent) for code, lent in expired.items()}
    ended = by_resource(list(map(lasts.get, range(len(inquiry.cast.resources)))), pl.Date())
    late = pl.when(pl.col("day") > ended).then("resource").otherwise(_WITHOUT)
    deviates = pl.when(~pl.col("right")).then(late.cast(pl.Int64)).alias("deviates")
    return exercised(inquiry, duty, part).with_columns(deviates)


def exercised(inquiry: Inquiry, duty: Duty, part: Part) -> pl.LazyFrame:
    """Give the completions of a duty by somebody, and which had the ``right`` on their ``day``.

    All had where `is_judged` says that nothing tells who has.
    """
    log, cast = inquiry.log, inquiry.cast
    done = (
        part.of(log.codes(log.activities_of([duty.step])))
        .filter(pl.col("done") & pl.col("resource").is_not_null())
        .with_columns(pl.col("time").dt.date().fill_null(inquiry.as_of).alias("day"))
    )
    if not is_judged(cast, duty):
        return done.with_columns(pl.lit(value=True).alias("right"))
    rightful = (
        done.select("resource", "day")
        .unique()
        .join(cast.entitled(duty.deciding | duty.responsible), on="resource")
        .filter((pl.col("first") <= pl.col("day")) & (pl.col("day") <= pl.col("last")))
        .select("resource", "day", pl.lit(value=True).alias("right"))
        .unique()
    )
    return done.join(rightful, on=["resource", "day"], how="left").with_columns(
        pl.col("right").fill_null(value=False)
    )


def is_judged(cast: Cast, duty: Duty) -> bool:
    """Say whether anything tells who in a log has the right to a duty.

    Somebody, in the log or not, must be known to have it.
    """
    return duty.is_decision and cast.is_known and bool(duty.deciding & cast.actors.held)


def _expired(  # noqa: PLR0913, PLR0917 - each is a part of what is said
    inquiry: Inquiry,
    duty: Duty,
    resource: str,
    ended: tuple[URIRef, date],
    cases: Cases,
    total: int,
) -> Deviation:
    delegation, last = ended
    log, cast = inquiry.log, inquiry.cast
    agents = cast.agents([resource])
    who = listed(map(cast.actors.principals.names.of, agents)) or resource
    return Deviation(
        AB.ExpiredDelegationUse,
        log,
        about=duty.step,
        label=f"{who} did {duty.label} under an expired delegation in {share(cases.count, total)}",
        proof=f"{who} did {duty.label} in {share(cases.count, total)}{cases.when}, after the"
        f" delegation had ended on {last}.",
        cases=cases,
        total=total,
        parts=(str(agents[0]) if agents else resource,),
        involves=(delegation,),
        agents=agents,
        activities=tuple(log.activities_of([duty.step])),
    )


def _without(inquiry: Inquiry, duty: Duty, cases: Cases, total: int) -> Deviation:
    log, cast = inquiry.log, inquiry.cast
    names = cast.actors.principals.names
    holders = listed(names.of(role) for role in duty.deciding)
    machines = [name for name, _ in cases.resources if cast.actors.is_machine(name)]
    unknown = [
        name
        for name, _ in cases.resources
        if cast.actors.who(name) is None and name not in machines
    ]
    proof = (
        f"{duty.label} was done in {share(cases.count, total)} by somebody who did not have the"
        f" decision right of {holders} on that day{cases.when}{cases.mostly}."
    )
    if machines:
        proof += f" {listed(machines)} {'is a system' if len(machines) == 1 else 'are systems'}."
    if unknown:
        proof += f" No register knows {listed(unknown)}."
    who = [
        listed(map(names.of, cast.agents([name]))) or name for name, _ in cases.resources[:AGENTS]
    ]
    return Deviation(
        AB.UnauthorisedAction,
        log,
        about=duty.step,
        label=f"{listed(who, most=3)} did {duty.label} without its decision right in"
        f" {share(cases.count, total)}",
        proof=proof,
        cases=cases,
        total=total,
        involves=duty.states,
        agents=inquiry.cast.agents(name for name, _ in cases.resources[:AGENTS]),
        activities=tuple(log.activities_of([duty.step])),
    )
