"""Finds in a log who acted on a decision without its right, and who approved what he asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from asbuilt.derive.conformance.applicability import applicable_cases
from asbuilt.derive.conformance.deviation import AGENTS, Cases, Deviation, share
from asbuilt.derive.reading import listed
from asbuilt.ingest.events import POSITION
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rdflib import URIRef

    from asbuilt.derive.authority.duties import Duty, Separation
    from asbuilt.derive.conformance.actors import Cast, Inquiry


def self_approved(
    inquiry: Inquiry, separation: Separation, applies_when: str
) -> Iterator[Deviation]:
    """State the cases in which one person completed both of two duties that must be separate.

    Systems are no person. Where a log writes a role or group in the place of a person, that the
    same one did both is told as such. Of a conditional control only the cases to which it applies
    count, as far as the log tells them.
    """
    log = inquiry.log
    first = log.activities_of([separation.first])
    second = log.activities_of([separation.second])
    if not first or not second or set(first) & set(second):
        return
    done = log.of([*first, *second]).filter("done").join(inquiry.cast.persons, on="resource")
    allowed = applicable_cases(log.raw, applies_when) if applies_when else None
    if allowed is not None:
        done = done.join(allowed, on="case", how="semi")
    is_first, is_second = (
        pl.col("activity").is_in(pl.Series(a).implode()) for a in (first, second)
    )
    by_person = (
        done.group_by("case", "person")
        .agg(
            is_first.any().alias("asked"),
            is_second.any().alias("decided"),
            pl.col("time").max(),
            pl.col("resource").first(),
        )
        .collect(engine="streaming")
    )
    both = by_person.filter(pl.col("asked") & pl.col("decided"))
    total = (
        by_person.group_by("case")
        .agg(pl.col("asked").any(), pl.col("decided").any())
        .filter(pl.col("asked") & pl.col("decided"))
        .height
    )
    principals = inquiry.cast.actors.principals
    shared = {str(who) for who in principals.roles | principals.groups}
    is_shared = pl.col("person").is_in(pl.Series(sorted(shared), dtype=pl.String()).implode())
    for rows, whose in (
        (both.filter(~is_shared), "person"),
        (both.filter(is_shared), "role or group"),
    ):
        if not rows.is_empty():
            yield from _both(inquiry, separation, Cases.of(rows), total, whose)


def _both(
    inquiry: Inquiry, separation: Separation, cases: Cases, total: int, whose: str
) -> Iterator[Deviation]:
    log, duties = inquiry.log, inquiry.duties
    asking, deciding = duties[separation.first], duties[separation.second]
    names = f"{asking.label} and {deciding.label}"
    hidden = "" if whose == "person" else " The log does not say which people that were."
    yield Deviation(
        AB.SelfApproval,
        log,
        about=deciding.step,
        label=f"The same {whose} did {names} in {share(cases.count, total)}",
        proof=f"In {share(cases.count, total)} one {whose} did both {names}{cases.when}"
        f"{cases.mostly}.{hidden} {separation.reason}.",
        cases=cases,
        total=total,
        parts=(separation.first, *(() if whose == "person" else (whose,))),
        involves=(separation.first,),
        control=separation.control,
        activities=(
            *log.activities_of([separation.first]),
            *log.activities_of([separation.second]),
        ),
        further=((AB.apartFrom, separation.first),),
        agents=inquiry.cast.agents(name for name, _ in cases.resources[:AGENTS]),
    )


def unauthorised(inquiry: Inquiry, duty: Duty) -> Iterator[Deviation]:
    """State who completed a decision without its right on the day of the event.

    Whoever was a deputy until an earlier day used an expired delegation instead. Whoever is
    responsible for the step does not offend. Nothing is stated of a log whose people no register
    knows, nor of a decision that nobody is known to hold.
    """
    done, rightful = exercised(inquiry, duty) or (None, None)
    if done is None or rightful is None:
        return
    wrong = (
        done.join(rightful, on=POSITION, how="anti")
        .select("case", "time", "resource", "day")
        .collect(engine="streaming")
    )
    if wrong.is_empty():
        return
    total = done.select(pl.col("case").n_unique()).collect(engine="streaming").item()
    late, without = _split(wrong, inquiry.cast.expired(duty.deciding))
    for resource, (delegation, last, frame) in late.items():
        yield from _expired(inquiry, duty, resource, (delegation, last), Cases.of(frame), total)
    if not without.is_empty():
        yield from _without(inquiry, duty, Cases.of(without), total)


def exercised(inquiry: Inquiry, duty: Duty) -> tuple[pl.LazyFrame, pl.LazyFrame | None] | None:
    """Give the completions of a duty by somebody, and the positions of those that were rightful.

    Nothing where the log does not have it; no second frame where nothing tells who has the right.
    """
    log, cast = inquiry.log, inquiry.cast
    activities = log.activities_of([duty.step])
    if not activities:
        return None
    done = (
        log.of(activities)
        .filter(pl.col("done") & pl.col("resource").is_not_null())
        .with_columns(pl.col("time").dt.date().fill_null(inquiry.as_of).alias("day"))
    )
    if not (duty.is_decision and cast.is_known and _is_held(cast, duty)):
        return done, None
    rightful = (
        done.join(cast.entitled(duty.deciding | duty.responsible), on="resource")
        .filter((pl.col("first") <= pl.col("day")) & (pl.col("day") <= pl.col("last")))
        .select(POSITION)
        .unique()
    )
    return done, rightful


def _is_held(cast: Cast, duty: Duty) -> bool:
    """Say whether anybody at all, in the log or not, is known to have a decision's right."""
    principals = cast.actors.principals
    return any(duty.deciding & principals.reach(who).keys() for who in principals.persons)


def _split(
    wrong: pl.DataFrame, expired: dict[str, list[tuple[date, date, URIRef]]]
) -> tuple[dict[str, tuple[URIRef, date, pl.DataFrame]], pl.DataFrame]:
    """Tell events under an expired delegation from those without any right."""
    late = {}
    rest = [
        wrong.filter(
            ~pl.col("resource").is_in(pl.Series(list(expired), dtype=pl.String()).implode())
        )
    ]
    for resource, lent in expired.items():
        mine = wrong.filter(pl.col("resource") == resource)
        earliest = min(until for _, until, _ in lent)
        after = mine.filter(pl.col("day") > earliest)
        if not after.is_empty():
            latest: date = max(after["day"])
            last, delegation = max((until, iri) for _, until, iri in lent if until < latest)
            late[resource] = (delegation, last, after)
        rest.append(mine.filter(pl.col("day") <= earliest))
    return late, pl.concat(rest)


def _expired(  # noqa: PLR0913, PLR0917 - each is a part of what is said
    inquiry: Inquiry,
    duty: Duty,
    resource: str,
    ended: tuple[URIRef, date],
    cases: Cases,
    total: int,
) -> Iterator[Deviation]:
    delegation, last = ended
    log, cast = inquiry.log, inquiry.cast
    agents = cast.agents([resource])
    who = listed(map(cast.actors.principals.names.of, agents)) or resource
    yield Deviation(
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


def _without(inquiry: Inquiry, duty: Duty, cases: Cases, total: int) -> Iterator[Deviation]:
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
    yield Deviation(
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
